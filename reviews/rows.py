"""Items, drafts and signatures, read out of their rows and written into them."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.dialects import postgresql, sqlite

from reviews import tables
from reviews.plan import Why
from reviews.rules import Item, Place, Signature
from reviews.seeds import Seed
from reviews.verdicts import Mark, Marks, Verdict, WholeCode

_MARKS = TypeAdapter(dict[str, Mark])
_PLACES = TypeAdapter(tuple[Place, ...])


def moment_text(moment: datetime) -> str:
    """UTC with microseconds and Z, so that moments sort as text."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def add_item(
    connection: sa.Connection,
    item_id: str,
    *,
    origin: str,
    answer_id: str,
    whys: Sequence[Why],
    excluded: Sequence[str],
    places: Sequence[Place],
    opened_at: str,
    seed: Seed | None = None,
) -> None:
    """Opens an item, unless one of this origin was opened before."""
    row = {
        "item_id": item_id,
        "origin": origin,
        "answer_id": answer_id,
        "is_open": True,
        "opened_at": opened_at,
        "whys": json.dumps(list(whys)),
        "excluded": json.dumps(sorted(set(excluded))),
        "places": json.dumps([list(place) for place in dict.fromkeys(places)]),
        "seed": seed.model_dump_json() if seed else None,
    }
    insert_once(connection, tables.items, row)


def insert_once(connection: sa.Connection, table: sa.Table, row: dict[str, Any]) -> None:
    """Inserts the row; nothing happens where a key of it is taken."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    connection.execute(insert(table).values(**row).on_conflict_do_nothing())


def item_from(row: Any, now: str) -> Item:
    """The item in a row of ``review_items``; a lock that expired before ``now`` is ignored."""
    held = row.holder is not None and row.held_until is not None and row.held_until > now
    return Item(
        item_id=row.item_id,
        answer_id=row.answer_id,
        whys=tuple(Why(why) for why in json.loads(row.whys)),
        excluded=frozenset(json.loads(row.excluded)),
        places=_PLACES.validate_json(row.places),
        opened_at=row.opened_at,
        is_open=bool(row.is_open),
        is_seeded=row.seed is not None,
        outcome=WholeCode(row.outcome) if row.outcome else None,
        holder=row.holder if held else None,
    )


def seed_from_row(row: Any) -> Seed | None:
    """The seed of an item; None for a real one."""
    return None if row.seed is None else Seed.model_validate_json(row.seed)


def item_row(connection: sa.Connection, item_id: str, *, lock: bool = False) -> Any:
    """The row of an item; None if absent. ``lock``: nobody else may change it meanwhile."""
    wanted = sa.select(tables.items).where(tables.items.c.item_id == item_id)
    return connection.execute(wanted.with_for_update() if lock else wanted).first()


def signatures(connection: sa.Connection, item_ids: Sequence[str] | None = None) -> list[Signature]:
    """By item and seat; of all items where none are named."""
    wanted = sa.select(tables.verdicts)
    if item_ids is not None:
        wanted = wanted.where(tables.verdicts.c.item_id.in_(item_ids))
    rows = connection.execute(wanted.order_by(tables.verdicts.c.item_id, tables.verdicts.c.seat))
    return [
        Signature(
            item_id=row.item_id,
            seat=row.seat,
            reviewer=row.reviewer,
            verdict=Verdict.model_validate_json(row.verdict),
            act_id=row.act_id,
            signed_at=row.signed_at,
        )
        for row in rows
    ]


def draft_of(connection: sa.Connection, item_id: str, reviewer: str) -> tuple[int, Marks]:
    """Revision and marks; (0, {}) where nothing was saved."""
    row = connection.execute(
        sa.select(tables.drafts.c.revision, tables.drafts.c.marks).where(
            tables.drafts.c.item_id == item_id, tables.drafts.c.reviewer == reviewer
        )
    ).first()
    return (0, {}) if row is None else (row.revision, _MARKS.validate_json(row.marks))


def write_draft(
    connection: sa.Connection, item_id: str, reviewer: str, marks: Marks, *, at: str
) -> int:
    """Puts the marks in the place of what was saved; gives back the new revision."""
    revision, _ = draft_of(connection, item_id, reviewer)
    table = tables.drafts
    values = {"revision": revision + 1, "marks": _MARKS.dump_json(marks).decode(), "saved_at": at}
    if revision == 0:
        connection.execute(table.insert().values(item_id=item_id, reviewer=reviewer, **values))
    else:
        where = (table.c.item_id == item_id, table.c.reviewer == reviewer)
        connection.execute(table.update().where(*where).values(**values))
    return revision + 1


def drop_draft(connection: sa.Connection, item_id: str, reviewer: str) -> None:
    """Forgets what was saved; no error where nothing was."""
    where = (tables.drafts.c.item_id == item_id, tables.drafts.c.reviewer == reviewer)
    connection.execute(tables.drafts.delete().where(*where))
