"""Small documents to put into an index: one line makes a chunk, encoded with the fakes."""

from collections.abc import Sequence
from datetime import date

from domain.ports import EncodedChunk
from domain.settings import EncodingSettings
from domain.types import Chunk, Labels, Scope, Status
from retrieval.sparse import Bm25Encoder
from tests.fakes.embedder import HashingEmbedder

TODAY = date(2026, 6, 1)
STAFF = Scope(names=frozenset({"user:ann", "group:staff"}), as_of=TODAY)
EMBEDDER = HashingEmbedder()
ENCODER = Bm25Encoder(EncodingSettings())


def make_chunk(
    chunk_id: str,
    text: str,
    *,
    document_id: str = "POL-1",
    version: str = "1",
    allow: Sequence[str] = ("group:staff",),
    deny: Sequence[str] = (),
    section_labels: Labels | None = None,
    status: Status = Status.APPROVED,
    effective_from: date | None = None,
    effective_to: date | None = None,
) -> Chunk:
    """A chunk that is the whole text of its version."""
    return Chunk(
        chunk_id=chunk_id,
        document_id=document_id,
        version=version,
        title="Policy",
        section="1",
        section_path=("1 Rules",),
        first_page=1,
        last_page=1,
        start=0,
        end=len(text),
        text=text,
        labels=Labels(allow=frozenset(allow), deny=frozenset(deny)),
        section_labels=section_labels,
        status=status,
        effective_from=effective_from,
        effective_to=effective_to,
    )


def encode(*chunks: Chunk) -> list[EncodedChunk]:
    """The chunks with the fakes' vectors."""
    vectors = EMBEDDER.embed_passages([chunk.text for chunk in chunks])
    return [
        EncodedChunk(chunk, vector, ENCODER.encode_passage(chunk.text))
        for chunk, vector in zip(chunks, vectors, strict=True)
    ]
