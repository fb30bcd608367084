"""Versions into index and catalogue, in an order that a crash at any line can be recovered from.

pending mark -> old chunks out -> new chunks in -> catalogue row (which ends the pending mark).
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from domain.errors import UnreadableDocument
from domain.ports import ChunkIndex, Embedder, EncodedChunk, Progress, SparseEncoder
from domain.settings import Settings
from domain.types import Chunk, Document, DocumentVersion, Word
from ingest.plan.changes import narrowed, titled
from ingest.plan.discovery import PlannedVersion
from ingest.store.catalogue import SqliteCatalogue
from ingest.store.chunking import chunk_version
from ingest.store.stored_versions import Completed, StoredVersion
from ingest.text.assembled import AssembledDocument

CHUNKS_A_BATCH = 64  # bounds memory; the vectors do not depend on it


@dataclass(frozen=True, slots=True)
class Prepared:
    """A version that is ready to be stored, with its source kept already."""

    document: Document
    version: DocumentVersion
    chunks: list[Chunk]
    assembled: AssembledDocument
    row: StoredVersion

    @property
    def key(self) -> tuple[str, str]:
        """Document ID and version number."""
        return self.version.document_id, self.version.version


@dataclass(slots=True)
class Intake:
    """The stores and encoders that a version passes through.

    ``forget`` is told the texts of passages that have left the index, so that what was derived
    from them elsewhere can go, too.
    """

    settings: Settings
    catalogue: SqliteCatalogue
    index: ChunkIndex
    embedder: Embedder
    sparse: SparseEncoder
    progress: Progress
    forget: Callable[[Sequence[str]], object] = len  # of no consequence by default
    _indexed: set[tuple[str, str]] | None = None
    _partial: set[tuple[str, str]] = field(default_factory=set)

    def indexed(self) -> set[tuple[str, str]]:
        """The versions that the index holds: asked of it once, as that goes over all chunks."""
        if self._indexed is None:
            counts = self.index.chunk_counts()
            self._indexed = set(counts)
            self._partial = {
                (row.document_id, row.version)
                for row in self.catalogue.stored_versions()
                if counts.get((row.document_id, row.version), 0) != row.chunk_count
            }
        return self._indexed

    def whole(self) -> set[tuple[str, str]]:
        """Those of them that the index holds every chunk of; the others are to be read anew."""
        return self.indexed() - self._partial

    def prepare(
        self,
        planned: PlannedVersion,
        assembled: AssembledDocument,
        *,
        copy: Path,
        content_key: str,
    ) -> Prepared:
        """Cuts a version into chunks and keeps its source; nothing of it can be found yet.

        Raises:
            UnreadableDocument: there is no text to cite in it.
            ManifestError: a section to be narrowed is not in it.
            StorageFull: the disk is full.
        """
        version = _version(planned, assembled)
        document = self.titled(planned.document, version)
        chunks = chunk_version(document, version, self.settings.chunking)
        if not chunks:
            raise UnreadableDocument(
                f"{planned.path.name} holds no text that can be cited.",
                advice="Open it: if it shows text, report a bug; if not, leave it out.",
            )
        self.catalogue.keep_source(copy, planned.source_sha256)
        row = StoredVersion(
            document_id=version.document_id,
            version=version.version,
            content_key=content_key,
            labels=document.labels,
            source_path=str(planned.path),
            chunk_count=len(chunks),
        )
        return Prepared(document, version, chunks, assembled, row)

    def store(self, batch: Sequence[Prepared]) -> None:
        """Encodes and stores versions of different documents together.

        Small files cost little more than their share: two transactions and a few batches of
        vectors for all of them.

        Raises:
            StorageFull: the disk is full. The versions are half stored, which recovery ends.
        """
        self.catalogue.begin_all([prepared.key for prepared in batch])
        left: list[str] = []
        for prepared in batch:
            if prepared.key in self.indexed():
                left += self._texts(*prepared.key)
                self.index.delete_version(*prepared.key)
                self.indexed().discard(prepared.key)
        self._encode([chunk for prepared in batch for chunk in prepared.chunks])
        self.indexed().update(prepared.key for prepared in batch)
        self._partial -= {prepared.key for prepared in batch}
        self.catalogue.complete_all(
            Completed(prepared.document, prepared.version, prepared.row, _words(prepared.assembled))
            for prepared in batch
        )
        self._forget(left, {prepared.version.document_id for prepared in batch})

    def relabel(
        self, document: Document, version: DocumentVersion, *, stored: StoredVersion
    ) -> None:
        """Writes new labels, dates or status of a stored version; no vector is touched.

        One that the index has lost gets them in the catalogue, from which it comes back.

        Args:
            document: with the labels now meant; an empty title becomes the latest version's.
            version: with the dates, status and section labels now meant.
            stored: the version's row as it is.
        """
        document = self.titled(document, version)
        key = (version.document_id, version.version)
        self.catalogue.begin(*key)
        if key in self.indexed():
            chunks = chunk_version(document, version, self.settings.chunking)
            self.index.relabel(*key, chunks)
        row = replace(stored, labels=document.labels)
        self.catalogue.complete(document, version, stored=row, words=None)

    def remove(self, document_id: str, version: str) -> None:
        """Takes a version out of index and catalogue; no other document is looked at."""
        left = self._texts(document_id, version)
        self.catalogue.begin(document_id, version)
        self.index.delete_version(document_id, version)
        self.indexed().discard((document_id, version))
        self.catalogue.remove(document_id, version)
        self._forget(left, {document_id})

    def _texts(self, document_id: str, version: str) -> list[str]:
        """What was encoded of a stored version; [] where the catalogue has none."""
        document = self.catalogue.document(document_id)
        stored = self.catalogue.version(document_id, version)
        if document is None or stored is None:
            return []
        chunks = chunk_version(document, stored, self.settings.chunking)
        return [chunk.text_in_context for chunk in chunks]

    def _forget(self, left: Sequence[str], document_ids: Iterable[str]) -> None:
        """Tells of texts that no version of the same documents has any longer."""
        if not left:
            return
        kept = {
            text
            for document_id in document_ids
            for version in self.catalogue.versions(document_id)
            for text in self._texts(document_id, version.version)
        }
        self.forget([text for text in left if text not in kept])

    def titled(self, document: Document, version: DocumentVersion) -> Document:
        """The document as it is to be stored once ``version`` is, among those that are."""
        others = self.catalogue.versions(version.document_id)
        return titled(document, [version, *(v for v in others if v.version != version.version)])

    def _encode(self, chunks: Sequence[Chunk]) -> None:
        self.progress.start("chunks", len(chunks))
        for start in range(0, len(chunks), CHUNKS_A_BATCH):
            batch = chunks[start : start + CHUNKS_A_BATCH]
            texts = [chunk.text_in_context for chunk in batch]
            vectors = self.embedder.embed_passages(texts)
            encoded = [
                EncodedChunk(chunk, vector, self.sparse.encode_passage(text))
                for chunk, vector, text in zip(batch, vectors, texts, strict=True)
            ]
            self.index.upsert(encoded)
            self.progress.advance("chunks", len(batch))


def _words(assembled: AssembledDocument) -> Iterator[tuple[int, tuple[Word, ...]]]:
    return ((page.number, assembled.words(page.number)) for page in assembled.pages)


def _version(planned: PlannedVersion, assembled: AssembledDocument) -> DocumentVersion:
    return DocumentVersion(
        document_id=planned.document.document_id,
        version=planned.version,
        title=planned.document.title or assembled.title,
        status=planned.status,
        effective_from=planned.effective_from,
        effective_to=planned.effective_to,
        source_name=planned.path.name,
        source_sha256=planned.source_sha256,
        text=assembled.text,
        text_sha256=hashlib.sha256(assembled.text.encode()).hexdigest(),
        pages=assembled.pages,
        sections=narrowed(assembled.sections, planned.section_labels),
        units=assembled.units,
        uncitable=assembled.uncitable,
        parser=assembled.parser,
    )
