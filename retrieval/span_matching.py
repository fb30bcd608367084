"""Parts of passages against a question, from token vectors that were stored at ingest.

No statement goes through the model while somebody waits: a word piece's vector was made with its
whole passage in view, and a part of the passage is the pieces that stand in it.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from domain.answering_ports import SpanMatch
from retrieval.rerank_late_interaction import Weights, rarity_among
from retrieval.token_cache import TokenEmbedder

SCORE_DIGITS = 6  # so that a last bit cannot change an order

Vectors = NDArray[np.float32]


class TokenSpanMatcher:
    """``SpanMatcher`` by late interaction and by mean vectors over the same token vectors."""

    def __init__(self, embedder: TokenEmbedder) -> None:
        """Give it the reranker's ``TokenCache``: what was just reranked is at hand."""
        self._embedder = embedder

    def match(
        self, question: str, places: Sequence[tuple[str, Sequence[tuple[int, int]]]]
    ) -> list[list[SpanMatch | None]]:
        """See the port. A question without word pieces matches nothing: None everywhere."""
        asked = self._embedder.embed_tokens(question)
        found = [self._embedder.embed_tokens(text) for text, _ in places]
        if not asked.token_ids:
            return [[None] * len(spans) for _, spans in places]
        weights = rarity_among(asked.token_ids, [tokens.token_ids for tokens in found])
        question_vectors = asked.unit()
        whole = _mean(question_vectors)
        matches = []
        for (text, spans), tokens in zip(places, found, strict=True):
            vectors = tokens.unit()
            cosines = question_vectors @ vectors.T
            stands = np.array(self._embedder.token_spans(text), dtype=np.int64).reshape(-1, 2)
            matches.append(
                [
                    _match(_inside(stands[: len(vectors)], span), cosines, vectors, whole, weights)
                    for span in spans
                ]
            )
        return matches


def _inside(stands: NDArray[np.int64], span: tuple[int, int]) -> NDArray[np.bool_]:
    """Which word pieces lie in the span."""
    return np.asarray((stands[:, 0] >= span[0]) & (stands[:, 1] <= span[1]), dtype=np.bool_)


def _match(
    inside: NDArray[np.bool_], cosines: Vectors, vectors: Vectors, whole: Vectors, weights: Weights
) -> SpanMatch | None:
    if not inside.any():
        return None
    best = cosines[:, inside].max(axis=1).astype(np.float64)
    return SpanMatch(
        meaning=_share(float(_mean(vectors[inside]) @ whole)),
        late_interaction=_share(float(best @ weights / weights.sum())),
    )


def _mean(vectors: Vectors) -> Vectors:
    """The unit vector along the sum: how the model itself reads a text as a whole."""
    total = vectors.sum(axis=0)
    return np.asarray(total / max(float(np.linalg.norm(total)), 1e-9), dtype=np.float32)


def _share(cosine: float) -> float:
    return round(min(max(cosine, 0.0), 1.0), SCORE_DIGITS)
