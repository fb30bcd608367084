"""The catalogue on SQLite: documents, versions, page layouts, copies of the sources.

The index is derived from it. A version is *pending* from before its first chunk reaches the index
until its row is complete, so that after a crash ``recovery`` knows what to take out. What cannot
be read raises ``IndexUnavailable``.
"""

import sqlite3
import threading
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from domain.private_files import private_file, private_folder
from domain.types import Document, DocumentVersion, Labels, Word
from ingest.store.catalogue_tables import make_tables
from ingest.store.source_copies import SourceCopies
from ingest.store.storage import catalogue_unavailable, storage_full
from ingest.store.stored_versions import WORDS, Completed, StoredVersion, write_completed

# A version is asked for at each citation, and its text can be megabytes of JSON.
PARSED_VERSIONS_KEPT = 128
_document = lru_cache(4_096)(Document.model_validate_json)  # parsing it tells it from an absent one


class SqliteCatalogue:
    """The ``Catalogue`` port and ingest's side of it. Safe to use from several threads."""

    def __init__(self, data_dir: Path) -> None:
        """Opens or makes ``catalogue.sqlite3`` and ``sources/`` under ``data_dir``.

        Raises:
            IndexMismatch: another version of Attest wrote it in another form.
            StorageFull: the disk has no space for it.
        """
        self._folder = data_dir
        self._sources = SourceCopies(data_dir / "sources")
        private_folder(self._sources.folder)
        self._lock = threading.RLock()
        self._database = sqlite3.connect(
            private_file(data_dir / "catalogue.sqlite3"), check_same_thread=False, timeout=30
        )
        self._database.execute("PRAGMA journal_mode=WAL")
        # FULL: a committed version survives a power cut, as the index's write-ahead log does.
        self._database.execute("PRAGMA synchronous=FULL")
        with self._transaction() as database:
            make_tables(database, data_dir)
        self._parsed: dict[tuple[str, str], DocumentVersion] = {}
        self._parsed_at: object = None

    def documents(self) -> list[Document]:
        """All, by document_id."""
        rows = self._rows("SELECT body FROM documents ORDER BY document_id")
        return [_document(body) for (body,) in rows]

    def document(self, document_id: str) -> Document | None:
        """None if it does not exist."""
        rows = self._rows("SELECT body FROM documents WHERE document_id = ?", document_id)
        return _document(rows[0][0]) if rows else None

    def versions(self, document_id: str) -> list[DocumentVersion]:
        """All versions by effective_from (open first), then version; [] for an unknown document."""
        rows = self._rows(
            "SELECT version FROM versions WHERE document_id = ? ORDER BY effective_from, version",
            document_id,
        )
        found = (self.version(document_id, version) for (version,) in rows)
        return [version for version in found if version is not None]

    def version(self, document_id: str, version: str) -> DocumentVersion | None:
        """None if it does not exist."""
        with self._lock:
            self._forget_if_written()
            key = (document_id, version)
            if key not in self._parsed:
                rows = self._rows(
                    "SELECT body FROM versions WHERE document_id = ? AND version = ?", *key
                )
                if not rows:
                    return None
                if len(self._parsed) >= PARSED_VERSIONS_KEPT:
                    self._parsed.pop(next(iter(self._parsed)))
                self._parsed[key] = DocumentVersion.model_validate_json(rows[0][0])
            return self._parsed[key]

    def page_words(self, document_id: str, version: str, page: int) -> tuple[Word, ...]:
        """The words that stand on a page, by start; () for a page without text or unknown."""
        rows = self._rows(
            "SELECT words FROM page_words WHERE document_id = ? AND version = ? AND page = ?",
            document_id,
            version,
            page,
        )
        return WORDS.validate_json(zlib.decompress(rows[0][0])) if rows else ()

    def source_path(self, document_id: str, version: str) -> Path | None:
        """The stored copy of the file as ingested."""
        rows = self._rows(
            "SELECT source_sha256, source_suffix FROM versions "
            "WHERE document_id = ? AND version = ?",
            document_id,
            version,
        )
        return self._sources.path(*rows[0]) if rows else None

    def stored_versions(self) -> list[StoredVersion]:
        """Every complete version, by document and version."""
        rows = self._rows(
            "SELECT document_id, version, content_key, labels, source_path, chunk_count "
            "FROM versions ORDER BY document_id, version"
        )
        return [
            StoredVersion(
                document_id=document_id,
                version=version,
                content_key=content_key,
                labels=Labels.model_validate_json(labels),
                source_path=source_path,
                chunk_count=chunk_count,
            )
            for document_id, version, content_key, labels, source_path, chunk_count in rows
        ]

    def pending(self) -> list[tuple[str, str]]:
        """(document_id, version) that a run began and did not finish."""
        return [(row[0], row[1]) for row in self._rows("SELECT document_id, version FROM pending")]

    def begin(self, document_id: str, version: str) -> None:
        """Marks a version as pending: from here on its chunks in the index are in doubt."""
        self.begin_all([(document_id, version)])

    def begin_all(self, keys: Iterable[tuple[str, str]]) -> None:
        """As ``begin`` for several (document_id, version) pairs, all of them or none."""
        with self._transaction() as database:
            database.executemany("INSERT OR IGNORE INTO pending VALUES (?, ?)", keys)

    def keep_source(self, path: Path, source_sha256: str) -> None:
        """Copies a file to ``sources/`` under its hash.

        Raises:
            UnreadableDocument: it is no longer what was hashed.
            StorageFull: there is no space for it.
        """
        self._sources.keep(path, source_sha256)

    def discard_unused_sources(self) -> None:
        """Deletes the copies that no stored version came from."""
        rows = self._rows("SELECT source_sha256, source_suffix FROM versions")
        self._sources.discard_others(self._sources.path(*row) for row in rows)

    def complete(
        self,
        document: Document,
        version: DocumentVersion,
        *,
        stored: StoredVersion,
        words: Iterable[tuple[int, tuple[Word, ...]]] | None,
    ) -> None:
        """Writes a version and ends its pending state, in one transaction.

        Args:
            document: written over what is stored of the document.
            version: written over the version of the same number.
            stored: what the next run needs to see that nothing changed.
            words: (page, words) pairs; None keeps the stored layout (labels changed, text did not).
        """
        self.complete_all([Completed(document, version, stored, words)])

    def complete_all(self, completed: Iterable[Completed]) -> None:
        """As ``complete`` for several versions: all of them or none, at the price of one."""
        with self._transaction() as database:
            for one in completed:
                write_completed(database, one)

    def settle(self, document_id: str, version: str) -> None:
        """Ends a version's pending state without a change: the index holds nothing of it."""
        with self._transaction() as database:
            database.execute(
                "DELETE FROM pending WHERE document_id = ? AND version = ?", (document_id, version)
            )

    def remove(self, document_id: str, version: str) -> None:
        """Forgets a version, its layout and pending mark, and a document without versions."""
        key = (document_id, version)
        with self._transaction() as database:
            for table in ("versions", "page_words", "pending"):
                database.execute(f"DELETE FROM {table} WHERE document_id = ? AND version = ?", key)
            database.execute(
                "DELETE FROM documents WHERE document_id NOT IN (SELECT document_id FROM versions)"
            )

    def close(self) -> None:
        """Closes the database; a second call does nothing."""
        self._database.close()

    def _rows(self, query: str, *arguments: object) -> list[tuple[Any, ...]]:
        try:
            with self._lock:
                return self._database.execute(query, arguments).fetchall()
        except sqlite3.Error as error:  # damaged, locked too long, closed, its disk gone
            raise catalogue_unavailable(self._folder) from error

    def _forget_if_written(self) -> None:
        """Drops parsed versions once this or another process has written: labels may be new."""
        (theirs,) = self._rows("PRAGMA data_version")[0]
        written = (theirs, self._database.total_changes)
        if written != self._parsed_at:
            self._parsed.clear()
            self._parsed_at = written

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        try:
            with self._lock, self._database:
                yield self._database
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
                raise storage_full(self._folder) from error
            raise
