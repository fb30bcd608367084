"""What goes over the wire beside ``domain.types``. Requests refuse unknown fields (A11)."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from api.comparison import Paragraph
from api.identity.demo import DemoRole
from domain.answers import RefusalCode
from domain.dates import WrittenDate
from domain.records import Checkpoint
from domain.types import Box, Status


def encodable(text: str) -> str:
    """The text.

    Raises:
        ValueError: it holds half of a surrogate pair, which is no character and fits no answer.
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValueError("holds half a character (a lone surrogate)") from error
    return text


Text = Annotated[str, AfterValidator(encodable)]
# Far above any use; bounds the filter that a request can build.
MAXIMUM_DOCUMENT_IDS = 500
MAXIMUM_NAMES = 50
EXAMPLE_QUESTION = "Up to what value may I accept a gift without approval?"


class Request(BaseModel):
    """Base of every request body."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"examples": [{"question": EXAMPLE_QUESTION, "as_of": "2026-06-30"}]},
    )


class FollowUpRequest(BaseModel):
    """What was typed, where ``question`` was written out from it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    follows: Annotated[str, Field(max_length=64, description="answer_id of the one before.")]
    typed: str


class RewritingRequest(BaseModel):
    """A question that may lean on the one that was answered."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"question": "and for PEPs?"}]}
    )

    question: str


class QuestionRequest(Request):
    """A question, and what narrows it. Nothing here can widen what the caller may read."""

    question: Annotated[str, Field(description="Plain language; the server's limit applies.")]
    as_of: Annotated[
        WrittenDate | None,
        Field(description="Policies in force on this day. None: the day that the question names."),
    ] = None
    document_ids: Annotated[
        frozenset[Text] | None,
        Field(max_length=MAXIMUM_DOCUMENT_IDS, description="Look in these documents only."),
    ] = None
    jurisdictions: Annotated[
        frozenset[str] | None,
        Field(max_length=MAXIMUM_NAMES, description="Look in policies of these entities only."),
    ] = None
    classifications: Annotated[
        frozenset[str] | None,
        Field(max_length=MAXIMUM_NAMES, description="Look in policies of these classes only."),
    ] = None
    follow_up: FollowUpRequest | None = None


class DemoTokenRequest(BaseModel):
    """Whom to sign in as; demo only."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"role": "auditor"}]})

    role: DemoRole


class DemoRoles(BaseModel):
    """The demo's roles; the page offers them."""

    roles: tuple[DemoRole, ...]


class DemoToken(BaseModel):
    """A bearer token of the demo issuer."""

    token: str
    role: DemoRole
    expires_in_seconds: int


class WidgetTokenRequest(BaseModel):
    """What a host's backend sends; origin, conversation and key come from the widget's event."""

    model_config = ConfigDict(extra="forbid")

    subject_token: Annotated[str, Field(description="The person's own token, of your issuer.")]
    origin: Annotated[str, Field(max_length=300, description="Of the page, as configured.")]
    conversation: Annotated[str, Field(max_length=64)]
    key: Annotated[str, Field(max_length=64, description="RFC 7638 thumbprint.")]


class WidgetRevocation(BaseModel):
    """The conversation to end."""

    model_config = ConfigDict(extra="forbid")

    conversation: Annotated[str, Field(max_length=64)]


class WidgetToken(BaseModel):
    """A token for one page of the widget."""

    token: str
    expires_in_seconds: int


class FoundPassage(BaseModel):
    """A passage that the caller may read. Labels stay inside: they name other groups."""

    rank: int
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
    dense_score: float | None
    sparse_score: float | None
    fused_score: float
    rerank_score: float | None


class SearchResult(BaseModel):
    """Passages, best first."""

    question: str
    as_of: date
    passages: tuple[FoundPassage, ...]


class VersionSummary(BaseModel):
    """One version in a listing."""

    version: str
    title: str
    status: Status
    effective_from: date | None
    effective_to: date | None
    in_force: bool
    pages: int
    # Lowest of the pages (see PageInfo); None: not measured, or a part of the version is withheld.
    fidelity: float | None = None


class DocumentSummary(BaseModel):
    """One document in a listing, versions oldest first."""

    document_id: str
    title: str
    owner: str
    jurisdiction: str
    classification: str
    versions: tuple[VersionSummary, ...]


class DocumentList(BaseModel):
    """What the caller may read, by document_id."""

    as_of: date
    documents: tuple[DocumentSummary, ...]


class VersionComparison(BaseModel):
    """Two versions of one document, paragraph by paragraph."""

    document_id: str
    before: str
    after: str
    paragraphs: tuple[Paragraph, ...]


class PageSize(BaseModel):
    """A page that the caller may look at; width and height in PDF points."""

    number: int
    width: float
    height: float


class SectionOutline(BaseModel):
    """A section that the caller may read, and where it stands in the text."""

    number: str
    path: tuple[str, ...]
    level: int
    start: int
    end: int


class TextRun(BaseModel):
    """A readable run of the version's text; withheld ones lie between the runs."""

    start: int
    end: int
    text: str


class VersionDetail(VersionSummary):
    """A version opened: outline, text, page sizes."""

    document_id: str
    owner: Annotated[str, Field(description="Empty where the manifest names none.")]
    source_name: str
    source_sha256: Annotated[str, Field(description="Empty where a section is withheld.")]
    has_page_images: bool
    may_download: bool
    page_sizes: tuple[PageSize, ...]
    sections: tuple[SectionOutline, ...]
    text: tuple[TextRun, ...]


class PageBoxes(BaseModel):
    """Where the characters ``start:end`` stand on a page, one box a word, in points."""

    page: int
    width: float
    height: float
    boxes: tuple[Box, ...]


class AskedBefore(BaseModel):
    """One question of the caller's own, as a list shows it."""

    answer_id: str
    question: str
    typed: Annotated[str | None, Field(description="What was typed, where it was rewritten.")]
    follows: str | None
    kind: Literal["answer", "refusal"]
    code: RefusalCode | None
    as_of: date
    asked_on: date
    recorded_at: str


class History(BaseModel):
    """The caller's own questions, newest first; ``next`` is the following page's ``before``."""

    answers: tuple[AskedBefore, ...]
    next: str | None


class RecordVerification(BaseModel):
    """What the ledger says for one answer. Place and checkpoint are for auditors alone."""

    answer_id: str
    verified: Annotated[bool, Field(description="Its hash, its links and a signature hold.")]
    record_sha256: str
    recorded_at: str
    sequence: int | None
    checkpoint: Checkpoint | None


class Health(BaseModel):
    """The process is alive."""

    status: str = "alive"


class Readiness(BaseModel):
    """Whether each part that a question needs can be used."""

    ready: bool
    parts: dict[str, bool]
