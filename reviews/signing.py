"""A signed verdict, out of its act on record and into the queue. Doing it twice does nothing."""

import json

import sqlalchemy as sa

from domain.records import Act
from reviews import tables
from reviews.plan import Why
from reviews.rows import drop_draft, item_row, signatures
from reviews.rules import is_settled, outcome_of
from reviews.verdicts import Verdict

VERDICT = "review.verdict"


def apply_verdict(connection: sa.Connection, act: Act, *, signed_at: str) -> None:
    """Seats the verdict, frees the item, and closes it where no more reviewers are needed.

    An act of an item that is not here is passed over: its record stands in the ledger.
    """
    item_id, reviewer = str(act.content["item_id"]), act.actor.subject
    row = item_row(connection, item_id, lock=True)
    if row is None:
        return
    signed = signatures(connection, [item_id])
    if any(signature.reviewer == reviewer for signature in signed):
        return
    verdict = Verdict.model_validate({"marks": act.content["marks"]})
    connection.execute(
        tables.verdicts.insert().values(
            item_id=item_id,
            seat=len(signed) + 1,
            reviewer=reviewer,
            act_id=act.act_id,
            verdict=verdict.model_dump_json(),
            signed_at=signed_at,
        )
    )
    drop_draft(connection, item_id, reviewer)
    verdicts = [*(signature.verdict for signature in signed), verdict]
    closed = is_settled(Why.HIGH_IMPACT in json.loads(row.whys), verdicts)
    outcome = outcome_of(verdicts) if closed else None
    values = {
        "holder": None,
        "held_until": None,
        "is_open": not closed,
        "outcome": outcome,
        "closed_at": signed_at if closed else None,
    }
    where = tables.items.c.item_id == item_id
    connection.execute(tables.items.update().where(where).values(**values))
