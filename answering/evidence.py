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
from answering.lexicon import concepts_of
from answering.statements import Statement, fold, statements_of
from domain.ports import Embedder
from domain.types import Passage

# Fitted by `python -m evals.fit_evidence` on the development half of evals/cases: a logistic
# regression over pairs of a gold statement and another of the same question.
_WEIGHTS = {
    "meaning": 5.28, "late_interaction": 4.53, "words": 1.54, "own_coverage": 0.57,
    "coverage": 3.25, "fit": 2.64, "passage": 1.34,
}  # fmt: skip
# Statements of passages ranked lower take their passage's cosine for their own: each one embedded
# is a pass through the model while somebody waits.
PASSAGES_READ_CLOSELY = 10
WEIGHTED_PARTS = tuple(_WEIGHTS)
_TOTAL = sum(_WEIGHTS.values())
VECTORS_KEPT = 20_000  # 30 MB at 384 dimensions


@dataclass(frozen=True, slots=True)
class ScoredStatement:
    """A statement with what speaks for it, each 0..1."""

    statement: Statement
    passage_rank: int
    meaning: float  # cosine of question and statement, negative ones as 0
    late_interaction: float  # its passage's MaxSim; its cosine where another reranker ran
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

    def __init__(self, embedder: Embedder) -> None:
        # A text's vector depends on the text alone, and the same clauses come up again and again.
        # ``embed_question`` for statements, too: nothing that is asked is to be stored.
        self._embed = lru_cache(maxsize=VECTORS_KEPT)(embedder.embed_question)
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
        scored = []
        for i, (passage, statement) in enumerate(found):
            dense = passage.dense_score if passage.dense_score is not None else 0.0
            closely = passage.rank <= PASSAGES_READ_CLOSELY
            parts = {
                "meaning": self._cosine(question, _under_its_heading(statement))
                if closely
                else dense,
                "late_interaction": late_interaction_of(passage),
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

    def _cosine(self, question: str, text: str) -> float:
        """0..1, negative ones as 0; rounded, so that a last bit cannot change the order."""
        cosine = float(self._embed(text) @ self._embed(question))
        return round(min(max(cosine, 0.0), 1.0), 6)


def late_interaction_of(passage: Passage) -> float:
    """The passage's MaxSim, 0..1; its dense score where it was reranked by something else."""
    late = (passage.reranked_by or "").startswith("late-interaction")
    score = passage.rerank_score if late else passage.dense_score
    return min(max(score or 0.0, 0.0), 1.0)


def _under_its_heading(statement: Statement) -> str:
    """The statement with its innermost heading and its caption in front, for the embedder."""
    path = statement.chunk.section_path[-1:]
    return fold(" ".join((*path, statement.lead_text, statement.text)))
