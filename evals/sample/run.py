"""The cases asked through the product, each once, and what came of them."""

from collections.abc import Sequence
from pathlib import Path

from api.engine import Attest
from domain.answers import Citation
from domain.ports import Catalogue, Progress, SearchFilter
from evals.bootstrap import measure_of_rows
from evals.case_file import Case
from evals.case_judgement import Judgement, Verdict, draft_is_right
from evals.citation_check import is_scan, quote_is_exact, share_of_words_covered
from evals.listening import Listener
from evals.measures import (
    calibration,
    expected_calibration_error,
    refusal_auroc,
    risk_coverage,
    unanswerable_answered_at,
)
from evals.readable import documents_readable_by
from evals.result import CaseRow, Curve, Measure
from evals.run_cases import run_case
from evals.sample.rows import BETTER, row_of
from evals.summary import measures_of

# OCR of a single line can misread a word that OCR of the page had right.
LEAST_SHARE_ON_A_SCAN = 0.9


class CitationCheck:
    """Says of citations in words what is not exact about them; each is looked at once."""

    def __init__(self, catalogue: Catalogue, *, reads_boxes: bool = True) -> None:
        """``reads_boxes``: read each quote back out of its PDF, through its boxes."""
        self._catalogue, self._reads_boxes = catalogue, reads_boxes
        self._known: dict[Citation, str] = {}

    def inexact(self, citations: Sequence[Citation]) -> tuple[str, ...]:
        """A line for each that is not the text at its span, or not to be read in its boxes."""
        for citation in citations:
            if citation not in self._known:
                self._known[citation] = self._complaint(citation)
        return tuple(filter(None, (self._known[citation] for citation in citations)))

    def _complaint(self, citation: Citation) -> str:
        place = f"{citation.document_id} v{citation.version} {citation.start}:{citation.end}"
        if not quote_is_exact(citation, self._catalogue):
            return f"{place} is not the text at its span"
        source = self._catalogue.source_path(citation.document_id, citation.version)
        if not self._reads_boxes or source is None or source.suffix.lower() != ".pdf":
            return ""
        least = LEAST_SHARE_ON_A_SCAN if is_scan(source, citation.boxes) else 1.0
        covered = share_of_words_covered(citation, source)
        return "" if covered >= least else f"{place}: {covered:.0%} of it stands in its boxes"


def ask(
    attest: Attest,
    listener: Listener,
    cases: Sequence[Case],
    *,
    manifest: Path,
    check: CitationCheck,
    progress: Progress,
    narrow: SearchFilter | None = None,
) -> list[tuple[Judgement, CaseRow]]:
    """A judgement and a row a case, in order. ``attest`` must be the one listened to."""
    progress.start("Asking", len(cases))
    found = []
    for case in cases:
        listener.forget()
        readable = documents_readable_by(case.role, manifest)
        judgement = run_case(attest, case, readable=readable, narrow=narrow)
        row = row_of(
            judgement,
            listener.passages,
            probability=listener.probability,
            is_draft_right=_is_draft_right(judgement, listener),
            inexact=check.inexact(judgement.citations),
        )
        found.append((judgement, row))
        progress.advance("Asking")
    return found


def _is_draft_right(judgement: Judgement, listener: Listener) -> bool:
    """What crashed once would crash again."""
    if judgement.verdict is Verdict.CRASHED:
        return False
    return draft_is_right(listener.draft(), judgement.case.gold)


def sample_measures(rows: Sequence[CaseRow]) -> tuple[Measure, ...]:
    """Means of the scores, and what the judge's probability is worth."""
    found = (
        measure_of_rows("refusal_auroc", rows, _auroc),
        measure_of_rows("unanswerable_answered_at_80", rows, _answered_at, better="lower"),
        measure_of_rows("calibration_error", rows, _calibration_error, better="lower"),
    )
    return (*measures_of(rows, better=BETTER), *(measure for measure in found if measure))


def sample_curves(rows: Sequence[CaseRow]) -> tuple[Curve, ...]:
    """Recall of the passages, risk over coverage, calibration; () of no rows."""
    if not rows:
        return ()
    probabilities, rights = _probabilities(rows), _rights(rows)
    bins = calibration(probabilities, rights)
    return (
        Curve(
            name="Recall of the passages", x_label="passages looked at",
            y_label="share of answerable questions", points=_recall_points(rows),
        ),
        Curve(
            name="Risk and coverage", x_label="share of questions answered",
            y_label="share of those answered wrong", points=risk_coverage(probabilities, rights),
        ),
        Curve(
            name="Calibration", x_label="probability said", y_label="share right",
            points=tuple((each.mean_probability, each.share_right) for each in bins),
            diagonal=True,
        ),
    )  # fmt: skip


def _recall_points(rows: Sequence[CaseRow]) -> tuple[tuple[float, float], ...]:
    ranks = [row.signals["gold_rank"] for row in rows if row.answerable]
    last = int(max(ranks, default=0))
    return tuple(
        (float(k), sum(0 < rank <= k for rank in ranks) / len(ranks)) for k in range(1, last + 1)
    )


def _probabilities(rows: Sequence[CaseRow]) -> list[float]:
    return [row.signals["probability"] for row in rows]


def _rights(rows: Sequence[CaseRow]) -> list[bool]:
    """Whether an answer would have been right: the probability is that of a right draft."""
    return [bool(row.signals["draft_is_right"]) for row in rows]


def _auroc(rows: Sequence[CaseRow]) -> float | None:
    return refusal_auroc([row.answerable for row in rows], _probabilities(rows))


def _answered_at(rows: Sequence[CaseRow]) -> float | None:
    return unanswerable_answered_at([row.answerable for row in rows], _probabilities(rows))


def _calibration_error(rows: Sequence[CaseRow]) -> float | None:
    return expected_calibration_error(_probabilities(rows), _rights(rows))
