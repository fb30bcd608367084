"""What the ledger adds to one answer: `python -m evals.measure_ledger --data-dir DIR`.

The ratio of two times of the same run: putting an answer on record, and finding it without a
model. Nothing else is compared, because the machine has other things to do.
"""

import argparse
import json
import statistics
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from api.wiring import open_attest
from domain.ports import Ledger
from domain.records import Entry, Proof, Record
from domain.settings import Settings
from domain.types import Principal
from evals.case_file import load_cases
from ledger.opening import open_ledger


class TimedLedger:
    """Notes how long each record took, in seconds.

    From the asker's name, the first thing that a record needs, to the end of the write.
    """

    def __init__(self, ledger: Ledger) -> None:
        """Around another."""
        self._ledger = ledger
        self.seconds: list[float] = []
        self._started = 0.0

    def append(self, entry: Entry) -> Record:
        """See Ledger."""
        record = self._ledger.append(entry)
        self.seconds.append(time.perf_counter() - self._started)
        return record

    def find(self, answer_id: str) -> Record | None:
        """See Ledger."""
        return self._ledger.find(answer_id)

    def find_by_key(self, key: str) -> Record | None:
        """See Ledger."""
        return self._ledger.find_by_key(key)

    def prove(self, answer_id: str) -> Proof | None:
        """See Ledger."""
        return self._ledger.prove(answer_id)

    def pseudonym(self, name: str) -> str:
        """See Ledger."""
        self._started = time.perf_counter()
        return self._ledger.pseudonym(name)

    def is_ready(self) -> bool:
        """See Ledger."""
        return self._ledger.is_ready()

    def close(self) -> None:
        """See Ledger."""
        self._ledger.close()


def main() -> None:
    """Asks the sample corpus's cases as compliance, into a ledger of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data-dir", type=Path, default=Path("data"))
    parser.add_argument("--questions", type=int, default=100)
    chosen = parser.parse_args()
    asker = Principal(subject="measure", groups=frozenset({"everyone", "compliance"}))
    questions = [case.question for case in load_cases()][: chosen.questions]
    # Beside the data, so that it waits for the same disk.
    with TemporaryDirectory(dir=chosen.data_dir) as folder:
        timed = TimedLedger(open_ledger(Settings(data_dir=Path(folder))))
        with open_attest(Settings(data_dir=chosen.data_dir), ledger=timed) as attest:
            attest.warm_up()
            attest.answer(questions[0], principal=asker)  # what is loaded at first use
            timed.seconds.clear()
            whole = []
            for question in questions:
                started = time.perf_counter()
                attest.answer(question, principal=asker)
                whole.append(time.perf_counter() - started)
    result = figures(whole, timed.seconds)
    sys.stdout.write(json.dumps(result, indent=2) + "\n")


def figures(whole: list[float], ledger: list[float]) -> dict[str, float | int]:
    """Medians in milliseconds, and the ledger's time as a share of the rest."""
    rest = [all_ - own for all_, own in zip(whole, ledger, strict=True)]
    return {
        "questions": len(whole),
        "answer_without_ledger_ms_median": round(1000 * statistics.median(rest), 2),
        "ledger_ms_median": round(1000 * statistics.median(ledger), 2),
        "ledger_share_of_answer": round(sum(ledger) / sum(rest), 4),
    }


if __name__ == "__main__":
    main()
