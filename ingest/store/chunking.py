"""Sections to chunks: whole paragraphs, lists and table rows, as many as fit; never over sections.

``text == version.text[start:end]`` holds for every chunk; a heading alone makes none, because it
already stands in the context of the chunks under it; uncitable spans are in no chunk at all.
"""

import hashlib
from collections.abc import Iterator

from domain.settings import ChunkingSettings
from domain.types import Chunk, Document, DocumentVersion, PageInfo, Section
from domain.units import ancestors, innermost_around
from ingest.store.cuts import Cutter

LONGEST_LEAD_CHARACTERS = 300  # of a stem or caption: the embedder reads about 1,000 in all


def chunk_version(
    document: Document, version: DocumentVersion, settings: ChunkingSettings
) -> list[Chunk]:
    """The version's chunks in text order; [] where it holds headings alone."""
    cutter = Cutter(
        version.text, version.units, settings.target_characters, settings.maximum_characters
    )
    chunks = []
    for section in version.sections:
        for run_start, run_end in _citable_runs(version, section):
            for span in cutter.cut(run_start, run_end):
                chunks.append(_chunk(document, version, section, span))
    return chunks


def _citable_runs(version: DocumentVersion, section: Section) -> Iterator[tuple[int, int]]:
    """The section less its own heading line and less every uncitable span."""
    start = section.start
    heading = version.text[section.start : section.end].split("\n", 1)[0]
    if section.path and heading.strip() == section.path[-1]:
        start += len(heading)
    for span in sorted(version.uncitable, key=lambda span: span.start):
        if span.end <= start or span.start >= section.end:
            continue
        if span.start > start:
            yield start, span.start
        start = max(start, span.end)
    if start < section.end:
        yield start, section.end


def _lead(version: DocumentVersion, section: Section, start: int) -> str:
    """The stems of the lists, or the caption of the table, that a chunk begins inside of.

    Only from the chunk's own section, which has the same labels, and only what may be cited.
    """
    at = innermost_around(version.units, start, start + 1)
    stems = [
        stem
        for index in reversed(list(ancestors(version.units, -1 if at is None else at)))
        if (stem := version.units[index].stem)
        and section.start <= stem[0]
        and stem[1] <= start
        and not any(span.start < stem[1] and stem[0] < span.end for span in version.uncitable)
    ]
    lead = " ".join(" ".join(version.text[slice(*stem)].split()) for stem in stems)
    return lead[:LONGEST_LEAD_CHARACTERS]


def _chunk(
    document: Document, version: DocumentVersion, section: Section, span: tuple[int, int]
) -> Chunk:
    start, end = span
    text = version.text[start:end]
    return Chunk(
        chunk_id=_chunk_id(version, start, end, text),
        document_id=document.document_id,
        version=version.version,
        title=version.title,
        section=section.number,
        section_path=section.path,
        first_page=page_at(version.pages, start),
        last_page=page_at(version.pages, end - 1),
        start=start,
        end=end,
        text=text,
        lead=_lead(version, section, start),
        labels=document.labels,
        section_labels=section.labels,
        status=version.status,
        effective_from=version.effective_from,
        effective_to=version.effective_to,
    )


def page_at(pages: tuple[PageInfo, ...], offset: int) -> int:
    """Number of the page on which a character stands; 1 where there are no pages."""
    number = 1
    for page in pages:
        if page.start > offset:
            break
        number = page.number
    return number


def _chunk_id(version: DocumentVersion, start: int, end: int, text: str) -> str:
    """The same for the same text at the same place, whatever else is in the corpus."""
    identity = f"{version.document_id}\0{version.version}\0{start}\0{end}\0{text}"
    return hashlib.sha256(identity.encode()).hexdigest()[:32]
