"""Sections to chunks. LlamaIndex's sentence splitter cuts inside a section, never across.

``text == version.text[start:end]`` holds for every chunk; a heading alone makes none, because it
already stands in the context of the chunks under it; uncitable spans are in no chunk at all.
"""

import hashlib
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from domain.settings import ChunkingSettings
from domain.types import Chunk, Document, DocumentVersion, PageInfo, Section

if TYPE_CHECKING:
    from llama_index.core.node_parser import SentenceSplitter

# A clause's number at the start of a sentence: "12. Each", "4.2. Each", "Article 5. Each", "a. No".
_NUMBER = r"\s*(?:[A-Z][a-z]+[^\S\n]+)?\(?(?:\d+(?:\.\d+)*[a-z]?|[A-Za-z]|[ivxlc]+)\)?\.[^\S\n]+"
# A sentence with the white space after it; a line (list item, table row) ends one, too.
_SENTENCE = re.compile(
    rf"(?:{_NUMBER})?.+?(?:[.;?!][\"”')]*\s+(?=[\"“'(A-Z0-9£€$])|\n+|\Z)", re.DOTALL
)


def chunk_version(
    document: Document, version: DocumentVersion, settings: ChunkingSettings
) -> list[Chunk]:
    """The version's chunks in text order; [] where it holds headings alone."""
    chunks = []
    for section in version.sections:
        for run_start, run_end in _citable_runs(version, section):
            for start, end in _cut(version.text[run_start:run_end], settings):
                span = (run_start + start, run_start + end)
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


def _cut(text: str, settings: ChunkingSettings) -> Iterator[tuple[int, int]]:
    """Spans within ``text``, white space trimmed; none where there is nothing but white space."""
    trimmed = text.strip()
    if not any(character.isalnum() for character in trimmed):
        return
    if len(trimmed) <= settings.maximum_characters:
        start = text.index(trimmed)
        yield start, start + len(trimmed)
        return
    cursor = 0
    for piece in _splitter(settings.target_characters).split_text(text):
        start = text.index(piece, cursor)
        cursor = start + len(piece)
        yield start, cursor


@lru_cache(maxsize=4)
def _splitter(target_characters: int) -> "SentenceSplitter":
    """Sizes are counted in characters: the default tokenizer would be fetched from a hub."""
    # Imported here: it takes seconds, and an ingest without changes cuts nothing.
    from llama_index.core.node_parser import SentenceSplitter  # noqa: PLC0415  # see above

    return SentenceSplitter(
        chunk_size=target_characters,
        chunk_overlap=0,
        tokenizer=list,
        paragraph_separator="\n\n",
        chunking_tokenizer_fn=_SENTENCE.findall,
        include_metadata=False,
    )


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
