"""One version into index and catalogue, in an order that a crash at any line can be recovered from.

pending mark -> old chunks out -> new chunks in -> catalogue row (which ends the pending mark).
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.errors import UnreadableDocument
from domain.ports import ChunkIndex, Embedder, EncodedChunk, Progress, SparseEncoder
from domain.settings import Settings
from domain.types import Chunk, Document, DocumentVersion
from ingest.plan.changes import narrowed, titled
from ingest.plan.discovery import PlannedVersion
from ingest.store.catalogue import SqliteCatalogue, StoredVersion
from ingest.store.chunking import chunk_version
from ingest.text.assembled import AssembledDocument

CHUNKS_A_BATCH = 64  # bounds memory; the vectors do not depend on it


@dataclass(frozen=True, slots=True)
class Intake:
    """The stores and encoders that a version passes through."""

    settings: Settings
    catalogue: SqliteCatalogue
    index: ChunkIndex
    embedder: Embedder
    sparse: SparseEncoder
    progress: Progress

    def store(
        self,
        planned: PlannedVersion,
        assembled: AssembledDocument,
        *,
        content_key: str,
    ) -> int:
        """Chunks, encodes and stores a version; returns how many chunks it has.

        Raises:
            UnreadableDocument: there is no text to cite in it.
            ManifestError: a section to be narrowed is not in it. Nothing was stored.
            StorageFull: the disk is full. The version is half stored, which recovery ends.
        """
        version = _version(planned, assembled)
        document = self.titled(planned.document, version)
        chunks = chunk_version(document, version, self.settings.chunking)
        if not chunks:
            raise UnreadableDocument(
                f"{planned.path.name} holds no text that could be cited.",
                advice="Open it: if it shows text, send it to us; if not, leave it out.",
            )
        self.catalogue.keep_source(planned.read_from, planned.source_sha256)
        self.catalogue.begin(version.document_id, version.version)
        self.index.delete_version(version.document_id, version.version)
        self._encode(chunks)
        self.catalogue.complete(
            document,
            version,
            stored=StoredVersion(
                document_id=version.document_id,
                version=version.version,
                content_key=content_key,
                labels=document.labels,
                source_path=str(planned.path),
                chunk_count=len(chunks),
            ),
            words=((page.number, assembled.words(page.number)) for page in version.pages),
        )
        return len(chunks)

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
        chunks = chunk_version(document, version, self.settings.chunking)
        self.catalogue.begin(version.document_id, version.version)
        if (version.document_id, version.version) in self.index.versions():
            self.index.relabel(version.document_id, version.version, chunks)
        row = replace(stored, labels=document.labels)
        self.catalogue.complete(document, version, stored=row, words=None)

    def remove(self, document_id: str, version: str) -> None:
        """Takes a version out of index and catalogue."""
        self.catalogue.begin(document_id, version)
        self.index.delete_version(document_id, version)
        self.catalogue.remove(document_id, version)

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
