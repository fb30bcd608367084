"""Attest's points, filters and schema in qdrant-client's words."""

from qdrant_client import models

from domain.ports import EncodedChunk
from retrieval import payload
from retrieval.scope_filter import AnyOf, AtMost, Condition, Conditions

SCORE_EACH_POINT = 10**9  # see edge_translation.py: the inverted index sums in an order that leaks


def dense_config(dimensions: int) -> dict[str, models.VectorParams]:
    """No graph: searches are exact."""
    no_graph = models.HnswConfigDiff(m=0)
    params = models.VectorParams(
        size=dimensions, distance=models.Distance.DOT, hnsw_config=no_graph
    )
    return {payload.DENSE: params}


def sparse_config() -> dict[str, models.SparseVectorParams]:
    """IDF by the server, over the corpus that each query names."""
    index = models.SparseIndexParams(full_scan_threshold=SCORE_EACH_POINT)
    params = models.SparseVectorParams(modifier=models.Modifier.IDF, index=index)
    return {payload.SPARSE: params}


def point_of(encoded: EncodedChunk) -> models.PointStruct:
    """A chunk with its two vectors and payload."""
    sparse = models.SparseVector(
        indices=list(encoded.sparse.indices), values=list(encoded.sparse.values)
    )
    return models.PointStruct(
        id=payload.point_id(encoded.chunk.chunk_id),
        vector={payload.DENSE: encoded.dense.tolist(), payload.SPARSE: sparse},
        payload=payload.payload_of(encoded.chunk),
    )


def filter_of(conditions: Conditions) -> models.Filter:
    """The same conditions, for a search or a deletion."""
    return models.Filter(
        must=[_condition(condition) for condition in conditions.must],
        must_not=[_condition(condition) for condition in conditions.must_not],
    )


def _condition(condition: Condition) -> models.FieldCondition:
    if isinstance(condition, AnyOf):
        match = models.MatchAny(any=list(condition.values))
        return models.FieldCondition(key=condition.field, match=match)
    if isinstance(condition, AtMost):
        return models.FieldCondition(key=condition.field, range=models.Range(lte=condition.value))
    return models.FieldCondition(key=condition.field, range=models.Range(gte=condition.value))
