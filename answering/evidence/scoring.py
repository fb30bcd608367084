"""Scores every statement of the retrieved passages against the question.

All statistics are taken over the passages handed in, which the caller may read: nothing else can
move a score (P2).
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Plus

from answering.evidence.statements import Statement, fold, statements_of
from answering.question.asked_for import Kind, asked_for, fit
from answering.question.lexicon import concepts_of
from domain.answering_ports import SpanMatch, SpanMatcher
from domain.types import Passage

# Fitted by `python -m evals.fit_evidence` on the development half of evals/cases: a logistic
# regression over pairs of a gold statement and another of the same question.
_WEIGHTS = {
    "meaning": 5.83, "matched": 5.56, "late_interaction": 1.81, "phrases": 1.32, "words": 1.46,
    "coverage": 3.01, "fit": 2.49, "passage": 1.45,
}  # fmt: skip
WEIGHTED_PARTS = tuple(_WEIGHTS)
_TOTAL = sum(_WEIGHTS.values())


@dataclass(frozen=True, slots=True)
class ScoredStatement:
    """A statement with what speaks for it, each 0..1."""

    statement: Statement
    passage_rank: int
    meaning: float  # cosine of question and statement; its passage's where it was cut off
    matched: float  # MaxSim of the statement alone; its passage's where it was cut off
    late_interaction: float  # its passage's MaxSim; its cosine where another reranker ran
    phrases: float  # share of the question's neighbouring terms that are neighbours here, too
    words: float  # BM25 over the evidence, headings included, as a share of the best
    own_coverage: float  # share of the question's terms, by rarity, in its own words
    coverage: float  # the same with its headings
    fit: float
    passage: float  # its passage's first-stage score as a share of the best
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


def _unique_statements(passages: Sequence[Passage]) -> list[tuple[Passage, Statement]]:
    """Statements with their passage, those of overlapping chunks once."""
    seen: dict[tuple[str, str, int, int], tuple[Passage, Statement]] = {}
    for passage in passages:
        for statement in statements_of(passage.chunk):
            chunk, span = statement.chunk, statement.span
            key = (chunk.document_id, chunk.version, span.start, span.end)
            seen.setdefault(key, (passage, statement))
    return list(seen.values())


def _word_scores(question: Sequence[str], documents: list[list[str]]) -> NDArray[np.float64]:
    """BM25+ of each document, as a share of the best one; zeros where no word is shared."""
    if not documents:
        return np.zeros(0)
    raw = np.asarray(BM25Plus([d or ["∅"] for d in documents]).get_scores(list(question)))
    floor = raw.min()  # BM25+ gives every document a constant per term
    span = raw.max() - floor
    shares = (raw - floor) / span if span > 0 else np.zeros(len(documents))
    return np.asarray(shares, dtype=np.float64)


class EvidenceReader:
    """Reads passages for a question; remembers the last few, as judge and generator ask in turn."""

    def __init__(self, matcher: SpanMatcher) -> None:
        self._matcher = matcher
        # Equal input gives equal output, so sharing between requests tells nobody anything.
        self._read = lru_cache(maxsize=16)(self._score)

    def read(self, question: str, passages: Sequence[Passage]) -> Evidence:
        """The evidence in ``passages``, best statement first, ties by rank and position."""
        return self._read(question, tuple(passages))

    def _score(self, question: str, passages: tuple[Passage, ...]) -> Evidence:
        kinds, terms = asked_for(question), concepts_of(question)
        weights = rarity(terms, [concepts_of(p.chunk.text_in_context) for p in passages])
        found = _unique_statements(passages)
        own = [concepts_of(s.text) for _, s in found]
        full = [concepts_of(context_of(s)) + mine for (_, s), mine in zip(found, own, strict=True)]
        words = _word_scores(terms, full)
        first_stage = max((p.fused_score for p in passages), default=0.0) or 1.0
        matches = self._matches(question, found)
        pairs = set(pairwise(terms))
        scored = []
        for i, (passage, statement) in enumerate(found):
            late = late_interaction_of(passage)
            dense = min(max(passage.dense_score or 0.0, 0.0), 1.0)
            match = matches[i] or SpanMatch(meaning=dense, late_interaction=late)
            parts = {
                "meaning": match.meaning,
                "matched": match.late_interaction,
                "late_interaction": late,
                "phrases": len(pairs & set(pairwise(own[i]))) / max(len(pairs), 1),
                "words": float(words[i]),
                "own_coverage": covered(weights, own[i]),
                "coverage": covered(weights, full[i]),
                "fit": fit(kinds, statement.text),
                "passage": passage.fused_score / first_stage,
            }
            score = sum(weight * parts[name] for name, weight in _WEIGHTS.items()) / _TOTAL
            scored.append(ScoredStatement(statement, passage.rank, **parts, score=round(score, 6)))
        scored.sort(key=lambda s: (-s.score, s.passage_rank, s.statement.span.start))
        return Evidence(question, kinds, passages, tuple(weights.items()), tuple(scored))

    def _matches(
        self, question: str, found: Sequence[tuple[Passage, Statement]]
    ) -> list[SpanMatch | None]:
        """One for each statement, in order; each passage is looked at once."""
        places: dict[str, list[int]] = {}
        for i, (passage, _) in enumerate(found):
            places.setdefault(passage.chunk.chunk_id, []).append(i)
        asked = [
            (found[rows[0]][0].chunk.text_in_context, [_span_in_context(found[i][1]) for i in rows])
            for rows in places.values()
        ]
        matches: list[SpanMatch | None] = [None] * len(found)
        answered = self._matcher.match(question, asked)
        for rows, row_matches in zip(places.values(), answered, strict=True):
            for i, match in zip(rows, row_matches, strict=True):
                matches[i] = match
        return matches


def late_interaction_of(passage: Passage) -> float:
    """The passage's MaxSim, 0..1; its dense score where it was reranked by something else."""
    late = (passage.reranked_by or "").startswith("late-interaction")
    score = passage.rerank_score if late else passage.dense_score
    return min(max(score or 0.0, 0.0), 1.0)


def _span_in_context(statement: Statement) -> tuple[int, int]:
    """Where the statement stands in ``text_in_context``, which ends with the chunk's text."""
    chunk = statement.chunk
    before = len(chunk.text_in_context) - len(chunk.text) - chunk.start
    return statement.span.start + before, statement.span.end + before
