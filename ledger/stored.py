"""Rows as they are stored, before anything is believed of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

import sqlalchemy as sa
from pydantic import TypeAdapter, ValidationError

from domain.errors import LedgerTampered
from domain.records import AnyRecord, Checkpoint, Head, Record
from ledger import tables
from ledger.chain import canonical, id_of, sha256_of

# Rows held at once while the whole chain is read.
_BATCH = 500
_RECORD: TypeAdapter[AnyRecord] = TypeAdapter(AnyRecord)
Statement = TypeVar("Statement", Checkpoint, Head)


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """One row of ``ledger_records``."""

    sequence: int
    record_sha256: str
    answer_id: str  # or an act's ID
    idempotency_key: str | None
    body: str

    def read(self) -> AnyRecord:
        """The record in it.

        Raises:
            LedgerTampered: the text is not what was hashed, or says otherwise than its columns.
        """
        problem = self.problem()
        if problem is not None:
            raise LedgerTampered(f"Record {self.sequence} of the ledger {problem}.")
        return _RECORD.validate_json(self.body)

    def problem(self) -> str | None:
        """What is wrong with the row by itself; None where nothing is."""
        if sha256_of(self.body) != self.record_sha256:
            return "does not have the hash that it was stored under"
        try:
            record = _RECORD.validate_json(self.body)
        except ValidationError:
            return "is no record"
        key = record.entry.idempotency.key if record.entry.idempotency else None
        stands = (record.sequence, id_of(record.entry), key)
        if stands != (self.sequence, self.answer_id, self.idempotency_key):
            return "stands in another place than it was written for"
        return None


def record_where(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> AnyRecord | None:
    """The one record that fits, checked against its own hash; None where there is none."""
    row = connection.execute(sa.select(tables.records).where(condition)).first()
    return StoredRecord(*row).read() if row else None


def records_of(
    connection: sa.Connection, asker: str, *, before: int | None, limit: int
) -> tuple[Record, ...]:
    """An asker's records, newest first, checked against their own hashes; () where there is none.

    ``before``: only those with a lower sequence.
    """
    wanted = (
        sa.select(tables.records)
        .join(tables.askers, tables.askers.c.sequence == tables.records.c.sequence)
        .where(tables.askers.c.asker == asker)
        .order_by(tables.askers.c.sequence.desc())
        .limit(limit)
    )
    if before is not None:
        wanted = wanted.where(tables.askers.c.sequence < before)
    found = (StoredRecord(*row).read() for row in connection.execute(wanted))
    return tuple(record for record in found if isinstance(record, Record))


def answer_where(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> Record | None:
    """As ``record_where``; None also where an act fits."""
    found = record_where(connection, condition)
    return found if isinstance(found, Record) else None


def records_from(
    connection: sa.Connection, first: int = 1, last: int | None = None
) -> Iterator[StoredRecord]:
    """The rows of a stretch by sequence, ``last`` included; a batch at a time."""
    wanted = sa.select(tables.records).where(tables.records.c.sequence >= first)
    if last is not None:
        wanted = wanted.where(tables.records.c.sequence <= last)
    rows = connection.execution_options(yield_per=_BATCH).execute(
        wanted.order_by(tables.records.c.sequence)
    )
    for row in rows:
        yield StoredRecord(*row)


def checkpoints_from(
    connection: sa.Connection, covering: int = 0, *, limit: int | None = None
) -> list[Checkpoint]:
    """The checkpoints at or after a sequence, by number; the first ``limit``, where it is given.

    Raises:
        LedgerTampered: a row is none, or says otherwise than its columns.
    """
    rows = connection.execute(
        sa.select(tables.checkpoints)
        .where(tables.checkpoints.c.sequence >= covering)
        .order_by(tables.checkpoints.c.number)
        .limit(limit)
    )
    found = [(row.number, row.sequence, _exactly(Checkpoint, row.body)) for row in rows]
    for number, sequence, checkpoint in found:
        if (number, sequence) != (checkpoint.number, checkpoint.sequence):
            raise LedgerTampered(f"Checkpoint {number} was moved from its place in the ledger.")
    return [checkpoint for _, _, checkpoint in found]


def stored_head(connection: sa.Connection, *, lock: bool = False) -> Head | None:
    """The head; None in a ledger that was never opened for writing.

    Raises:
        LedgerTampered: the row is no head.
    """
    wanted = sa.select(tables.head.c.body)
    body = connection.execute(wanted.with_for_update() if lock else wanted).scalar()
    return None if body is None else head_in(body)


def head_in(body: str) -> Head:
    """The head that a text says.

    Raises:
        LedgerTampered: it says none.
    """
    return _exactly(Head, body)


def statement_text(statement: Checkpoint | Head) -> str:
    """What is stored of a checkpoint or a head."""
    return canonical(statement.model_dump(mode="json"))


def _exactly(kind: type[Statement], body: str) -> Statement:
    """The statement, where the text is the one that would be written for it: not a space more."""
    try:
        statement = kind.model_validate_json(body)
    except ValidationError:
        statement = None
    if statement is None or statement_text(statement) != body:
        raise LedgerTampered(f"A {kind.__name__.lower()} of the ledger was changed after writing.")
    return statement
