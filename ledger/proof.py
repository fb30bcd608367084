"""What can be said for one record without reading the whole chain: up to the next signature."""

import sqlalchemy as sa

from domain.errors import LedgerTampered
from domain.records import Checkpoint, Head, Proof
from ledger import tables
from ledger.chain import NOTHING_BEFORE
from ledger.signing import SignatureChecker
from ledger.stored import (
    StoredRecord,
    checkpoints_from,
    record_where,
    records_from,
    stored_head,
)


def proof_of(answer_id: str, connection: sa.Connection, checker: SignatureChecker) -> Proof | None:
    """A record's proof; None where there is no such record.

    Raises:
        LedgerTampered: the record itself, or a checkpoint, is not what was written.
    """
    record = record_where(connection, tables.records.c.answer_id == answer_id)
    if record is None:
        return None
    covering = checkpoints_from(connection, covering=record.sequence, limit=1)
    checkpoint = covering[0] if covering else None
    signed = checkpoint or stored_head(connection)
    if signed is None:
        raise LedgerTampered("The ledger's head is missing.")
    stretch = list(records_from(connection, max(1, record.sequence - 1), signed.sequence))
    own = next(row for row in stretch if row.sequence == record.sequence)
    return Proof(
        record_sha256=own.record_sha256,
        recorded_at=record.recorded_at,
        sequence=record.sequence,
        verified=is_linked(stretch, signed) and checker.is_signed(signed),
        checkpoint=checkpoint,
    )


def is_linked(stretch: list[StoredRecord], signed: Checkpoint | Head) -> bool:
    """Whether the rows follow each other without a gap, and end in the signed one."""
    first = stretch[0]
    sequence = first.sequence - 1
    previous = None if sequence else NOTHING_BEFORE  # None: the row before is not at hand
    for row in stretch:
        if row.problem() is not None or row.sequence != sequence + 1:
            return False
        if previous is not None and row.read().previous_sha256 != previous:
            return False
        sequence, previous = row.sequence, row.record_sha256
    return (sequence, previous) == (signed.sequence, signed.record_sha256)
