"""The ledger as files that an auditor checks elsewhere: ``check_export.py`` says how.

``records.jsonl`` holds each record's text as it was hashed, one a line; ``checkpoints.jsonl`` and
``head.json`` the signed statements; ``public-key.pem`` the key, which an auditor should rather
have from an earlier day than from the export itself.
"""

from pathlib import Path

from domain.errors import LedgerError, LedgerTampered
from domain.records import Head
from ledger.database import Database
from ledger.signing import SignatureChecker
from ledger.stored import checkpoints_from, records_from, statement_text, stored_head

RECORDS, CHECKPOINTS = "records.jsonl", "checkpoints.jsonl"
HEAD, PUBLIC_KEY = "head.json", "public-key.pem"


def export_ledger(database: Database, checker: SignatureChecker, folder: Path) -> Head:
    """Writes the four files as of one moment; gives back the head that they end in.

    What is stored is written as it is, sound or not.

    Raises:
        LedgerError: the folder holds something already.
        LedgerUnavailable: the ledger cannot be read.
        LedgerTampered: it has no head, or one that is none.
        OSError: the files cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if any(folder.iterdir()):
        raise LedgerError(f"{folder} is not empty.", advice="Give a new or empty folder.")
    with database.reading() as connection:
        head = stored_head(connection)
        if head is None:
            raise LedgerTampered("The ledger has no head: it is new, or its files were changed.")
        _write(folder / CHECKPOINTS, [statement_text(c) for c in checkpoints_from(connection)])
        with (folder / RECORDS).open("w", encoding="ascii", newline="\n") as file:
            file.writelines(f"{row.body}\n" for row in records_from(connection))
    _write(folder / HEAD, [statement_text(head)])
    (folder / PUBLIC_KEY).write_text(checker.pem, encoding="ascii")
    return head


def _write(file: Path, lines: list[str]) -> None:
    file.write_text("".join(f"{line}\n" for line in lines), encoding="ascii", newline="\n")
