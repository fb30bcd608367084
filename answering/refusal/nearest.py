"""The passages that lie nearest to a question that was refused: related, and no answer."""

from collections.abc import Sequence
from datetime import date

from answering.proof.verification import verify
from domain.answers import Citation, Claim, Quote
from domain.ports import Catalogue
from domain.types import Chunk, Passage, Scope

# Cosine of question and passage below which nothing is called related: MiniLM gives questions and
# texts about other things up to about 0.2.
LEAST_SIMILARITY = 0.3


def nearest_to(
    passages: Sequence[Passage], *, scope: Scope, catalogue: Catalogue, today: date, most: int
) -> tuple[Citation, ...]:
    """At most ``most`` verified quotes of whole passages, one of a section; () where none is near.

    They come from the search for the question, so they are within the scope; what cannot be
    verified is left out.

    Raises:
        EntitlementBreach: see ``answering.proof.verification.verify``.
    """
    chosen: dict[tuple[str, str, tuple[str, ...]], Chunk] = {}
    for passage in passages:
        chunk = passage.chunk
        if (passage.dense_score or 0.0) >= LEAST_SIMILARITY:
            chosen.setdefault((chunk.document_id, chunk.version, chunk.section_path), chunk)
    chunks = list(chosen.values())[:most]
    verified = verify(
        [_whole(chunk) for chunk in chunks],
        scope=scope,
        catalogue=catalogue,
        chunks=chunks,
        today=today,
    )
    return tuple(c for sentence in verified.sentences for c in sentence.citations)


def _whole(chunk: Chunk) -> Claim:
    quote = Quote(
        chunk_id=chunk.chunk_id,
        document_id=chunk.document_id,
        version=chunk.version,
        start=chunk.start,
        end=chunk.end,
        text=chunk.text,
    )
    return Claim(sentence=chunk.text, quotes=(quote,))
