"""The catalogue's tables."""

import sqlite3
from pathlib import Path

from domain.errors import IndexMismatch

# Raised by hand with every change of the tables.
_VERSION = 2
_SCHEMA = """
CREATE TABLE IF NOT EXISTS documents (document_id TEXT PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS versions (
    document_id TEXT NOT NULL REFERENCES documents, version TEXT NOT NULL,
    effective_from TEXT NOT NULL, content_key TEXT NOT NULL, labels TEXT NOT NULL,
    source_path TEXT NOT NULL, source_suffix TEXT NOT NULL,
    source_sha256 TEXT NOT NULL, chunk_count INTEGER NOT NULL,
    body TEXT NOT NULL, PRIMARY KEY (document_id, version));
CREATE INDEX IF NOT EXISTS by_source ON versions (source_sha256, source_suffix);
CREATE TABLE IF NOT EXISTS page_words (
    document_id TEXT NOT NULL, version TEXT NOT NULL, page INTEGER NOT NULL, words BLOB NOT NULL,
    PRIMARY KEY (document_id, version, page)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS pending (
    document_id TEXT NOT NULL, version TEXT NOT NULL, PRIMARY KEY (document_id, version));
"""


# What brings the tables of an earlier version to the next one; nothing that was stored is lost.
_STEPS = {
    1: """
ALTER TABLE versions ADD COLUMN source_sha256 TEXT NOT NULL DEFAULT '';
UPDATE versions SET source_sha256 = json_extract(body, '$.source_sha256');
""",
}


def make_tables(database: sqlite3.Connection, data_dir: Path) -> None:
    """Makes the tables where there are none, and brings older ones up to date.

    Raises:
        IndexMismatch: another version of Attest wrote them in another form.
    """
    written = database.execute("PRAGMA user_version").fetchone()[0]
    tables = database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if tables:
        while written in _STEPS:
            database.executescript(_STEPS[written])
            written += 1
    if tables and written != _VERSION:
        raise IndexMismatch(
            f"The catalogue in {data_dir} was written by another version of Attest.",
            advice="Move that folder away and run `attest ingest` again.",
        )
    database.executescript(_SCHEMA)
    database.execute(f"PRAGMA user_version = {_VERSION}")
