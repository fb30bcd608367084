"""Pairs of clauses from two policies: do they conflict? And the product's own word on each.

Asked of the same gate as every answer: what is not in force is not cited, and ``settle`` decides
over the rest, with the headings and the jurisdictions that the manifest would give.
"""

import hashlib
from datetime import date
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from answering.conflicts.settling import settle
from domain.answers import Citation, Sentence
from domain.entitlement import in_force
from domain.types import Document, DocumentVersion, Labels, PageInfo, Status, Word

FOLDER = Path(__file__).parents[1] / "conflict_pairs"
# File -> parts of which one is held back. The first file's third was kept when it was written.
FILES = {"pairs.yaml": 3, "planted.yaml": 2}
AS_OF = date(2026, 6, 1)


class Side(BaseModel):
    """Where a clause stands, where that matters."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    heading: str = ""
    jurisdiction: str = ""
    status: Status = Status.APPROVED
    effective_from: date | None = None
    effective_to: date | None = None


class ConflictPair(BaseModel):
    """Two clauses of two policies, and whether they conflict."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    kind: str = "mixed"
    conflict: bool
    one: str
    other: str
    one_is: Side = Side()
    other_is: Side = Side()

    def is_held_back(self, parts: int) -> bool:
        """Whether nothing may be tuned on it: one part in ``parts``, by its ID's hash."""
        return int(hashlib.sha256(self.id.encode()).hexdigest(), 16) % parts == 0


def load_conflict_pairs(name: str) -> tuple[ConflictPair, ...]:
    """Every pair of a file of ``FILES``, in file order.

    Raises:
        pydantic.ValidationError: a pair does not have the form.
    """
    entries = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    return tuple(ConflictPair.model_validate(entry) for entry in entries)


def is_taken_for_conflict(pair: ConflictPair) -> bool:
    """Whether an answer that cites both clauses would be refused as ``conflicting_policies``."""
    sides = ((pair.one, pair.one_is), (pair.other, pair.other_is))
    cited = {
        f"POL-{number}": (text, side)
        for number, (text, side) in enumerate(sides, start=1)
        if in_force(side.status, side.effective_from, side.effective_to, AS_OF)
    }
    sentences = [_sentence(name, text, side) for name, (text, side) in cited.items()]
    return settle(sentences, _Policies(cited)).in_conflict


class _Policies:
    """A ``Catalogue`` of the clauses, by document ID."""

    def __init__(self, cited: dict[str, tuple[str, Side]]) -> None:
        self._cited = cited

    def documents(self) -> list[Document]:
        return [found for name in self._cited if (found := self.document(name))]

    def document(self, document_id: str) -> Document | None:
        if document_id not in self._cited:
            return None
        jurisdiction = self._cited[document_id][1].jurisdiction
        return Document(
            document_id=document_id, title=document_id, jurisdiction=jurisdiction, labels=Labels()
        )

    def versions(self, document_id: str) -> list[DocumentVersion]:
        found = self.version(document_id, "1.0")
        return [found] if found else []

    def version(self, document_id: str, version: str) -> DocumentVersion | None:
        if document_id not in self._cited:
            return None
        text, side = self._cited[document_id]
        return DocumentVersion(
            document_id=document_id, version=version, title=document_id, status=side.status,
            effective_from=side.effective_from, effective_to=side.effective_to, source_name="",
            source_sha256="", text=text, text_sha256="", sections=(), parser="none",
            pages=(PageInfo(number=1, width=595, height=842, start=0, end=len(text)),),
        )  # fmt: skip

    def page_words(self, document_id: str, version: str, page: int) -> tuple[Word, ...]:
        return ()

    def source_path(self, document_id: str, version: str) -> Path | None:
        return None


def _sentence(document_id: str, text: str, side: Side) -> Sentence:
    """The clause as it would be released, quoted whole."""
    citation = Citation(
        document_id=document_id, version="1.0", title=document_id, section="",
        section_path=(side.heading,) if side.heading else (), page=1, start=0, end=len(text),
        quote=text, boxes=(), quote_sha256="", source_sha256="",
    )  # fmt: skip
    return Sentence(text=text, citations=(citation,))
