"""Widget tokens: one person, one page, minutes; stolen, replayed or elsewhere they are nothing."""

import base64
import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm
from pydantic import SecretStr, ValidationError

from api.identity.demo import DemoIssuer, DemoRole
from api.identity.widget_proofs import thumbprint
from api.identity.widget_store import WidgetStore
from api.identity.widget_tokens import WidgetTokens
from domain.errors import IdentityError
from domain.settings import IdentitySettings, LedgerSettings, WidgetHost, WidgetSettings

ORIGIN, OTHER = "https://crm.bank.example", "https://evil.example"
CONVERSATION = "a" * 32
SECRET = "the-host-applications-own-long-secret"
HOST = WidgetHost(name="crm", origins=(ORIGIN,), secret=SecretStr(SECRET))
NEXT = WidgetHost(name="teller", origins=(ORIGIN,), secret=SecretStr("another-" + SECRET))


class Page:
    """What a page of the widget can do: a key of its own, and proofs by it."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        public = json.loads(ECAlgorithm.to_jwk(self._key.public_key()))
        self.jwk = {name: public[name] for name in ("crv", "kty", "x", "y")}
        self.key = thumbprint(self.jwk)
        self._count = 0

    def proof(
        self, token: str, *, at: float, method: str = "POST", path: str = "/widget/v1/answers",
        header: dict[str, Any] | None = None, **claims: Any,
    ) -> str:  # fmt: skip
        self._count += 1
        digest = hashlib.sha256(token.encode()).digest()
        said = {
            "jti": f"{self._count:032x}", "htm": method, "htu": f"https://attest.example{path}",
            "iat": int(at), "ath": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        } | claims  # fmt: skip
        headers = {"typ": "dpop+jwt", "jwk": self.jwk} | (header or {})
        return jwt.encode(said, self._key, algorithm="ES256", headers=headers)


class Desk:
    """The tokens' maker, a clock that stands still, and a person to ask for."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.now = 0.0
        self.issuer = DemoIssuer(folder, IdentitySettings())
        self.person = self.issuer.mint(DemoRole.COMPLIANCE)
        claims = jwt.decode(self.person, options={"verify_signature": False})
        self.now = float(claims["iat"])
        self.settings = WidgetSettings(hosts=(HOST, NEXT), **settings)
        self.store = WidgetStore(LedgerSettings(), folder / "widget")
        self.tokens = self.over(self.settings)

    def over(self, settings: WidgetSettings, *, audience: str = "attest") -> WidgetTokens:
        return WidgetTokens(
            settings, audience=audience, users=self.issuer.verifier(), store=self.store,
            now=lambda: self.now,
        )  # fmt: skip

    def token(self, page: Page, conversation: str = CONVERSATION) -> str:
        made = self.tokens.exchange(
            HOST, subject_token=self.person, origin=ORIGIN, conversation=conversation, key=page.key
        )
        return made.token

    def redeem(self, token: str, proof: str, **changes: str) -> Any:
        asked = {
            "origin": ORIGIN, "conversation": CONVERSATION, "method": "POST",
            "path": "/widget/v1/answers",
        } | changes  # fmt: skip
        return self.tokens.redeem(token, proof, **asked)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def page() -> Page:
    return Page()


def test_a_token_speaks_for_its_person_from_its_page(desk: Desk, page: Page) -> None:
    token = desk.token(page)
    for _ in range(3):
        grant = desk.redeem(token, page.proof(token, at=desk.now))
        assert grant.principal.subject == "demo-compliance"
        assert grant.principal.groups == {"everyone", "compliance"}
        assert (grant.host, grant.origin, grant.conversation) == ("crm", ORIGIN, CONVERSATION)


THEFTS: dict[str, Callable[[Desk, Page, str], Any]] = {
    "without a proof": lambda d, p, t: d.redeem(t, ""),
    "by a page with another key": lambda d, p, t: d.redeem(t, Page().proof(t, at=d.now)),
    "from another origin": lambda d, p, t: d.redeem(t, p.proof(t, at=d.now), origin=OTHER),
    "from no origin": lambda d, p, t: d.redeem(t, p.proof(t, at=d.now), origin=""),
    "in another conversation": lambda d, p, t: d.redeem(
        t, p.proof(t, at=d.now), conversation="b" * 32
    ),
    "for another path": lambda d, p, t: d.redeem(
        t, p.proof(t, at=d.now), path="/widget/v1/documents"
    ),
    "by another method": lambda d, p, t: d.redeem(t, p.proof(t, at=d.now, method="GET")),
    "with an old proof": lambda d, p, t: d.redeem(t, p.proof(t, at=d.now - 61)),
    "with a proof of tomorrow": lambda d, p, t: d.redeem(t, p.proof(t, at=d.now + 61)),
    "with another token's proof": lambda d, p, t: d.redeem(t, p.proof("x" * 43, at=d.now)),
    "with a proof of no kind": lambda d, p, t: d.redeem(
        t, p.proof(t, at=d.now, header={"typ": "JWT"})
    ),
    "with a key that is none": lambda d, p, t: d.redeem(
        t, p.proof(t, at=d.now, header={"jwk": {"kty": "EC"}})
    ),
    "with a proof that has no name": lambda d, p, t: d.redeem(t, p.proof(t, at=d.now, jti="")),
    "an invented token": lambda d, p, t: d.redeem("y" * 43, p.proof("y" * 43, at=d.now)),
}  # fmt: skip


@pytest.mark.parametrize("theft", THEFTS.values(), ids=THEFTS)
def test_a_stolen_token_gets_nothing_and_costs_no_use(
    desk: Desk, page: Page, theft: Callable[[Desk, Page, str], Any]
) -> None:
    token = desk.token(page)
    with pytest.raises(IdentityError) as refused:
        theft(desk, page, token)
    assert token not in str(refused.value)
    stored = desk.store.find(hashlib.sha256(token.encode()).hexdigest())
    assert stored is not None
    assert stored.uses_left == desk.settings.token_uses


def test_a_request_that_is_sent_again_gets_nothing(desk: Desk, page: Page) -> None:
    token = desk.token(page)
    proof = page.proof(token, at=desk.now)
    desk.redeem(token, proof)
    with pytest.raises(IdentityError):
        desk.redeem(token, proof)


def test_a_token_ends_after_five_minutes_and_never_outlives_the_persons_own(
    desk: Desk, page: Page
) -> None:
    token = desk.token(page)
    desk.now += 299
    desk.redeem(token, page.proof(token, at=desk.now))
    desk.now += 1
    with pytest.raises(IdentityError):
        desk.redeem(token, page.proof(token, at=desk.now))
    ends = jwt.decode(desk.person, options={"verify_signature": False})["exp"]
    desk.now = float(ends) - 40
    made = desk.tokens.exchange(
        HOST, subject_token=desk.person, origin=ORIGIN, conversation=CONVERSATION, key=page.key
    )
    assert made.expires_in_seconds == 40
    with pytest.raises(ValidationError):
        WidgetSettings(token_seconds=301)


def test_a_token_is_used_up(tmp_path: Path, page: Page) -> None:
    desk = Desk(tmp_path, token_uses=2)
    token = desk.token(page)
    for _ in range(2):
        desk.redeem(token, page.proof(token, at=desk.now))
    with pytest.raises(IdentityError):
        desk.redeem(token, page.proof(token, at=desk.now))


def test_a_revoked_conversation_ends_at_once_and_another_hosts_does_not(
    desk: Desk, page: Page
) -> None:
    token = desk.token(page)
    desk.tokens.revoke(NEXT, CONVERSATION)
    desk.redeem(token, page.proof(token, at=desk.now))
    desk.tokens.revoke(HOST, CONVERSATION)
    with pytest.raises(IdentityError):
        desk.redeem(token, page.proof(token, at=desk.now))


def test_a_token_is_nothing_to_another_audience_or_once_its_origin_is_taken_out(
    desk: Desk, page: Page
) -> None:
    token = desk.token(page)
    elsewhere = desk.over(desk.settings, audience="another")
    gone = desk.over(WidgetSettings(hosts=(NEXT,)))
    for tokens in (elsewhere, gone):
        with pytest.raises(IdentityError):
            tokens.redeem(
                token, page.proof(token, at=desk.now), origin=ORIGIN, conversation=CONVERSATION,
                method="POST", path="/widget/v1/answers",
            )  # fmt: skip


@pytest.mark.parametrize(
    "changes",
    [
        {"origin": OTHER}, {"conversation": "x"}, {"conversation": "A" * 32}, {"key": "short"},
        {"subject_token": "no.token.atall"}, {"subject_token": ""},
    ],
)  # fmt: skip
def test_nothing_is_exchanged_for_what_does_not_fit(
    desk: Desk, page: Page, changes: dict[str, str]
) -> None:
    fitting = {
        "subject_token": desk.person, "origin": ORIGIN, "conversation": CONVERSATION,
        "key": page.key,
    }  # fmt: skip
    with pytest.raises(IdentityError):
        desk.tokens.exchange(HOST, **(fitting | changes))


def test_a_host_is_known_by_its_secret_alone(desk: Desk) -> None:
    assert desk.tokens.host_with(SECRET).name == "crm"
    for secret in ("", SECRET + "x", "crm"):
        with pytest.raises(IdentityError):
            desk.tokens.host_with(secret)


def test_tokens_are_kept_by_hash_alone(tmp_path: Path, page: Page) -> None:
    desk = Desk(tmp_path)
    token = desk.token(page)
    desk.store.close()
    assert not any(token.encode() in file.read_bytes() for file in (tmp_path / "widget").iterdir())


@pytest.mark.parametrize(
    "origin", ["*", "crm.example", "https://crm.example/", "https://A.example"]
)
def test_an_origin_that_is_none_is_refused_in_the_settings(origin: str) -> None:
    with pytest.raises(ValidationError, match="is not an origin"):
        WidgetHost(name="crm", origins=(origin,), secret=SecretStr(SECRET))
