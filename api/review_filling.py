"""Fills the review queue: with what came on record, and with what a new version changed."""

from collections.abc import Callable
from datetime import date, datetime

from api.engine import Attest
from domain.record_ports import Holding
from domain.records import Entry
from reviews.changes import lost_words
from reviews.cited_versions import CitedVersions
from reviews.intake import Intake
from reviews.storage import Transactions

# So many records or answers are held at once.
_AT_ONCE = 500


class QueueFilling:
    """Runs whenever somebody opens the queue; until then it need not be filled."""

    def __init__(
        self, engine: Attest, transactions: Transactions, *, now: Callable[[], datetime]
    ) -> None:
        """Nothing is read yet."""
        self._engine = engine
        self._settings = engine.settings.reviews
        self._intake = Intake(transactions, self._settings, now=now, entry_of=self._entry_of)
        self._versions = CitedVersions(transactions)
        self._compared: tuple[tuple[Holding, ...], date] | None = None

    def fill(self) -> None:
        """Takes in all that came since the last time.

        Raises:
            ReviewsUnavailable: the storage cannot be used.
            LedgerUnavailable: the ledger cannot be read.
            IndexUnavailable: the catalogue cannot be read.
        """
        while records := self._engine.ledger.after(self._intake.stands_at(), limit=_AT_ONCE):
            self._intake.take_in(records)
        if self._settings.changed_words:
            self._compare_versions()

    def _compare_versions(self) -> None:
        """Looks for cited words in the versions that came into force; once for each version."""
        stands = (self._engine.holdings(), self._engine.today())
        known = self._compared
        if known is not None and known[0] is stands[0] and known[1] == stands[1]:
            return
        in_force = self._engine.library.in_force(stands[1])
        versions = {name: version.version for name, version in in_force.items()}
        while found := self._versions.outdated(versions, limit=_AT_ONCE):
            for outdated in found:
                now = in_force[outdated.document_id]
                cited = (outdated.document_id, outdated.cited_version)
                entry = self._entry_of(outdated.answer_id)
                if entry is not None and lost_words(entry.response, *cited, now.text):
                    self._intake.changed(entry, outdated.document_id, now.version)
                self._versions.seen(outdated, now.version)
        self._compared = stands

    def _entry_of(self, answer_id: str) -> Entry | None:
        record = self._engine.ledger.find(answer_id)
        return None if record is None else record.entry
