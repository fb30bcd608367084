"""What the judge's probability is worth, over all questions and where it is hard."""

from collections.abc import Sequence

from evals.bootstrap import measure_of_rows
from evals.measures import (
    expected_calibration_error,
    refusal_auroc,
    unanswerable_answered_at,
)
from evals.refusal.rows import BETTER, CLAPNQ, NEAR
from evals.result import CaseRow, Measure
from evals.summary import measures_of

COVERAGE = 0.8  # of the answerable questions: where wrong answers are compared


def refusal_measures(rows: Sequence[CaseRow]) -> tuple[Measure, ...]:
    """Means of the scores; separation of answerable and unanswerable; calibration.

    "…_near": the answerable ones against those unanswerable ones alone to which something
    relevant was found. "clapnq_…": questions asked of one passage each, never mixed with the rest.
    """
    of_corpus = [row for row in rows if CLAPNQ not in row.slices]
    near = [row for row in of_corpus if row.answerable or NEAR in row.slices]
    passages = [row for row in rows if CLAPNQ in row.slices]
    found = (
        *_separation(of_corpus),
        *_separation(near, suffix="_near"),
        measure_of_rows("calibration_error", of_corpus, _calibration_error, better="lower"),
        *_separation(passages, prefix="clapnq_"),
    )
    return (*measures_of(rows, better=BETTER), *(measure for measure in found if measure))


def _separation(
    rows: Sequence[CaseRow], *, prefix: str = "", suffix: str = ""
) -> tuple[Measure | None, Measure | None]:
    return (
        measure_of_rows(f"{prefix}refusal_auroc{suffix}", rows, _auroc),
        measure_of_rows(
            f"{prefix}unanswerable{suffix}_answered_at_80", rows, _answered_at, better="lower"
        ),
    )


def _probabilities(rows: Sequence[CaseRow]) -> list[float]:
    return [row.signals["probability"] for row in rows]


def _auroc(rows: Sequence[CaseRow]) -> float | None:
    return refusal_auroc([row.answerable for row in rows], _probabilities(rows))


def _answered_at(rows: Sequence[CaseRow]) -> float | None:
    return unanswerable_answered_at(
        [row.answerable for row in rows], _probabilities(rows), coverage=COVERAGE
    )


def _calibration_error(rows: Sequence[CaseRow]) -> float | None:
    """Against whether a draft would have been right, which is what the judge was fitted to say."""
    return expected_calibration_error(
        _probabilities(rows), [bool(row.signals["draft_is_right"]) for row in rows]
    )
