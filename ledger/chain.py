"""The chain itself: canonical text, hashes, and what is signed. Pure functions of values.

A record's stored text *is* its canonical JSON, and its hash is the hash of that text: whoever
checks it needs no rules of ours for how numbers or letters are written.
"""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from domain.records import Act, ActRecord, AnyRecord, Checkpoint, Entry, Head, Record

# What stands for "the record before" in the first one.
NOTHING_BEFORE = "0" * 64
# Each signature is over one of these and a line break first, so that none can pass for the other.
CHECKPOINT_PURPOSE = "attest-ledger-checkpoint-1"
HEAD_PURPOSE = "attest-ledger-head-1"


def canonical(value: Any) -> str:
    """JSON on one line, ASCII alone, keys sorted, no spaces."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def sha256_of(text: str) -> str:
    """Lower-case hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def timestamp(moment: datetime) -> str:
    """UTC with microseconds and Z, so that equal moments are equal text."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def link(entry: Entry | Act, head: Head, *, moment: datetime) -> AnyRecord:
    """The entry as the record after ``head``."""
    sequence, previous, at = head.sequence + 1, head.record_sha256, timestamp(moment)
    if isinstance(entry, Act):
        return ActRecord(sequence=sequence, previous_sha256=previous, recorded_at=at, entry=entry)
    return Record(sequence=sequence, previous_sha256=previous, recorded_at=at, entry=entry)


def id_of(entry: Entry | Act) -> str:
    """What a record is found by."""
    return entry.act_id if isinstance(entry, Act) else entry.answer_id


def body_of(record: AnyRecord) -> str:
    """The text that is stored, hashed and exported."""
    return canonical(record.model_dump(mode="json"))


def signed_text(statement: Checkpoint | Head) -> bytes:
    """The bytes that a checkpoint's or a head's signature is over."""
    purpose = CHECKPOINT_PURPOSE if isinstance(statement, Checkpoint) else HEAD_PURPOSE
    fields = statement.model_dump(mode="json", exclude={"signature"})
    return f"{purpose}\n{canonical(fields)}".encode()
