"""The whole chain, checked from the first record to the signed head.

What it finds: any record edited, left out, added, moved or exchanged; any checkpoint likewise; an
end cut off. What it cannot find without a head from elsewhere: docs/decisions/0011-ledger.md.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection

from domain.errors import LedgerTampered
from domain.records import Checkpoint, Head, Record
from ledger.chain import NOTHING_BEFORE
from ledger.database import Database
from ledger.head_file import HeadFile
from ledger.signing import SignatureChecker
from ledger.stored import StoredRecord, checkpoints_from, records_from, stored_head
from ledger.tables import askers

Found = TypeVar("Found")
# A wholly rewritten ledger would give one such finding a record: a few are enough.
MAXIMUM_FINDINGS = 50


@dataclass(frozen=True, slots=True)
class Anchor:
    """A record's place and hash, as somebody noted them elsewhere."""

    sequence: int
    record_sha256: str


@dataclass(slots=True)
class Verification:
    """What was read, and what is wrong with it; sound where ``findings`` is empty."""

    records: int = 0
    checkpoints: int = 0
    head: Head | None = None
    findings: list[str] = field(default_factory=list)
    # What is as it was written and yet wants a look, such as a clock that was set back.
    remarks: list[str] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    def remark(self, what: str) -> None:
        """Notes something to look at, up to MAXIMUM_FINDINGS."""
        if len(self.remarks) < MAXIMUM_FINDINGS:
            self.remarks.append(what)

    def find(self, problem: str) -> None:
        """Notes a problem, up to MAXIMUM_FINDINGS."""
        if len(self.findings) < MAXIMUM_FINDINGS:
            self.findings.append(problem)


def verify_database(
    database: Database,
    checker: SignatureChecker,
    *,
    kept_apart: HeadFile | None = None,
    expected: Anchor | None = None,
) -> Verification:
    """Everything that is stored, as of one moment, against the head kept apart and ``expected``.

    ``kept_apart`` None: the database alone is looked at.

    Raises:
        LedgerUnavailable: it cannot be read.
    """
    result = Verification()
    with database.reading() as connection:
        nothing: list[Checkpoint] = []
        checkpoints = _whole(lambda: checkpoints_from(connection), result, nothing)
        head = _whole(lambda: stored_head(connection), result, None)
        anchors = [expected] if expected else []
        if kept_apart is not None:
            # On PostgreSQL a replica that never wrote has no such file.
            required = not database.is_postgresql
            anchors += _anchor_kept(kept_apart, checker, result, required=required)
        verify_chain(
            records_from(connection), checkpoints, head, checker, anchors=anchors, result=result
        )
        _check_askers(connection, result)
    return result


def _check_askers(connection: Connection, result: Verification) -> None:
    """The lookup of who asked must say what the records say; it is derived from them."""
    rows = connection.execute(sa.select(askers).order_by(askers.c.sequence))
    stored = ((row.sequence, row.asker) for row in rows)
    told = (
        (record.sequence, record.entry.asker.subject)
        for row in records_from(connection)
        if row.problem() is None and isinstance(record := row.read(), Record)
    )
    if any(one != other for one, other in zip_longest(stored, told)):
        result.find("the lookup of who asked is not what the records say")


def _anchor_kept(
    file: HeadFile, checker: SignatureChecker, result: Verification, *, required: bool
) -> list[Anchor]:
    kept = _whole(file.read, result, None)
    if kept is None:
        if required:
            result.find(f"{file.path} is missing")
        return []
    if not checker.is_signed(kept):
        result.find(f"{file.path} is not signed with the ledger's key")
    return [Anchor(kept.sequence, kept.record_sha256)]


def verify_chain(
    rows: Iterable[StoredRecord],
    checkpoints: Sequence[Checkpoint],
    head: Head | None,
    checker: SignatureChecker,
    *,
    anchors: Sequence[Anchor] = (),
    result: Verification | None = None,
) -> Verification:
    """Rows by sequence, checkpoints by number; each ``anchor`` must be found in the chain."""
    found = result if result is not None else Verification()
    found.checkpoints, found.head = len(checkpoints), head
    wanted = {anchor.sequence: anchor.record_sha256 for anchor in anchors}
    wanted_here = {checkpoint.sequence: checkpoint.record_sha256 for checkpoint in checkpoints}
    _check_checkpoints(checkpoints, checker, found)
    sequence, previous, moment = 0, NOTHING_BEFORE, ""
    for row in rows:
        moment = _check_row(row, sequence, previous, moment, found)
        sequence, previous = row.sequence, row.record_sha256
        found.records += 1
        for promised in (wanted, wanted_here):
            if promised.pop(sequence, previous) != previous:
                found.find(f"record {sequence} is not the one that was signed or noted there")
    wanted.pop(0, None)  # a head of an empty ledger promises nothing
    for missing in sorted(wanted.keys() | wanted_here.keys()):
        found.find(f"record {missing} was signed or noted, and is missing")
    _check_head(head, sequence, previous, len(checkpoints), checker, found)
    return found


def _check_row(
    row: StoredRecord, sequence: int, previous: str, moment: str, found: Verification
) -> str:
    """The time of the latest record so far: one that is earlier than those before is remarked."""
    if row.sequence != sequence + 1:
        found.find(f"record {row.sequence} follows record {sequence}")
    problem = row.problem()
    if problem is not None:
        found.find(f"record {row.sequence} {problem}")
        return moment
    record = row.read()
    if record.previous_sha256 != previous:
        found.find(f"record {row.sequence} was written after another record than the one before it")
    if record.recorded_at < moment:
        found.remark(
            f"record {row.sequence} is dated {record.recorded_at}, before an earlier record of "
            f"{moment}: the clock was set back, or the earlier one was ahead"
        )
    return max(moment, record.recorded_at)


def _check_checkpoints(
    checkpoints: Sequence[Checkpoint], checker: SignatureChecker, found: Verification
) -> None:
    sequence = 0
    for number, checkpoint in enumerate(checkpoints, start=1):
        if checkpoint.number != number or checkpoint.sequence <= sequence:
            found.find(f"checkpoint {checkpoint.number} is out of its place")
        if not checker.is_signed(checkpoint):
            found.find(f"checkpoint {checkpoint.number} is not signed with the ledger's key")
        sequence = checkpoint.sequence


def _check_head(
    head: Head | None,
    sequence: int,
    previous: str,
    checkpoints: int,
    checker: SignatureChecker,
    found: Verification,
) -> None:
    if head is None:
        found.find("the signed head is missing")
        return
    if not checker.is_signed(head):
        found.find("the head is not signed with the ledger's key")
    if (head.sequence, head.record_sha256) != (sequence, previous):
        found.find(f"the chain ends at record {sequence}, and its head says {head.sequence}")
    if head.checkpoints != checkpoints:
        found.find(f"there are {checkpoints} checkpoints, and the head says {head.checkpoints}")


def _whole(read: Callable[[], Found], result: Verification, otherwise: Found) -> Found:
    """What is read, or ``otherwise`` and a finding."""
    try:
        return read()
    except LedgerTampered as error:
        result.find(error.message)
        return otherwise
