"""A first look at every statement of the passages: which are worth reading closely.

Words and stored token vectors, no model call. All statistics are taken over the passages handed
in, which the caller may read: nothing else can move a score (P2).
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Plus

from answering.evidence.statements import Statement, fold, statements_of
from domain.answering_ports import SpanMatch, SpanMatcher
from domain.terms import terms_of
from domain.types import Passage

# How much each signal counts. Words and meaning in equal parts, the passage's own rank beside
# them: the reader decides afterwards, so this only has to let nothing good fall out of the first.
_SHARES = {"meaning": 3.0, "matched": 3.0, "words": 2.0, "coverage": 2.0, "phrases": 1.0,
           "passage": 2.0}  # fmt: skip
_TOTAL = sum(_SHARES.values())
SCORE_DIGITS = 6


@dataclass(frozen=True, slots=True)
class LookedAt:
    """A statement, the passage it was cut from, and its score, 0..1."""

    statement: Statement
    passage: Passage
    score: float


class FirstLook:
    """Scores statements by words and by the token vectors that were stored at ingest."""

    def __init__(self, matcher: SpanMatcher) -> None:
        """Give it the matcher over the reranker's token cache: what was reranked is at hand."""
        self._matcher = matcher

    def look(self, question: str, passages: Sequence[Passage]) -> list[LookedAt]:
        """Every statement once, best first, ties by rank and position; [] for no passages."""
        found = unique_statements(passages)
        terms = terms_of(question)
        documents = [terms_of(p.chunk.text_in_context) for p in passages]
        weights = rarity(terms, documents)
        full = [terms_of(f"{context_of(s)} {s.text}") for _, s in found]
        words = _word_scores(terms, full)
        best_passage = max((passage_score(p) for p in passages), default=0.0) or 1.0
        pairs = set(pairwise(terms))
        looked = []
        for i, ((passage, statement), match) in enumerate(
            zip(found, self._matches(question, found), strict=True)
        ):
            parts = {
                "meaning": match.meaning,
                "matched": match.late_interaction,
                "words": float(words[i]),
                "coverage": covered(weights, full[i]),
                "phrases": len(pairs & set(pairwise(full[i]))) / max(len(pairs), 1),
                "passage": passage_score(passage) / best_passage,
            }
            score = sum(share * parts[name] for name, share in _SHARES.items()) / _TOTAL
            looked.append(LookedAt(statement, passage, round(score, SCORE_DIGITS)))
        looked.sort(key=lambda s: (-s.score, s.passage.rank, s.statement.span.start))
        return looked

    def _matches(
        self, question: str, found: Sequence[tuple[Passage, Statement]]
    ) -> list[SpanMatch]:
        """One for each statement, in order; each passage is looked at once."""
        places: dict[str, list[int]] = {}
        for i, (passage, _) in enumerate(found):
            places.setdefault(passage.chunk.chunk_id, []).append(i)
        asked = [
            (found[rows[0]][0].chunk.text_in_context, [_span_in_context(found[i][1]) for i in rows])
            for rows in places.values()
        ]
        matches = [_of_passage(passage) for passage, _ in found]
        answered = self._matcher.match(question, asked)
        for rows, row_matches in zip(places.values(), answered, strict=True):
            for i, match in zip(rows, row_matches, strict=True):
                matches[i] = match or matches[i]
        return matches


def context_of(statement: Statement) -> str:
    """What stands over a statement: title and headings; helps to score, is never quoted."""
    chunk = statement.chunk
    return fold(" > ".join((chunk.title, *chunk.section_path)))


def passage_score(passage: Passage) -> float:
    """The passage's own score before reranking, 0..1."""
    return min(max(passage.fused_score, 0.0), 1.0)


def unique_statements(passages: Sequence[Passage]) -> list[tuple[Passage, Statement]]:
    """Statements with their passage, those of overlapping chunks once."""
    seen: dict[tuple[str, str, int, int], tuple[Passage, Statement]] = {}
    for passage in passages:
        for statement in statements_of(passage.chunk):
            chunk, span = statement.chunk, statement.span
            key = (chunk.document_id, chunk.version, span.start, span.end)
            seen.setdefault(key, (passage, statement))
    return list(seen.values())


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


def _of_passage(passage: Passage) -> SpanMatch:
    """What stands in for a statement that the embedder did not reach: its passage's cosine."""
    dense = min(max(passage.dense_score or 0.0, 0.0), 1.0)
    return SpanMatch(meaning=dense, late_interaction=dense)


def _word_scores(question: Sequence[str], documents: list[list[str]]) -> NDArray[np.float64]:
    """BM25+ of each document, as a share of the best one; zeros where no word is shared."""
    if not documents:
        return np.zeros(0)
    raw = np.asarray(BM25Plus([d or ["∅"] for d in documents]).get_scores(list(question)))
    floor = raw.min()  # BM25+ gives every document a constant per term
    span = raw.max() - floor
    shares = (raw - floor) / span if span > 0 else np.zeros(len(documents))
    return np.asarray(shares, dtype=np.float64)


def _span_in_context(statement: Statement) -> tuple[int, int]:
    """Where the statement stands in ``text_in_context``, which ends with the chunk's text."""
    chunk = statement.chunk
    before = len(chunk.text_in_context) - len(chunk.text) - chunk.start
    return statement.span.start + before, statement.span.end + before
