"""ObliQA's rows as documents with one section a passage, so that the product cuts and cites them.

A passage that is longer than a chunk becomes several, all of the same section and so of the same
place. A row without text, or that is a heading and nothing else, makes no chunk: it stands in
the context of the passages under it, as in ingest.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence

from domain.types import Chunk, Section
from evals.obliqa.context import (
    context_of_passage,
    is_only_a_heading,
    key_of,
    parents_of,
    title_of,
)
from evals.obliqa.documents import Row, Rulebooks
from evals.obliqa.questions import Place
from evals.text_corpus import TextDocument
from ingest.text.characters import clean
from ingest.text.instructions.marking import find_instructions


def documents_of(rulebooks: Rulebooks) -> tuple[TextDocument, ...]:
    """One document a rulebook, in their order."""
    return tuple(_document(document_id, rows) for document_id, rows in rulebooks.items())


def places_of(rulebooks: Rulebooks) -> frozenset[Place]:
    """Every place that has text."""
    return frozenset(
        (row.document_id, row.passage_id)
        for rows in rulebooks.values()
        for row in rows
        if row.text.strip()
    )


def place_of_chunk(chunk: Chunk) -> Place:
    """The place that a chunk is a part of."""
    return (chunk.document_id, chunk.section)


def canonical(text: str) -> str:
    """The text as ingest would keep it: no invisible characters, single spaces, no empty lines."""
    lines = (clean(line) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def _document(document_id: str, rows: Sequence[Row]) -> TextDocument:
    cleaned = [row.model_copy(update={"text": canonical(row.text)}) for row in rows]
    parents = parents_of(cleaned)
    texts = _texts_by_key(cleaned)
    text, sections = "", []
    for row in cleaned:
        if not row.text:
            continue
        path = context_of_passage(row, texts)
        if is_only_a_heading(row, parents):
            path = (*path, row.text)  # a section whose text is its heading makes no chunk
        start = len(text)
        text += f"{row.text}\n\n"
        sections.append(
            Section(number=row.passage_id, path=path, level=len(path), start=start, end=len(text))
        )
    uncitable, _ = find_instructions(text, ())
    return TextDocument(
        document_id=document_id,
        title=title_of(document_id, cleaned),
        text=text,
        sections=tuple(sections),
        uncitable=uncitable,
    )


def _texts_by_key(rows: Sequence[Row]) -> Mapping[tuple[str, ...], str]:
    """The first text of each key: of rows with one PassageID the first is the outer one."""
    texts: dict[tuple[str, ...], str] = {}
    for row in rows:
        texts.setdefault(key_of(row.passage_id), row.text)
    return texts


class Places:
    """Which place a position of a document's text belongs to."""

    def __init__(self, documents: Iterable[TextDocument]) -> None:
        """Learns the sections of each."""
        self._sections = {each.document_id: each.sections for each in documents}

    def at(self, document_id: str, position: int) -> Place | None:
        """None in an unknown document."""
        sections = self._sections.get(document_id, ())
        index = bisect_right(sections, position, key=lambda section: section.start) - 1
        return (document_id, sections[index].number) if index >= 0 else None
