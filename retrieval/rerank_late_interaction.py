"""Late interaction (MaxSim) over the embedder's own token vectors: no second model.

Each word piece of the question is matched with the passage's best one; the sum is weighted by
how rare the piece is among the candidates. They are all the caller's to read, so no hidden
document can weigh in. Khattab and Zaharia 2020 (ColBERT) gave the score; the weights are ours.
Beside it counts how many of the question's neighbouring terms are neighbours in the passage, too:
vectors know that two words belong to one subject, and not that they make one phrase.
"""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from domain.answering_ports import Reranking
from domain.terms import terms_of
from domain.types import Passage
from retrieval.token_cache import TokenEmbedder
from retrieval.token_vectors import TokenVectors

Weights = NDArray[np.float64]
Pairs = frozenset[tuple[str, str]]

# Share of the score that phrases have; docs/retrieval.md shows what they bring.
PHRASE_SHARE = 1 / 3


class LateInteractionReranker:
    """``Reranker`` over token vectors; scores lie in -1..1, a word-for-word match near 1."""

    def __init__(self, embedder: TokenEmbedder) -> None:
        """Give it a ``TokenCache``: passages come back, and encoding them is all the cost."""
        self.name = f"late-interaction/{embedder.name}"
        self._embedder = embedder

    def score(self, question: str, passages: Sequence[Passage]) -> Reranking:
        """All 0 for a question without word pieces."""
        asked = self._embedder.embed_tokens(question)
        found = [self._embedder.embed_tokens(passage.chunk.text_in_context) for passage in passages]
        weights = rarity_among(asked.token_ids, [tokens.token_ids for tokens in found])
        pairs = neighbours_in(question)
        scores = tuple(
            (1 - PHRASE_SHARE) * weighted_best_matches(asked, tokens, weights)
            + PHRASE_SHARE * shared_phrases(pairs, passage.chunk.text)
            for tokens, passage in zip(found, passages, strict=True)
        )
        return Reranking(scores=scores, used=self.name)


def rarity_among(token_ids: Sequence[int], candidates: Sequence[tuple[int, ...]]) -> Weights:
    """IDF of each word piece over the candidates: ln(1 + (N - n + 0.5) / (n + 0.5)); above 0."""
    holders = Counter(token_id for candidate in candidates for token_id in set(candidate))
    held = np.array([holders[token_id] for token_id in token_ids], dtype=np.float64)
    return np.asarray(np.log1p((len(candidates) - held + 0.5) / (held + 0.5)), dtype=np.float64)


def weighted_best_matches(asked: TokenVectors, found: TokenVectors, weights: Weights) -> float:
    """Weighted mean of each piece's best cosine in the passage; 0 where either is empty."""
    if not asked.token_ids or not found.token_ids:
        return 0.0
    cosines = asked.unit() @ found.unit().T
    best = cosines.max(axis=1).astype(np.float64)
    return float(np.dot(best, weights) / weights.sum())


def shared_phrases(asked: Pairs, text: str) -> float:
    """Share of the question's neighbouring terms that are neighbours in the text, 0..1."""
    return len(asked & neighbours_in(text)) / len(asked) if asked else 0.0


@lru_cache(maxsize=8_192)  # the candidates of some hundred questions; a function of the text alone
def neighbours_in(text: str) -> Pairs:
    """Every two terms that follow each other, stop words left out; empty for fewer than two."""
    return frozenset(pairwise(terms_of(text)))
