"""The signed head once more, as a file apart from the database.

To put back an older copy of the database unnoticed, one must know of this file, too.
"""

import contextlib
import os
import threading
from pathlib import Path

from domain.records import Head
from ledger.stored import head_in, statement_text

FILE_NAME = "head.json"


class HeadFile:
    """``head.json``: as far as this data folder knows, the ledger reached at least so far."""

    def __init__(self, folder: Path) -> None:
        """Nothing is written until ``keep``."""
        self.path = folder / FILE_NAME
        self._lock = threading.Lock()

    def read(self) -> Head | None:
        """The head that was kept last; None if no head was kept.

        Raises:
            LedgerTampered: the file says something else than a head.
        """
        try:
            return head_in(self.path.read_text(encoding="ascii"))
        except FileNotFoundError:
            return None
        except UnicodeDecodeError:
            return head_in("")

    def keep(self, head: Head) -> None:
        """Puts a head in place of an earlier one; a later one stays.

        Raises:
            OSError: it cannot be written.
        """
        with self._lock:
            kept = self.read()
            if kept is not None and kept.sequence > head.sequence:
                return
            draft = self.path.with_name(f"{FILE_NAME}.{os.getpid()}")
            with contextlib.ExitStack() as cleanup:
                cleanup.callback(draft.unlink, missing_ok=True)
                with draft.open("w", encoding="ascii") as file:
                    file.write(statement_text(head))
                    file.flush()
                    os.fsync(file.fileno())
                draft.replace(self.path)
