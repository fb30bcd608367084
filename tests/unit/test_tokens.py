"""Bearer tokens: the good one, and every bad one with its own plain message."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable

import jwt
import pytest
from cryptography.hazmat.primitives import serialization

from api.identity.keys import MINIMUM_REFRESH_SECONDS, CachedKeys, keys_from_url, signing_keys
from api.identity.tokens import TokenVerifier, verifier_from_settings
from domain.errors import IdentityError, IdentityUnavailable, SettingsError
from domain.settings import IdentitySettings
from domain.types import Principal
from tests.fakes.tokens import (
    ISSUER,
    KEY,
    KEY_ID,
    SETTINGS,
    claims,
    jwks_of,
    new_key,
    token,
    verifier,
)

HOUR = 3600


def hs256_with_the_public_key() -> str:
    """PyJWT refuses to make this one, so it is made by hand."""
    public = KEY.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )

    def part(value: dict[str, object]) -> bytes:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=")

    signed = part({"alg": "HS256", "kid": KEY_ID}) + b"." + part(claims())
    signature = hmac.new(public, signed, hashlib.sha256).digest()
    return (signed + b"." + base64.urlsafe_b64encode(signature).rstrip(b"=")).decode()


def with_other_groups() -> str:
    """The claims changed after signing."""
    head, body, signature = token().split(".")
    changed = json.loads(base64.urlsafe_b64decode(body + "==")) | {"groups": ["board-secretary"]}
    forged = base64.urlsafe_b64encode(json.dumps(changed).encode()).rstrip(b"=").decode()
    return f"{head}.{forged}.{signature}"


BAD: dict[str, tuple[Callable[[], str], str]] = {
    "garbage": (lambda: "not-a-token", "not a JSON Web Token"),
    "empty": (lambda: "", "not a JSON Web Token"),
    "unsigned": (lambda: jwt.encode(claims(), None, "none", headers={"kid": KEY_ID}), "unsigned"),
    "hs256": (hs256_with_the_public_key, "algorithm that is not allowed"),
    "ps256": (
        lambda: jwt.encode(claims(), KEY, "PS256", headers={"kid": KEY_ID}),
        "algorithm that is not allowed",
    ),
    "no kid": (lambda: jwt.encode(claims(), KEY, "RS256"), "does not name its key"),
    "unknown kid": (lambda: token(headers={"kid": "other"}), "unknown key"),
    "other key": (lambda: token(new_key()), "signature does not match"),
    "changed": (with_other_groups, "signature does not match"),
    "expired": (lambda: token(exp=int(time.time()) - HOUR), "expired"),
    "no expiry": (lambda: token(exp=None), "lacks a claim"),
    "not yet": (lambda: token(nbf=int(time.time()) + HOUR), "not valid yet"),
    "issued later": (lambda: token(iat=int(time.time()) + HOUR), "not valid yet"),
    "other issuer": (lambda: token(iss="https://elsewhere.example"), "another issuer"),
    "no issuer": (lambda: token(iss=None), "lacks a claim"),
    "other audience": (lambda: token(aud="payroll"), "another audience"),
    "no audience": (lambda: token(aud=None), "lacks a claim"),
    "no subject": (lambda: token(sub=None), "lacks a claim"),
    "empty subject": (lambda: token(sub=""), "subject is not a name"),
    "control subject": (lambda: token(sub="ann\n"), "subject is not a name"),
    "no groups": (lambda: token(groups=None), "no groups claim"),
    "groups text": (lambda: token(groups="everyone"), "not a list of names"),
    "groups mapping": (lambda: token(groups={"everyone": True}), "not a list of names"),
    "groups of numbers": (lambda: token(groups=[1]), "not a list of names"),
    "groups empty name": (lambda: token(groups=[""]), "not a name"),
    "too long": (lambda: "a" * 100_000, "too long"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_token_is_an_identity_error_that_does_not_repeat_it(name: str) -> None:
    make, expected = BAD[name]
    bad = make()
    with pytest.raises(IdentityError, match=expected) as caught:
        verifier().principal(bad)
    assert not bad or bad not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_good_token_makes_a_principal() -> None:
    made = verifier().principal(token(groups=["everyone", "hr"]))
    assert made == Principal(subject="ann", groups=frozenset({"everyone", "hr"}))


def test_an_empty_list_of_groups_is_a_principal_without_groups() -> None:
    assert verifier().principal(token(groups=[])).groups == frozenset()


def test_each_bad_token_of_another_kind_has_a_message_of_its_own() -> None:
    kinds = ("unsigned", "hs256", "expired", "other issuer", "no groups", "groups text")
    messages = set()
    for kind in kinds:
        with pytest.raises(IdentityError) as caught:
            verifier().principal(BAD[kind][0]())
        messages.add(caught.value.message)
    assert len(messages) == len(kinds)


def test_shared_secret_algorithms_cannot_be_configured() -> None:
    settings = SETTINGS.model_copy(update={"algorithms": ("HS256",)})
    with pytest.raises(SettingsError, match="ALGORITHMS"):
        TokenVerifier(settings, issuer=ISSUER, keys=CachedKeys(lambda: jwks_of(KEY)))


def test_a18_without_an_issuer_there_is_no_start() -> None:
    with pytest.raises(SettingsError, match="No identity is configured"):
        verifier_from_settings(IdentitySettings())


def test_exactly_one_source_of_keys_is_needed() -> None:
    with pytest.raises(SettingsError, match="Exactly one"):
        verifier_from_settings(SETTINGS)


def test_keys_come_over_https_or_from_this_machine() -> None:
    with pytest.raises(SettingsError, match="https"):
        keys_from_url("http://issuer.bank.example/jwks")
    keys_from_url("http://127.0.0.1:9/jwks")
    keys_from_url("https://issuer.bank.example/jwks")


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_rotated_key_is_found_and_a_made_up_one_does_not_make_us_fetch_each_time() -> None:
    clock, documents = Clock(), [jwks_of(KEY, "old"), jwks_of(KEY, "new")]
    fetched: list[str] = []

    def load() -> str:
        fetched.append(documents[min(len(fetched), 1)])
        return fetched[-1]

    keys = CachedKeys(load, clock=clock)
    assert keys.find("old") is not None
    assert keys.find("new") is None  # too soon to fetch again
    clock.now += MINIMUM_REFRESH_SECONDS
    assert keys.find("new") is not None
    assert [keys.find(f"made-up-{n}") for n in range(50)] == [None] * 50
    assert len(fetched) == 2


def test_old_keys_serve_while_the_issuer_is_away_until_they_are_stale() -> None:
    clock, answers = Clock(), [jwks_of(KEY)]

    def load() -> str:
        if answers:
            return answers.pop()
        raise OSError("away")

    keys = CachedKeys(load, clock=clock)
    assert keys.find(KEY_ID) is not None
    clock.now += HOUR - 1
    assert keys.find(KEY_ID) is not None
    clock.now += 2
    with pytest.raises(IdentityUnavailable):
        keys.find(KEY_ID)


def test_a_shared_secret_in_the_key_set_is_left_out() -> None:
    document = json.loads(jwks_of(KEY))
    document["keys"].append({"kty": "oct", "k": "c2VjcmV0", "kid": "shared", "alg": "HS256"})
    assert set(signing_keys(json.dumps(document))) == {KEY_ID}


def test_groups_are_taken_in_their_canonical_form() -> None:
    made = verifier().principal(token(groups=["/Contractors", " HR ", "group:hr"]))
    assert made.groups == {"contractors", "hr"}


def test_the_subject_stays_as_the_issuer_sends_it() -> None:
    """Opaque IDs may differ in case alone: records, budgets and limits go by them."""
    assert verifier().principal(token(sub="auth0|AbC")).subject == "auth0|AbC"


@pytest.mark.parametrize("changes", [{"groups": ["hr", "Сompliance"]}, {"sub": "a\u200bnn"}])
def test_a_name_that_can_be_read_in_two_ways_refuses_the_token_by_name(
    changes: dict[str, object],
) -> None:
    with pytest.raises(IdentityError, match=r"Cyrillic and Latin|U\+200B"):
        verifier().principal(token(**changes))


def by_email() -> TokenVerifier:
    settings = SETTINGS.model_copy(update={"subject_claim": "email"})
    return TokenVerifier(settings, issuer=ISSUER, keys=CachedKeys(lambda: jwks_of(KEY)))


def test_labels_know_a_person_by_the_claim_that_the_settings_name() -> None:
    made = by_email().principal(token(sub="auth0|1", email="Ann.Lee@Bank.Example"))
    assert (made.subject, made.also_known_as) == ("auth0|1", {"ann.lee@bank.example"})


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "has no claim 'email'"),
        ({"email": 5}, "'email' is not a name"),
        ({"email": "ann@bank.example", "email_verified": False}, "not verified"),
    ],
)
def test_a_token_without_a_usable_name_claim_is_refused(
    changes: dict[str, object], said: str
) -> None:
    with pytest.raises(IdentityError, match=said):
        by_email().principal(token(**changes))
