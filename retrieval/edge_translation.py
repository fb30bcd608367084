"""Attest's points, filters and schema in Qdrant Edge's words."""

import qdrant_edge as edge

from domain.ports import EncodedChunk
from retrieval import payload
from retrieval.scope_filter import AnyOf, AtMost, Condition, Conditions

# Above any corpus: each point is then scored alone, term by term in order. The inverted index
# sums in an order that depends on the lengths of all posting lists, hidden points included.
SCORE_EACH_POINT = 10**9
NO_GRAPH = edge.HnswIndexConfig(m=0, ef_construct=16, full_scan_threshold=10_000)


def collection_config(dimensions: int) -> edge.EdgeConfig:
    """Dense without a graph, sparse with IDF; the same schema as on a server."""
    return edge.EdgeConfig(
        vectors={
            payload.DENSE: edge.EdgeVectorParams(
                size=dimensions, distance=edge.Distance.Dot, hnsw_config=NO_GRAPH
            )
        },
        sparse_vectors={
            payload.SPARSE: edge.EdgeSparseVectorParams(
                modifier=edge.Modifier.Idf, full_scan_threshold=SCORE_EACH_POINT
            )
        },
    )


def point_of(encoded: EncodedChunk) -> edge.Point:
    """A chunk with its two vectors and payload."""
    sparse = edge.SparseVector(list(encoded.sparse.indices), list(encoded.sparse.values))
    return edge.Point(
        payload.point_id(encoded.chunk.chunk_id),
        {payload.DENSE: encoded.dense.tolist(), payload.SPARSE: sparse},
        payload.payload_of(encoded.chunk),
    )


def filter_of(conditions: Conditions) -> edge.Filter:
    """The same conditions, for a search or a deletion."""
    return edge.Filter(
        must=[_condition(condition) for condition in conditions.must],
        must_not=[_condition(condition) for condition in conditions.must_not],
    )


def _condition(condition: Condition) -> edge.FieldCondition:
    if isinstance(condition, AnyOf):
        return edge.FieldCondition(condition.field, match=edge.MatchAny(list(condition.values)))
    if isinstance(condition, AtMost):
        return edge.FieldCondition(condition.field, range=edge.RangeFloat(lte=condition.value))
    return edge.FieldCondition(condition.field, range=edge.RangeFloat(gte=condition.value))
