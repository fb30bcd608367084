import pytest

from domain.answers import Answer
from domain.errors import ReviewIncomplete
from reviews.plan import Why
from reviews.quality import agreement_of, rate_of
from reviews.rules import Item, is_settled, may_review, outcome_of
from reviews.seeds import Spoiling, is_caught, seed_from
from reviews.verdicts import WHOLE, Mark, WholeCode, finished, places_of, require_fitting
from tests.fakes.reviewing import answer_entry, signature, verdict

RIGHT, WRONG = verdict("supports"), verdict("does_not_support", whole="wrong")


def item(*, excluded: str = "ada", is_open: bool = True) -> Item:
    return Item(
        item_id="item",
        answer_id="answer",
        whys=(Why.SAMPLED,),
        excluded=frozenset({excluded}),
        places=(),
        opened_at="t",
        is_open=is_open,
        is_seeded=False,
    )


def test_nobody_reviews_their_own_question_or_one_item_twice_or_a_closed_one() -> None:
    assert may_review(item(), [], "bob")
    assert not may_review(item(), [], "ada")
    assert not may_review(item(), [signature("bob", RIGHT)], "bob")
    assert not may_review(item(is_open=False), [], "bob")


@pytest.mark.parametrize(
    ("needs_two", "signed", "settled"),
    [
        (False, [], False),
        (False, [RIGHT], True),
        (True, [RIGHT], False),
        (True, [RIGHT, RIGHT], True),
        (True, [RIGHT, WRONG], False),
        (True, [RIGHT, verdict("partly")], False),  # they differ on a citation alone
        (True, [RIGHT, WRONG, RIGHT], True),
        (True, [RIGHT, WRONG, verdict("partly", whole="incomplete")], True),
    ],
)
def test_how_many_must_sign(needs_two: bool, signed: list, settled: bool) -> None:
    assert is_settled(needs_two, signed) is settled


def test_the_outcome_is_what_most_said() -> None:
    assert outcome_of([RIGHT]) is WholeCode.RIGHT
    assert outcome_of([RIGHT, WRONG, WRONG]) is WholeCode.WRONG
    assert outcome_of([RIGHT, WRONG, verdict("partly", whole="incomplete")]) is None
    assert outcome_of([]) is None


def test_a_verdict_has_a_code_and_a_reason_at_each_place() -> None:
    places = places_of(answer_entry("One 1.", "Two 2.").response)
    assert places == ("0.0", "1.0", WHOLE)
    marks = {place: Mark(code="supports", reason="Read it.") for place in places}
    marks[WHOLE] = Mark(code="right", reason="Read it.")
    assert finished(marks, places).whole is WholeCode.RIGHT
    for place in places:
        for lacking in (Mark(), Mark(code=marks[place].code, reason="  "), Mark(reason="x")):
            with pytest.raises(ReviewIncomplete, match="1 of 3"):
                finished(marks | {place: lacking}, places)


@pytest.mark.parametrize(
    ("place", "mark"),
    [
        ("2.0", Mark(code="supports")),
        ("0.0", Mark(code="right")),
        (WHOLE, Mark(code="supports")),
        ("0.0", Mark(reason="x" * 11)),
    ],
)
def test_a_mark_that_does_not_fit_is_refused(place: str, mark: Mark) -> None:
    with pytest.raises(ReviewIncomplete):
        require_fitting(place, mark, ("0.0", WHOLE), maximum=10)


def test_a_seeded_error_says_another_figure_than_its_quote() -> None:
    real = answer_entry("4.2 A gift worth up to 50 pounds may be kept.").response
    assert isinstance(real, Answer)
    seed = seed_from(real, answer_id="new")
    assert seed is not None
    assert seed.spoiling is Spoiling.FIGURE_CHANGED
    assert seed.response.sentences[0].text == "4.2 A gift worth up to 100 pounds may be kept."
    assert seed.response.sentences[0].citations == real.sentences[0].citations
    assert (seed.response.answer_id, seed.source_answer_id) == ("new", real.answer_id)


def test_without_a_figure_two_sentences_change_places() -> None:
    real = answer_entry("Gifts may be kept.", "Cash may not.").response
    assert isinstance(real, Answer)
    seed = seed_from(real, answer_id="new")
    assert seed is not None
    assert seed.spoiling is Spoiling.CITATION_SWAPPED
    assert [s.text for s in seed.response.sentences] == ["Gifts may be kept.", "Cash may not."]
    assert [s.citations[0].quote for s in seed.response.sentences] == [
        "Cash may not.",
        "Gifts may be kept.",
    ]
    lone = answer_entry("Gifts may be kept.").response
    assert isinstance(lone, Answer)
    assert seed_from(lone, answer_id="new") is None


def test_a_seeded_error_is_caught_where_its_citation_is_not_taken_for_proof() -> None:
    assert is_caught("0.0", verdict("does_not_support", whole="wrong"))
    assert is_caught("0.0", verdict("partly"))
    assert not is_caught("0.0", verdict("supports", whole="wrong"))


def test_kappa_is_agreement_beyond_chance() -> None:
    # Observed 3/4; by chance 1/2 * 1/4 + 1/2 * 3/4 = 1/2: (3/4 - 1/2) / (1 - 1/2) = 1/2.
    pairs = [("right", "right"), ("right", "wrong"), ("wrong", "wrong"), ("wrong", "wrong")]
    found = agreement_of(pairs)
    assert (found.pairs, found.equal, found.kappa) == (4, 3, 0.5)
    assert agreement_of([]).kappa is None
    assert agreement_of([("right", "right")] * 9).kappa is None  # one code: nothing beyond chance


def test_a_rate_has_wilsons_interval() -> None:
    # Newcombe 1998, table I: 81 of 263 is 0.2553 to 0.3662; 0 of 20 is 0 to 0.1611.
    found = rate_of([True] * 81 + [False] * 182)
    assert (found.count, found.of, found.low, found.high) == (81, 263, 0.255, 0.366)
    none = rate_of([False] * 20)
    assert (none.low, none.high) == (0.0, 0.161)
    assert rate_of([]).low is None
