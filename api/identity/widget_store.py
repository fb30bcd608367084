"""Where widget tokens are kept while they last: by hash, a few minutes each.

On SQLite a file of its own; on PostgreSQL a table that all replicas share.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from domain.errors import IdentityUnavailable
from domain.settings import LedgerSettings
from domain.types import Principal
from storage.database import Database, Store

_metadata = sa.MetaData()
_tokens = sa.Table(
    "widget_tokens",
    _metadata,
    sa.Column("token_sha256", sa.String(64), primary_key=True),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("groups", sa.Text, nullable=False),  # a JSON list
    sa.Column("host", sa.String(64), nullable=False),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("audience", sa.Text, nullable=False),
    sa.Column("conversation", sa.String(32), nullable=False),
    sa.Column("key", sa.String(64), nullable=False),
    sa.Column("expires_at", sa.Float, nullable=False),  # seconds since 1970, UTC
    sa.Column("uses_left", sa.Integer, nullable=False),
)
# One row a proof that was used: a request that is sent a second time finds it here.
_proofs = sa.Table(
    "widget_proofs",
    _metadata,
    sa.Column("token_sha256", sa.String(64), primary_key=True),
    sa.Column("proof_id", sa.String(64), primary_key=True),
    sa.Column("expires_at", sa.Float, nullable=False),
)


@dataclass(frozen=True, slots=True)
class StoredToken:
    """What is kept of a token."""

    token_sha256: str
    principal: Principal
    host: str
    origin: str
    audience: str
    conversation: str
    key: str
    expires_at: float
    uses_left: int


class WidgetStore:
    """Safe to use from many threads, and on PostgreSQL from many replicas."""

    def __init__(self, settings: LedgerSettings, folder: Path) -> None:
        """Opens the ledger's PostgreSQL, or a file of ``folder``.

        Raises:
            IdentityUnavailable: it cannot be reached.
        """
        self._database = Database(_STORE, settings, folder)

    def add(self, token: StoredToken, *, now: float) -> None:
        """Keeps a token, and forgets those whose time is over."""
        with self._database.writing() as connection:
            for table in (_proofs, _tokens):
                connection.execute(table.delete().where(table.c.expires_at < now))
            row = {name: getattr(token, name) for name in _SAME}
            groups = json.dumps(sorted(token.principal.groups))
            connection.execute(
                _tokens.insert().values(subject=token.principal.subject, groups=groups, **row)
            )

    def find(self, token_sha256: str) -> StoredToken | None:
        """None if it does not exist."""
        with self._database.reading() as connection:
            row = connection.execute(
                sa.select(_tokens).where(_tokens.c.token_sha256 == token_sha256)
            ).first()
        if row is None:
            return None
        groups = frozenset(json.loads(row.groups))
        principal = Principal(subject=row.subject, groups=groups)
        return StoredToken(principal=principal, **{name: getattr(row, name) for name in _SAME})

    def use(self, token: StoredToken, proof_id: str, *, now: float) -> bool:
        """Counts one use; False where none is left, time is over, or the proof was used before."""
        try:
            with self._database.writing() as connection:
                counted = connection.execute(
                    _tokens.update()
                    .where(_tokens.c.token_sha256 == token.token_sha256)
                    .where(_tokens.c.uses_left > 0, _tokens.c.expires_at > now)
                    .values(uses_left=_tokens.c.uses_left - 1)
                )
                seen = connection.execute(
                    sa.select(_proofs.c.proof_id).where(
                        _proofs.c.token_sha256 == token.token_sha256, _proofs.c.proof_id == proof_id
                    )
                ).first()
                if counted.rowcount != 1 or seen is not None:
                    return False
                connection.execute(
                    _proofs.insert().values(
                        token_sha256=token.token_sha256,
                        proof_id=proof_id,
                        expires_at=token.expires_at,
                    )
                )
        except IntegrityError:  # two at once, on PostgreSQL
            return False
        return True

    def revoke(self, host: str, conversation: str) -> int:
        """Takes away every token of a conversation; gives back how many there were."""
        with self._database.writing() as connection:
            gone = connection.execute(
                _tokens.delete().where(
                    _tokens.c.host == host, _tokens.c.conversation == conversation
                )
            )
        return gone.rowcount

    def close(self) -> None:
        """Releases the storage; a second call does nothing."""
        self._database.close()


def _unavailable(place: str, kind: str) -> IdentityUnavailable:
    return IdentityUnavailable(
        f"The widget's tokens in {place} cannot be used at the moment ({kind}).",
        advice="Look at its disk, its permissions, or its server, and try again.",
    )


# Tokens last five minutes: a change of these tables makes new ones and needs no migration.
_STORE = Store("widget-tokens.sqlite3", _metadata.create_all, _unavailable)
_SAME = (
    "token_sha256", "host", "origin", "audience", "conversation", "key", "expires_at", "uses_left",
)  # fmt: skip
