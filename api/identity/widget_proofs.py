"""Proof that a request comes from the page that a widget token was made for (RFC 9449, DPoP).

The widget makes a key pair that cannot leave its page. The token is bound to that key, and each
request carries a fresh signature by it: a copied token, or a whole copied request, is useless.
"""

import base64
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import jwt
from jwt import PyJWK

_ALGORITHM = "ES256"
# How far the page's clock may be off, either way.
MAXIMUM_AGE_SECONDS = 60
_MAXIMUM_CHARACTERS = 4_096
_PROOF_ID = re.compile(r"[A-Za-z0-9_-]{16,64}")


class NoProof(Exception):
    """The proof proves nothing. It says not why: the one who sent it may be a thief."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What a valid proof says."""

    key: str  # the thumbprint of the key that signed it
    proof_id: str


def check_proof(
    proof: str, *, token: str, method: str, path: str, now: Callable[[], float]
) -> Proof:
    """The proof, where it was signed a moment ago for this request and this token.

    Raises:
        NoProof: in every other case.
    """
    try:
        return _checked(proof, token=token, method=method, path=path, now=now())
    except (jwt.PyJWTError, ValueError, TypeError, KeyError, AttributeError):
        raise NoProof from None


def _checked(proof: str, *, token: str, method: str, path: str, now: float) -> Proof:
    if len(proof) > _MAXIMUM_CHARACTERS:
        raise NoProof
    header = jwt.get_unverified_header(proof)
    key = header["jwk"]
    if header.get("typ") != "dpop+jwt" or header.get("alg") != _ALGORITHM or "d" in key:
        raise NoProof
    claims: dict[str, Any] = jwt.decode(
        proof,
        PyJWK(key, algorithm=_ALGORITHM),
        algorithms=[_ALGORITHM],
        options={"require": ["jti", "iat"], "verify_iat": False},
    )
    # The address is compared by its path: behind a proxy the server has another name.
    fits = (
        claims["htm"] == method
        and urlsplit(str(claims["htu"])).path == path
        and abs(now - float(claims["iat"])) <= MAXIMUM_AGE_SECONDS
        and claims["ath"] == _encoded(hashlib.sha256(token.encode()).digest())
    )
    proof_id = str(claims["jti"])
    if not fits or not _PROOF_ID.fullmatch(proof_id):
        raise NoProof
    return Proof(key=thumbprint(key), proof_id=proof_id)


def thumbprint(key: dict[str, Any]) -> str:
    """RFC 7638, of a public key on P-256."""
    if key["kty"] != "EC" or key["crv"] != "P-256":
        raise NoProof
    members = {name: str(key[name]) for name in ("crv", "kty", "x", "y")}
    canonical = json.dumps(members, sort_keys=True, separators=(",", ":"))
    return _encoded(hashlib.sha256(canonical.encode()).digest())


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
