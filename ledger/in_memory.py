"""The ledger in memory: the same chain, gone with the process. For tests and the evals."""

import threading
from datetime import UTC, datetime
from itertools import islice

from domain.records import Act, ActRecord, AnyRecord, Checkpoint, Entry, Proof, Record
from ledger.proof import is_linked
from ledger.signing import new_signer
from ledger.step import an_act, an_answer, empty_head, step_after
from ledger.stored import StoredRecord

_CHECKPOINT_EVERY_RECORDS = 100


class MemoryLedger:
    """The ``Ledger`` port without storage; each has a key of its own."""

    def __init__(self) -> None:
        """Empty."""
        self._signer = new_signer()
        self._head = empty_head(self._signer)
        self._rows: list[StoredRecord] = []
        self._checkpoints: list[Checkpoint] = []
        self._by_answer: dict[str, int] = {}
        self._by_key: dict[str, int] = {}
        self._lock = threading.Lock()

    def append(self, entry: Entry) -> Record:
        """See Ledger."""
        return an_answer(self._append(entry))

    def append_act(self, act: Act) -> ActRecord:
        """See Ledger."""
        return an_act(self._append(act))

    def _append(self, entry: Entry | Act) -> AnyRecord:
        with self._lock:
            if entry.idempotency is not None and entry.idempotency.key in self._by_key:
                return self._rows[self._by_key[entry.idempotency.key]].read()
            step = step_after(
                self._head,
                entry,
                signer=self._signer,
                moment=datetime.now(UTC),
                checkpoint_every_records=_CHECKPOINT_EVERY_RECORDS,
            )
            self._by_answer[step.row.answer_id] = len(self._rows)
            if step.row.idempotency_key is not None:
                self._by_key[step.row.idempotency_key] = len(self._rows)
            self._rows.append(step.row)
            self._checkpoints += [step.checkpoint] if step.checkpoint else []
            self._head = step.head
            return step.record

    def find(self, answer_id: str) -> Record | None:
        """See Ledger."""
        return self._answer_at(self._by_answer.get(answer_id))

    def find_by_key(self, key: str) -> Record | None:
        """See Ledger."""
        return self._answer_at(self._by_key.get(key))

    def after(self, sequence: int, *, limit: int) -> list[AnyRecord]:
        """See Ledger."""
        return [row.read() for row in self._rows[sequence : sequence + limit]]

    def _answer_at(self, place: int | None) -> Record | None:
        found = None if place is None else self._rows[place].read()
        return found if isinstance(found, Record) else None

    def find_by_asker(
        self, subject: str, *, before: Record | None = None, limit: int
    ) -> tuple[Record, ...]:
        """See Ledger."""
        with self._lock:
            rows = self._rows[: before.sequence - 1 if before else None]
        records = (row.read() for row in reversed(rows))
        answers = (record for record in records if isinstance(record, Record))
        mine = (record for record in answers if record.entry.asker.subject == subject)
        return tuple(islice(mine, limit))

    def prove(self, answer_id: str) -> Proof | None:
        """See Ledger."""
        with self._lock:
            place = self._by_answer.get(answer_id)
            if place is None:
                return None
            row = self._rows[place]
            covering = (c for c in self._checkpoints if c.sequence >= row.sequence)
            checkpoint = next(covering, None)
            signed = checkpoint or self._head
            stretch = self._rows[max(0, place - 1) : signed.sequence]
            return Proof(
                record_sha256=row.record_sha256,
                recorded_at=row.read().recorded_at,
                sequence=row.sequence,
                verified=is_linked(stretch, signed) and self._signer.checker.is_signed(signed),
                checkpoint=checkpoint,
            )

    def pseudonym(self, name: str) -> str:
        """See Ledger."""
        return self._signer.pseudonym(name)

    def is_ready(self) -> bool:
        """See Ledger."""
        return True

    def close(self) -> None:
        """See Ledger; what is in memory stays readable until it is let go."""
