"""Recall and false alarms of the conflict detector: `python -m evals.verify_conflicts`."""

import argparse
import hashlib
import sys
from pathlib import Path
from typing import NamedTuple

import yaml
from pydantic import BaseModel, ConfigDict
from rich.console import Console
from rich.table import Table

from answering.conflicts import texts_disagree
from evals.bootstrap import mean_measure

PAIRS = Path(__file__).parent / "conflict_pairs" / "pairs.yaml"
# One pair in three is held back, as of the verifier's pairs.
_PARTS = 3


class ConflictPair(BaseModel):
    """Two clauses of two policies, and whether they conflict."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    conflict: bool
    one: str
    other: str

    @property
    def is_held_back(self) -> bool:
        """Whether nothing may be tuned on it."""
        return int(hashlib.sha256(self.id.encode()).hexdigest(), 16) % _PARTS == 0


class Judged(NamedTuple):
    """A pair, and whether it was taken for a conflict."""

    pair: ConflictPair
    alarmed: bool


def load_conflict_pairs(path: Path = PAIRS) -> tuple[ConflictPair, ...]:
    """Every pair in file order.

    Raises:
        pydantic.ValidationError: a pair does not have the form.
    """
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tuple(ConflictPair.model_validate(entry) for entry in entries)


def judged(pairs: tuple[ConflictPair, ...]) -> list[Judged]:
    """The detector's word on each."""
    return [Judged(pair, texts_disagree(pair.one, pair.other)) for pair in pairs]


def main() -> int:
    """Prints the table; failures are shown of the tuned part alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--failures", action="store_true", help="each failure of the tuned part")
    chosen = parser.parse_args()
    console, found = Console(), judged(load_conflict_pairs())
    table = Table("pairs", "measure", "share", "95 % interval", "count")
    for name, held_back in (("tuned", False), ("held back", True)):
        some = [each for each in found if each.pair.is_held_back == held_back]
        for measure, conflict in (("conflicts found", True), ("false alarms", False)):
            values = [float(each.alarmed) for each in some if each.pair.conflict == conflict]
            share = mean_measure(measure, values, better="higher" if conflict else "lower")
            interval = f"{share.low:.3f} to {share.high:.3f}"
            table.add_row(name, measure, f"{share.value:.3f}", interval, str(share.count))
    console.print(table)
    if chosen.failures:
        for each in found:
            if each.alarmed != each.pair.conflict and not each.pair.is_held_back:
                console.print(f"{each.pair.id}: alarmed: {each.alarmed}", markup=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
