"""The seams of language: does a text answer a question, and do quotes support a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Reading:
    """How well one text answers one question."""

    score: float  # higher answers better; comparable between texts and questions of one reader
    span: tuple[int, int] | None = None  # characters of the text that answer; None: not marked


class Reader(Protocol):
    """Reads texts for a question. A reading depends on its own question and text alone.

    Equal question and text give equal bytes, whatever else stands in the batch: a text that the
    caller may not see can never move another's score.
    """

    name: str

    def read(self, question: str, texts: Sequence[tuple[str, str]]) -> list[Reading]:
        """One reading a text, in order; [] for no texts.

        A text is (context, text): title and headings, then the words themselves. Spans count
        in characters of the text alone.

        Raises:
            ReaderUnavailable: the weights cannot be loaded, or a hosted reader cannot be reached.
        """
        ...


@dataclass(frozen=True, slots=True)
class Support:
    """How quotes bear on a sentence: three probabilities that add up to 1."""

    supports: float
    contradicts: float
    neither: float


class Verifier(Protocol):
    """Judges whether quotes support a sentence; deterministic in the way of ``Reader``."""

    name: str

    def judge(self, pairs: Sequence[tuple[str, str]]) -> list[Support]:
        """One judgement a (quotes, sentence) pair, in order; [] for no pairs.

        Raises:
            ReaderUnavailable: the weights cannot be loaded.
        """
        ...
