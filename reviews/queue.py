"""The queue as reviewers use it: what is open for one, held by one at a time, saved as it is made.

It knows nothing of documents: whether a reviewer may read what an item cites is asked further out,
before anything of the item is shown.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from domain.errors import NotReadable, ReviewConflict
from domain.records import ActRecord
from domain.settings import ReviewSettings
from reviews import tables
from reviews.rows import (
    draft_of,
    item_from,
    item_row,
    moment_text,
    seed_from_row,
    signatures,
    write_draft,
)
from reviews.rules import Item, Signature, may_review
from reviews.seeds import Seed
from reviews.signing import apply_verdict
from reviews.storage import Transactions
from reviews.verdicts import Mark, Marks


@dataclass(frozen=True, slots=True)
class Opened:
    """An item as one reviewer has it before them."""

    item: Item
    revision: int  # of the draft; 0: nothing was saved
    marks: Marks
    seed: Seed | None  # inside only
    held_until: str


class ReviewQueue:
    """Items, locks and drafts. Safe to use from many threads and replicas."""

    def __init__(
        self,
        transactions: Transactions,
        settings: ReviewSettings,
        *,
        now: Callable[[], datetime],
    ) -> None:
        """``now`` gives aware moments."""
        self._transactions = transactions
        self._settings = settings
        self._now = now

    def open_for(self, reviewer: str) -> list[Item]:
        """The items that the reviewer may still judge, oldest first; held ones too."""
        with self._transactions.reading() as connection:
            wanted = sa.select(tables.items).where(tables.items.c.is_open)
            rows = connection.execute(
                wanted.order_by(tables.items.c.opened_at, tables.items.c.item_id)
            ).all()
            signed = signatures(connection, [row.item_id for row in rows])
        items = [item_from(row, self._text_now()) for row in rows]
        return [
            item
            for item in items
            if may_review(item, [s for s in signed if s.item_id == item.item_id], reviewer)
        ]

    def item_for(self, item_id: str, reviewer: str) -> Item:
        """One item that the reviewer may judge, held or not.

        Raises:
            NotReadable: there is none.
        """
        with self._transactions.reading() as connection:
            return self._item(connection, item_row(connection, item_id), reviewer)

    def take(self, item_id: str, reviewer: str) -> Opened:
        """Locks the item for the reviewer and gives it with what they saved of it.

        Raises:
            NotReadable: there is none that the reviewer may judge.
            ReviewConflict: another one holds it.
        """
        with self._transactions.writing() as connection:
            row = item_row(connection, item_id, lock=True)
            held_until = self._hold(connection, row, reviewer)
            item = self._item(connection, item_row(connection, item_id), reviewer)
            revision, marks = draft_of(connection, item_id, reviewer)
        return Opened(item, revision, marks, seed_from_row(row), held_until)

    def save(self, item_id: str, reviewer: str, place: str, mark: Mark) -> int:
        """Puts one mark into the reviewer's draft, and leaves the others; the new revision.

        So two windows of one reviewer never undo each other's marks.

        Raises:
            NotReadable: there is no such item that the reviewer may judge.
            ReviewConflict: another one holds it.
        """
        with self._transactions.writing() as connection:
            row = item_row(connection, item_id, lock=True)
            self._hold(connection, row, reviewer)
            _, marks = draft_of(connection, item_id, reviewer)
            return write_draft(
                connection, item_id, reviewer, marks | {place: mark}, at=self._text_now()
            )

    def release(self, item_id: str, reviewer: str) -> None:
        """Lets go of an item; nothing happens where the reviewer does not hold it."""
        with self._transactions.writing() as connection:
            table = tables.items
            held = (table.c.item_id == item_id, table.c.holder == reviewer)
            connection.execute(table.update().where(*held).values(holder=None, held_until=None))

    def signed_by(self, item_id: str, reviewer: str) -> tuple[Signature, Seed | None] | None:
        """The reviewer's own signature and what the item was seeded with; None before it."""
        with self._transactions.reading() as connection:
            row = item_row(connection, item_id)
            signed = signatures(connection, [item_id])
        own = next((s for s in signed if s.reviewer == reviewer), None)
        return None if own is None else (own, seed_from_row(row))

    def disputes_of(self, answer_id: str, person: str) -> list[Item]:
        """The reviews that a person's own disputes of an answer led to, oldest first."""
        table = tables.items
        with self._transactions.reading() as connection:
            wanted = sa.select(table).where(
                table.c.answer_id == answer_id, table.c.origin.startswith("dispute:")
            )
            rows = connection.execute(wanted.order_by(table.c.opened_at, table.c.item_id)).all()
        items = [item_from(row, self._text_now()) for row in rows]
        return [item for item in items if person in item.excluded]

    def apply(self, record: ActRecord) -> None:
        """Seats a verdict that is on record."""
        with self._transactions.writing() as connection:
            apply_verdict(connection, record.entry, signed_at=record.recorded_at)

    def _hold(self, connection: sa.Connection, row: Any, reviewer: str) -> str:
        """Sets or lengthens the lock; until when it stands."""
        item = self._item(connection, row, reviewer)
        if item.holder not in (None, reviewer):
            raise ReviewConflict(
                "Another reviewer holds this item.",
                advice="Review the next one; this one returns to the queue if they leave it.",
            )
        over = moment_text(self._now() + timedelta(seconds=self._settings.lock_seconds))
        where = tables.items.c.item_id == item.item_id
        values = {"holder": reviewer, "held_until": over}
        connection.execute(tables.items.update().where(where).values(**values))
        return over

    def _item(self, connection: sa.Connection, row: Any, reviewer: str) -> Item:
        if row is not None:
            item = item_from(row, self._text_now())
            if may_review(item, signatures(connection, [item.item_id]), reviewer):
                return item
        # Absent, closed, one's own, signed already: one answer, so that nothing is told apart.
        raise NotReadable("There is no such item that you may review.")

    def _text_now(self) -> str:
        return moment_text(self._now())
