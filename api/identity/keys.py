"""The public keys that tokens may be signed with: a JWKS from a file or a URL, cached."""

import json
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
from domain.errors import IdentityUnavailable, SettingsError

# An unknown key ID may mean that the issuer rotated, or that somebody sends made-up IDs to make
# us fetch: one fetch in this time serves both.
MINIMUM_REFRESH_SECONDS = 30.0
# A key that its issuer withdrew is trusted no longer than this.
MAXIMUM_AGE_SECONDS = 3600.0
FETCH_TIMEOUT_SECONDS = 5.0


class KeySource(Protocol):
    """Finds the key that a token names."""

    def find(self, key_id: str) -> PyJWK | None:
        """The signing key, or None where no such key is trusted.

        Raises:
            IdentityUnavailable: no keys could be fetched at all.
        """
        ...


class CachedKeys:
    """Keys from ``load``, read again when stale or when a key ID is unknown, but not too often."""

    def __init__(
        self, load: Callable[[], str], *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """``load`` returns the JWKS document; it is first called when a key is first asked for."""
        self._load = load
        self._clock = clock
        self._lock = threading.Lock()
        self._keys: dict[str, PyJWK] = {}
        self._loaded_at: float | None = None
        self._tried_at: float | None = None

    def find(self, key_id: str) -> PyJWK | None:
        """See KeySource."""
        with self._lock:
            if self._is_stale() or key_id not in self._keys:
                self._refresh()
            if self._is_stale():
                raise IdentityUnavailable("The issuer's keys cannot be had at the moment.")
            return self._keys.get(key_id)

    def _is_stale(self) -> bool:
        return self._loaded_at is None or self._clock() - self._loaded_at > MAXIMUM_AGE_SECONDS

    def _refresh(self) -> None:
        now = self._clock()
        if self._tried_at is not None and now - self._tried_at < MINIMUM_REFRESH_SECONDS:
            return
        self._tried_at = now
        try:
            self._keys = signing_keys(self._load())
        except (OSError, httpx.HTTPError, jwt.PyJWTError, ValueError):
            return  # the old keys serve until they are stale; find() says so after that
        self._loaded_at = now


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
    return CachedKeys(lambda: _fetch(url))


def _fetch(url: str) -> str:
    # Redirects stay off: the keys come from the address that the operator named.
    response = httpx.get(url, timeout=FETCH_TIMEOUT_SECONDS, follow_redirects=False)
    return response.raise_for_status().text
