"""The public keys that tokens may be signed with: a JWKS from a file or a URL, cached."""

import json
import logging
import math
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import httpx
import jwt
from jwt import PyJWK, PyJWKSet

from api.loopback import is_loopback
from domain.deadline import DeadlineLoop
from domain.errors import IdentityUnavailable, SettingsError

logger = logging.getLogger("attest")

# An unknown key ID may mean that the issuer rotated, or that somebody sends made-up IDs to make
# us fetch: one fetch in this time serves both.
MINIMUM_REFRESH_SECONDS = 30.0
# From this age on keys are fetched anew in the background, while the old ones serve.
REFRESH_AGE_SECONDS = 900.0
# A key that its issuer withdrew is trusted no longer than this.
MAXIMUM_AGE_SECONDS = 3600.0
FETCH_TIMEOUT_SECONDS = 5.0  # in all, however the bytes drip in
MAXIMUM_DOCUMENT_BYTES = 1024**2
# After a fetch that failed; doubled each time, up to MINIMUM_REFRESH_SECONDS.
FIRST_REST_SECONDS = 1.0
# Who waits for a fetch that is under way; the others are asked to come back.
MAXIMUM_WAITING = 8


class KeySource(Protocol):
    """Finds the key that a token names."""

    def find(self, key_id: str) -> PyJWK | None:
        """The signing key, or None where no such key is trusted.

        Raises:
            IdentityUnavailable: no keys could be fetched at all.
        """
        ...


class CachedKeys:
    """Keys from ``load``, read again when they grow old or a key ID is unknown, not too often.

    ``load`` runs in a thread of its own, one at a time and outside every lock: a token with a known
    key never waits for the issuer.
    """

    def __init__(
        self, load: Callable[[], str], *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """``load`` returns the JWKS document in bounded time; it is called at the first token."""
        self._load = load
        self._clock = clock
        self._lock = threading.Lock()
        self._keys: dict[str, PyJWK] = {}
        self._loaded_at: float | None = None
        self._tried_at: float | None = None
        self._failures = 0
        self._waiting = 0
        self._fetch: threading.Event | None = None  # set once the fetch under way is over

    def find(self, key_id: str) -> PyJWK | None:
        """See KeySource."""
        with self._lock:
            known = None if self._age() > MAXIMUM_AGE_SECONDS else self._keys.get(key_id)
            wants_fetch = known is None or self._age() > REFRESH_AGE_SECONDS
            if self._fetch is None and wants_fetch and self._may_fetch():
                self._start()
            if known is not None:
                return known
            fetch = self._fetch
            if fetch is not None:
                if self._waiting >= MAXIMUM_WAITING:
                    raise _unavailable()
                self._waiting += 1
        if fetch is not None:
            self._wait(fetch)
        return self._found(key_id)

    def _wait(self, fetch: threading.Event) -> None:
        fetch.wait(FETCH_TIMEOUT_SECONDS + 1.0)
        with self._lock:
            self._waiting -= 1

    def _found(self, key_id: str) -> PyJWK | None:
        """What is known after the fetch, or without one."""
        with self._lock:
            if self._age() > MAXIMUM_AGE_SECONDS:
                raise _unavailable()
            key = self._keys.get(key_id)
            if key is None and (self._failures or self._fetch is not None):
                raise _unavailable()  # the issuer may have made it since: nobody can say
            return key

    def _age(self) -> float:
        return math.inf if self._loaded_at is None else self._clock() - self._loaded_at

    def _may_fetch(self) -> bool:
        if self._tried_at is None:
            return True
        rest = MINIMUM_REFRESH_SECONDS
        if self._failures:
            rest = min(rest, FIRST_REST_SECONDS * 2.0 ** min(self._failures - 1, 16))
        return self._clock() - self._tried_at >= rest

    def _start(self) -> None:
        self._fetch = threading.Event()
        self._tried_at = self._clock()
        # A daemon: an issuer that hangs must not keep the process alive.
        threading.Thread(
            target=self._refresh, args=(self._fetch,), name="attest-jwks", daemon=True
        ).start()

    def _refresh(self, fetch: threading.Event) -> None:
        keys: dict[str, PyJWK] | None = None
        try:
            keys = signing_keys(self._load())
        except (OSError, httpx.HTTPError, jwt.PyJWTError, ValueError) as error:
            # The old keys serve until they are too old; find() says so after that.
            logger.warning("The issuer's keys could not be fetched: %s", type(error).__name__)
        finally:
            with self._lock:
                self._fetch = None
                self._failures = 0 if keys is not None else self._failures + 1
                if keys is not None:
                    self._keys, self._loaded_at = keys, self._clock()
            fetch.set()


def _unavailable() -> IdentityUnavailable:
    return IdentityUnavailable("The issuer's keys cannot be had at the moment.")


def signing_keys(document: str) -> dict[str, PyJWK]:
    """The public signing keys of a JWKS document by key ID; those without an ID are left out.

    Raises:
        ValueError: the document is not JSON, or no JWKS.
        jwt.PyJWTError: it holds no usable key.
    """
    content = json.loads(document)
    if not isinstance(content, dict):
        raise ValueError("a JWKS is a JSON object")
    usable = PyJWKSet.from_dict(content).keys
    # "oct" keys are shared secrets: whoever can check such a token can also make one.
    return {
        key.key_id: key
        for key in usable
        if key.key_id and key.key_type != "oct" and key.public_key_use in (None, "sig")
    }


def keys_from_file(path: Path) -> CachedKeys:
    """Keys of a JWKS file, read again when a key ID is unknown."""
    return CachedKeys(lambda: path.read_text(encoding="utf-8"))


def keys_from_url(url: str) -> CachedKeys:
    """Keys of a JWKS address.

    Raises:
        SettingsError: the address is not https, and not on this machine.
    """
    parts = urlsplit(url)
    local = parts.scheme == "http" and is_loopback(parts.hostname or "")
    if parts.scheme != "https" and not local:
        raise SettingsError("ATTEST_IDENTITY__JWKS_URL must be an https address.")
    calls = DeadlineLoop()
    return CachedKeys(lambda: calls.run(lambda: _fetch(url), seconds=FETCH_TIMEOUT_SECONDS))


async def _fetch(url: str) -> str:
    """The document.

    Raises:
        httpx.HTTPError: it cannot be had.
        ValueError: it is larger than any key set.
    """
    # Redirects stay off: the keys come from the address that the operator named.
    async with (
        httpx.AsyncClient(timeout=FETCH_TIMEOUT_SECONDS, follow_redirects=False) as client,
        client.stream("GET", url) as response,
    ):
        response.raise_for_status()
        document = bytearray()
        async for piece in response.aiter_bytes():
            document += piece
            if len(document) > MAXIMUM_DOCUMENT_BYTES:
                raise ValueError("the JWKS document is too large")
    return document.decode()
