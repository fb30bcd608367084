"""What leaves: citations, sentences, answers and refusals. Whole or not at all."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from domain.types import Box, Standing, Value


class Citation(Value):
    """Proof: ``quote`` equals the cited version's text at ``start:end``."""

    document_id: str
    version: str
    title: str
    section: str
    section_path: tuple[str, ...] = ()
    page: int
    start: int
    end: int
    quote: str
    boxes: tuple[Box, ...]
    quote_sha256: str
    source_sha256: str  # empty where a part of the source is withheld from the caller
    standing: Standing = Standing.IN_FORCE  # of the cited version, on the day of asking
    in_force_from: date | None = None  # its first day, where that is still to come
    superseded_by: str | None = None  # the version in force today, where the cited one no longer is


class Quote(Value):
    """What a generator claims to be word for word in a chunk; not yet verified."""

    chunk_id: str
    document_id: str
    version: str
    start: int
    end: int
    text: str


class Claim(Value):
    """A drafted sentence and the quotes said to bear it out; not yet verified."""

    sentence: str
    quotes: tuple[Quote, ...]


class Sentence(Value):
    """A released sentence. ``citations`` is never empty."""

    text: str
    citations: Annotated[tuple[Citation, ...], Field(min_length=1)]


class RefusalCode(StrEnum):
    """The public codes; the precise reason stays inside."""

    NO_EVIDENCE = "no_evidence"
    NOT_ANSWERED_BY_POLICY = "not_answered_by_policy"
    CONFLICTING_POLICIES = "conflicting_policies"
    OUT_OF_SCOPE = "out_of_scope"
    UNSAFE_REQUEST = "unsafe_request"
    TEMPORARILY_UNAVAILABLE = "temporarily_unavailable"


class Provenance(Value):
    """What produced a response: equal fingerprints and equal documents give equal bytes."""

    index_fingerprint: str
    answer_fingerprint: str
    generator: str
    reranker: str


class Answer(Value):
    """Sentences that each carry proof."""

    kind: Literal["answer"] = "answer"
    answer_id: str
    question: str
    as_of: date
    sentences: Annotated[tuple[Sentence, ...], Field(min_length=1)]
    note: str = ""  # which policy prevailed over which other, and why, where two differ
    provenance: Provenance


class Refusal(Value):
    """No answer, in words that betray nothing of what the caller may not read."""

    kind: Literal["refusal"] = "refusal"
    answer_id: str
    question: str
    as_of: date
    code: RefusalCode
    message: str
    next_steps: tuple[str, ...] = ()
    # Verified quotes shown without a verdict, for conflicting_policies alone.
    sentences: tuple[Sentence, ...] = ()
    provenance: Provenance


Response = Annotated[Answer | Refusal, Field(discriminator="kind")]
