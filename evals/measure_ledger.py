"""What verification and ledger add to an answer: `python -m evals.measure_ledger --data-dir DIR`.

The ratio of times of the same run: verifying an answer, putting it on record, and the rest of
finding it without a model. Nothing else is compared, because the machine has other things to do.
What the quotes generator drafts is verified by comparing alone; so the time that the check of a
reworded sentence takes, over the written pairs, is told beside it.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from answering.proof.support import claim_problem
from api.wiring import open_attest
from domain.observing import Step
from domain.record_ports import Ledger
from domain.records import Act, ActRecord, AnyRecord, Entry, Proof, Record
from domain.settings import Settings
from domain.types import Principal
from evals.case_file import load_cases
from evals.verifier.pairs_file import load_pairs
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

    def append_act(self, act: Act) -> ActRecord:
        """See Ledger."""
        return self._ledger.append_act(act)

    def after(self, sequence: int, *, limit: int) -> list[AnyRecord]:
        """See Ledger."""
        return self._ledger.after(sequence, limit=limit)

    def find(self, answer_id: str) -> Record | None:
        """See Ledger."""
        return self._ledger.find(answer_id)

    def find_by_key(self, key: str) -> Record | None:
        """See Ledger."""
        return self._ledger.find_by_key(key)

    def find_by_asker(
        self, subject: str, *, before: Record | None = None, limit: int
    ) -> tuple[Record, ...]:
        """See Ledger."""
        return self._ledger.find_by_asker(subject, before=before, limit=limit)

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


class TimedSteps:
    """Notes how long verifying took in each answer, in seconds; 0 where nothing was drafted."""

    def __init__(self) -> None:
        """Nothing noted yet."""
        self.seconds: list[float] = []

    @contextmanager
    def step(self, step: Step) -> Iterator[None]:
        """See Observer."""
        if step is Step.ANSWERING:
            self.seconds.append(0.0)
        started = time.perf_counter()
        yield
        if step is Step.VERIFYING:
            self.seconds[-1] += time.perf_counter() - started

    def recorded(self, entry: Entry) -> None:
        """See Observer."""


def seconds_of_reworded() -> list[float]:
    """How long the check of each written sentence against its quotes takes, in seconds."""
    found = []
    for pair in load_pairs():
        started = time.perf_counter()
        claim_problem(" ".join(pair.quotes), pair.quotes)
        found.append(time.perf_counter() - started)
    return found


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
            steps = TimedSteps()
            whole = []
            for question in questions:
                started = time.perf_counter()
                attest.answer(question, principal=asker, observer=steps)
                whole.append(time.perf_counter() - started)
    result = figures(whole, timed.seconds, steps.seconds, seconds_of_reworded())
    sys.stdout.write(json.dumps(result, indent=2) + "\n")


def figures(
    whole: Sequence[float],
    ledger: Sequence[float],
    verifying: Sequence[float],
    reworded: Sequence[float],
) -> dict[str, float | int]:
    """Medians in milliseconds, and both times as shares of the rest: one entry an answer each."""
    rest = [all_ - own - check for all_, own, check in zip(whole, ledger, verifying, strict=True)]
    sentence = statistics.median(reworded)
    return {
        "questions": len(whole),
        "answer_without_both_ms_median": round(1000 * statistics.median(rest), 2),
        "ledger_ms_median": round(1000 * statistics.median(ledger), 2),
        "verifying_ms_median": round(1000 * statistics.median(verifying), 2),
        "ledger_share_of_answer": round(sum(ledger) / sum(rest), 4),
        "verifying_share_of_answer": round(sum(verifying) / sum(rest), 4),
        "both_share_of_answer": round((sum(ledger) + sum(verifying)) / sum(rest), 4),
        "reworded_sentence_ms_median": round(1000 * sentence, 2),
        "reworded_sentence_share_of_answer": round(sentence / statistics.median(rest), 4),
    }


if __name__ == "__main__":
    main()
