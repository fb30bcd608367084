"""Scores every statement of the retrieved passages against the question.

All statistics are taken over the passages handed in, which the caller may read: nothing else can
move a score (P2).
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Plus

from answering.asked_for import Kind, asked_for, fit
from answering.statements import Statement, fold, statements_of
from answering.terms import terms_of
from domain.ports import Embedder
from domain.types import Passage

# Mixed by hand on the development half of evals/cases; see evals/fit_sufficiency.py.
_WEIGHTS = {"words": 0.30, "meaning": 0.30, "coverage": 0.20, "fit": 0.10, "passage": 0.10}

VECTORS_KEPT = 20_000  # 30 MB at 384 dimensions


@dataclass(frozen=True, slots=True)
class ScoredStatement:
    """A statement with what speaks for it, each 0..1."""

    statement: Statement
    passage_rank: int
    words: float  # BM25 over the evidence, as a share of the best
    meaning: float  # cosine of question and statement, negative ones as 0
    coverage: float  # share of the question's terms, weighted by rarity, in it and its headings
    fit: float
    score: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """A question and the statements that could answer it, best first; empty for no passages."""

    question: str
    kinds: frozenset[Kind]
    passages: tuple[Passage, ...]
    term_weights: tuple[tuple[str, float], ...]  # the question's terms and how rare each is here
    statements: tuple[ScoredStatement, ...]


def context_of(statement: Statement) -> str:
    """What stands over a statement: title, headings, caption; helps to score, is never quoted."""
    chunk = statement.chunk
    return fold(" ".join((chunk.title, *chunk.section_path, statement.lead_text)))


def rarity(terms: Sequence[str], documents: Sequence[Sequence[str]]) -> dict[str, float]:
    """How telling each question term is: idf over the passages, ln(1 + (n - df + .5)/(df + .5)).

    A term that no passage holds weighs most.
    """
    counts = Counter(term for document in documents for term in set(document))
    total = len(documents)
    return {
        term: math.log(1 + (total - counts[term] + 0.5) / (counts[term] + 0.5))
        for term in dict.fromkeys(terms)
    }


def covered(weights: dict[str, float], terms: Sequence[str]) -> float:
    """Share of the question's weight that the terms hold, 0..1; 0 for a question without terms."""
    total = sum(weights.values())
    present = set(terms)
    return sum(w for term, w in weights.items() if term in present) / total if total else 0.0


def _unique_statements(passages: Sequence[Passage]) -> list[tuple[int, Statement]]:
    """Statements with their passage's rank, those of overlapping chunks once."""
    seen: dict[tuple[str, str, int, int], tuple[int, Statement]] = {}
    for passage in passages:
        for statement in statements_of(passage.chunk):
            chunk, span = statement.chunk, statement.span
            key = (chunk.document_id, chunk.version, span.start, span.end)
            seen.setdefault(key, (passage.rank, statement))
    return list(seen.values())


def _word_scores(question: Sequence[str], documents: list[list[str]]) -> NDArray[np.float64]:
    """BM25+ of each document, as a share of the best one; zeros where no word is shared."""
    raw = np.asarray(BM25Plus([d or ["∅"] for d in documents]).get_scores(list(question)))
    floor = raw.min() if len(raw) else 0.0  # BM25+ gives every document a constant per term
    span = raw.max() - floor if len(raw) else 0.0
    shares = (raw - floor) / span if span > 0 else np.zeros(len(documents))
    return np.asarray(shares, dtype=np.float64)


class EvidenceReader:
    """Reads passages for a question; remembers the last few, as judge and generator ask in turn."""

    def __init__(self, embedder: Embedder) -> None:
        # A text's vector depends on the text alone, and the same clauses come up again and again.
        self._embed = lru_cache(maxsize=VECTORS_KEPT)(
            lambda text: embedder.embed_passages([text])[0]
        )
        self._embed_question = lru_cache(maxsize=64)(embedder.embed_question)
        # Equal input gives equal output, so sharing between requests tells nobody anything.
        self._read = lru_cache(maxsize=16)(self._score)

    def read(self, question: str, passages: Sequence[Passage]) -> Evidence:
        """The evidence in ``passages``, best statement first, ties by rank and position."""
        return self._read(question, tuple(passages))

    def _score(self, question: str, passages: tuple[Passage, ...]) -> Evidence:
        kinds = asked_for(question)
        terms = terms_of(question)
        weights = rarity(terms, [terms_of(f"{p.chunk.context} {p.chunk.text}") for p in passages])
        found = _unique_statements(passages)
        texts = [f"{context_of(s)} {s.text}" for _, s in found]
        split = [terms_of(text) for text in texts]
        words = _word_scores(terms, split) if found else np.zeros(0)
        meaning = self._similarities(question, [s for _, s in found])
        scored = [
            self._mix(statement, rank, kinds, float(words[i]), float(meaning[i]),
                      covered(weights, split[i]))
            for i, (rank, statement) in enumerate(found)
        ]  # fmt: skip
        scored.sort(key=lambda s: (-s.score, s.passage_rank, s.statement.span.start))
        return Evidence(question, kinds, passages, tuple(weights.items()), tuple(scored))

    def _similarities(self, question: str, statements: list[Statement]) -> NDArray[np.float64]:
        """Cosine of the question with each statement under its innermost heading."""
        if not statements:
            return np.zeros(0)
        texts = [
            fold(" ".join((*s.chunk.section_path[-1:], s.lead_text, s.text))) for s in statements
        ]
        asked = self._embed_question(question)
        similarities = np.array([float(self._embed(text) @ asked) for text in texts])
        return np.clip(similarities, 0.0, 1.0)

    @staticmethod
    def _mix(
        statement: Statement, rank: int, kinds: frozenset[Kind],
        words: float, meaning: float, coverage: float,
    ) -> ScoredStatement:  # fmt: skip
        fitting = fit(kinds, statement.text)
        score = (
            _WEIGHTS["words"] * words
            + _WEIGHTS["meaning"] * meaning
            + _WEIGHTS["coverage"] * coverage
            + _WEIGHTS["fit"] * fitting
            + _WEIGHTS["passage"] / rank
        )
        rounded = round(score, 6)  # a last bit of a vector product must not change the order
        return ScoredStatement(statement, rank, words, meaning, coverage, fitting, rounded)
