"""The documents as one caller may see them: the side doors, each behind gate two.

Listing, text, pages and download all come from here, so that none of them can forget to ask
(A14, A15). Absent and forbidden raise the same error.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from domain.entitlement import in_force, may_view_version, permits, withheld_spans
from domain.errors import NotReadable
from domain.ports import Catalogue
from domain.types import Document, DocumentVersion, PageInfo, Scope, Section, Word

Span = tuple[int, int]

# Source types that have pages to draw; the others are shown as text.
PAGED_SUFFIX = ".pdf"


@dataclass(frozen=True, slots=True)
class ReadableDocument:
    """A document that the caller may read, and the versions that may be opened, oldest first."""

    document: Document
    versions: tuple[DocumentVersion, ...]


@dataclass(frozen=True, slots=True)
class ReadableVersion:
    """A version that the caller may open, and the spans of it that stay withheld."""

    document: Document
    version: DocumentVersion
    withheld: tuple[Span, ...]

    @property
    def is_whole(self) -> bool:
        """Whether nothing in it is withheld from the caller."""
        return not self.withheld

    @property
    def has_page_images(self) -> bool:
        """Whether its source has pages to draw."""
        return self.version.source_name.lower().endswith(PAGED_SUFFIX)

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections that the caller may read, in text order."""
        return tuple(s for s in self.version.sections if not self._touches(s.start, s.end))

    @property
    def text_spans(self) -> tuple[Span, ...]:
        """The readable runs of the text, in order, between the withheld ones."""
        spans: list[Span] = []
        position = 0
        for start, end in sorted(self.withheld):
            if position < start:
                spans.append((position, start))
            position = max(position, end)
        if position < len(self.version.text):
            spans.append((position, len(self.version.text)))
        return tuple(spans)

    @property
    def pages(self) -> tuple[PageInfo, ...]:
        """The pages that hold something readable, or nothing withheld."""
        return tuple(page for page in self.version.pages if self._shows_something(page))

    def _shows_something(self, page: PageInfo) -> bool:
        if not self.page_touches_withheld(page):
            return True
        return any(s < page.end and page.start < e for s, e in self.text_spans)

    def page_touches_withheld(self, page: PageInfo) -> bool:
        """Whether withheld text begins or goes on there; a page without text counts by its place.

        A picture of a page has no text, and may well belong to the section before it.
        """
        if page.start == page.end:
            return any(start <= page.start <= end for start, end in self.withheld)
        return self._touches(page.start, page.end)

    def may_show(self, word: Word) -> bool:
        """Whether a word lies outside every withheld span."""
        return not self._touches(word.start, word.end)

    def _touches(self, start: int, end: int) -> bool:
        return any(start < w_end and w_start < end for w_start, w_end in self.withheld)


class Library:
    """Reads the catalogue for a scope."""

    def __init__(self, catalogue: Catalogue) -> None:
        """The catalogue knows nothing of callers; everything here asks for them."""
        self._catalogue = catalogue

    def documents(self, scope: Scope) -> list[ReadableDocument]:
        """What the scope may open, by document_id; a document with drafts alone is left out."""
        readable = []
        for document in self._catalogue.documents():
            if not permits(document.labels, scope):
                continue
            versions = tuple(
                version
                for version in self._catalogue.versions(document.document_id)
                if may_view_version(document.labels, version, scope)
            )
            if versions:
                readable.append(ReadableDocument(document, versions))
        return readable

    def in_force(self, today: date) -> dict[str, DocumentVersion]:
        """The version of each document that is in force; for the reviews' plan, never for callers.

        Where two are, the later one; a document without one is left out.
        """
        return {
            document.document_id: version
            for document in self._catalogue.documents()
            for version in self._catalogue.versions(document.document_id)
            if in_force(version.status, version.effective_from, version.effective_to, today)
        }

    def open_version(self, document_id: str, version: str, scope: Scope) -> ReadableVersion:
        """One version, in force or not.

        Raises:
            NotReadable: absent, or not the scope's to read.
        """
        document = self._catalogue.document(document_id)
        if document is None or not permits(document.labels, scope):
            raise _not_readable()
        found = self._catalogue.version(document_id, version)
        if found is None or not may_view_version(document.labels, found, scope):
            raise _not_readable()
        return ReadableVersion(document, found, withheld_spans(found, scope))

    def page(self, opened: ReadableVersion, number: int) -> PageInfo:
        """One page that the caller may look at, in part or whole.

        Raises:
            NotReadable: there is no such page, or all of it is withheld.
        """
        page = next((p for p in opened.pages if p.number == number), None)
        if page is None:
            raise _not_readable()
        return page

    def page_words(self, opened: ReadableVersion, number: int) -> tuple[Word, ...]:
        """All words that stand on a page, withheld ones too: ask ``may_show`` before use."""
        version = opened.version
        return self._catalogue.page_words(version.document_id, version.version, number)

    def source(self, opened: ReadableVersion) -> Path:
        """The file as ingested, for a caller from whom nothing in it is withheld.

        Raises:
            NotReadable: a part is withheld, or the copy is gone.
        """
        path = self._stored_copy(opened)
        if not opened.is_whole or path is None:
            raise _not_readable()
        return path

    def picture_source(self, opened: ReadableVersion) -> Path | None:
        """The file to draw pages from, never to hand out; None where it has no pages to draw."""
        return self._stored_copy(opened) if opened.has_page_images else None

    def _stored_copy(self, opened: ReadableVersion) -> Path | None:
        version = opened.version
        path = self._catalogue.source_path(version.document_id, version.version)
        return path if path is not None and path.is_file() else None


def _not_readable() -> NotReadable:
    # One place, one text: a second wording would tell absent from forbidden.
    return NotReadable("There is no such document, version or page that you may read.")
