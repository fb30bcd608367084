"""What ingest keeps of a version beside its text, and how a finished version is written."""

import sqlite3
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from domain.types import Document, DocumentVersion, Labels, Word

WORDS = TypeAdapter(tuple[Word, ...])


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """What ingest has to know of a version without loading its text."""

    document_id: str
    version: str
    content_key: str  # equal: the stored chunks and vectors are still right
    labels: Labels  # the document's, as the stored chunks carry them
    source_path: str
    chunk_count: int


@dataclass(frozen=True, slots=True)
class Completed:
    """A version whose chunks are in the index.

    ``document`` is written over what is stored of it, ``version`` over the one of its number.
    ``words``: (page, words) pairs; None keeps the stored layout (labels changed, text did not).
    """

    document: Document
    version: DocumentVersion
    stored: StoredVersion
    words: Iterable[tuple[int, tuple[Word, ...]]] | None


def write_completed(database: sqlite3.Connection, completed: Completed) -> None:
    """Writes a version's rows and ends its pending state, inside the caller's transaction."""
    document, version, stored = completed.document, completed.version, completed.stored
    key = (version.document_id, version.version)
    first_day = version.effective_from.isoformat() if version.effective_from else ""
    suffix = Path(version.source_name).suffix.lower()
    database.execute(
        "INSERT OR REPLACE INTO documents VALUES (?, ?)",
        (document.document_id, document.model_dump_json()),
    )
    database.execute(
        "INSERT OR REPLACE INTO versions (document_id, version, effective_from, content_key, "
        "labels, source_path, source_suffix, source_sha256, chunk_count, body) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*key, first_day, stored.content_key, stored.labels.model_dump_json(), stored.source_path,
         suffix, version.source_sha256, stored.chunk_count, version.model_dump_json()),
    )  # fmt: skip
    if completed.words is not None:
        database.execute("DELETE FROM page_words WHERE document_id = ? AND version = ?", key)
        database.executemany(
            "INSERT INTO page_words VALUES (?, ?, ?, ?)",
            ((*key, page, zlib.compress(WORDS.dump_json(on_page)))
             for page, on_page in completed.words),
        )  # fmt: skip
    database.execute("DELETE FROM pending WHERE document_id = ? AND version = ?", key)
