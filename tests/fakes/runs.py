"""Rows and runs of an invented suite."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from domain.ports import Progress
from evals.baseline import Baseline, baseline_from
from evals.result import CaseRow, Corpus, SuiteOptions, SuiteResult
from evals.run import Run
from evals.stamp import Stamp
from evals.summary import measures_by_slice, measures_of

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
STAMP = Stamp(commit="0123abc", is_dirty=False, made_at=NOW, libraries={"numpy": "2.4.6"})


def row(case_id: str, score: float = 1.0, **fields: Any) -> CaseRow:
    """An answerable case in prose with one score, "right"."""
    given: dict[str, Any] = {
        "case_id": case_id, "question": f"What of {case_id}?", "asked_as": "auditor",
        "slices": ("prose",), "answerable": True, "is_right": score == 1.0,
        "scores": {"right": score}, "seconds": 0.25,
    }  # fmt: skip
    return CaseRow(**(given | fields))


def rows(scores: Sequence[float]) -> list[CaseRow]:
    """Cases "case-000" and on with these scores."""
    return [row(f"case-{number:03}", score) for number, score in enumerate(scores)]


def run_of(some: Sequence[CaseRow], *, limit: int | None = None, **fields: Any) -> Run:
    """A run that came to these rows."""
    result = SuiteResult(
        suite="invented", measures=measures_of(some), measures_by_slice=measures_by_slice(some),
        rows=tuple(some), corpus=Corpus(description="invented", sha256="c0ffee"),
    )  # fmt: skip
    return Run(result=result.model_copy(update=fields), stamp=STAMP, limit=limit)


def accepted(some: Sequence[CaseRow]) -> Baseline:
    """The baseline of a run of these rows."""
    return baseline_from(run_of(some), who="Ann", why="first", at=NOW)


class Quiet:
    """A ``Progress`` that says nothing."""

    def start(self, step: str, total: int) -> None:
        """Nothing."""

    def advance(self, step: str, amount: int = 1) -> None:
        """Nothing."""


class InventedSuite:
    """Gives back the rows that it was made with."""

    name = "invented"
    description = "rows from nowhere"

    def __init__(self, some: Sequence[CaseRow] = (), *, skipped: str | None = None) -> None:
        self.rows, self.skipped = some, skipped
        self.options: SuiteOptions | None = None

    def run(self, options: SuiteOptions, progress: Progress) -> SuiteResult:
        self.options = options
        if self.skipped:
            return SuiteResult(suite=self.name, skipped=self.skipped)
        return run_of(self.rows).result
