"""Reads the statements that are worth it for a question, and scores what they answer.

The value that comes out goes to the judge and to drafting alike: nobody reads twice.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from answering.evidence.first_look import FirstLook, LookedAt, context_of
from answering.evidence.sentences import Span
from answering.evidence.statements import Statement
from domain.errors import SettingsError
from domain.reading_ports import Reader, Reading
from domain.types import Passage

CALIBRATION_PATH = Path(__file__).with_name("calibration.json")
# Read closely; the others keep their first look. On the questions that the calibration is fitted
# on, the right statement is among so many in 0.97 of the cases in which it was found at all.
STATEMENTS_READ = 28
SCORE_DIGITS = 4


@dataclass(frozen=True, slots=True)
class ReadStatement:
    """A statement and what speaks for it."""

    statement: Statement
    passage_rank: int
    first_look: float  # words and vectors, 0..1
    reading: float  # the reader's log-odds
    answer: Span | None  # the words that answer, in the version's text
    score: float  # log-odds that it answers, calibrated over reading and first look

    @property
    def probability(self) -> float:
        """That it answers, 0..1."""
        return sigmoid(self.score)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A question, the passages that were found, and their statements that were read, best first.

    No statements for no passages.
    """

    question: str
    passages: tuple[Passage, ...]
    statements: tuple[ReadStatement, ...]


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights by name over a statement's or an evidence's signals, and the card with figures."""

    statement: dict[str, float]
    evidence: dict[str, float]
    card: dict[str, Any]


def load_calibration(path: Path = CALIBRATION_PATH) -> Calibration:
    """The stored fit.

    Raises:
        SettingsError: the file is missing or has another shape.
    """
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        return Calibration(stored["statement"], stored["evidence"], stored["card"])
    except (OSError, ValueError, KeyError) as error:
        raise SettingsError(
            f"The calibration {path.name} cannot be read.",
            advice="Install Attest again, or fit it with: python -m evals.fit_calibration",
        ) from error


class ReadsEvidence(Protocol):
    """Passages to evidence; looks at nothing but its arguments."""

    def read(self, question: str, passages: Sequence[Passage]) -> Evidence:
        """Best statement first; no statements for no passages."""
        ...


class EvidenceReader:
    """Passages to evidence: a first look at all statements, a close reading of the best."""

    def __init__(
        self, first_look: FirstLook, reader: Reader, *, calibration: Calibration,
        statements_read: int = STATEMENTS_READ,
    ) -> None:  # fmt: skip
        """``statements_read``: how many of the first look's best are read closely."""
        self._first_look = first_look
        self._reader = reader
        self._weights = calibration.statement
        self._statements_read = statements_read

    def read(self, question: str, passages: Sequence[Passage]) -> Evidence:
        """The evidence in ``passages``, best statement first, ties by rank and position.

        Raises:
            ReaderUnavailable: a hosted reader cannot be reached.
        """
        looked = self._first_look.look(question, passages)[: self._statements_read]
        texts = [(context_of(each.statement), each.statement.text_with_lead) for each in looked]
        readings = self._reader.read(question, texts)
        read = [
            self._read_statement(each, reading)
            for each, reading in zip(looked, readings, strict=True)
        ]
        read.sort(key=lambda s: (-s.score, s.passage_rank, s.statement.span.start))
        return Evidence(question, tuple(passages), tuple(read))

    def _read_statement(self, looked: LookedAt, reading: Reading) -> ReadStatement:
        score = (
            self._weights["intercept"]
            + self._weights["reading"] * reading.score
            + self._weights["first_look"] * looked.score
        )
        return ReadStatement(
            statement=looked.statement,
            passage_rank=looked.passage.rank,
            first_look=looked.score,
            reading=reading.score,
            answer=_in_version(looked.statement, reading.span),
            score=round(score, SCORE_DIGITS),
        )


def _in_version(statement: Statement, span: tuple[int, int] | None) -> Span | None:
    """The answering words in the version's text; None where they lie in the lead or nowhere."""
    if span is None:
        return None
    before = len(statement.text_with_lead) - len(statement.text)
    start, end = span[0] - before, span[1] - before
    if start < 0 or start >= end:
        return None
    return Span(statement.span.start + start, statement.span.start + end)


def sigmoid(log_odds: float) -> float:
    """1 / (1 + e^-x), rounded, so that a last bit decides nothing."""
    return round(1 / (1 + math.exp(-max(-40.0, min(40.0, log_odds)))), 6)
