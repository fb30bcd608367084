"""Builds documents, versions and chunks with real spans from plain clauses."""

import hashlib
from collections.abc import Sequence
from datetime import date

from domain.types import (
    Box,
    Chunk,
    Document,
    DocumentVersion,
    Labels,
    PageInfo,
    Passage,
    Section,
    Status,
    Uncitable,
    Word,
)

EVERYONE = Labels(allow=frozenset({"group:everyone"}))
PAGE_WIDTH, PAGE_HEIGHT = 595.0, 842.0  # A4
LINE_HEIGHT, CHARACTER_WIDTH = 12.0, 5.0


def document(document_id: str = "POL-GFT-003", *, labels: Labels = EVERYONE) -> Document:
    """A document that everyone may read, unless labelled otherwise."""
    return Document(document_id=document_id, title=f"Title of {document_id}", labels=labels)


def version_of(
    sections: Sequence[tuple[str, Sequence[str]]],
    *,
    document_id: str = "POL-GFT-003",
    version: str = "1.0",
    status: Status = Status.APPROVED,
    effective_from: date | None = None,
    effective_to: date | None = None,
    section_labels: dict[str, Labels] | None = None,
    uncitable: tuple[Uncitable, ...] = (),
) -> DocumentVersion:
    """A version of headed sections, ("3 Receiving gifts", ["3.1 An Employee …"]), one a page."""
    text, pages, made = "", [], []
    for number, (heading, clauses) in enumerate(sections, start=1):
        start = len(text)
        text += "\n\n".join((heading, *clauses)) + "\n\n"
        pages.append(
            PageInfo(
                number=number, width=PAGE_WIDTH, height=PAGE_HEIGHT, start=start, end=len(text)
            )
        )
        name = heading.split(" ", 1)[0]
        made.append(
            Section(
                number=name,
                path=(heading,),
                level=1,
                start=start,
                end=len(text),
                labels=(section_labels or {}).get(name),
            )
        )
    return DocumentVersion(
        document_id=document_id,
        version=version,
        title=f"Title of {document_id}",
        status=status,
        effective_from=effective_from,
        effective_to=effective_to,
        source_name=f"{document_id}.pdf",
        source_sha256=hashlib.sha256(document_id.encode()).hexdigest(),
        text=text,
        text_sha256=hashlib.sha256(text.encode()).hexdigest(),
        pages=tuple(pages),
        sections=tuple(made),
        uncitable=uncitable,
        parser="fake 1",
    )


def chunks_of(version: DocumentVersion, *, labels: Labels = EVERYONE) -> list[Chunk]:
    """One chunk a section, heading left out; uncitable spans are not cut away."""
    chunks = []
    for section in version.sections:
        start = section.start + len(section.path[-1]) + 2
        body = version.text[start : section.end].rstrip()
        page = next(p.number for p in version.pages if p.start <= start < p.end)
        chunks.append(
            Chunk(
                chunk_id=f"{version.document_id}-{version.version}-{section.number}",
                document_id=version.document_id,
                version=version.version,
                title=version.title,
                section=section.number,
                section_path=section.path,
                first_page=page,
                last_page=page,
                start=start,
                end=start + len(body),
                text=body,
                labels=labels,
                section_labels=section.labels,
                status=version.status,
                effective_from=version.effective_from,
                effective_to=version.effective_to,
            )
        )
    return chunks


def passages_of(chunks: Sequence[Chunk]) -> list[Passage]:
    """The chunks as retrieved, in the order given."""
    return [
        Passage(chunk=chunk, rank=rank, dense_score=1 / rank, sparse_score=1 / rank)
        for rank, chunk in enumerate(chunks, start=1)
    ]


def words_on(version: DocumentVersion, page: int) -> tuple[Word, ...]:
    """The words of a page, set in lines as the text has them, in a face of fixed width."""
    info = next((p for p in version.pages if p.number == page), None)
    if info is None:
        return ()
    words, position = [], info.start
    for row, line in enumerate(version.text[info.start : info.end].split("\n")):
        column = 0
        for part in line.split(" "):
            if part:
                box = Box(
                    page=page,
                    x0=72 + column * CHARACTER_WIDTH,
                    y0=72 + row * LINE_HEIGHT,
                    x1=72 + (column + len(part)) * CHARACTER_WIDTH,
                    y1=72 + row * LINE_HEIGHT + 10,
                )
                words.append(Word(start=position, end=position + len(part), box=box))
            position += len(part) + 1
            column += len(part) + 1
    return tuple(words)
