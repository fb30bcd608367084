"""Keys and tokens to try the verifier with: good ones, and every way to be bad."""

import json
import time
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jwt.algorithms import RSAAlgorithm

from api.identity.keys import CachedKeys
from api.identity.tokens import TokenVerifier
from domain.settings import IdentitySettings

ISSUER = "https://issuer.bank.example"
AUDIENCE = "attest"
KEY_ID = "key-1"
SETTINGS = IdentitySettings(issuer=ISSUER, audience=AUDIENCE)


def new_key() -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=2048)


KEY = new_key()


def jwks_of(key: RSAPrivateKey, key_id: str = KEY_ID) -> str:
    public = json.loads(RSAAlgorithm.to_jwk(key.public_key()))
    return json.dumps({"keys": [public | {"kid": key_id, "use": "sig", "alg": "RS256"}]})


def verifier() -> TokenVerifier:
    return TokenVerifier(SETTINGS, issuer=ISSUER, keys=CachedKeys(lambda: jwks_of(KEY)))


def claims(**changes: Any) -> dict[str, Any]:
    """Good claims with changes; None takes a claim away."""
    now = int(time.time())
    good = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "ann",
        "iat": now,
        "exp": now + 600,
        "groups": ["everyone"],
    }
    return {name: value for name, value in (good | changes).items() if value is not None}


def token(
    key: RSAPrivateKey = KEY,
    headers: dict[str, Any] | None = None,
    **changes: Any,
) -> str:
    return jwt.encode(claims(**changes), key, "RS256", headers=headers or {"kid": KEY_ID})
