"""What the ledger keeps: one record for each answer, refusal and act, linked to the one before.

Hashes are SHA-256 in lower-case hex. Nothing here is ever part of a response.
"""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import JsonValue, PlainSerializer, field_validator

from domain.answers import Response
from domain.types import Value

# Raised by hand with every change of what a record means; old records keep their number.
# 2: ``Entry.as_of`` is what the request gave; before, ``response.as_of`` was, or the day itself.
RECORD_FORMAT = 2
# The ``reason`` of a withheld claim that was a model's short answer; ``detail`` says why.
SHORT_ANSWER = "short_answer"


class Evidence(Value):
    """A passage that the answer was looked for in; its text is the catalogue's to keep."""

    chunk_id: str
    document_id: str
    version: str
    start: int
    end: int


class WithheldClaim(Value):
    """What was drafted and not released: the check that failed, and what it said."""

    reason: str
    detail: str = ""


class Supply(Value):
    """What a language model was asked for one response, and what it took."""

    tries: int = 0  # requests sent, retries and repair included
    repaired: bool = False
    input_tokens: int = 0  # as the provider counted them, else estimated
    output_tokens: int = 0
    cost: float = 0.0  # by the prices in the settings
    dropped: tuple[str, ...] = ()  # why what the model chose could not be used, one entry each


class Working(Value):
    """How a response came about: for the record alone, never for the caller."""

    reason: str = ""  # which step refused; empty for an answer
    evidence: tuple[Evidence, ...] = ()
    withheld: tuple[WithheldClaim, ...] = ()
    prompt: str = ""  # ID and hash of the prompt; empty where no model was asked
    model: str = ""  # of the draft; empty where no model was asked
    supply: Supply | None = None  # None where no model is configured


class Outcome(Value):
    """A response as it may be released once it is on record, and how it came about."""

    response: Response
    working: Working


class Fingerprints(Value):
    """What produced a response: where all are equal, asking again gives the same bytes (P7)."""

    index: str
    documents: str  # what the asker could open, no more: a hidden document does not move it
    prompt: str
    model: str
    settings: str
    entitlement: str  # the names that the asker went by
    software: str


class Asker(Value):
    """Who asked. ``subject`` is a keyed hash, or the name itself where the settings say so.

    ``names`` are what labels may call that person by, in the same way; empty in older records.
    Groups are as they were written: an older record's may be in another form than today's.
    """

    subject: str
    names: tuple[str, ...] = ()
    groups: Annotated[frozenset[str], PlainSerializer(sorted, return_type=list[str])]


class Idempotency(Value):
    """A caller's own key (a keyed hash of subject and key) and the hash of what was asked by it."""

    key: str
    request: str


class Entry(Value):
    """What is put on record of one response."""

    answer_id: str
    kind: Literal["answer", "refusal"]
    request_id: str  # empty where no request brought the question: the command line, the evals
    asker: Asker
    asked_on: date  # "today" when it was asked; ``response.as_of`` is the policies' date
    as_of: date | None = None  # the day that the request gave; None: none
    document_ids: tuple[str, ...] | None  # the asker's own narrowing; None: none
    fingerprints: Fingerprints
    working: Working
    response: Response
    idempotency: Idempotency | None = None
    replay_of: str | None = None  # the answer that was asked again


class Act(Value):
    """Something that a person did, put on record: a verdict, a dispute, an approval.

    ``content`` is JSON of the package that ``act`` names before its first dot. Floats are refused:
    their text is not the same everywhere, and the record's hash is over its text.
    """

    kind: Literal["act"] = "act"
    act_id: str
    act: str  # "review.verdict", "review.dispute"
    about: str  # the ID of what it was done to: an answer's, a draft's
    request_id: str
    actor: Asker
    done_on: date
    content: dict[str, JsonValue]
    idempotency: Idempotency | None = None

    @field_validator("content")
    @classmethod
    def _without_floats(cls, content: dict[str, JsonValue]) -> dict[str, JsonValue]:
        if any(isinstance(value, float) for value in _leaves(content)):
            raise ValueError("an act's content holds no floats")
        return content


def _leaves(value: JsonValue) -> Iterator[JsonValue]:
    if isinstance(value, dict):
        value = [*value.values()]
    if not isinstance(value, list):
        yield value
        return
    for part in value:
        yield from _leaves(part)


class Link(Value):
    """A place in the chain. A record's hash is that of its canonical JSON."""

    format: int = RECORD_FORMAT
    sequence: int  # from 1, without gaps
    previous_sha256: str
    recorded_at: str  # UTC, ISO 8601 with microseconds and Z


class Record(Link):
    """A response in its place in the chain."""

    entry: Entry


class ActRecord(Link):
    """An act in its place in the chain."""

    entry: Act


AnyRecord = Record | ActRecord


class Checkpoint(Value):
    """A signature over the chain up to ``sequence``; ``number`` from 1, without gaps."""

    number: int
    sequence: int
    record_sha256: str
    made_at: str
    key_id: str
    signature: str  # Ed25519, lower-case hex


class Head(Value):
    """The chain's end, signed anew with each record: a shorter chain has no such signature."""

    sequence: int  # 0 for an empty ledger
    record_sha256: str
    checkpoints: int  # how many there are
    key_id: str
    signature: str


class Proof(Value):
    """What the ledger can say for one record right now."""

    record_sha256: str
    recorded_at: str
    sequence: int
    verified: bool  # its hash, its links, and a signature that covers it
    checkpoint: Checkpoint | None  # the first that covers it; None: the signed head does
