"""Precision and recall of the verifier by kind of error: `python -m evals.verify_pairs`.

A positive is a released sentence. Precision, `released_sentences_true`: the share of the released
that the quotes bear out. Recall, `true_sentences_released`: the share of those borne out that are
released. By kind of error, `wrong_sentences_withheld`. The failures of what is held back are never
shown, so that nobody tunes on them.
"""

import argparse
import sys
from collections.abc import Iterable

from rich.console import Console
from rich.table import Table

from api.reading_wiring import verifier_from
from evals.result import CaseRow, Measure
from evals.summary import measures_of
from evals.verifier.mutations import made_pairs
from evals.verifier.pairs_file import Pair, load_pairs
from evals.verifier.rows import PARTS, TUNED, precision_measure, rows_of

# Columns: a measure's whole name and its interval in one line, on a terminal or in a file.
_WIDTH = 110


def _table(rows: list[CaseRow], title: str) -> Table:
    table = Table("pairs", "measure", "share", "95 % interval", "count", title=title)
    for part in PARTS:
        some = [row for row in rows if row.slices[0].partition(", ")[2] == part]
        if not some:
            continue
        _add(table, part, (*precision_measure(some), *measures_of(some)))
        for name in sorted({row.slices[1] for row in some}):
            kind = name.partition(": ")[2]
            if kind != "true":
                _add(table, f"{part}, {kind}", measures_of([r for r in some if name in r.slices]))
    return table


def _add(table: Table, name: str, measures: Iterable[Measure]) -> None:
    for measure in measures:
        interval = f"{measure.low:.3f} to {measure.high:.3f}"
        row = (name, measure.name, f"{measure.value:.3f}", interval, str(measure.count))
        table.add_row(*row)


def main() -> int:
    """Prints the tables; exit code 0 whatever they say: the gate judges."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--failures", action="store_true", help="each failure of the tuned part")
    parser.add_argument("--written-only", action="store_true", help="without the made pairs")
    chosen = parser.parse_args()
    console, verifier = Console(width=_WIDTH), verifier_from()
    console.print((__doc__ or "").partition("\n\n")[2], markup=False, highlight=False)
    sets: list[tuple[str, tuple[Pair, ...]]] = [("written", load_pairs())]
    if not chosen.written_only:
        sets.append(("made", tuple(made_pairs())))
    for origin, pairs in sets:
        rows = list(rows_of(pairs, verifier, origin=origin))
        console.print(_table(rows, f"{len(rows)} {origin} pairs"))
        if chosen.failures:
            for row in rows:
                if not row.is_right and row.slices[0].endswith(TUNED):
                    console.print(f"{row.case_id}: {row.verdict}: {row.question}", markup=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
