"""Policies with words that stand nowhere else, for searching whatever leaves by any door."""

import hashlib
from collections.abc import Iterable
from datetime import date

from domain.types import DocumentVersion, Labels, Status
from tests.fakes.chunks import document, version_of
from tests.fakes.door import COMPLIANCE, Corpus

# No word of a document that the caller may not read.
FORBIDDEN_DOCUMENT = {
    "document ID": "POL-OSPREY-901",
    "title": "Kestrelwick",
    "section heading": "Marrowfen",
    "text": "Quillgate",
    "amount": "7,413",
    "file name": "thistledown",
    "version": "9.77.1",
    "owner": "Wexcombe",
    "label": "plovermoor",
}
# Nor of a section that is narrower than its document, nor of a draft, whoever asks.
FORBIDDEN_SECTION = {"section heading": "Brackenholt", "text": "Larkspurrow", "amount": "9,537"}
DRAFT = {"text": "Fennelcroft", "title": "Draftingale", "version": "3.66.2", "amount": "8,261"}
FORBIDDEN = (*FORBIDDEN_DOCUMENT.values(), *FORBIDDEN_SECTION.values())
NEVER_SHOWN = tuple(DRAFT.values())
SUPERSEDED = "Teasewell"  # may be opened as what it was, is never an answer for today
OPEN = "Gorseley"  # stands in what everyone may read: it must turn up

HIDDEN_PLACE = ("POL-OSPREY-901", "9.77.1")
DRAFT_PLACE = ("POL-GFT-003", "3.66.2")
NARROWED_PLACE = ("POL-AML-001", "1.0")
OPEN_PLACE = ("POL-GFT-003", "2.0")
ABSENT_PLACE = ("POL-NOT-000", "1.0")

_OSPREY = Labels(allow=frozenset({"group:board-secretary", "group:plovermoor"}))
_SECTION = (
    "2 Brackenholt",
    ["2.1 A gift from a customer called Larkspurrow is reported above £9,537."],
)
# As long as the one it stands for: where the withheld part begins and ends is no secret.
_OTHER_SECTION = (
    "2 Saltmarshes",
    ["2.1 A loan at the counter named Vetchlinger was declined below £1,204."],
)


def present() -> Corpus:
    """The world with everything in it."""
    documents, versions = _open(_SECTION)
    osprey = document("POL-OSPREY-901", labels=_OSPREY)
    documents.append(osprey.model_copy(update={"title": "Kestrelwick", "owner": "Wexcombe"}))
    hidden = version_of(
        [("1 Marrowfen", ["1.1 Quillgate is the gift of £7,413 from a customer of the board."])],
        document_id="POL-OSPREY-901",
        version="9.77.1",
    )
    versions.append(hidden.model_copy(update={"source_name": "thistledown.pdf"}))
    draft = version_of(
        [("1 Gifts", ["1.1 Fennelcroft may accept a gift worth £8,261 from a customer."])],
        version="3.66.2",
        status=Status.DRAFT,
    )
    versions.append(draft.model_copy(update={"title": "Draftingale"}))
    return documents, _of_their_text(versions, titles={"POL-OSPREY-901": "Kestrelwick"})


def absent() -> Corpus:
    """The world without what staff may not read; the narrowed section says something else."""
    documents, versions = _open(_OTHER_SECTION)
    return documents, _of_their_text(versions, titles={})


def _open(section: tuple[str, list[str]]) -> Corpus:
    before = [("1 Gifts", ["1.1 Teasewell: a gift from a customer may be worth up to £25."])]
    now = [("1 Gifts", ["1.1 Gorseley: a gift from a customer may be worth up to £50."])]
    duties = ("1 Duties", ["1.1 Each gift from a customer must be reported within one day."])
    versions = [
        version_of(
            before,
            version="1.0",
            status=Status.SUPERSEDED,
            effective_from=date(2024, 1, 1),
            effective_to=date(2025, 12, 31),
        ),
        version_of(now, version="2.0", effective_from=date(2026, 1, 1)),
        version_of([duties, section], document_id="POL-AML-001", section_labels={"2": COMPLIANCE}),
    ]
    return [document("POL-GFT-003"), document("POL-AML-001")], versions


def _of_their_text(
    versions: Iterable[DocumentVersion], *, titles: dict[str, str]
) -> list[DocumentVersion]:
    """A file's hash follows its text, as a real one's would."""
    made = []
    for version in versions:
        sha256 = hashlib.sha256(f"file of {version.text}".encode()).hexdigest()
        title = titles.get(version.document_id, version.title)
        made.append(version.model_copy(update={"source_sha256": sha256, "title": title}))
    return made


def found_in(said: bytes, canaries: Iterable[str]) -> list[str]:
    """The canaries that stand in the bytes, in any case and any of the spellings that JSON has."""
    text = said.decode("utf-8", "replace").lower()
    return [canary for canary in canaries if canary.lower() in text]
