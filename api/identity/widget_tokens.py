"""Tokens for the widget on another site: one person, one origin, one conversation, minutes.

The host's backend proves itself by its secret and the person by the person's own token. What it
gets is bound to the key of one page: see ``widget_proofs``.
"""

import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import jwt

from api.identity.tokens import Authenticator
from api.identity.widget_proofs import NoProof, check_proof
from api.identity.widget_store import StoredToken, WidgetStore
from domain.errors import IdentityError
from domain.settings import WidgetHost, WidgetSettings
from domain.types import Principal

CONVERSATION = re.compile(r"[0-9a-f]{32}")
_THUMBPRINT = re.compile(r"[A-Za-z0-9_-]{43}")
# One sentence for every failure: it tells a thief nothing.
_INVALID = "The widget's token is not valid here. Ask the host for a new one."


@dataclass(frozen=True, slots=True)
class WidgetGrant:
    """What a valid request may do, and as whom."""

    principal: Principal
    host: str
    origin: str
    conversation: str


@dataclass(frozen=True, slots=True)
class MadeToken:
    """A new token and how long it lasts."""

    token: str
    expires_in_seconds: int


class WidgetTokens:
    """Makes tokens, and takes them only from where they were made for."""

    def __init__(
        self,
        settings: WidgetSettings,
        *,
        audience: str,
        users: Authenticator,
        store: WidgetStore,
        now: Callable[[], float] = time.time,
    ) -> None:
        """``users`` checks the person's own token; ``audience`` names this installation."""
        self._settings = settings
        self._audience = audience
        self._users = users
        self._store = store
        self._now = now

    @property
    def origins(self) -> frozenset[str]:
        """Every origin that may show the widget."""
        return frozenset(origin for host in self._settings.hosts for origin in host.origins)

    def exchange(
        self, host: WidgetHost, *, subject_token: str, origin: str, conversation: str, key: str
    ) -> MadeToken:
        """A token for the person that ``subject_token`` speaks for; it never outlives that one.

        Raises:
            IdentityError: the host may not show the widget there, the person's token proves
                nothing, or conversation or key are not as the widget makes them.
        """
        if origin not in host.origins:
            raise IdentityError(f"This host may not show the widget on {origin!r}.")
        if not CONVERSATION.fullmatch(conversation) or not _THUMBPRINT.fullmatch(key):
            raise IdentityError("Send conversation and key as the widget's event gave them.")
        principal = self._users.principal(subject_token)
        now = self._now()
        seconds = min(self._settings.token_seconds, _seconds_left(subject_token, now))
        token = secrets.token_urlsafe(32)
        stored = StoredToken(
            token_sha256=_hash(token),
            principal=principal,
            host=host.name,
            origin=origin,
            audience=self._audience,
            conversation=conversation,
            key=key,
            expires_at=now + seconds,
            uses_left=self._settings.token_uses,
        )
        self._store.add(stored, now=now)
        return MadeToken(token, int(seconds))

    def redeem(
        self, token: str, proof: str, *, origin: str, conversation: str, method: str, path: str
    ) -> WidgetGrant:
        """What one request may do; it counts as a use.

        Raises:
            IdentityError: the token is unknown, over, used up or revoked, or the request comes from
                another page, origin or conversation than it was made for, or a second time.
        """
        stored = self._store.find(_hash(token))
        if stored is None or not self._fits(stored, origin, conversation):
            raise IdentityError(_INVALID)
        try:
            proved = check_proof(proof, token=token, method=method, path=path, now=self._now)
        except NoProof:
            raise IdentityError(_INVALID) from None
        if not hmac.compare_digest(proved.key, stored.key):
            raise IdentityError(_INVALID)
        if not self._store.use(stored, proved.proof_id, now=self._now()):
            raise IdentityError(_INVALID)
        return WidgetGrant(stored.principal, stored.host, stored.origin, stored.conversation)

    def revoke(self, host: WidgetHost, conversation: str) -> None:
        """Ends every token of one of the host's conversations."""
        self._store.revoke(host.name, conversation)

    def host_with(self, secret: str) -> WidgetHost:
        """The host that has this secret.

        Raises:
            IdentityError: no host has it.
        """
        found = list(self._hosts_with(secret))
        if not found:
            raise unknown_host()
        return found[0]

    def close(self) -> None:
        """Releases the storage."""
        self._store.close()

    def _fits(self, stored: StoredToken, origin: str, conversation: str) -> bool:
        return (
            stored.origin == origin
            and stored.conversation == conversation
            and stored.audience == self._audience
            and stored.expires_at > self._now()
            # A host or an origin that was taken out of the settings is out at once.
            and any(stored.host == h.name and origin in h.origins for h in self._settings.hosts)
        )

    def _hosts_with(self, secret: str) -> Iterator[WidgetHost]:
        given = _hash(secret)
        for host in self._settings.hosts:  # all of them, so that time tells nothing
            if hmac.compare_digest(_hash(host.secret.get_secret_value()), given):
                yield host


def unknown_host() -> IdentityError:
    """The one refusal of a secret, also where no host is configured."""
    return IdentityError("No host has this secret.")


def _seconds_left(token: str, now: float) -> float:
    """Of a token that was checked already."""
    claims = jwt.decode(token, options={"verify_signature": False})
    return max(0.0, float(claims["exp"]) - now)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
