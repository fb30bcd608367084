"""Which past answers cite a version that is no longer the one in force."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from reviews import tables
from reviews.storage import Transactions


@dataclass(frozen=True, slots=True)
class Outdated:
    """An answer that cites a document, and the version that it cites."""

    answer_id: str
    document_id: str
    cited_version: str


class CitedVersions:
    """What the intake noted of each answer, by document."""

    def __init__(self, transactions: Transactions) -> None:
        """Reads and writes ``review_citations``."""
        self._transactions = transactions

    def outdated(self, in_force: Mapping[str, str], *, limit: int) -> list[Outdated]:
        """Answers whose cited words were not yet looked for in the version in force.

        ``in_force`` gives each document's version. A document without one is left alone: what was
        withdrawn has no new words to compare with.
        """
        table = tables.citations
        with self._transactions.reading() as connection:
            pairs = connection.execute(
                sa.select(table.c.document_id, table.c.seen_version).distinct()
            ).all()
            old = [tuple(p) for p in pairs if in_force.get(p[0], p[1]) != p[1]]
            if not old:
                return []
            wanted = sa.select(table.c.answer_id, table.c.document_id, table.c.cited_version).where(
                sa.tuple_(table.c.document_id, table.c.seen_version).in_(old)
            )
            rows = connection.execute(wanted.order_by(table.c.answer_id).limit(limit)).all()
        return [Outdated(*row) for row in rows]

    def seen(self, outdated: Outdated, version: str) -> None:
        """That version has been compared with the answer."""
        table = tables.citations
        where = (
            table.c.answer_id == outdated.answer_id,
            table.c.document_id == outdated.document_id,
        )
        with self._transactions.writing() as connection:
            connection.execute(table.update().where(*where).values(seen_version=version))
