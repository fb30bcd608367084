"""Ways of ranking one question's candidates, from BM25 alone to what the product does."""

import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence

from domain.ports import Hit
from evals.ablations.pools import Pool
from retrieval.fusion import fuse, scaled_by_key
from retrieval.rerank_late_interaction import PHRASE_SHARE

Ranking = Mapping[str, float]  # chunk ID to score, higher is better
Step = Callable[[Pool], Ranking]

RECIPROCAL_RANK_CONSTANT = 60  # Cormack, Clarke and Büttcher 2009
DEVIATIONS = 3  # DBSF scales mean ± 3 standard deviations to 0..1, as Qdrant does


def _scores(hits: Sequence[Hit], depth: int) -> dict[str, float]:
    return {hit.chunk.chunk_id: hit.score for hit in hits[:depth]}


def reciprocal_ranks(pool: Pool, depth: int = 60) -> Ranking:
    """RRF: the sum of 1 / (60 + rank) over both rankings."""
    fused: dict[str, float] = {}
    for hits in (pool.dense[:depth], pool.sparse[:depth]):
        for rank, hit in enumerate(hits, start=1):
            share = 1 / (RECIPROCAL_RANK_CONSTANT + rank)
            fused[hit.chunk.chunk_id] = fused.get(hit.chunk.chunk_id, 0.0) + share
    return fused


def by_distribution(pool: Pool, depth: int = 60) -> Ranking:
    """DBSF: each ranking's scores by their own mean and deviation, added up."""
    fused: dict[str, float] = {}
    for hits in (pool.dense[:depth], pool.sparse[:depth]):
        scores = _scores(hits, depth)
        if not scores:
            continue
        mean, deviation = statistics.fmean(scores.values()), statistics.pstdev(scores.values())
        width = 2 * DEVIATIONS * deviation or 1.0
        for key, score in scores.items():
            share = (score - mean + DEVIATIONS * deviation) / width
            fused[key] = fused.get(key, 0.0) + share
    return fused


def convex(sparse_weight: float, depth: int) -> Step:
    """The product's fusion."""
    return lambda pool: fuse(
        _scores(pool.dense, depth), _scores(pool.sparse, depth), sparse_weight=sparse_weight
    )


def reranked(signal: Callable[[Pool, str], float], *, weight: float, depth: int = 60) -> Step:
    """The product's reranking with another signal: its scaled scores mixed with the fused ones."""

    def rank(pool: Pool) -> Ranking:
        fused = convex(0.6, depth)(pool)
        first = sorted(fused, key=lambda key: (-fused[key], key))[:depth]
        before = scaled_by_key({key: fused[key] for key in first})
        after = scaled_by_key({key: signal(pool, key) for key in first})
        return {key: (1 - weight) * before[key] + weight * after[key] for key in first}

    return rank


def with_phrases(pool: Pool, key: str) -> float:
    """The product's reranker."""
    share = PHRASE_SHARE
    return (1 - share) * pool.matched.get(key, 0.0) + share * pool.phrases.get(key, 0.0)


def _matched(pool: Pool, key: str) -> float:
    return pool.matched.get(key, 0.0)


def _matched_evenly(pool: Pool, key: str) -> float:
    return pool.matched_evenly.get(key, 0.0)


def steps() -> Iterator[tuple[str, Step]]:
    """Every way by name, in the order of the story."""
    yield "BM25 alone", lambda pool: _scores(pool.sparse, 60)
    yield "dense alone", lambda pool: _scores(pool.dense, 60)
    yield "RRF, k = 60", reciprocal_ranks
    yield "DBSF", by_distribution
    for weight in (0.5, 0.6, 0.7):
        yield f"convex, {weight:g} on BM25, 60 candidates of each", convex(weight, 60)
    yield "convex, 0.6 on BM25, 30 candidates", convex(0.6, 30)
    yield "convex, 0.6 on BM25, 100 candidates", convex(0.6, 100)
    yield "+ MaxSim, words alike, half", reranked(_matched_evenly, weight=0.5)
    yield "+ MaxSim, rare words more, half", reranked(_matched, weight=0.5)
    yield "+ MaxSim, rare words more, 0.7", reranked(_matched, weight=0.7)
    yield "+ MaxSim and phrases, half", reranked(with_phrases, weight=0.5)
    yield "+ MaxSim and phrases, 0.7 (the product)", reranked(with_phrases, weight=0.7)
    yield "the same, 0.85", reranked(with_phrases, weight=0.85)
    yield "the same, 0.7, 30 candidates", reranked(with_phrases, weight=0.7, depth=30)
    yield "the same, 0.7, 100 candidates", reranked(with_phrases, weight=0.7, depth=100)
