"""Generators in turn: the first draft that holds, and what is told of those that did not."""

from collections.abc import Sequence

import pytest

from answering.drafting.pipeline import Drafted, draft_in_turn
from answering.evidence.reading import Evidence
from answering.proof.verification import Reason, VerificationResult, Withheld
from domain.answers import Citation, Claim, Sentence
from domain.drafts import Draft
from domain.observing import UNOBSERVED
from domain.records import Supply

GOOD, BAD = Claim(sentence="good", quotes=()), Claim(sentence="bad", quotes=())
SUPPLY = Supply(tries=2, output_tokens=7)
MODEL = Draft(drafted_by="model", prompt="select-v1", model="m", supply=SUPPLY)
QUOTES = Draft(drafted_by="quotes", claims=(GOOD,))
CITATION = Citation(
    document_id="POL", version="1", title="t", section="1", page=1, start=0, end=1, quote="q",
    boxes=(), quote_sha256="q", source_sha256="s",
)  # fmt: skip


class Gives:
    """A generator that gives one draft, and counts how often it was asked."""

    name = "gives"

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self.asked = 0

    def draft(self, evidence: Evidence) -> Draft:
        self.asked += 1
        return self._draft


def verify(claims: Sequence[Claim]) -> VerificationResult:
    good = [Sentence(text=c.sentence, citations=(CITATION,)) for c in claims if c != BAD]
    bad = [Withheld(Reason.UNCITABLE) for claim in claims if claim == BAD]
    return VerificationResult(tuple(good), tuple(bad))


def drafted(*generators: Gives) -> Drafted:
    return draft_in_turn(
        Evidence("?", (), ()), generators=generators, verify=verify, observer=UNOBSERVED
    )


def test_a_draft_that_holds_is_the_last_word() -> None:
    quotes = Gives(QUOTES)
    draft = MODEL.model_copy(update={"claims": (GOOD,), "short_answer": "short"})
    made = drafted(Gives(draft), quotes)
    assert (made.draft, made.withheld, quotes.asked) == (draft, (), 0)
    assert [sentence.text for sentence in made.sentences] == ["good"]


@pytest.mark.parametrize(
    ("first", "reason"),
    [
        (MODEL.model_copy(update={"failed": "timeout"}), "timeout"),
        (MODEL.model_copy(update={"claims": (BAD,), "short_answer": "s"}), "nothing verified"),
    ],
)
def test_after_a_draft_that_fails_the_next_says_whose_place_it_takes(
    first: Draft, reason: str
) -> None:
    made = drafted(Gives(first), Gives(QUOTES))
    assert made.draft.drafted_by == f"quotes (model failed: {reason})"
    assert (made.draft.prompt, made.draft.model, made.draft.supply) == ("select-v1", "m", SUPPLY)
    assert made.draft.short_answer == ""
    assert [sentence.text for sentence in made.sentences] == ["good"]


def test_what_was_withheld_of_every_draft_is_counted() -> None:
    first = MODEL.model_copy(update={"claims": (BAD, BAD)})
    second = QUOTES.model_copy(update={"claims": (BAD, GOOD)})
    assert len(drafted(Gives(first), Gives(second)).withheld) == 3


def test_of_two_claims_one_that_holds_is_enough() -> None:
    quotes = Gives(QUOTES)
    made = drafted(Gives(MODEL.model_copy(update={"claims": (BAD, GOOD)})), quotes)
    assert [sentence.text for sentence in made.sentences] == ["good"]
    assert (len(made.withheld), quotes.asked) == (1, 0)


def test_a_model_that_says_nothing_answers_is_believed() -> None:
    quotes = Gives(QUOTES)
    made = drafted(Gives(MODEL), quotes)
    assert (made.draft, made.sentences, quotes.asked) == (MODEL, (), 0)


def test_one_generator_alone_has_nobody_to_stand_in_for_it() -> None:
    made = drafted(Gives(QUOTES.model_copy(update={"claims": (BAD,)})))
    assert made.draft.drafted_by == "quotes"
    assert (made.sentences, len(made.withheld)) == ((), 1)
