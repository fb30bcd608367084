"""The seams. Each is a Protocol of a few methods; every implementation passes one contract suite.

Adapters are built in ``api/wiring.py`` alone. A scope is a required argument wherever text is read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from domain.records import Entry, Proof, Record, Supply
from domain.types import (
    Chunk,
    Claim,
    Document,
    DocumentVersion,
    Labels,
    Passage,
    Scope,
    Status,
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
        """Removes every chunk of a version; unknown ones are no error."""
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

    def versions(self) -> frozenset[tuple[str, str]]:
        """Every (document_id, version) that has a chunk here: for recovery, never for callers."""
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
        """None where there is none."""
        ...

    def versions(self, document_id: str) -> list[DocumentVersion]:
        """All versions by effective_from (open first), then version; [] for an unknown document."""
        ...

    def version(self, document_id: str, version: str) -> DocumentVersion | None:
        """None where there is none."""
        ...

    def page_words(self, document_id: str, version: str, page: int) -> tuple[Word, ...]:
        """The words that stand on a page, by start; () for a page without text or unknown."""
        ...

    def source_path(self, document_id: str, version: str) -> Path | None:
        """The stored copy of the file as ingested."""
        ...


@dataclass(frozen=True)
class Reranking:
    """One score a passage, in order, higher is better; and who gave them.

    ``used`` says what failed first where a fallback stepped in:
    "cohere (failed: timeout) -> late-interaction".
    """

    scores: tuple[float, ...]
    used: str


class Reranker(Protocol):
    """Scores passages against a question; looks at nothing but its arguments."""

    name: str

    def score(self, question: str, passages: Sequence[Passage]) -> Reranking:
        """No scores for no passages."""
        ...


@dataclass(frozen=True)
class SpanMatch:
    """How well a part of a passage meets a question, each 0..1."""

    meaning: float  # cosine of the question and the part as a whole, negative ones as 0
    late_interaction: float  # weighted mean of each question word's best cosine inside the part


class SpanMatcher(Protocol):
    """Scores parts of passages; looks at nothing but its arguments."""

    def match(
        self, question: str, places: Sequence[tuple[str, Sequence[tuple[int, int]]]]
    ) -> list[list[SpanMatch | None]]:
        """For each (text, spans) a match for each span, in order.

        Spans are (start, end) in characters of their text. None where the embedder read nothing
        of a span, because the text is longer than it can take.
        """
        ...


class Retriever(Protocol):
    """Question and scope to ranked passages, gate two passed."""

    def retrieve(
        self, question: str, *, scope: Scope, narrow: SearchFilter | None = None
    ) -> list[Passage]:
        """Best first; [] where the scope holds nothing that matches."""
        ...


class Generator(Protocol):
    """Drafts claims from passages. Its output is not trusted: verification comes after."""

    name: str

    def draft(self, question: str, passages: Sequence[Passage]) -> tuple[Claim, ...]:
        """Claims in reading order; () where nothing answers."""
        ...


@dataclass(frozen=True, slots=True)
class Drafted:
    """What really drafted: ``generator`` says so in a few words, with what failed before it."""

    generator: str  # "model", or "quotes (model failed: timeout)"
    prompt: str = ""  # ID and hash; empty where no model was asked
    model: str = ""
    supply: Supply | None = None


@runtime_checkable
class SupervisedGenerator(Generator, Protocol):
    """A generator for one request: it stands in for a supplier that may fail, and keeps account."""

    def draft_instead(self, question: str, passages: Sequence[Passage]) -> tuple[Claim, ...]:
        """Another generator's claims, for when verification withheld the whole first draft.

        () where there is no other, or it has drafted already.
        """
        ...

    def drafted(self) -> Drafted:
        """The account so far."""
        ...


@dataclass(frozen=True, slots=True)
class Holding:
    """One stored version without its text. ``digest`` changes with anything that it says."""

    document_id: str
    version: str
    status: Status
    labels: Labels  # the document's
    section_labels: tuple[Labels, ...]
    digest: str


class Holdings(Protocol):
    """What the catalogue holds, without the texts: for fingerprints, never for callers."""

    def holdings(self) -> tuple[Holding, ...]:
        """By document and version; the very same tuple as before while nothing was written."""
        ...


class Ledger(Protocol):
    """Append-only records, each with the hash of the one before. Safe to use from many threads.

    Every method raises ``LedgerUnavailable`` where the storage cannot be used, and
    ``LedgerTampered`` where it comes upon something that it did not write.
    """

    def append(self, entry: Entry) -> Record:
        """The record, durable on return.

        Where ``entry.idempotency.key`` is on record already, nothing is written and that earlier
        record is given back: of two writers of one key, both get the first one's.
        """
        ...

    def find(self, answer_id: str) -> Record | None:
        """None where there is none."""
        ...

    def find_by_key(self, key: str) -> Record | None:
        """The record that an idempotency key (as in ``Idempotency.key``) led to; None of none."""
        ...

    def prove(self, answer_id: str) -> Proof | None:
        """Checks one record's place up to the next signature; None where there is no record."""
        ...

    def pseudonym(self, name: str) -> str:
        """A keyed hash: equal for equal names, and not to be guessed without the ledger's key."""
        ...

    def is_ready(self) -> bool:
        """Whether a record could be written now."""
        ...

    def close(self) -> None:
        """Signs a checkpoint where one is due and releases the storage; twice does nothing."""
        ...


class Progress(Protocol):
    """Told how a long job goes on; the terminal draws a bar, the server writes a log line."""

    def start(self, step: str, total: int) -> None:
        """A step begins; total in the step's units (pages, chunks)."""
        ...

    def advance(self, step: str, amount: int = 1) -> None:
        """So many more are done."""
        ...
