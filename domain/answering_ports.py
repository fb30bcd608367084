"""The seams between what was found and what is said: reranking, reading, drafting."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from domain.ports import SearchFilter
from domain.types import (
    Chunk,
    Passage,
    Scope,
)


@dataclass(frozen=True)
class Reranking:
    """One score a passage, in order, higher is better; and who gave them.

    ``used`` says what failed first where a fallback stepped in:
    "cohere (failed: timeout) -> late-interaction".
    """

    scores: tuple[float, ...]
    used: str


class Reranker(Protocol):
    """Scores passages against a question; looks at nothing but its arguments."""

    name: str

    def score(self, question: str, passages: Sequence[Passage]) -> Reranking:
        """No scores for no passages."""
        ...


@dataclass(frozen=True)
class SpanMatch:
    """How well a part of a passage meets a question, each 0..1."""

    meaning: float  # cosine of the question and the part as a whole, negative ones as 0
    late_interaction: float  # weighted mean of each question word's best cosine inside the part


class SpanMatcher(Protocol):
    """Scores parts of passages; looks at nothing but its arguments."""

    def match(
        self, question: str, places: Sequence[tuple[str, Sequence[tuple[int, int]]]]
    ) -> list[list[SpanMatch | None]]:
        """For each (text, spans) a match for each span, in order.

        Spans are (start, end) in characters of their text. None where the embedder read nothing
        of a span, because the text is longer than it can take.
        """
        ...


class Retriever(Protocol):
    """Question and scope to ranked passages, gate two passed."""

    def retrieve(
        self, question: str, *, scope: Scope, narrow: SearchFilter | None = None
    ) -> list[Passage]:
        """Best first; [] where the scope holds nothing that matches."""
        ...


class SectionFinder(Protocol):
    """Articles, clauses and sections by their number, gate two passed."""

    def find_sections(
        self, keys: Sequence[str], *, scope: Scope, narrow: SearchFilter | None = None
    ) -> list[Chunk]:
        """By document, version and place; [] where the scope holds none in force."""
        ...
