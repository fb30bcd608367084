"""A token issuer for trying the product on one machine: one role per kind of user.

It exists only where ``settings.identity.demo`` is on, and that refuses to leave loopback.
"""

import json
import os
import time
from enum import StrEnum
from pathlib import Path

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import OKPAlgorithm

from api.identity.keys import CachedKeys
from api.identity.tokens import TokenVerifier
from api.loopback import is_loopback
from domain.errors import SettingsError
from domain.private_files import private_folder
from domain.settings import IdentitySettings, Settings

ISSUER = "attest-demo"
KEY_ID = "attest-demo-key"
LIFETIME_SECONDS = 8 * 3600  # a working day: a pasted command goes on working
KEY_FILE = Path("demo") / "signing-key.pem"


class DemoRole(StrEnum):
    """Who one can sign in as in the demo."""

    COMPLIANCE = "compliance"
    RELATIONSHIP_MANAGER = "relationship-manager"
    HR = "hr"
    BOARD_SECRETARY = "board-secretary"
    AUDITOR = "auditor"
    REVIEWER = "reviewer"
    SECOND_REVIEWER = "second-reviewer"
    THIRD_REVIEWER = "third-reviewer"
    HEAD_OF_REVIEW = "head-of-review"
    NOBODY = "nobody"

    @property
    def groups(self) -> list[str]:
        """Everyone's group and the role's own; none for ``nobody``, who may read nothing.

        Reviewers are of compliance: they see an item only where they may read what it cites.
        """
        if self is DemoRole.NOBODY:
            return []
        if self in _REVIEWERS:
            return ["everyone", "compliance", "reviewer"]
        return ["everyone", self.value]


# Three, because a disagreement of two goes to a third.
_REVIEWERS = frozenset({DemoRole.REVIEWER, DemoRole.SECOND_REVIEWER, DemoRole.THIRD_REVIEWER})


class DemoIssuer:
    """Signs demo tokens with a key that is made at first use and never leaves the data folder."""

    def __init__(self, data_dir: Path, identity: IdentitySettings) -> None:
        """Makes ``data_dir/demo/signing-key.pem`` (mode 0600) where there is none."""
        self._identity = identity
        self._key = _load_or_make(data_dir / KEY_FILE)

    def mint(self, role: DemoRole) -> str:
        """A token of this role, valid for LIFETIME_SECONDS."""
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "aud": self._identity.audience,
            "sub": f"demo-{role.value}",
            "iat": now,
            "nbf": now,
            "exp": now + LIFETIME_SECONDS,
            self._identity.groups_claim: role.groups,
        }
        return jwt.encode(claims, self._key, algorithm="EdDSA", headers={"kid": KEY_ID})

    def verifier(self) -> TokenVerifier:
        """Accepts this issuer's tokens and no others."""
        public = json.loads(OKPAlgorithm.to_jwk(self._key.public_key()))
        document = json.dumps({"keys": [public | {"kid": KEY_ID, "alg": "EdDSA", "use": "sig"}]})
        settings = self._identity.model_copy(update={"algorithms": ("EdDSA",)})
        return TokenVerifier(settings, issuer=ISSUER, keys=CachedKeys(lambda: document))


def require_demo_allowed(settings: Settings) -> None:
    """Passes where the demo issuer may run.

    Raises:
        SettingsError: the server would be reachable from elsewhere, or a real issuer is set too.
    """
    if not is_loopback(settings.server.host):
        raise SettingsError(
            "The demo identity needs no password, so it runs on this machine only.",
            advice="Set ATTEST_SERVER__HOST=127.0.0.1, or turn ATTEST_IDENTITY__DEMO off and "
            "configure your issuer.",
        )
    if settings.identity.issuer:
        raise SettingsError(
            "The demo identity and ATTEST_IDENTITY__ISSUER are both set.",
            advice="Choose one: the demo must never run beside a real issuer.",
        )


def _load_or_make(path: Path) -> Ed25519PrivateKey:
    if not path.exists():
        _make(path)
    return _load(path)


def _make(path: Path) -> None:
    """Puts the file in place whole: of two processes that start together, one key stays."""
    content = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    private_folder(path.parent)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _load(path: Path) -> Ed25519PrivateKey:
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except ValueError:
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise SettingsError(
            f"{path} holds no demo signing key.", advice="Delete it; Attest then makes a new one."
        )
    return key
