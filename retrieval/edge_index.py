"""The embedded index: Qdrant Edge in this process, no server, a write-ahead log on disk.

One process owns it. Searches are exact: an approximate graph is shared by all points, so hidden
ones would move what is found.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import qdrant_edge as edge

from domain.errors import IndexMismatch, IndexUnavailable
from domain.ports import EncodedChunk, Hit, SearchFilter, SparseVector, Vector
from domain.private_files import private_folder
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
from retrieval.disk_space import require_space
from retrieval.edge_translation import collection_config, filter_of, point_of
from retrieval.folder_ownership import own
from retrieval.scope_filter import narrowed, numbered, scope_conditions, version_conditions

UPSERT_BATCH = 256  # bounds one write-ahead record to about a megabyte
FACET_LIMIT = 1_000_000  # more versions than any bank has policies


class EdgeIndex:
    """``ChunkIndex`` over a Qdrant Edge shard in ``folder``; made on first use, reopened after."""

    def __init__(self, folder: Path, *, dimensions: int) -> None:
        """Opens the index.

        Args:
            folder: one index; its name carries the index fingerprint.
            dimensions: length of the dense vectors.

        Raises:
            IndexUnavailable: another process owns it, or its files cannot be opened.
            IndexMismatch: it holds vectors of another length.
            StorageFull: its disk has too little space left.
        """
        self._folder = folder
        self._dimensions = dimensions
        self._closing = threading.Lock()
        self._changed = False
        self._owned = _own(folder)
        try:
            self._shard: edge.EdgeShard | None = _open(folder, collection_config(dimensions))
        except BaseException:
            self._owned.close()
            raise
        for field in payload.KEYWORD_FIELDS:
            self._create_field(field, edge.PayloadSchemaType.Keyword)
        for field in payload.INTEGER_FIELDS:
            self._create_field(field, edge.PayloadSchemaType.Integer)

    def upsert(self, chunks: Sequence[EncodedChunk]) -> None:
        """Adds or replaces by ``chunk_id``; on disk on return.

        Raises:
            IndexMismatch: a vector of another length; nothing was written.
            StorageFull: as for every change; batches before this one are written.
        """
        for chunk in chunks:
            if chunk.dense.shape != (self._dimensions,):
                raise _other_length(self._dimensions)
        for start in range(0, len(chunks), UPSERT_BATCH):
            points = [point_of(chunk) for chunk in chunks[start : start + UPSERT_BATCH]]
            self._update(edge.UpdateOperation.upsert_points(points))
        self._flush()

    def delete_version(self, document_id: str, version: str) -> None:
        """Removes every chunk of a version; unknown ones are no error."""
        conditions = version_conditions(document_id, version)
        self._update(edge.UpdateOperation.delete_points_by_filter(filter_of(conditions)))
        self._flush()

    def relabel(self, document_id: str, version: str, chunks: Sequence[Chunk]) -> None:
        """Rewrites what is stored beside the vectors, chunk by chunk."""
        for chunk in chunks:
            stored = payload.payload_of(chunk)
            ids: list[edge.PointId] = [payload.point_id(chunk.chunk_id)]
            self._update(edge.UpdateOperation.overwrite_payload(ids, stored))
        self._flush()

    def search_dense(
        self, vector: Vector, *, scope: Scope, narrow: SearchFilter, limit: int
    ) -> list[Hit]:
        """Best first by dot product, ties by chunk_id.

        Raises:
            IndexMismatch: the vector's length is not the index's.
        """
        if vector.shape != (self._dimensions,):
            raise _other_length(self._dimensions)
        query = edge.Query.Nearest(vector.tolist(), using=payload.DENSE)
        params = edge.SearchParams(exact=True)
        return self._search(query, params, scope=scope, narrow=narrow, limit=limit)

    def search_sparse(
        self, vector: SparseVector, *, scope: Scope, narrow: SearchFilter, limit: int
    ) -> list[Hit]:
        """Best first by BM25, ties by chunk_id; IDF is counted over the scope alone."""
        if not vector.indices:
            return []
        terms = edge.SparseVector(list(vector.indices), list(vector.values))
        query = edge.Query.Nearest(terms, using=payload.SPARSE)
        corpus = edge.IdfParams(corpus=filter_of(scope_conditions(scope)))
        params = edge.SearchParams(exact=True, idf=corpus)
        hits = self._search(query, params, scope=scope, narrow=narrow, limit=limit)
        return [hit for hit in hits if hit.score > 0]

    def find_sections(
        self, keys: Sequence[str], *, scope: Scope, narrow: SearchFilter, limit: int
    ) -> list[Chunk]:
        """By document, version and place; every point is looked at before any is cut off."""
        if not keys:
            return []
        visible = filter_of(numbered(narrowed(scope_conditions(scope), narrow), keys))
        request = edge.ScrollRequest(limit=MOST_OF_ONE_NUMBER, filter=visible, with_payload=True)
        with self._opened() as shard:
            points, _ = shard.scroll(request)
        return in_place((point.payload or {} for point in points), limit=limit)

    def versions(self) -> frozenset[tuple[str, str]]:
        """Every (document_id, version) that has a chunk here."""
        return frozenset(self.chunk_counts())

    def chunk_counts(self) -> dict[tuple[str, str], int]:
        """How many chunks each version has here."""
        request = edge.FacetRequest(payload.VERSION, limit=FACET_LIMIT, exact=True)
        with self._opened() as shard:
            hits = shard.facet(request).hits
        return {payload.version_of(str(hit.value)): hit.count for hit in hits if hit.count}

    def count(self, *, scope: Scope) -> int:
        """How many chunks the scope may read."""
        with self._opened() as shard:
            return shard.count(edge.CountRequest(filter=filter_of(scope_conditions(scope))))

    def close(self) -> None:
        """Tidies the segments where something was written, and releases the folder."""
        with self._closing:
            shard, self._shard = self._shard, None
            if shard is None:
                return
            try:
                if self._changed:
                    _tidy(shard)
            finally:
                shard.close()
                self._owned.close()

    def _search(
        self,
        query: edge.Query,
        params: edge.SearchParams,
        *,
        scope: Scope,
        narrow: SearchFilter,
        limit: int,
    ) -> list[Hit]:
        visible = filter_of(narrowed(scope_conditions(scope), narrow))

        def fetch(count: int) -> list[ScoredPayload]:
            request = edge.SearchRequest(
                query, count, filter=visible, params=params, with_payload=True
            )
            with self._opened() as shard:
                return [(point.score, point.payload or {}) for point in shard.search(request)]

        digits = DENSE_DIGITS if params.idf is None else SPARSE_DIGITS
        return best_hits(fetch, limit=limit, digits=digits)

    def _create_field(self, field: str, kind: edge.PayloadSchemaType) -> None:
        with self._opened() as shard:
            shard.update(edge.UpdateOperation.create_field_index(field, kind))

    def _update(self, operation: edge.UpdateOperation) -> None:
        require_space(self._folder)
        self._changed = True
        with self._opened() as shard:
            shard.update(operation)

    def _flush(self) -> None:
        with self._opened() as shard:
            shard.flush()

    @contextmanager
    def _opened(self) -> Iterator[edge.EdgeShard]:
        shard = self._shard
        if shard is None:
            raise IndexUnavailable(
                "The index has been closed.", advice="The process is shutting down: start it again."
            )
        try:
            yield shard
        except Exception as error:  # qdrant_edge raises nothing narrower
            raise IndexUnavailable(
                "The index could not read or write its files.",
                advice=f"Check that there is space left and that {self._folder} is writable.",
            ) from error


def _own(folder: Path) -> IO[bytes]:
    try:
        return own(private_folder(folder))
    except OSError as error:
        raise _cannot_be_opened(folder) from error


def _open(folder: Path, config: edge.EdgeConfig) -> edge.EdgeShard:
    """Loads what is there or makes it."""
    require_space(folder)
    try:
        if (folder / "edge_config.json").exists():
            return edge.EdgeShard.load(str(folder), config)
        return edge.EdgeShard.create(str(folder), config)
    except Exception as error:  # qdrant_edge raises nothing narrower
        if "incompatible" in str(error):
            raise IndexMismatch(
                f"The index in {folder} was built with vectors of another length.",
                advice="Run `attest ingest` again with the settings in force.",
            ) from error
        raise _cannot_be_opened(folder) from error


def _cannot_be_opened(folder: Path) -> IndexUnavailable:
    return IndexUnavailable(
        f"The index in {folder} cannot be opened.",
        advice="Check that the folder is readable and the disk is not full. If it was "
        "damaged, move it away and run `attest ingest` again.",
    )


def _tidy(shard: edge.EdgeShard) -> None:
    """Merges the segments. It writes them anew and so needs their space twice; without it,
    searches are as exact and only slower, and the next ingest tries again.
    """
    try:
        shard.optimize()
    except Exception as error:  # qdrant_edge raises nothing narrower
        if "Not enough space" not in str(error):
            raise IndexUnavailable(
                "The index could not compact its files.", advice="Check its disk."
            ) from error


def _other_length(dimensions: int) -> IndexMismatch:
    return IndexMismatch(
        f"The index holds vectors of {dimensions} numbers; this one has another length.",
        advice="Run `attest ingest` again with the embedder in force.",
    )
