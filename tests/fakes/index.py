"""An index in a dictionary, which asks ``domain.entitlement`` itself: the oracle of the others."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from domain.entitlement import chunk_in_scope
from domain.ports import EncodedChunk, Hit, SearchFilter, SparseVector, Vector
from domain.section_numbers import keys_of_path
from domain.types import Chunk, Scope
from retrieval.cut import DENSE_DIGITS, SPARSE_DIGITS


class InMemoryIndex:
    """``ChunkIndex`` for tests: a few chunks, plain Python."""

    def __init__(self) -> None:
        self._stored: dict[str, EncodedChunk] = {}

    def upsert(self, chunks: Sequence[EncodedChunk]) -> None:
        """Adds or replaces by chunk_id."""
        self._stored.update({encoded.chunk.chunk_id: encoded for encoded in chunks})

    def delete_version(self, document_id: str, version: str) -> None:
        """Removes every chunk of a version."""
        key = (document_id, version)
        self._stored = {
            chunk_id: encoded
            for chunk_id, encoded in self._stored.items()
            if (encoded.chunk.document_id, encoded.chunk.version) != key
        }

    def relabel(self, document_id: str, version: str, chunks: Sequence[Chunk]) -> None:
        """Puts other chunks beside the stored vectors; KeyError for one that is not stored."""
        for chunk in chunks:
            old = self._stored[chunk.chunk_id]
            self._stored[chunk.chunk_id] = EncodedChunk(chunk, old.dense, old.sparse)

    def search_dense(
        self, vector: Vector, *, scope: Scope, narrow: SearchFilter, limit: int
    ) -> list[Hit]:
        """By dot product."""
        found = self._narrowed(scope, narrow)
        scores = ((encoded.chunk, float(np.dot(encoded.dense, vector))) for encoded in found)
        return _best(scores, limit)

    def search_sparse(
        self, vector: SparseVector, *, scope: Scope, narrow: SearchFilter, limit: int
    ) -> list[Hit]:
        """By BM25, IDF over the scope: ln(1 + (N - n + 0.5) / (n + 0.5)), as Qdrant has it."""
        corpus = [encoded.sparse for encoded in self._visible(scope)]
        idf = {}
        for term in vector.indices:
            holders = sum(term in sparse.indices for sparse in corpus)
            idf[term] = math.log(1 + (len(corpus) - holders + 0.5) / (holders + 0.5))
        scores = []
        for encoded in self._narrowed(scope, narrow):
            weights = dict(zip(encoded.sparse.indices, encoded.sparse.values, strict=True))
            score = sum(weights.get(term, 0.0) * idf[term] for term in vector.indices)
            scores.append((encoded.chunk, score))
        return [hit for hit in _best(scores, limit, SPARSE_DIGITS) if hit.score > 0]

    def find_sections(
        self, keys: Sequence[str], *, scope: Scope, narrow: SearchFilter, limit: int
    ) -> list[Chunk]:
        """By the numbers of the section and of those around it."""
        wanted = set(keys)
        chunks = [encoded.chunk for encoded in self._narrowed(scope, narrow)]
        found = [c for c in chunks if wanted & set(keys_of_path(c.section, c.section_path))]
        return sorted(found, key=lambda c: (c.document_id, c.version, c.start))[:limit]

    def versions(self) -> frozenset[tuple[str, str]]:
        """Every (document_id, version) held."""
        return frozenset(self.chunk_counts())

    def chunk_counts(self) -> dict[tuple[str, str], int]:
        """How many chunks each has."""
        return dict(Counter((e.chunk.document_id, e.chunk.version) for e in self._stored.values()))

    def count(self, *, scope: Scope) -> int:
        """How many chunks the scope may read."""
        return len(self._visible(scope))

    def close(self) -> None:
        """Nothing to release."""

    def _visible(self, scope: Scope) -> list[EncodedChunk]:
        return [e for e in self._stored.values() if chunk_in_scope(e.chunk, scope)]

    def _narrowed(self, scope: Scope, narrow: SearchFilter) -> list[EncodedChunk]:
        wanted = narrow.document_ids
        return [e for e in self._visible(scope) if wanted is None or e.chunk.document_id in wanted]


def _best(
    scores: Iterable[tuple[Chunk, float]], limit: int, digits: int = DENSE_DIGITS
) -> list[Hit]:
    hits = [Hit(chunk=chunk, score=round(score, digits)) for chunk, score in scores]
    return sorted(hits, key=lambda hit: (-hit.score, hit.chunk.chunk_id))[:limit]
