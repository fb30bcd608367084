"""Appends to a ledger from two threads: ``python -m … DATA_DIR URL COUNT``; URL "-": SQLite."""

import sys
import threading
from pathlib import Path

from tests.contract.ledgers import StoredLedger
from tests.fakes.records import entry


def main() -> None:
    folder, url, count = sys.argv[1:]
    ledger = StoredLedger(Path(folder), None if url == "-" else url).open()

    def append() -> None:
        for _ in range(int(count)):
            sys.stdout.write(f"{ledger.append(entry()).entry.answer_id}\n")

    threads = [threading.Thread(target=append) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ledger.close()


if __name__ == "__main__":
    main()
