"""The vocabulary: frozen values that pass between the steps. No step mutates its input.

Offsets are counted in Python characters of a version's canonical ``text``; spans are half-open.
Pages are numbered from 1. Boxes are PDF points from the top left corner of the page as shown
(its CropBox, after rotation), so that a viewer can draw them without knowing the file.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, PlainSerializer

from domain.principal_names import group_name, label_name, user_name
from domain.units import Unit


class Value(BaseModel):
    """Base of every value: frozen, and an unknown field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


# Names in their canonical form; any other text is an error. docs/names.md defines the form.
PrincipalName = Annotated[str, AfterValidator(label_name)]  # user:NAME or group:NAME
UserName = Annotated[str, AfterValidator(user_name)]
GroupName = Annotated[str, AfterValidator(group_name)]
# Sets have no order, and a response must be the same bytes each time.
_IN_ORDER = PlainSerializer(sorted, return_type=list[str])
PrincipalSet = Annotated[frozenset[PrincipalName], _IN_ORDER]
UserNames = Annotated[frozenset[UserName], _IN_ORDER]
GroupNames = Annotated[frozenset[GroupName], _IN_ORDER]


class Status(StrEnum):
    """Where a version stands in its life; only a draft is never in force."""

    DRAFT = "draft"
    APPROVED = "approved"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class Standing(StrEnum):
    """Where a version stands on a day, seen from that day."""

    IN_FORCE = "in_force"
    NOT_YET_IN_FORCE = "not_yet_in_force"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"  # its last day is over, and nothing says what took its place
    DRAFT = "draft"


class Labels(Value):
    """Who may read: ``user:…`` and ``group:…`` names. Deny beats allow; no allow means nobody."""

    allow: PrincipalSet = frozenset()
    deny: PrincipalSet = frozenset()


class Principal(Value):
    """Who is asking, as authentication established it; names without ``user:`` or ``group:``.

    ``subject`` is kept exactly as the issuer sent it: records, budgets and limits go by it, and an
    issuer's opaque IDs may differ in case alone. Labels go by the canonical names.
    """

    subject: str  # empty: nobody, in no label
    also_known_as: UserNames = frozenset()  # other names that labels may call the same person by
    groups: GroupNames = frozenset()


class Scope(Value):
    """What a principal may read on a date. Made by ``domain.entitlement.scope_of`` alone."""

    names: PrincipalSet
    as_of: date


class Box(Value):
    """A rectangle on a page, in points from the top left corner; x0 <= x1 and y0 <= y1."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float


class Word(Value):
    """A run of characters ``start:end`` of the canonical text, and where it stands on the page."""

    start: int
    end: int
    box: Box


LEAST_FIDELITY = 0.99  # a page below it is a finding, and its citations say so


class PageInfo(Value):
    """One page: its size as shown, in points, and the span of the text that begins on it."""

    number: int
    width: float
    height: float
    start: int
    end: int
    ocr_confidence: float | None = None  # mean word confidence, 0..1; None where text was not OCR'd
    # Share of the words a reader sees that are stored in their order, 0..1; None: not measured.
    fidelity: float | None = None
    label: str = ""  # as the file numbers it ("iv", "A-3"); empty where that is the number


class Section(Value):
    """A heading and the text under it, up to the next heading of any level.

    ``path`` runs from the outermost heading to this one, each as "4.2 Simplified due diligence".
    """

    number: str  # "4.2", "Annex A"; empty for a heading without one
    path: tuple[str, ...]
    level: int
    start: int
    end: int
    labels: Labels | None = None  # narrows the document's labels; never widens them


class Uncitable(Value):
    """A span that no citation may touch, and why: text that addresses the reader's AI, for one."""

    start: int
    end: int
    reason: str


class Document(Value):
    """A policy through all its versions. ``document_id`` is human and stable: ``POL-AML-004``."""

    document_id: str
    title: str
    owner: str = ""
    jurisdiction: str = ""
    classification: str = ""
    labels: Labels
    # Where two policies conflict: 1 prevails over 2; None: nothing is said of it.
    precedence: int | None = None
    # Against another policy that says so, too, the version in force later prevails.
    later_prevails: bool = False


class DocumentVersion(Value):
    """One version and its canonical text. Page layouts are stored beside it, a page at a time."""

    document_id: str
    version: str
    title: str
    status: Status = Status.APPROVED
    effective_from: date | None = None  # None: always was
    effective_to: date | None = None  # the last day in force; None: open
    source_name: str  # file name as ingested, for the download
    source_sha256: str
    text: str
    text_sha256: str
    pages: tuple[PageInfo, ...]
    sections: tuple[Section, ...]
    units: tuple[Unit, ...] = ()  # lists, table rows, paragraphs: see ``domain.units``
    uncitable: tuple[Uncitable, ...] = ()
    parser: str  # name and version


class Chunk(Value):
    """A piece of one section; ``text == version.text[start:end]`` always holds.

    ``context`` (title and section path) is put in front of the text for encoding only, and so is
    ``lead``: the stem of the list or the caption of the table that the chunk begins inside of.
    """

    chunk_id: str
    document_id: str
    version: str
    title: str
    section: str
    section_path: tuple[str, ...]
    first_page: int
    last_page: int
    start: int
    end: int
    text: str
    lead: str = ""
    labels: Labels
    section_labels: Labels | None = None
    status: Status
    effective_from: date | None = None
    effective_to: date | None = None

    @property
    def context(self) -> str:
        """Title and section path, one line; never part of a quote."""
        return " > ".join((self.title, *self.section_path))

    @property
    def text_in_context(self) -> str:
        """What is encoded and reranked: the context, the lead and the text, each on its line."""
        return "\n".join(part for part in (self.context, self.lead, self.text) if part)


class Passage(Value):
    """A chunk as retrieved. Scores are None where that step did not see it; ``rank`` is from 1."""

    chunk: Chunk
    rank: int
    dense_score: float | None = None
    sparse_score: float | None = None
    fused_score: float = 0.0
    rerank_score: float | None = None
    reading_score: float | None = None  # the trained reader's log-odds; None: it was not read
    # What reranked it, with what failed before it; None: the fused order stands.
    reranked_by: str | None = None
