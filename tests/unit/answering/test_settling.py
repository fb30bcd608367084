"""Policies that disagree: both quoted, or the stated precedence decides and the answer says so."""

from datetime import date
from typing import Any

import pytest

from answering.evidence.reading import Evidence
from answering.evidence.sufficiency import Sufficiency
from answering.pipeline import answer
from domain.answers import Answer, Claim, Provenance, Quote, Refusal, RefusalCode
from domain.drafts import Draft
from domain.entitlement import scope_of
from domain.types import Document, Passage, Principal
from tests.fakes.answer_reader import NothingRead
from tests.fakes.catalogue import InMemoryCatalogue
from tests.fakes.chunks import chunks_of, document, passages_of, version_of
from tests.fakes.verifier import WordsVerifier

TODAY = date(2026, 11, 23)
SCOPE = scope_of(Principal(subject="ada", groups=frozenset({"everyone"})), as_of=TODAY)
PROVENANCE = Provenance(
    index_fingerprint="i", answer_fingerprint="a", generator="quotes", reranker="none"
)
TWELVE = "5.3 Enhanced measures must continue for at least 12 months after a person left office."
EIGHTEEN = "9.1 Enhanced measures must continue for at least 18 months after a person left office."
SUPPLIERS = "9.1 A gift from a supplier may be accepted without approval up to £25."


class QuotesAll:
    """Drafts every passage word for word."""

    name = "all"

    def __init__(self, short_answer: str = "") -> None:
        self.short_answer = short_answer

    def draft(self, evidence: Evidence) -> Draft:
        claims = tuple(
            Claim(
                sentence=chunk.text,
                quotes=(
                    Quote(
                        chunk_id=chunk.chunk_id, document_id=chunk.document_id,
                        version=chunk.version, start=chunk.start, end=chunk.end, text=chunk.text,
                    ),
                ),
            )
            for chunk in (passage.chunk for passage in evidence.passages)
        )  # fmt: skip
        return Draft(drafted_by=self.name, claims=claims, short_answer=self.short_answer)


class Retrieves:
    def __init__(self, passages: list[Passage]) -> None:
        self.passages = passages

    def retrieve(self, *_: object, **__: object) -> list[Passage]:
        return self.passages


class Enough:
    def assess(self, evidence: Evidence) -> Sufficiency:
        return Sufficiency(0.9, True)


def asked(
    one: str = TWELVE,
    other: str = EIGHTEEN,
    *,
    first: dict[str, Any] | None = None,
    second: dict[str, Any] | None = None,
    short_answer: str = "",
) -> Answer | Refusal:
    """Asks of two policies with a clause each; ``first`` and ``second`` are their manifest's."""
    versions = [
        version_of([("1 Rule", [one])], document_id="POL-A", effective_from=date(2024, 1, 1)),
        version_of([("1 Rule", [other])], document_id="POL-B", effective_from=date(2025, 1, 1)),
    ]
    documents: list[Document] = [
        document("POL-A").model_copy(update=first or {}),
        document("POL-B").model_copy(update=second or {}),
    ]
    chunks = [chunk for version in versions for chunk in chunks_of(version)]
    return answer(
        "For how long do enhanced measures continue?", scope=SCOPE, narrow=None,
        retriever=Retrieves(passages_of(chunks)), reading=NothingRead(),
        generator=QuotesAll(short_answer), judge=Enough(),
        catalogue=InMemoryCatalogue(documents, versions), provenance=PROVENANCE,
        answer_id="1", today=TODAY, verifier=WordsVerifier(),
    ).response  # fmt: skip


def test_two_policies_that_disagree_are_both_quoted_and_nothing_is_answered() -> None:
    response = asked()
    assert isinstance(response, Refusal)
    assert response.code is RefusalCode.CONFLICTING_POLICIES
    assert [s.citations[0].document_id for s in response.sentences] == ["POL-A", "POL-B"]
    assert [s.text for s in response.sentences] == [TWELVE, EIGHTEEN]


def test_a_look_alike_on_another_subject_is_no_conflict() -> None:
    clients = "5.3 A gift from a client may be accepted without approval up to £100."
    assert isinstance(asked(clients, SUPPLIERS), Answer)


def test_policies_of_two_jurisdictions_bind_different_people() -> None:
    response = asked(first={"jurisdiction": "UK"}, second={"jurisdiction": "LU"})
    assert isinstance(response, Answer)
    assert len(response.sentences) == 2
    assert response.note == ""


@pytest.mark.parametrize(
    ("first", "second", "kept", "says"),
    [
        ({"precedence": 1}, {"precedence": 2}, TWELVE, "POL-A prevails"),
        ({"precedence": 2}, {"precedence": 1}, EIGHTEEN, "POL-B prevails"),
        ({"later_prevails": True}, {"later_prevails": True}, EIGHTEEN, "came into force later"),
        (
            {"precedence": 1, "later_prevails": True},
            {"precedence": 2, "later_prevails": True},
            TWELVE,
            "order of policies",
        ),
    ],
)
def test_a_stated_precedence_decides_and_the_answer_says_so(
    first: dict[str, Any], second: dict[str, Any], kept: str, says: str
) -> None:
    response = asked(first=first, second=second)
    assert isinstance(response, Answer)
    assert [s.text for s in response.sentences] == [kept]
    assert says in response.note


def test_a_short_answer_is_proved_by_what_prevails_and_never_said_over_a_conflict() -> None:
    eighteen = EIGHTEEN.removeprefix("9.1 ")
    wins: dict[str, Any] = {"precedence": 1}
    loses: dict[str, Any] = {"precedence": 2}
    kept = asked(first=loses, second=wins, short_answer=eighteen)
    overruled = asked(first=wins, second=loses, short_answer=eighteen)
    assert isinstance(kept, Answer)
    assert isinstance(overruled, Answer)
    assert kept.short_answer is not None
    assert overruled.short_answer is None
    assert isinstance(asked(short_answer=EIGHTEEN), Refusal)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"precedence": 1}, {}),
        ({"precedence": 1}, {"precedence": 1}),
        ({"later_prevails": True}, {}),
    ],
)
def test_what_one_entry_alone_says_decides_nothing(
    first: dict[str, Any], second: dict[str, Any]
) -> None:
    assert isinstance(asked(first=first, second=second), Refusal)
