"""Bearer tokens to principals. A token is checked in full or it is nothing."""

from collections.abc import Mapping
from typing import Any, Protocol

import jwt
import jwt.exceptions
from jwt import PyJWK

from api.identity.keys import KeySource, keys_from_file, keys_from_url
from domain.errors import IdentityError, SettingsError
from domain.principal_names import NameKind, PrincipalNameError, principal_name
from domain.settings import IdentitySettings
from domain.types import Principal

# Signatures that only the holder of a private key can make.
ASYMMETRIC_ALGORITHMS = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
)
# A token is a few kilobytes; longer ones are refused before they are parsed.
MAXIMUM_TOKEN_CHARACTERS = 16_384
MAXIMUM_GROUPS = 1_000
TIMES = ("exp", "nbf", "iat")
SUBJECT, EMAIL, EMAIL_VERIFIED = "sub", "email", "email_verified"

# Which plain sentence each of PyJWT's failures becomes; the first match wins.
_FAILURES: tuple[tuple[type[jwt.PyJWTError], str], ...] = (
    (jwt.ExpiredSignatureError, "The token has expired."),
    (jwt.ImmatureSignatureError, "The token is not valid yet."),
    (jwt.InvalidIssuedAtError, "The token's issue time is not a time in the past."),
    (jwt.InvalidIssuerError, "The token comes from another issuer."),
    (jwt.InvalidAudienceError, "The token is meant for another audience."),
    (jwt.MissingRequiredClaimError, "The token lacks a claim that it must carry."),
    (jwt.InvalidSignatureError, "The token's signature does not match."),
    (jwt.exceptions.InvalidSubjectError, "The token's subject is not a name."),
)


class Authenticator(Protocol):
    """Makes a principal from a bearer token; the only maker of principals in the product."""

    def principal(self, token: str) -> Principal:
        """Who the token speaks for.

        Raises:
            IdentityError: the token proves nothing. The message never repeats it.
        """
        ...


class TokenVerifier:
    """Checks algorithm, key, signature, issuer, audience, times, subject and groups."""

    def __init__(self, settings: IdentitySettings, *, issuer: str, keys: KeySource) -> None:
        """``issuer`` and ``keys`` go together: no other issuer's tokens are looked at.

        Raises:
            SettingsError: the algorithm list is empty or allows shared secrets.
        """
        if not settings.algorithms or not set(settings.algorithms) <= ASYMMETRIC_ALGORITHMS:
            allowed = ", ".join(sorted(ASYMMETRIC_ALGORITHMS))
            raise SettingsError(f"ATTEST_IDENTITY__ALGORITHMS may hold only {allowed}.")
        self._settings = settings
        self._issuer = issuer
        self._keys = keys

    def principal(self, token: str) -> Principal:
        """See Authenticator."""
        if len(token) > MAXIMUM_TOKEN_CHARACTERS:
            raise IdentityError("The token is too long.")
        claims = self._claims(token, *self._key_and_algorithm(token))
        return Principal(
            subject=_subject(claims),
            also_known_as=_other_names(claims, self._settings.subject_claim),
            groups=_groups(claims, self._settings.groups_claim),
        )

    def _key_and_algorithm(self, token: str) -> tuple[PyJWK, str]:
        try:
            header = jwt.get_unverified_header(token)
        except (jwt.PyJWTError, ValueError):
            raise IdentityError("The token is not a JSON Web Token.") from None
        algorithm, key_id = header.get("alg"), header.get("kid")
        if not isinstance(algorithm, str) or algorithm.lower() == "none":
            raise IdentityError("The token is unsigned.")
        if algorithm not in self._settings.algorithms:
            raise IdentityError("The token is signed with an algorithm that is not allowed.")
        if not isinstance(key_id, str) or not key_id:
            raise IdentityError("The token does not name its key.")
        key = self._keys.find(key_id)
        if key is None:
            raise IdentityError("The token is signed with an unknown key.")
        if key.algorithm_name != algorithm:
            raise IdentityError("The token's algorithm does not fit its key.")
        return key, algorithm

    def _claims(self, token: str, key: PyJWK, algorithm: str) -> Mapping[str, Any]:
        try:
            claims = jwt.decode(
                token,
                key,
                algorithms=[algorithm],
                issuer=self._issuer,
                audience=self._settings.audience,
                leeway=self._settings.leeway_seconds,
                options={"require": ["exp", "iss", "aud", "sub"]},
            )
        except (jwt.PyJWTError, OverflowError) as error:
            message = next((m for kind, m in _FAILURES if isinstance(error, kind)), None)
            raise IdentityError(message or "The token is malformed.") from None
        for name in TIMES:
            # Python would read "9_999" as a number, too, and true as 1.
            if name in claims and type(claims[name]) not in (int, float):
                raise IdentityError("The token's times are not numbers.")
        return claims


def verifier_from_settings(settings: IdentitySettings) -> TokenVerifier:
    """The verifier for the configured issuer.

    Raises:
        SettingsError: no issuer or no keys are configured: there is no way to run without.
    """
    if not settings.issuer:
        raise SettingsError(
            "No identity is configured. Attest answers only signed-in people.",
            advice="Set ATTEST_IDENTITY__ISSUER and ATTEST_IDENTITY__JWKS_URL (or JWKS_PATH), "
            "or try the demo on this machine: attest serve --demo.",
        )
    if bool(settings.jwks_url) == bool(settings.jwks_path):
        raise SettingsError(
            "Exactly one of ATTEST_IDENTITY__JWKS_URL and ATTEST_IDENTITY__JWKS_PATH must be set."
        )
    if settings.jwks_path:
        keys = keys_from_file(settings.jwks_path)
    else:
        keys = keys_from_url(settings.jwks_url or "")
    return TokenVerifier(settings, issuer=settings.issuer, keys=keys)


def _subject(claims: Mapping[str, Any]) -> str:
    """As the issuer sends it: an empty or unusable one is an error."""
    subject = claims.get(SUBJECT)
    _name(NameKind.USER, subject, "The token's subject is not a name")
    return str(subject)


def _other_names(claims: Mapping[str, Any], claim: str) -> frozenset[str]:
    """The name in the claim that the settings give; none where that is the subject itself."""
    if claim == SUBJECT:
        return frozenset()
    if claim not in claims:
        raise IdentityError(f"The token has no claim {claim!r}; labels find people by that claim.")
    if claim == EMAIL and claims.get(EMAIL_VERIFIED) in (False, "false"):
        raise IdentityError("The token's e-mail address is not verified.")
    return frozenset({_name(NameKind.USER, claims[claim], f"The token's {claim!r} is not a name")})


def _groups(claims: Mapping[str, Any], claim: str) -> frozenset[str]:
    """An empty list is a valid principal, who may read nothing by group; no list is an error."""
    if claim not in claims:
        raise IdentityError("The token carries no groups claim.")
    groups = claims[claim]
    if not isinstance(groups, list) or not all(isinstance(group, str) for group in groups):
        raise IdentityError("The token's groups claim is not a list of names.")
    if len(groups) > MAXIMUM_GROUPS:
        raise IdentityError(f"The token's groups claim holds more than {MAXIMUM_GROUPS} names.")
    otherwise = "The token's groups claim holds something that is not a name"
    return frozenset(_name(NameKind.GROUP, group, otherwise) for group in groups)


def _name(kind: NameKind, value: object, otherwise: str) -> str:
    """The canonical name. One that is refused refuses the token: a deny might be meant for it."""
    if not isinstance(value, str) or not value:
        raise IdentityError(f"{otherwise}.")
    try:
        return principal_name(kind, value)
    except PrincipalNameError as error:
        raise IdentityError(f"{otherwise}: {error}.") from None
