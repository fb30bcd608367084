"""What leaves: citations, sentences, answers and refusals. Whole or not at all."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from domain.types import Box, Standing, Value


class AnsweringWords(Value):
    """The words of a quote that answer, ``start:end`` in the version's text."""

    start: int
    end: int


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
    answers: tuple[AnsweringWords, ...] = ()  # the words of the quote that answer; () if not marked
    superseded_by: str | None = None  # the version in force today, where the cited one no longer is
    # Lowest of its pages, as in PageInfo; None: not measured, or a part of the source is withheld.
    fidelity: float | None = None


class Quote(Value):
    """What a generator claims to be word for word in a chunk; not yet verified."""

    chunk_id: str
    document_id: str
    version: str
    start: int
    end: int
    text: str
    answers: tuple[AnsweringWords, ...] = ()


class Claim(Value):
    """A drafted sentence and the quotes said to bear it out; not yet verified."""

    sentence: str
    quotes: tuple[Quote, ...]
    left_out: str = ""  # in words: the part of its rule that is not quoted


class Sentence(Value):
    """A released sentence. ``citations`` is never empty."""

    text: str
    citations: Annotated[tuple[Citation, ...], Field(min_length=1)]
    left_out: str = ""  # in words: the part of its rule that is not quoted; empty if whole


class ShortAnswer(Value):
    """One or two sentences in a model's own words, proved by quotes of the same answer.

    ``citations`` are the quotes that it rests on, each a citation of one of the answer's sentences.
    """

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
    NAMED_TEXT_NOT_FOUND = "named_text_not_found"  # the question names a clause or a version
    AMBIGUOUS_QUESTION = "ambiguous_question"  # it may mean two days, or clauses of several texts


class Provenance(Value):
    """What produced a response: equal fingerprints and equal documents give equal bytes."""

    index_fingerprint: str
    answer_fingerprint: str
    generator: str
    reranker: str


class FollowUp(Value):
    """What was typed, where a question leaned on one before; ``question`` says it in full."""

    follows: str  # the answer_id of the question before
    typed: str


def _is_none(value: object) -> bool:
    return value is None


class Heard(Value):
    """A date or version in the question, and what was made of it."""

    words: str  # as the question has them
    explanation: str  # one or two plain sentences, with the day that the response is for


class Answer(Value):
    """Sentences that each carry proof."""

    kind: Literal["answer"] = "answer"
    answer_id: str
    question: str
    as_of: date
    # Left out of the JSON if there is none: an answer without a model has no such field.
    short_answer: ShortAnswer | None = Field(default=None, exclude_if=lambda value: value is None)
    sentences: Annotated[tuple[Sentence, ...], Field(min_length=1)]
    # Which policy prevailed over which other, where two differ; that a quoted clause goes on.
    note: str = ""
    # Left out of the JSON if there is none.
    follow_up: FollowUp | None = Field(default=None, exclude_if=_is_none)
    heard: Heard | None = None  # None: the question names no date and no version
    unanswered_parts: tuple[str, ...] = ()  # in the question's words; the other parts are answered
    provenance: Provenance

    @model_validator(mode="after")
    def _rests_on_its_quotes(self) -> Self:
        """Whatever a short answer cites is quoted under it."""
        if self.short_answer is not None:
            quoted = [citation for sentence in self.sentences for citation in sentence.citations]
            if any(citation not in quoted for citation in self.short_answer.citations):
                raise ValueError("a short answer cites what its answer does not quote")
        return self


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
    follow_up: FollowUp | None = Field(default=None, exclude_if=_is_none)  # as in Answer
    # Related passages, the nearest first; exact like a citation, and no answer.
    nearest: tuple[Citation, ...] = ()
    owner: str = ""  # whom to ask; empty where a question to somebody would not help
    not_found: tuple[str, ...] = ()  # clauses or versions that the question names, as it names them
    heard: Heard | None = None
    unanswered_parts: tuple[str, ...] = ()  # every part of a question that has several
    provenance: Provenance


Response = Annotated[Answer | Refusal, Field(discriminator="kind")]
