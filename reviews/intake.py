"""The queue fills itself out of the ledger: nothing that is on record can be missed.

Records are read on from where the last reading ended, in one transaction with the items that they
lead to. Reading twice, or by several replicas at once, leads to the same items.
"""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime

import sqlalchemy as sa

from domain.answers import Answer
from domain.records import Act, ActRecord, AnyRecord, Entry
from domain.settings import ReviewSettings
from reviews import tables
from reviews.changes import origin_of_change
from reviews.plan import Why, is_drawn, reasons_for
from reviews.rows import add_item, insert_once, moment_text
from reviews.rules import Place
from reviews.seeds import seed_from
from reviews.signing import VERDICT, apply_verdict
from reviews.storage import Transactions

DISPUTE = "review.dispute"


class Intake:
    """Turns records into items."""

    def __init__(
        self,
        transactions: Transactions,
        settings: ReviewSettings,
        *,
        now: Callable[[], datetime],
        entry_of: Callable[[str], Entry | None],
    ) -> None:
        """``entry_of`` finds the entry of an answer by its ID; None if it does not exist."""
        self._transactions = transactions
        self._settings = settings
        self._now = now
        self._entry_of = entry_of

    def stands_at(self) -> int:
        """The sequence up to which the ledger was read."""
        with self._transactions.reading() as connection:
            return _stands_at(connection, lock=False)

    def take_in(self, records: Sequence[AnyRecord]) -> None:
        """Opens the items that the records lead to, and moves on behind the last of them.

        Records that another replica took in meanwhile are passed over; so is a gap.
        """
        with self._transactions.writing() as connection:
            stands_at = _stands_at(connection, lock=True)
            for record in records:
                if record.sequence != stands_at + 1:
                    continue
                stands_at = record.sequence
                if isinstance(record, ActRecord):
                    self._take_act(connection, record)
                else:
                    self._take_answer(connection, record.entry)
            connection.execute(tables.cursor.update().values(sequence=stands_at))

    def changed(self, entry: Entry, document_id: str, version: str) -> None:
        """Opens an item for an answer whose cited words a new version of a document lost."""
        with self._transactions.writing() as connection:
            self._open(
                connection,
                origin_of_change(entry.response.question, document_id, version),
                entry,
                (Why.TEXT_CHANGED,),
            )

    def _take_answer(self, connection: sa.Connection, entry: Entry) -> None:
        whys = reasons_for(entry, self._settings)
        if whys:
            self._open(connection, f"plan:{entry.answer_id}", entry, whys)
        elif is_drawn("seed", entry.answer_id, self._settings.seed_one_in):
            self._seed(connection, entry)
        if self._settings.changed_words and entry.replay_of is None:
            _index_citations(connection, entry)

    def _take_act(self, connection: sa.Connection, record: ActRecord) -> None:
        act = record.entry
        if act.act == VERDICT:
            apply_verdict(connection, act, signed_at=record.recorded_at)
        elif act.act == DISPUTE:
            self._take_dispute(connection, act)

    def _take_dispute(self, connection: sa.Connection, act: Act) -> None:
        entry = self._entry_of(act.about)
        if entry is not None:
            whys = (Why.DISPUTED, *_high_impact(entry, self._settings))
            origin = f"dispute:{act.act_id}"
            self._open(connection, origin, entry, whys, also_excluded=act.actor.subject)

    def _open(
        self,
        connection: sa.Connection,
        origin: str,
        entry: Entry,
        whys: Sequence[Why],
        *,
        also_excluded: str = "",
    ) -> None:
        add_item(
            connection,
            _item_id(origin),
            origin=origin,
            answer_id=entry.answer_id,
            whys=whys,
            excluded=[name for name in (entry.asker.subject, also_excluded) if name],
            places=places_to_read(entry),
            opened_at=moment_text(self._now()),
        )

    def _seed(self, connection: sa.Connection, entry: Entry) -> None:
        if not isinstance(entry.response, Answer) or entry.replay_of is not None:
            return
        origin = f"seed:{entry.answer_id}"
        seed = seed_from(entry.response, answer_id=_item_id(f"answer of {origin}"))
        if seed is None:
            return
        add_item(
            connection,
            _item_id(origin),
            origin=origin,
            answer_id=seed.response.answer_id,
            whys=(Why.SAMPLED,),  # it must look like any other
            excluded=[entry.asker.subject],
            places=places_to_read(entry),
            opened_at=moment_text(self._now()),
            seed=seed,
        )


def places_to_read(entry: Entry) -> list[Place]:
    """What a reviewer must be able to read: all that is cited, and all that was looked at.

    What another one's refusal rests on says something of those passages, too.
    """
    cited = [
        (c.document_id, c.version, c.start, c.end)
        for sentence in entry.response.sentences
        for c in sentence.citations
    ]
    looked_at = [(e.document_id, e.version, e.start, e.end) for e in entry.working.evidence]
    return [*cited, *looked_at]


def _high_impact(entry: Entry, settings: ReviewSettings) -> tuple[Why, ...]:
    return tuple(why for why in reasons_for(entry, settings) if why is Why.HIGH_IMPACT)


def _index_citations(connection: sa.Connection, entry: Entry) -> None:
    """Answers about "today" alone: one about a date in the past stays right."""
    if entry.response.as_of != entry.asked_on:
        return
    for sentence in entry.response.sentences:
        for citation in sentence.citations:
            row = {
                "answer_id": entry.answer_id,
                "document_id": citation.document_id,
                "cited_version": citation.version,
                "seen_version": citation.version,
            }
            insert_once(connection, tables.citations, row)


def _stands_at(connection: sa.Connection, *, lock: bool) -> int:
    wanted = sa.select(tables.cursor.c.sequence)
    return int(connection.execute(wanted.with_for_update() if lock else wanted).scalar_one())


def _item_id(origin: str) -> str:
    """The same on every replica, as long as an answer's ID, and no guide to what it is of."""
    return hashlib.sha256(f"attest-review-item\n{origin}".encode()).hexdigest()[:32]
