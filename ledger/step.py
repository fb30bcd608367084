"""One record more: everything that is written for it, worked out before anything is."""

from dataclasses import dataclass
from datetime import datetime

from domain.errors import IdempotencyConflict
from domain.records import Act, ActRecord, AnyRecord, Checkpoint, Entry, Head, Record
from ledger.chain import NOTHING_BEFORE, body_of, id_of, link, sha256_of, timestamp
from ledger.signing import Signer
from ledger.stored import StoredRecord


@dataclass(frozen=True, slots=True)
class Step:
    """What one appended record leaves behind."""

    record: AnyRecord
    row: StoredRecord
    checkpoint: Checkpoint | None  # None: none is due with this record
    head: Head


def empty_head(signer: Signer) -> Head:
    """The head of a ledger without records."""
    return signer.head(sequence=0, record_sha256=NOTHING_BEFORE, checkpoints=0)


def step_after(
    head: Head,
    entry: Entry | Act,
    *,
    signer: Signer,
    moment: datetime,
    checkpoint_every_records: int,
) -> Step:
    """The record after ``head``, with a checkpoint where its sequence asks for one."""
    record = link(entry, head, moment=moment)
    body = body_of(record)
    row = StoredRecord(
        sequence=record.sequence,
        record_sha256=sha256_of(body),
        answer_id=id_of(entry),
        idempotency_key=entry.idempotency.key if entry.idempotency else None,
        body=body,
    )
    after = signer.head(
        sequence=row.sequence, record_sha256=row.record_sha256, checkpoints=head.checkpoints
    )
    if row.sequence % checkpoint_every_records:
        return Step(record, row, None, after)
    checkpoint, after = checkpoint_at(after, signer=signer, moment=moment)
    return Step(record, row, checkpoint, after)


def checkpoint_at(head: Head, *, signer: Signer, moment: datetime) -> tuple[Checkpoint, Head]:
    """A checkpoint at the chain's end, and the head that counts it."""
    number = head.checkpoints + 1
    checkpoint = signer.checkpoint(
        number=number,
        sequence=head.sequence,
        record_sha256=head.record_sha256,
        at=timestamp(moment),
    )
    counted = signer.head(
        sequence=head.sequence, record_sha256=head.record_sha256, checkpoints=number
    )
    return checkpoint, counted


def an_answer(record: AnyRecord) -> Record:
    """The record of a response, as its appender expects.

    Raises:
        IdempotencyConflict: its key had led to an act.
    """
    if not isinstance(record, Record):
        raise _taken()
    return record


def an_act(record: AnyRecord) -> ActRecord:
    """The record of an act, as its appender expects.

    Raises:
        IdempotencyConflict: its key had led to a response.
    """
    if not isinstance(record, ActRecord):
        raise _taken()
    return record


def _taken() -> IdempotencyConflict:
    return IdempotencyConflict(
        "This Idempotency-Key was used for something else.",
        advice="Send the request with a new key.",
    )
