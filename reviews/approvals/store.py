"""Approvals in the database: one step at a time, each done once, none on an older standing."""

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa

from domain.errors import ApprovalRefused, IdempotencyConflict, NotReadable
from reviews import tables
from reviews.approvals.states import Standing, State, Step, after
from reviews.rows import insert_once, moment_text
from reviews.storage import Transactions

OnRecord = Callable[[Standing, Step], None]


def nothing_recorded(_: Standing, __: Step) -> None:
    """For tests of the state machine alone: in the product every step is put on record."""


class Approvals:
    """Safe to use from many threads and replicas.

    ``record`` puts a step on record before it takes effect (P5). It is called inside the
    transaction: where it raises, nothing happened. It must be idempotent by approval and revision,
    because a step whose commit failed is done again.
    """

    def __init__(
        self, transactions: Transactions, *, now: Callable[[], datetime], record: OnRecord
    ) -> None:
        """``now`` gives aware moments."""
        self._transactions = transactions
        self._now = now
        self._record = record

    def open(
        self, approval_id: str, *, kind: str, about: str, content_sha256: str, drafter: str
    ) -> Standing:
        """A new approval, drafted; where there is one of this ID already, that one.

        Raises:
            IdempotencyConflict: the one that is there is of something else.
        """
        if not drafter:
            raise ApprovalRefused("A draft needs an author.", advice="Name who wrote it.")
        made = Standing(
            approval_id=approval_id,
            kind=kind,
            about=about,
            state=State.DRAFTED,
            content_sha256=content_sha256,
            drafter=drafter,
            last_editor=drafter,
        )
        row = {"approval_id": approval_id, "revision": 1, "stands": made.model_dump_json()}
        with self._transactions.writing() as connection:
            insert_once(connection, tables.approvals, row)
            stands = _standing(connection, approval_id)
        same = (stands.kind, stands.about, stands.drafter) == (kind, about, drafter)
        if not same:
            raise IdempotencyConflict(
                "This approval ID belongs to something else.", advice="Use a new ID."
            )
        return stands

    def stands(self, approval_id: str) -> Standing:
        """How an approval stands.

        Raises:
            NotReadable: there is none.
        """
        with self._transactions.reading() as connection:
            return _standing(connection, approval_id)

    def take_step(self, approval_id: str, step: Step, *, key: str) -> Standing:
        """The standing after the step. The same step under the same key is done once.

        Raises:
            NotReadable: there is no such approval.
            ApprovalRefused: the rules do not allow the step as things stand.
            IdempotencyConflict: the key was used for another step.
        """
        with self._transactions.writing() as connection:
            standing = _standing(connection, approval_id, lock=True)
            earlier = _earlier(connection, approval_id, key)
            if earlier is not None:
                done, led_to = earlier
                if done != step:
                    raise IdempotencyConflict(
                        "This key was used for another step.", advice="Use a new key."
                    )
                return led_to
            if not step.by:
                raise ApprovalRefused("A step needs a person.", advice="Sign in again.")
            now = after(standing, step)
            self._record(now, step)
            self._write(connection, now, step, key)
        return now

    def _write(self, connection: sa.Connection, now: Standing, step: Step, key: str) -> None:
        stands = now.model_dump_json()
        where = tables.approvals.c.approval_id == now.approval_id
        values = {"revision": now.revision, "stands": stands}
        connection.execute(tables.approvals.update().where(where).values(**values))
        connection.execute(
            tables.approval_steps.insert().values(
                approval_id=now.approval_id,
                revision=now.revision,
                step_key=key,
                step=step.model_dump_json(),
                stands=stands,
                done_at=moment_text(self._now()),
            )
        )


def _standing(connection: sa.Connection, approval_id: str, *, lock: bool = False) -> Standing:
    wanted = sa.select(tables.approvals.c.stands).where(
        tables.approvals.c.approval_id == approval_id
    )
    stands = connection.execute(wanted.with_for_update() if lock else wanted).scalar()
    if stands is None:
        raise NotReadable("There is no such approval.")
    return Standing.model_validate_json(stands)


def _earlier(connection: sa.Connection, approval_id: str, key: str) -> tuple[Step, Standing] | None:
    table = tables.approval_steps
    where = (table.c.approval_id == approval_id, table.c.step_key == key)
    row = connection.execute(sa.select(table.c.step, table.c.stands).where(*where)).first()
    if row is None:
        return None
    return Step.model_validate_json(row.step), Standing.model_validate_json(row.stands)
