"""The ``Catalogue`` port in memory."""

from datetime import date
from pathlib import Path

from domain.types import Document, DocumentVersion, Word
from tests.fakes.chunks import words_on


class InMemoryCatalogue:
    """Documents and versions as given; page words are laid out from the text."""

    def __init__(
        self, documents: list[Document] | None = None, versions: list[DocumentVersion] | None = None
    ) -> None:
        self._documents = {d.document_id: d for d in documents or []}
        self._versions = {(v.document_id, v.version): v for v in versions or []}

    def put(self, version: DocumentVersion) -> None:
        """Adds a version, or puts it in the place of the one that has its name."""
        self._versions[version.document_id, version.version] = version

    def documents(self) -> list[Document]:
        return [self._documents[key] for key in sorted(self._documents)]

    def document(self, document_id: str) -> Document | None:
        return self._documents.get(document_id)

    def versions(self, document_id: str) -> list[DocumentVersion]:
        found = [v for v in self._versions.values() if v.document_id == document_id]
        return sorted(found, key=lambda v: (v.effective_from or date.min, v.version))

    def version(self, document_id: str, version: str) -> DocumentVersion | None:
        return self._versions.get((document_id, version))

    def page_words(self, document_id: str, version: str, page: int) -> tuple[Word, ...]:
        found = self.version(document_id, version)
        return words_on(found, page) if found else ()

    def source_path(self, document_id: str, version: str) -> Path | None:
        return None


class UnavailableCatalogue(InMemoryCatalogue):
    """A catalogue whose disk is gone."""

    def document(self, document_id: str) -> Document | None:
        raise OSError("disk is gone")

    def version(self, document_id: str, version: str) -> DocumentVersion | None:
        raise OSError("disk is gone")
