"""The index on a Qdrant server or cluster: for several API replicas, or more than one machine.

Needs a server from 1.19 on: earlier ones ignore ``IdfCorpusParams`` and would let hidden
documents weigh in. The client's own local mode honours it, so the contract tests run on that here.
"""

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from qdrant_client import QdrantClient, models

from domain.errors import IndexMismatch, IndexUnavailable
from domain.ports import EncodedChunk, Hit, SearchFilter, SparseVector, Vector
from domain.types import Chunk, Scope
from retrieval import payload
from retrieval.cut import (
    DENSE_DIGITS,
    MOST_OF_ONE_NUMBER,
    SPARSE_DIGITS,
    ScoredPayload,
    best_hits,
    in_place,
)
from retrieval.scope_filter import narrowed, numbered, scope_conditions, version_conditions
from retrieval.server_connection import reaching
from retrieval.server_translation import dense_config, filter_of, point_of, sparse_config

UPSERT_BATCH = 256
FACET_LIMIT = 1_000_000


class ServerIndex:
    """``ChunkIndex`` over one collection, named by the index fingerprint."""

    def __init__(self, client: QdrantClient, *, fingerprint: str, dimensions: int) -> None:
        """Makes the collection and its payload indexes where they are missing.

        Raises:
            IndexUnavailable: the server is away.
            IndexMismatch: the collection holds vectors of another length.
        """
        self._client: QdrantClient | None = client
        self._collection = f"attest-{fingerprint}"
        self._dimensions = dimensions
        with self._opened() as opened:
            if opened.collection_exists(self._collection):
                self._check_length(opened)
            else:
                self._create(opened)

    def upsert(self, chunks: Sequence[EncodedChunk]) -> None:
        """Adds or replaces by ``chunk_id``; applied on return.

        Raises:
            IndexMismatch: a vector of another length; nothing was written.
        """
        for chunk in chunks:
            if chunk.dense.shape != (self._dimensions,):
                raise self._other_length()
        for start in range(0, len(chunks), UPSERT_BATCH):
            points = [point_of(chunk) for chunk in chunks[start : start + UPSERT_BATCH]]
            with self._opened() as client:
                client.upsert(self._collection, points, wait=True)

    def delete_version(self, document_id: str, version: str) -> None:
        """Removes every chunk of a version; unknown ones are no error."""
        selector = models.FilterSelector(filter=filter_of(version_conditions(document_id, version)))
        with self._opened() as client:
            client.delete(self._collection, selector, wait=True)

    def relabel(self, document_id: str, version: str, chunks: Sequence[Chunk]) -> None:
        """Rewrites what is stored beside the vectors, chunk by chunk."""
        for chunk in chunks:
            ids: list[models.ExtendedPointId] = [payload.point_id(chunk.chunk_id)]
            with self._opened() as client:
                client.overwrite_payload(
                    self._collection, payload.payload_of(chunk), points=ids, wait=True
                )

    def search_dense(
        self, vector: Vector, *, scope: Scope, narrow: SearchFilter, limit: int
    ) -> list[Hit]:
        """Best first by dot product, ties by chunk_id.

        Raises:
            IndexMismatch: the vector's length is not the collection's.
        """
        if vector.shape != (self._dimensions,):
            raise self._other_length()
        params = models.SearchParams(exact=True)
        return self._search(
            vector.tolist(), payload.DENSE, params, scope=scope, narrow=narrow, limit=limit
        )

    def search_sparse(
        self, vector: SparseVector, *, scope: Scope, narrow: SearchFilter, limit: int
    ) -> list[Hit]:
        """Best first by BM25, ties by chunk_id; IDF is counted over the scope alone."""
        if not vector.indices:
            return []
        terms = models.SparseVector(indices=list(vector.indices), values=list(vector.values))
        corpus = models.IdfCorpusParams(corpus=filter_of(scope_conditions(scope)))
        params = models.SearchParams(exact=True, idf=corpus)
        hits = self._search(terms, payload.SPARSE, params, scope=scope, narrow=narrow, limit=limit)
        return [hit for hit in hits if hit.score > 0]

    def find_sections(
        self, keys: Sequence[str], *, scope: Scope, narrow: SearchFilter, limit: int
    ) -> list[Chunk]:
        """By document, version and place; every point is looked at before any is cut off."""
        if not keys:
            return []
        visible = filter_of(numbered(narrowed(scope_conditions(scope), narrow), keys))
        with self._opened() as client:
            points, _ = client.scroll(
                self._collection, scroll_filter=visible, limit=MOST_OF_ONE_NUMBER, with_payload=True
            )
        return in_place((point.payload or {} for point in points), limit=limit)

    def versions(self) -> frozenset[tuple[str, str]]:
        """Every (document_id, version) that has a chunk here."""
        return frozenset(self.chunk_counts())

    def chunk_counts(self) -> dict[tuple[str, str], int]:
        """How many chunks each version has here."""
        with self._opened() as client:
            found = client.facet(self._collection, payload.VERSION, limit=FACET_LIMIT, exact=True)
        return {payload.version_of(str(hit.value)): hit.count for hit in found.hits if hit.count}

    def count(self, *, scope: Scope) -> int:
        """How many chunks the scope may read."""
        visible = filter_of(scope_conditions(scope))
        with self._opened() as client:
            return client.count(self._collection, count_filter=visible, exact=True).count

    def close(self) -> None:
        """Closes the connection; a second call does nothing."""
        client, self._client = self._client, None
        if client is not None:
            client.close()

    def _search(
        self,
        query: list[float] | models.SparseVector,
        using: str,
        params: models.SearchParams,
        *,
        scope: Scope,
        narrow: SearchFilter,
        limit: int,
    ) -> list[Hit]:
        visible = filter_of(narrowed(scope_conditions(scope), narrow))

        def fetch(count: int) -> list[ScoredPayload]:
            with self._opened() as client, warnings.catch_warnings():
                # Local mode, in tests, says that it is exact whatever is asked.
                warnings.filterwarnings("ignore", message="Local mode")
                found = client.query_points(
                    self._collection,
                    query=query,
                    using=using,
                    query_filter=visible,
                    search_params=params,
                    limit=count,
                    with_payload=True,
                )
            return [(point.score, point.payload or {}) for point in found.points]

        digits = SPARSE_DIGITS if using == payload.SPARSE else DENSE_DIGITS
        return best_hits(fetch, limit=limit, digits=digits)

    def _create(self, client: QdrantClient) -> None:
        client.create_collection(
            self._collection,
            vectors_config=dense_config(self._dimensions),
            sparse_vectors_config=sparse_config(),
        )
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Payload indexes have no effect")
            for field in payload.KEYWORD_FIELDS:
                client.create_payload_index(
                    self._collection, field, models.PayloadSchemaType.KEYWORD
                )
            for field in payload.INTEGER_FIELDS:
                client.create_payload_index(
                    self._collection, field, models.PayloadSchemaType.INTEGER
                )

    def _check_length(self, client: QdrantClient) -> None:
        vectors = client.get_collection(self._collection).config.params.vectors
        stored = vectors.get(payload.DENSE) if isinstance(vectors, dict) else None
        if stored is None or stored.size != self._dimensions:
            raise self._other_length()

    def _other_length(self) -> IndexMismatch:
        return IndexMismatch(
            f"The collection {self._collection} does not fit vectors of the length in force.",
            advice="Run `attest ingest` again with the embedder in force.",
        )

    @contextmanager
    def _opened(self) -> Iterator[QdrantClient]:
        if self._client is None:
            raise IndexUnavailable(
                "The index has been closed.", advice="The process is shutting down: start it again."
            )
        with reaching():
            yield self._client
