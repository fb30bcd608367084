"""Rows to measures: the mean of every score, over all and per slice."""

from collections.abc import Mapping, Sequence

from evals.bootstrap import mean_measure
from evals.result import Better, CaseRow, Measure


def measures_of(
    rows: Sequence[CaseRow], *, better: Mapping[str, Better] | None = None
) -> tuple[Measure, ...]:
    """The mean of each score over the rows that hold it, in the order of first appearance.

    ``better`` names the scores that are not good when high.
    """
    directions = better or {}
    names = dict.fromkeys(name for row in rows for name in row.scores)
    return tuple(
        mean_measure(
            name,
            [row.scores[name] for row in rows if name in row.scores],
            better=directions.get(name, "higher"),
        )
        for name in names
    )


def measures_by_slice(
    rows: Sequence[CaseRow], *, better: Mapping[str, Better] | None = None
) -> dict[str, tuple[Measure, ...]]:
    """The same for each slice alone, slices in the order of first appearance."""
    names = dict.fromkeys(name for row in rows for name in row.slices)
    return {
        name: measures_of([row for row in rows if name in row.slices], better=better)
        for name in names
    }
