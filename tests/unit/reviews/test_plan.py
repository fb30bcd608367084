from datetime import date

import pytest

from domain.answers import Refusal, RefusalCode
from domain.records import Entry, Evidence
from domain.settings import ReviewSettings, Topic
from reviews.changes import lost_words, origin_of_change
from reviews.plan import Why, is_drawn, reasons_for
from tests.fakes.records import entry
from tests.fakes.reviewing import answer_entry

NONE = ReviewSettings(sample_one_in=None)
SANCTIONS = Topic(name="sanctions", words=frozenset({"sanction", "embargo"}))
GIFTS = Topic(name="gifts", document_ids=frozenset({"POL-GFT-003"}))


def test_without_a_plan_nothing_is_reviewed() -> None:
    assert reasons_for(answer_entry(), NONE) == ()
    assert reasons_for(entry(), NONE) == ()


def test_one_in_one_draws_every_answer_and_no_refusal() -> None:
    every = ReviewSettings(sample_one_in=1)
    assert reasons_for(answer_entry(), every) == (Why.SAMPLED,)
    assert reasons_for(entry(), every) == ()


def test_about_one_in_ten_is_drawn_and_the_same_ones_again() -> None:
    names = [f"answer {number}" for number in range(2_000)]
    drawn = [name for name in names if is_drawn("sample", name, 10)]
    assert 140 <= len(drawn) <= 260  # four standard deviations of 13 around 200
    assert drawn == [name for name in names if is_drawn("sample", name, 10)]
    assert drawn != [name for name in names if is_drawn("seed", name, 10)]
    assert not any(is_drawn("sample", name, None) for name in names)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Which SANCTION lists apply?", (Why.REFUSAL_OF_TOPIC,)),
        ("Is there an embargo?", (Why.REFUSAL_OF_TOPIC,)),
        ("Are we sanctioned?", ()),  # another word
        ("May I keep a gift?", ()),
    ],
)
def test_all_refusals_of_a_topic_by_whole_words(question: str, expected: tuple[Why, ...]) -> None:
    settings = ReviewSettings(sample_one_in=None, refusal_topics=(SANCTIONS,))
    assert reasons_for(entry(question), settings) == expected
    assert reasons_for(answer_entry(question=question), settings) == ()


def test_high_impact_goes_by_words_and_by_documents_cited_or_looked_at() -> None:
    settings = ReviewSettings(sample_one_in=None, high_impact_topics=(SANCTIONS, GIFTS))
    assert reasons_for(answer_entry(), settings) == (Why.HIGH_IMPACT,)
    looked_at = Evidence(chunk_id="c", document_id="POL-GFT-003", version="1", start=0, end=9)
    refused = entry()
    working = refused.working.model_copy(update={"evidence": (looked_at,)})
    assert reasons_for(refused.model_copy(update={"working": working}), settings) == (
        Why.HIGH_IMPACT,
    )
    assert reasons_for(refused, settings) == ()


def test_replays_and_passing_failures_are_left_out() -> None:
    everything = ReviewSettings(
        sample_one_in=1, refusal_topics=(Topic(name="all", words=frozenset({"gift"})),)
    )
    assert reasons_for(answer_entry(replay_of="another"), everything) == ()
    assert reasons_for(entry(), everything) == (Why.REFUSAL_OF_TOPIC,)
    assert reasons_for(_away(entry()), everything) == ()


def _away(refused: Entry) -> Entry:
    assert isinstance(refused.response, Refusal)
    away = refused.response.model_copy(update={"code": RefusalCode.TEMPORARILY_UNAVAILABLE})
    return refused.model_copy(update={"response": away})


def test_words_are_lost_when_the_new_version_says_otherwise_not_when_it_breaks_lines() -> None:
    response = answer_entry("A gift worth up to 50 pounds may be kept.").response
    cited = ("POL-GFT-003", "2.0")
    assert not lost_words(response, *cited, "1 Gifts\nA gift worth up to\n50 pounds  may be kept.")
    assert lost_words(response, *cited, "A gift worth up to 75 pounds may be kept.")
    assert not lost_words(response, "POL-AML-001", "2.0", "")


def test_the_same_question_is_asked_again_once_a_version() -> None:
    first = origin_of_change("May a gift be kept?", "POL-GFT-003", "3.0")
    assert first == origin_of_change("may a  gift be kept?", "POL-GFT-003", "3.0")
    assert first != origin_of_change("May a gift be kept?", "POL-GFT-003", "4.0")


def test_an_answer_for_a_date_is_no_answer_about_today() -> None:
    assert answer_entry(as_of=date(2024, 1, 1)).response.as_of != answer_entry().asked_on
