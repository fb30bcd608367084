"""The seams of the record: what is held, and the ledger that every response is written to."""

from dataclasses import dataclass
from typing import Protocol

from domain.records import Act, ActRecord, AnyRecord, Entry, Proof, Record
from domain.types import (
    Labels,
    Status,
)


@dataclass(frozen=True, slots=True)
class Holding:
    """One stored version without its text. ``digest`` changes with anything that it says."""

    document_id: str
    version: str
    status: Status
    labels: Labels  # the document's
    section_labels: tuple[Labels, ...]
    digest: str


class Holdings(Protocol):
    """What the catalogue holds, without the texts: for fingerprints, never for callers."""

    def holdings(self) -> tuple[Holding, ...]:
        """By document and version; the very same tuple as before while nothing was written."""
        ...


class Ledger(Protocol):
    """Append-only records, each with the hash of the one before. Safe to use from many threads.

    Every method raises ``LedgerUnavailable`` where the storage cannot be used, and
    ``LedgerTampered`` where it comes upon something that it did not write.
    """

    def append(self, entry: Entry) -> Record:
        """The record, durable on return.

        Where ``entry.idempotency.key`` is on record already, nothing is written and that earlier
        record is given back: of two writers of one key, both get the first one's.
        """
        ...

    def append_act(self, act: Act) -> ActRecord:
        """The record, durable on return; a key that is on record already is as in ``append``.

        Raises:
            IdempotencyConflict: the key led to a response, not to an act.
        """
        ...

    def find(self, answer_id: str) -> Record | None:
        """None if it does not exist, and for the ID of an act."""
        ...

    def after(self, sequence: int, *, limit: int) -> list[AnyRecord]:
        """The records behind a place, in order, ``limit`` at most; [] at the end."""
        ...

    def find_by_key(self, key: str) -> Record | None:
        """The record under an idempotency key (as in ``Idempotency.key``); None if unused."""
        ...

    def find_by_asker(
        self, subject: str, *, before: Record | None = None, limit: int
    ) -> tuple[Record, ...]:
        """Records of one asker (as in ``Asker.subject``), newest first; () where there is none.

        ``before``: only those that were written before that record.
        """
        ...

    def prove(self, answer_id: str) -> Proof | None:
        """Checks one record's place up to the next signature; None where there is no record."""
        ...

    def pseudonym(self, name: str) -> str:
        """A keyed hash: equal for equal names, and not to be guessed without the ledger's key."""
        ...

    def is_ready(self) -> bool:
        """Whether a record could be written now."""
        ...

    def close(self) -> None:
        """Signs a checkpoint where one is due and releases the storage; twice does nothing."""
        ...
