"""A text document's chunks as the product would cut them, without an index."""

from hashlib import sha256

from domain.settings import ChunkingSettings
from domain.types import Chunk, Document, DocumentVersion
from evals.text_corpus import TextDocument
from ingest.store.chunking import chunk_version


def chunks_of(document: TextDocument, settings: ChunkingSettings) -> list[Chunk]:
    """In text order; [] for a text of headings alone."""
    digest = sha256(document.text.encode()).hexdigest()
    version = DocumentVersion(
        document_id=document.document_id,
        version="1",
        title=document.title,
        source_name=document.document_id,
        source_sha256=digest,
        text=document.text,
        text_sha256=digest,
        pages=(),
        sections=document.sections,
        uncitable=document.uncitable,
        parser="",
    )
    named = Document(
        document_id=document.document_id, title=document.title, labels=document.labels
    )  # fmt: skip
    return chunk_version(named, version, settings)
