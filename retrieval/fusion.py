"""Dense and sparse rankings into one, by a convex mix of scaled scores.

Measured better here than reciprocal ranks, which throw away what BM25 knew.
"""

from collections.abc import Mapping, Sequence


def scaled(scores: Sequence[float]) -> list[float]:
    """Each score min-max scaled to 0..1; all 1 where they are all equal, [] for none.

    All 1 rather than all 0, so that a single candidate keeps its ranking's full say.
    """
    if not scores:
        return []
    low, high = min(scores), max(scores)
    if high == low:
        return [1.0] * len(scores)
    return [(score - low) / (high - low) for score in scores]


def scaled_by_key(scores: Mapping[str, float]) -> dict[str, float]:
    """The same for named scores."""
    return dict(zip(scores, scaled(list(scores.values())), strict=True))


def fuse(
    dense: Mapping[str, float], sparse: Mapping[str, float], *, sparse_weight: float
) -> dict[str, float]:
    """Every candidate of either ranking with its mixed score, 0..1.

    ``sparse_weight * sparse + (1 - sparse_weight) * dense``, each scaled over its own ranking;
    a candidate that a ranking lacks has 0 there.
    """
    scaled_dense, scaled_sparse = scaled_by_key(dense), scaled_by_key(sparse)
    return {
        key: sparse_weight * scaled_sparse.get(key, 0.0)
        + (1 - sparse_weight) * scaled_dense.get(key, 0.0)
        for key in {**dense, **sparse}
    }
