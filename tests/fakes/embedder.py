"""An embedder without a model that still ranks: shared words make vectors point the same way."""

import hashlib
import re
import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.token_vectors import TokenVectors

GRID = np.float32(4096)  # as the real one: dot products are then exact


class HashingEmbedder:
    """Bag of words: each word adds one to a dimension that its hash names."""

    name = "hashing"

    def __init__(self, dimensions: int = 32) -> None:
        self.dimensions = dimensions

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Shape (len(texts), dimensions), in order."""
        rows = [self.embed_question(text) for text in texts]
        return np.stack(rows) if rows else np.zeros((0, self.dimensions), dtype=np.float32)

    def embed_tokens(self, text: str) -> TokenVectors:
        """One piece a word; equal words have equal vectors, others nearly none in common."""
        words = re.findall(r"\w+", text.lower())
        rows = [self.embed_question(word) for word in words]
        vectors = np.stack(rows) if rows else np.zeros((0, self.dimensions), dtype=np.float32)
        token_ids = tuple(zlib.crc32(word.encode()) for word in words)
        return TokenVectors.of(token_ids, vectors)

    def token_spans(self, text: str) -> list[tuple[int, int]]:
        """Where each word stands."""
        return [word.span() for word in re.finditer(r"\w+", text.lower())]

    def embed_question(self, text: str) -> NDArray[np.float32]:
        """Unit length; a text without words points along the first axis."""
        vector = np.zeros(self.dimensions)
        for word in re.findall(r"\w+", text.lower()):
            vector[hashlib.sha256(word.encode()).digest()[0] % self.dimensions] += 1
        if not vector.any():
            vector[0] = 1
        unit = vector / np.linalg.norm(vector)
        return np.asarray(np.trunc(unit * GRID) / GRID, dtype=np.float32)
