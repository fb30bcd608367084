"""The seams. Each is a Protocol of a few methods; every implementation passes one contract suite.

Adapters are built in ``api/wiring.py`` alone. A scope is a required argument wherever text is read.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from domain.types import (
    Chunk,
    Document,
    DocumentVersion,
    Scope,
    Value,
    Word,
)

Vector = NDArray[np.float32]


@dataclass(frozen=True)
class SparseVector:
    """Term indices, ascending and unique, with their weights; both empty where there is no term."""

    indices: tuple[int, ...]
    values: tuple[float, ...]


@dataclass(frozen=True)
class EncodedChunk:
    """A chunk and its two vectors, as the index stores them."""

    chunk: Chunk
    dense: Vector  # shape (dimensions,), unit length
    sparse: SparseVector


class SearchFilter(Value):
    """A caller's own narrowing. ANDed with the scope; it can never replace or widen it."""

    document_ids: frozenset[str] | None = None  # None: no narrowing; empty: nothing


@dataclass(frozen=True)
class Hit:
    """A chunk and its raw score in one ranking; higher is better."""

    chunk: Chunk
    score: float


class Embedder(Protocol):
    """Turns text into unit vectors. Equal text in an equal batch gives equal bytes."""

    name: str
    dimensions: int

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Shape (len(texts), dimensions), in order; (0, dimensions) for no texts.

        A vector must not depend on what else is in the batch, so that a hidden document
        cannot move a visible one's score by a rounding error.
        """
        ...

    def embed_question(self, text: str) -> Vector:
        """Shape (dimensions,)."""
        ...


class SparseEncoder(Protocol):
    """BM25 term weights, without the IDF that the index applies over the caller's scope."""

    def encode_passage(self, text: str) -> SparseVector:
        """Saturated term frequencies; the average length is a setting, never the corpus's."""
        ...

    def encode_question(self, text: str) -> SparseVector:
        """Weight 1 for each distinct term."""
        ...


class ChunkIndex(Protocol):
    """Dense and sparse vectors on one point, filtered by scope before anything is ranked."""

    def upsert(self, chunks: Sequence[EncodedChunk]) -> None:
        """Adds or replaces by ``chunk_id``; durable on return. No chunks: nothing happens."""
        ...

    def delete_version(self, document_id: str, version: str) -> None:
        """Removes every chunk of a version; unknown ones are ignored."""
        ...

    def relabel(
        self,
        document_id: str,
        version: str,
        chunks: Sequence[Chunk],
    ) -> None:
        """Rewrites title, labels, status and dates of stored chunks without touching a vector.

        ``chunks`` are all of the version's, with the IDs and texts that are stored.
        """
        ...

    def search_dense(
        self, vector: Vector, *, scope: Scope, narrow: SearchFilter, limit: int
    ) -> list[Hit]:
        """Best first, ties by chunk_id; exact. What is outside the scope has no influence."""
        ...

    def search_sparse(
        self, vector: SparseVector, *, scope: Scope, narrow: SearchFilter, limit: int
    ) -> list[Hit]:
        """Best first, ties by chunk_id; IDF over the scope alone; zero scores are left out."""
        ...

    def find_sections(
        self, keys: Sequence[str], *, scope: Scope, narrow: SearchFilter, limit: int
    ) -> list[Chunk]:
        """Chunks of the sections that have one of these numbers, or lie inside one that has.

        Keys are those of ``domain.section_numbers``. By document, version and place; [] for no
        keys, and where the scope holds no such section.
        """
        ...

    def versions(self) -> frozenset[tuple[str, str]]:
        """Every (document_id, version) that has a chunk here: for recovery, never for callers."""
        ...

    def chunk_counts(self) -> dict[tuple[str, str], int]:
        """How many chunks each (document_id, version) has here: for upkeep, never for callers."""
        ...

    def count(self, *, scope: Scope) -> int:
        """How many chunks the scope may read."""
        ...

    def close(self) -> None:
        """Releases the index; a second call does nothing."""
        ...


class Catalogue(Protocol):
    """Documents, versions, page layouts and source files. The truth that the index is derived from.

    It knows nothing of callers: whoever reads from it for one asks ``domain.entitlement`` first.
    Every method raises ``IndexUnavailable`` or ``OSError`` where it cannot be read.
    """

    def documents(self) -> list[Document]:
        """All, by document_id."""
        ...

    def document(self, document_id: str) -> Document | None:
        """None if it does not exist."""
        ...

    def versions(self, document_id: str) -> list[DocumentVersion]:
        """All versions by effective_from (open first), then version; [] for an unknown document."""
        ...

    def version(self, document_id: str, version: str) -> DocumentVersion | None:
        """None if it does not exist."""
        ...

    def page_words(self, document_id: str, version: str, page: int) -> tuple[Word, ...]:
        """The words that stand on a page, by start; () for a page without text or unknown."""
        ...

    def source_path(self, document_id: str, version: str) -> Path | None:
        """The stored copy of the file as ingested."""
        ...


class NameBook(Protocol):
    """Knows which names tokens have carried."""

    def never_seen(self, labels: Iterable[str]) -> tuple[str, ...]:
        """Of ``user:…`` and ``group:…`` labels those that no token stood for, sorted."""
        ...


class Progress(Protocol):
    """Told how a long job goes on; the terminal draws a bar, the server writes a log line."""

    def start(self, step: str, total: int) -> None:
        """A step begins; total in the step's units (pages, chunks)."""
        ...

    def advance(self, step: str, amount: int = 1) -> None:
        """So many more are done."""
        ...
