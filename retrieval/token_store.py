"""Token vectors of passages on disk, written while a passage is embedded, by the hash of its text.

Encoding the candidates of one question takes seconds on two cores; reading them takes
milliseconds. A value is a function of the text alone, so a hit or a miss changes no score.
Questions are never stored.
"""

import hashlib
import logging
import sqlite3
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from domain.private_files import private_file, private_folder
from retrieval.token_vectors import TokenVectors

logger = logging.getLogger(__name__)
_SCHEMA = """
CREATE TABLE IF NOT EXISTS token_vectors (
    text_sha256 BLOB PRIMARY KEY, token_ids BLOB NOT NULL, steps BLOB NOT NULL) WITHOUT ROWID;
"""


class TokenStore:
    """One SQLite file; safe to use from several threads. Losing it costs time, never an answer."""

    def __init__(self, folder: Path) -> None:
        """Opens or makes ``token_vectors.sqlite3`` in ``folder``."""
        private_folder(folder)
        self._lock = threading.Lock()
        self._database = sqlite3.connect(
            private_file(folder / "token_vectors.sqlite3"), check_same_thread=False, timeout=30
        )
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=NORMAL")  # derived data: it can be made again
        self._database.executescript(_SCHEMA)

    def get(self, text: str) -> TokenVectors | None:
        """None where the text was never put, or the file cannot be read."""
        query = "SELECT token_ids, steps FROM token_vectors WHERE text_sha256 = ?"
        try:
            with self._lock:
                row = self._database.execute(query, (_key(text),)).fetchone()
        except sqlite3.DatabaseError as error:
            logger.warning("Token vectors cannot be read: %s", type(error).__name__)
            return None
        if row is None:
            return None
        token_ids = np.frombuffer(row[0], dtype=np.int32)
        steps = np.frombuffer(row[1], dtype=np.int8).reshape(len(token_ids), -1)
        return TokenVectors(tuple(token_ids.tolist()), steps)

    def put(self, items: Iterable[tuple[str, TokenVectors]]) -> None:
        """Writes (text, vectors) pairs in one transaction; texts without word pieces are left out.

        A full disk is no error here: what was not kept is made again when it is asked for.
        """
        rows = [
            (_key(text), np.array(t.token_ids, dtype=np.int32).tobytes(), t.steps.tobytes())
            for text, t in items
            if t.token_ids
        ]
        try:
            with self._lock, self._database:
                self._database.executemany(
                    "INSERT OR REPLACE INTO token_vectors VALUES (?, ?, ?)", rows
                )
        except sqlite3.DatabaseError as error:
            logger.warning("Token vectors were not stored: %s", type(error).__name__)

    def forget(self, texts: Sequence[str]) -> int:
        """Deletes the vectors of texts that left the index. Returns how many there were."""
        with self._lock, self._database:
            return self._database.executemany(
                "DELETE FROM token_vectors WHERE text_sha256 = ?", [(_key(t),) for t in texts]
            ).rowcount

    def close(self) -> None:
        """Closes the file; a second call does nothing."""
        self._database.close()


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
