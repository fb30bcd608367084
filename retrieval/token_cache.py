"""Token vectors of passages seen lately, by the hash of their text, bounded in bytes."""

import hashlib
import threading
from collections import OrderedDict
from typing import Protocol

from retrieval.token_vectors import TokenVectors

# About 4,000 passages of 160 tokens in bytes: what a day's questions keep coming back to.
DEFAULT_CAPACITY_BYTES = 256 * 1024**2


class TokenEmbedder(Protocol):
    """Gives every word piece of a text its vector."""

    name: str

    def embed_tokens(self, text: str) -> TokenVectors:
        """In order, without [CLS] and [SEP]; none for an empty text."""
        ...

    def token_spans(self, text: str) -> list[tuple[int, int]]:
        """Where each of these word pieces stands in the text, as (start, end) in characters."""
        ...


class TokenCache:
    """A ``TokenEmbedder`` that remembers; the least recently used texts go first.

    It changes no value: an embedder gives equal text equal bytes.
    """

    def __init__(
        self, embedder: TokenEmbedder, *, capacity_bytes: int = DEFAULT_CAPACITY_BYTES
    ) -> None:
        """Starts empty."""
        self.name = embedder.name
        self._embedder = embedder
        self._capacity_bytes = capacity_bytes
        self._held_bytes = 0
        self._held: OrderedDict[bytes, TokenVectors] = OrderedDict()
        self._guard = threading.Lock()

    def embed_tokens(self, text: str) -> TokenVectors:
        """Remembered, or embedded now."""
        key = hashlib.sha256(text.encode()).digest()
        with self._guard:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
        tokens = self._embedder.embed_tokens(text)  # outside the lock: it takes a while
        with self._guard:
            if key not in self._held:
                self._held[key] = tokens
                self._held_bytes += tokens.steps.nbytes
            while self._held_bytes > self._capacity_bytes:
                _, dropped = self._held.popitem(last=False)
                self._held_bytes -= dropped.steps.nbytes
        return tokens

    def token_spans(self, text: str) -> list[tuple[int, int]]:
        """Asked anew each time: it takes a fraction of a millisecond."""
        return self._embedder.token_spans(text)
