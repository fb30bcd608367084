"""The ledger on SQLite or PostgreSQL: the ``Ledger`` port over one locked chain."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from domain.errors import LedgerError, LedgerTampered, LedgerUnavailable
from domain.private_files import private_folder
from domain.records import Act, ActRecord, AnyRecord, Checkpoint, Entry, Head, Proof, Record
from domain.settings import LedgerSettings
from ledger import tables
from ledger.database import Database
from ledger.head_file import HeadFile
from ledger.proof import proof_of
from ledger.signing import Signer
from ledger.step import an_act, an_answer, checkpoint_at, empty_head, step_after
from ledger.stored import (
    StoredRecord,
    answer_where,
    record_where,
    records_from,
    records_of,
    statement_text,
    stored_head,
)

logger = logging.getLogger(__name__)


class SqlLedger:
    """The ``Ledger`` port. Many threads and processes may hold one each over the same storage."""

    def __init__(
        self,
        settings: LedgerSettings,
        folder: Path,
        signer: Signer,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Opens the storage, and signs an empty head where it is new.

        Raises:
            SettingsError: the address is of no kind that is known.
            LedgerUnavailable: the storage cannot be reached.
            LedgerError: a newer version wrote it, or another key signed it.
            LedgerTampered: it ends before the head that was kept apart, or its head is not signed.
        """
        private_folder(folder)
        self._every_records = settings.checkpoint_every_records
        self._signer = signer
        self._now = now
        self._head_file = HeadFile(folder)
        self._database = Database(settings, folder)
        self._closed = False
        with self._database.writing() as connection:
            _make_head(connection, signer)
            head = self._locked_head(connection)
            self._require_no_less_than(self._head_file.read(), connection, head)
        self._keep_apart(head)

    def append(self, entry: Entry) -> Record:
        """See Ledger."""
        return an_answer(self._append(entry))

    def append_act(self, act: Act) -> ActRecord:
        """See Ledger."""
        return an_act(self._append(act))

    def _append(self, entry: Entry | Act) -> AnyRecord:
        with self._database.writing() as connection:
            head = self._locked_head(connection)
            if entry.idempotency is not None:
                earlier = _by_key(connection, entry.idempotency.key)
                if earlier is not None:
                    return earlier
            step = step_after(
                head,
                entry,
                signer=self._signer,
                moment=self._now(),
                checkpoint_every_records=self._every_records,
            )
            _insert(connection, step.row)
            if isinstance(entry, Entry):
                asker = {"sequence": step.row.sequence, "asker": entry.asker.subject}
                connection.execute(tables.askers.insert().values(asker))
            self._move_head(connection, step.checkpoint, step.head)
        if step.checkpoint is not None:
            self._keep_apart(step.head)
        return step.record

    def find(self, answer_id: str) -> Record | None:
        """See Ledger."""
        with self._database.reading() as connection:
            return answer_where(connection, tables.records.c.answer_id == answer_id)

    def find_by_key(self, key: str) -> Record | None:
        """See Ledger."""
        with self._database.reading() as connection:
            return answer_where(connection, tables.records.c.idempotency_key == key)

    def after(self, sequence: int, *, limit: int) -> list[AnyRecord]:
        """See Ledger."""
        with self._database.reading() as connection:
            rows = records_from(connection, sequence + 1, sequence + limit)
            return [row.read() for row in rows]

    def find_by_asker(
        self, subject: str, *, before: Record | None = None, limit: int
    ) -> tuple[Record, ...]:
        """See Ledger."""
        with self._database.reading() as connection:
            records = records_of(
                connection, subject, before=before.sequence if before else None, limit=limit
            )
        if any(record.entry.asker.subject != subject for record in records):
            raise LedgerTampered("The ledger's index of askers was changed after it was written.")
        return records

    def prove(self, answer_id: str) -> Proof | None:
        """See Ledger."""
        with self._database.reading() as connection:
            return proof_of(answer_id, connection, self._signer.checker)

    def pseudonym(self, name: str) -> str:
        """See Ledger."""
        return self._signer.pseudonym(name)

    def is_ready(self) -> bool:
        """See Ledger."""
        try:
            with self._database.reading() as connection:
                self._sound_head(connection, lock=False)
            return self._database.can_write()
        except LedgerError:
            return False

    def close(self) -> None:
        """See Ledger. What cannot be signed now is signed by the next who opens and closes it."""
        if self._closed:
            return
        self._closed = True
        try:
            self.checkpoint()
        except LedgerError as error:
            logger.error("The ledger was closed without a checkpoint: %s", type(error).__name__)
        finally:
            self._database.close()

    def checkpoint(self) -> Head:
        """Signs the chain up to its end, unless the last checkpoint did; gives back the head."""
        with self._database.writing() as connection:
            head = self._locked_head(connection)
            if head.sequence > _last_checkpoint(connection):
                made, head = checkpoint_at(head, signer=self._signer, moment=self._now())
                self._move_head(connection, made, head)
        self._keep_apart(head)
        return head

    def _locked_head(self, connection: sa.Connection) -> Head:
        """The head, which no other writer can move before this transaction ends."""
        return self._sound_head(connection, lock=True)

    def _sound_head(self, connection: sa.Connection, *, lock: bool) -> Head:
        head = stored_head(connection, lock=lock)
        if head is None:
            raise LedgerTampered("The ledger's head is missing.", advice=_VERIFY)
        if head.key_id != self._signer.checker.key_id:
            raise LedgerError(
                "The ledger was signed with another key than the configured one.",
                advice="Set ATTEST_LEDGER__SIGNING_KEY_PATH to the ledger's first key.",
            )
        stands = connection.execute(
            sa.select(tables.records.c.record_sha256)
            .where(tables.records.c.sequence == head.sequence)
        ).scalar()  # fmt: skip
        is_whole = stands == head.record_sha256 or head.sequence == 0
        if not is_whole or not self._signer.checker.is_signed(head):
            raise LedgerTampered("The ledger's last record was changed.", advice=_VERIFY)
        return head

    def _require_no_less_than(
        self, kept: Head | None, connection: sa.Connection, head: Head
    ) -> None:
        if kept is None or kept.sequence == 0:
            return
        stands = connection.execute(
            sa.select(tables.records.c.record_sha256)
            .where(tables.records.c.sequence == kept.sequence)
        ).scalar()  # fmt: skip
        if kept.sequence > head.sequence or stands != kept.record_sha256:
            raise LedgerTampered(
                f"The ledger holds fewer records than {self._head_file.path} says.",
                advice=f"{_VERIFY} If an older copy was put back on purpose, move that file away.",
            )

    def _move_head(
        self, connection: sa.Connection, checkpoint: Checkpoint | None, head: Head
    ) -> None:
        if checkpoint is not None:
            connection.execute(
                tables.checkpoints.insert().values(
                    number=checkpoint.number,
                    sequence=checkpoint.sequence,
                    body=statement_text(checkpoint),
                )
            )
        connection.execute(tables.head.update().values(body=statement_text(head)))

    def _keep_apart(self, head: Head) -> None:
        try:
            self._head_file.keep(head)
        except OSError as error:
            raise LedgerUnavailable(
                f"{self._head_file.path} cannot be written, so no answer can be given.",
                advice="Check the disk and the folder's permissions.",
            ) from error


_VERIFY = "Run attest ledger verify to see what is wrong."


def _make_head(connection: sa.Connection, signer: Signer) -> None:
    """The head of an empty ledger; of two processes that start together one makes it."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    if stored_head(connection) is None and not _last_record(connection):
        body = statement_text(empty_head(signer))
        connection.execute(insert(tables.head).values(one=1, body=body).on_conflict_do_nothing())


def _last_record(connection: sa.Connection) -> int:
    return connection.execute(sa.select(sa.func.max(tables.records.c.sequence))).scalar() or 0


def _last_checkpoint(connection: sa.Connection) -> int:
    return connection.execute(sa.select(sa.func.max(tables.checkpoints.c.sequence))).scalar() or 0


def _by_key(connection: sa.Connection, key: str) -> AnyRecord | None:
    return record_where(connection, tables.records.c.idempotency_key == key)


def _insert(connection: sa.Connection, row: StoredRecord) -> None:
    connection.execute(
        tables.records.insert().values(
            sequence=row.sequence,
            record_sha256=row.record_sha256,
            answer_id=row.answer_id,
            idempotency_key=row.idempotency_key,
            body=row.body,
        )
    )
