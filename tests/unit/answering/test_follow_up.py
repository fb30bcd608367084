"""Questions that lean on the one before: written out by grammar, or asked back."""

from collections.abc import Sequence

import pytest

from answering.question.follow_up import Reading, rewrite
from answering.question.noun_phrases import noun_phrases
from answering.question.word_tags import tagged

GIFT = "Up to what value may I accept a gift from a client without approval?"
RECORDINGS = "How long must call recordings be kept?"
COMPLAINT = "Within how many days must a complaint be acknowledged in writing?"
HOTEL = "What is the hotel limit in London?"


def closeness(text: str, others: Sequence[str]) -> list[float]:
    """Alike are people with people, things with things; by kinds that the tests name."""
    kinds = [
        {"official", "officials", "client", "clients", "customers", "PEP", "PEPs", "contractors"},
        {"gift", "gifts", "hospitality", "cash"},
        {"recordings", "files"},
    ]
    mine = [kind for kind in kinds if kind & set(text.split())]
    return [1.0 if any(kind & set(other.split()) for kind in mine) else 0.0 for other in others]


@pytest.mark.parametrize(
    ("before", "typed", "written"),
    [
        (GIFT, "and from a public official?",
         "Up to what value may I accept a gift from a public official without approval?"),
        (GIFT, "What about hospitality?",
         "Up to what value may I accept hospitality from a client without approval?"),
        (GIFT, "Must it be reported?", "Must the gift from a client be reported?"),
        (GIFT, "and in Luxembourg?",
         "Up to what value may I accept a gift from a client without approval in Luxembourg?"),
        (RECORDINGS, "And for customer files?", "How long must customer files be kept?"),
        (RECORDINGS, "Who deletes them?", "Who deletes call recordings?"),
        (RECORDINGS, "what if the supervisor asks for longer?",
         "How long must call recordings be kept if the supervisor asks for longer?"),
        (COMPLAINT, "By whom?", "By whom must a complaint be acknowledged in writing?"),
        ("Can staff accept cash from clients?", "Why?", "Why can staff accept cash from clients?"),
        (HOTEL, "Does that apply to contractors?",
         "Does the hotel limit in London apply to contractors?"),
        ("Who approves a PEP?", "and high risk customers?", "Who approves high risk customers?"),
        ("May I pay a supplier £500 in cash?", "and £5,000?",
         "May I pay a supplier £5,000 in cash?"),
    ],
)  # fmt: skip
def test_what_is_missing_comes_from_the_question_before(
    before: str, typed: str, written: str
) -> None:
    found = rewrite(typed, before=before, closeness=closeness)
    assert (found.reading, found.question) == (Reading.REWRITTEN, written)
    assert found.note


@pytest.mark.parametrize(
    "typed",
    [
        RECORDINGS,
        "If a customer complains, must I tell them?",
        "Is it allowed to accept gifts?",
        "Which client needs approval?",
    ],
)
def test_a_question_that_stands_alone_is_left_as_it_is(typed: str) -> None:
    found = rewrite(typed, before="Who approves a PEP?", closeness=closeness)
    assert (found.reading, found.question) == (Reading.STANDS_ALONE, typed)


@pytest.mark.parametrize("typed", ["and?", "Must they?", "Where?", "What is that amount?", "Its?"])
def test_what_grammar_does_not_tell_is_asked_back(typed: str) -> None:
    found = rewrite(typed, before="Who approves a gift?", closeness=closeness)
    assert (found.reading, found.question) == (Reading.NOT_UNDERSTOOD, "")
    assert found.note


def test_noun_phrases_are_short_and_know_what_is_asked_for() -> None:
    phrases = noun_phrases(tagged(GIFT))
    texts = [" ".join(word.text for word in phrase.words) for phrase in phrases]
    assert texts == ["value", "a gift", "a client", "approval"]
    assert [phrase.is_asked_for for phrase in phrases] == [True, False, False, False]
    assert noun_phrases([]) == tagged("") == []
