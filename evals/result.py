"""What a suite is given and what it gives back. Every suite, report and gate speaks in these.

A row is one question. Each name in its ``scores`` becomes a measure: the mean over the rows that
hold it, with an interval (``evals/summary.py``). What is no mean is computed by the suite.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from pydantic import FiniteFloat

from domain.ports import Progress
from domain.settings import Settings
from domain.types import Value

# Which way is good. "neither" is told and never gated: latency, counts.
Better = Literal["higher", "lower", "neither"]


class Measure(Value):
    """A figure and its 95 % bootstrap interval over the questions; ``count`` of them went in."""

    name: str
    value: FiniteFloat
    low: FiniteFloat
    high: FiniteFloat
    count: int
    better: Better = "higher"


class CaseRow(Value):
    """One question: by whom it was asked, what came back, what it scored.

    A crash is a row, too: wrong, with zeros for its scores, never left out of a mean.
    """

    case_id: str
    question: str
    asked_as: str  # the role or principal
    slices: tuple[str, ...]  # "prose", "table", "scan", "date", "forbidden", …
    answerable: bool  # an answer is what is expected; False: a refusal is
    is_right: bool
    verdict: str = ""  # in words: "right clause cited", "refused, rightly"
    scores: Mapping[str, FiniteFloat] = {}  # averaged: "recall_at_10", "right_clause_cited"
    signals: Mapping[str, FiniteFloat] = {}  # not averaged: "probability", "top_score"
    expected: tuple[str, ...] = ()  # the gold places, for a reader
    found: tuple[str, ...] = ()  # what came instead, best first, for a reader
    seconds: FiniteFloat = 0.0
    leaks: tuple[str, ...] = ()  # IDs that the asker may not read and that came back
    inexact: tuple[str, ...] = ()  # citations that are not the text at their span
    has_crashed: bool = False


class Curve(Value):
    """Points from left to right. ``diagonal`` asks for the line x = y beside it."""

    name: str
    x_label: str
    y_label: str
    points: tuple[tuple[FiniteFloat, FiniteFloat], ...]
    diagonal: bool = False


class Corpus(Value):
    """What was asked of, in words and by hash; equal hashes are equal documents and questions."""

    description: str = ""
    sha256: str = ""
    documents: int = 0
    passages: int = 0
    questions: str = ""  # what was asked, in words
    asked_by: str = ""  # by whom, in words


class SuiteResult(Value):
    """All that a run gave. ``skipped`` says why there is nothing else, and what to pass."""

    suite: str
    measures: tuple[Measure, ...] = ()
    measures_by_slice: Mapping[str, tuple[Measure, ...]] = {}
    curves: tuple[Curve, ...] = ()
    rows: tuple[CaseRow, ...] = ()
    corpus: Corpus = Corpus()
    index_fingerprint: str = ""
    answer_fingerprint: str = ""
    skipped: str | None = None

    @property
    def leaks(self) -> int:
        """How many IDs came back to somebody who may not read them."""
        return sum(len(row.leaks) for row in self.rows)

    @property
    def inexact_citations(self) -> int:
        """How many citations were not the text at their span."""
        return sum(len(row.inexact) for row in self.rows)

    @property
    def crashes(self) -> int:
        """How many questions ended in an error."""
        return sum(row.has_crashed for row in self.rows)


@dataclass(frozen=True, kw_only=True)
class SuiteOptions:
    """What the command line said. None: the suite's own default."""

    settings: Settings  # ``settings.data_dir`` is what --data-dir said
    documents: Path | None = None
    questions: Path | None = None
    leave_out: frozenset[str] = frozenset()  # document IDs
    limit: int | None = None  # at most so many questions, the same ones each time


class Suite(Protocol):
    """One way to ask how good it is. Deterministic: equal options give equal rows but seconds."""

    name: str
    description: str

    def run(self, options: SuiteOptions, progress: Progress) -> SuiteResult:
        """The result; a skipped one where the data folder is missing.

        Raises:
            EvalInputError: documents or questions were named and cannot be used.
        """
        ...
