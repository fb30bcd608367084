"""What the SQLite catalogue holds, without loading its texts into Python."""

import hashlib
import sqlite3
import threading
from pathlib import Path

from pydantic import TypeAdapter

from domain.record_ports import Holding
from domain.types import Document, Labels, Status
from ingest.store.storage import catalogue_unavailable

_LABELS = TypeAdapter(list[Labels])
# The text and its layout by page are megabytes; text_sha256 and source_sha256 stand for them.
_QUERY = """
SELECT v.document_id, v.version, d.body, json_extract(v.body, '$.status'),
       json_remove(v.body, '$.text'),
       (SELECT json_group_array(json(s.value -> '$.labels'))
        FROM json_each(v.body, '$.sections') AS s WHERE s.value ->> '$.labels' IS NOT NULL)
FROM versions AS v JOIN documents AS d USING (document_id)
ORDER BY v.document_id, v.effective_from, v.version
"""


class SqliteHoldings:
    """The ``Holdings`` port over the catalogue's file; reads it again after each write."""

    def __init__(self, data_dir: Path) -> None:
        """A connection of its own: SQLite tells it when any other one wrote."""
        self._folder = data_dir
        self._database = sqlite3.connect(
            data_dir / "catalogue.sqlite3", check_same_thread=False, timeout=30
        )
        self._lock = threading.Lock()
        self._seen: object = None
        self._held: tuple[Holding, ...] = ()

    def holdings(self) -> tuple[Holding, ...]:
        """See Holdings.

        Raises:
            IndexUnavailable: the catalogue cannot be read.
        """
        try:
            with self._lock:
                (written,) = self._database.execute("PRAGMA data_version").fetchone()
                if written != self._seen:
                    rows = self._database.execute(_QUERY).fetchall()
                    self._held = tuple(_holding(*row) for row in rows)
                    self._seen = written
                return self._held
        except sqlite3.Error as error:
            raise catalogue_unavailable(self._folder) from error

    def close(self) -> None:
        """Closes the connection; a second call does nothing."""
        self._database.close()


def _holding(
    document_id: str, version: str, document: str, status: str, rest: str, sections: str
) -> Holding:
    return Holding(
        document_id=document_id,
        version=version,
        status=Status(status),
        labels=Document.model_validate_json(document).labels,
        section_labels=tuple(_LABELS.validate_json(sections)),
        digest=hashlib.sha256(rest.encode()).hexdigest(),
    )
