"""Recall and false alarms of the conflict detector: `python -m evals.verify_conflicts`."""

import argparse
import sys
from collections.abc import Sequence
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from evals.bootstrap import mean_measure
from evals.conflicts.cases import FILES, ConflictPair, is_taken_for_conflict, load_conflict_pairs


class Judged(NamedTuple):
    """A pair, which part of its file it is of, and whether it was taken for a conflict."""

    pair: ConflictPair
    part: str
    alarmed: bool

    @property
    def is_held_back(self) -> bool:
        """Whether nothing may be tuned on it, nor its failures be shown."""
        return self.part.endswith("held back")


def judged() -> list[Judged]:
    """The product's word on each pair of each file."""
    found = []
    for name, parts in FILES.items():
        for pair in load_conflict_pairs(name):
            part = "held back" if pair.is_held_back(parts) else "tuned"
            found.append(Judged(pair, f"{name}, {part}", is_taken_for_conflict(pair)))
    return found


def main() -> int:
    """Prints the tables; failures are shown of the tuned parts alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kinds", action="store_true", help="the planted pairs by kind as well")
    parser.add_argument("--failures", action="store_true", help="each failure of the tuned parts")
    chosen = parser.parse_args()
    console, found = Console(), judged()
    parts = dict.fromkeys(each.part for each in found)
    console.print(_table({part: [each for each in found if each.part == part] for part in parts}))
    if chosen.kinds:
        planted = [each for each in found if each.part.startswith("planted")]
        kinds = dict.fromkeys(each.pair.kind for each in planted)
        rows = {kind: [each for each in planted if each.pair.kind == kind] for kind in kinds}
        console.print(_table(rows))
    if chosen.failures:
        for each in found:
            if each.alarmed != each.pair.conflict and not each.is_held_back:
                said = "false alarm" if each.alarmed else "missed"
                console.print(f"{each.pair.id}: {said}", markup=False)
    return 0


def _table(rows: dict[str, list[Judged]]) -> Table:
    table = Table("pairs", "measure", "share", "95 % interval", "count")
    for name, some in rows.items():
        for measure, conflict in (("conflicts found", True), ("false alarms", False)):
            values = [float(each.alarmed) for each in some if each.pair.conflict == conflict]
            if values:
                table.add_row(name, measure, *_cells(measure, values, conflict=conflict))
    return table


def _cells(measure: str, values: Sequence[float], *, conflict: bool) -> tuple[str, str, str]:
    share = mean_measure(measure, values, better="higher" if conflict else "lower")
    return f"{share.value:.3f}", f"{share.low:.3f} to {share.high:.3f}", str(share.count)


if __name__ == "__main__":
    sys.exit(main())
