"""What the review routes take and give."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from domain.answers import Response
from reviews.plan import Why
from reviews.seeds import Spoiling
from reviews.verdicts import Mark, WholeCode

# Above any limit in the settings: it bounds the body.
MAXIMUM_REASON = 20_000


class ReviewRequest(BaseModel):
    """Base of every request body here."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class MarkRequest(ReviewRequest):
    """One verdict of a draft, as far as it got."""

    place: Annotated[str, Field(max_length=20, description="SENTENCE.CITATION from 0, or whole.")]
    code: Annotated[str, Field(max_length=40, description="Empty: none chosen yet.")] = ""
    reason: Annotated[str, Field(max_length=MAXIMUM_REASON)] = ""


class SignatureRequest(ReviewRequest):
    """Which state of the draft is signed."""

    revision: Annotated[int, Field(ge=0, description="As the last save gave it.")]


class DisputeRequest(ReviewRequest):
    """Why an answer or refusal is not right."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"reason": "Section 4.2 has another limit for London."}]}
    )

    reason: Annotated[str, Field(max_length=MAXIMUM_REASON)]


class QueuedItem(BaseModel):
    """An item in the queue; what it is about is shown once it is opened."""

    item_id: str
    whys: tuple[Why, ...]
    opened_at: str
    held_by: Annotated[str | None, Field(description="me, another, or none")]


class QueueView(BaseModel):
    """What the caller may judge, oldest first. ``reviewer`` names the caller to its own drafts."""

    reviewer: str
    items: tuple[QueuedItem, ...]


class LookedAt(BaseModel):
    """A passage that a refusal rests on: to be opened, not to be judged."""

    document_id: str
    version: str
    title: str
    section: str
    page: int
    start: int
    end: int
    quote: str


class DeskItem(BaseModel):
    """An item before the reviewer who holds it. Nobody else's verdict is ever in it."""

    item_id: str
    whys: tuple[Why, ...]
    response: Response
    places: Annotated[tuple[str, ...], Field(description="What is to be judged, in order.")]
    looked_at: tuple[LookedAt, ...]
    marks: dict[str, Mark]
    revision: int
    held_until: str


class SavedMark(BaseModel):
    """The draft's revision with the mark in it."""

    revision: int


class SeedShown(BaseModel):
    """Told after the verdict: the item was a seeded error."""

    place: str
    spoiling: Spoiling
    is_caught: bool


class SignedVerdict(BaseModel):
    """The verdict is on record as this act."""

    act_id: str
    seed: SeedShown | None


class DisputeMade(BaseModel):
    """The dispute is on record, and opens a review."""

    dispute_id: str


class DisputeStanding(BaseModel):
    """How one dispute of the caller's stands."""

    opened_at: str
    is_open: bool
    outcome: Annotated[WholeCode | None, Field(description="None: open, or reviewers differed.")]


class DisputeList(BaseModel):
    """The caller's own disputes of an answer, oldest first."""

    disputes: tuple[DisputeStanding, ...]
