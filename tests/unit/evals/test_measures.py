"""Each measure against a value that a reader can work out."""

from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.measures import (
    CalibrationBin,
    Span,
    calibration,
    citation_precision,
    citation_recall,
    expected_calibration_error,
    leaks,
    ranking_scores,
    refusal_auroc,
    risk_coverage,
    unanswerable_answered_at,
)

close = pytest.approx


def test_ranking_measures_are_those_of_trec_eval() -> None:
    rankings = {"q1": ["a", "x", "b"], "q2": ["x", "c"]}
    gold = {"q1": {"a", "b", "never found"}, "q2": {"c"}}
    scores = ranking_scores(rankings, gold, recall_at=(1, 10))
    assert scores["q1"]["recall_at_1"] == close(1 / 3)
    assert scores["q1"]["recall_at_10"] == close(2 / 3)
    assert scores["q1"]["map_at_10"] == close((1 / 1 + 2 / 3) / 3)
    ideal = 1 + 1 / log2(3) + 1 / log2(4)
    assert scores["q1"]["ndcg_at_10"] == close((1 + 1 / log2(4)) / ideal)
    assert scores["q2"]["map_at_10"] == close(1 / 2)
    assert scores["q2"]["ndcg_at_10"] == close(1 / log2(3))


def test_a26_a_question_without_a_ranking_scores_zero_and_stays() -> None:
    scores = ranking_scores({}, {"q": {"a"}})
    assert set(scores["q"].values()) == {0.0}


def test_the_order_given_is_the_order_scored_whatever_the_ids() -> None:
    first = ranking_scores({"q": ["z", "a"]}, {"q": {"z"}}, recall_at=(1,))
    second = ranking_scores({"q": ["a", "z"]}, {"q": {"z"}}, recall_at=(1,))
    assert (first["q"]["recall_at_1"], second["q"]["recall_at_1"]) == (1.0, 0.0)


def test_questions_without_gold_have_no_ranking_score() -> None:
    assert ranking_scores({"q": ["a"]}, {"q": set()}) == {}


def test_citation_recall_and_precision_count_characters_once() -> None:
    gold = [Span("D", 10, 20)]
    cited = [Span("D", 15, 25), Span("D", 18, 22), Span("E", 10, 20)]
    assert citation_recall(cited, gold) == 5 / 10  # 15..20
    assert citation_precision(cited, gold) == 5 / (10 + 10)
    assert citation_precision([], gold) == 0.0
    with pytest.raises(ValueError, match="no gold"):
        citation_recall(cited, [])


def test_leaks_are_named_once_each() -> None:
    assert leaks(["B", "A", "B", "C"], {"C"}) == ("A", "B")


def test_the_area_is_the_share_of_pairs_in_order_with_ties_half() -> None:
    answerable = [True, True, False, False]
    # Pairs: .9>.5, .9>.1, .5=.5 (half), .5>.1
    assert refusal_auroc(answerable, [0.9, 0.5, 0.5, 0.1]) == (1 + 1 + 0.5 + 1) / 4
    assert refusal_auroc([True, True], [0.1, 0.2]) is None


def test_wrong_answers_are_counted_where_four_in_five_answerable_ones_are_answered() -> None:
    answerable = [True] * 5 + [False] * 4
    scores = [0.9, 0.8, 0.7, 0.6, 0.1, 0.95, 0.6, 0.5, 0.0]
    assert unanswerable_answered_at(answerable, scores) == 2 / 4  # at 0.6, which ties
    assert unanswerable_answered_at(answerable, scores, coverage=1.0) == 3 / 4  # at 0.1
    assert unanswerable_answered_at([True], [1.0]) is None


def test_risk_is_the_share_of_wrong_ones_among_those_answered() -> None:
    points = risk_coverage([0.9, 0.5, 0.5, 0.1], [True, False, True, False])
    assert points == ((1 / 4, 0.0), (3 / 4, 1 / 3), (1.0, 2 / 4))
    assert risk_coverage([], []) == ()


@given(st.lists(st.tuples(st.sampled_from([0.1, 0.4, 0.8]), st.booleans()), min_size=1))
def test_risk_at_full_coverage_is_the_share_of_wrong_ones(pairs: list[tuple[float, bool]]) -> None:
    coverage, risk = risk_coverage([p for p, _ in pairs], [r for _, r in pairs])[-1]
    assert coverage == 1.0
    assert risk == close(sum(not right for _, right in pairs) / len(pairs))


def test_calibration_error_is_the_mean_distance_by_bin() -> None:
    probabilities, rights = [0.12, 0.18, 1.0, 0.92], [False, True, True, True]
    low, high = calibration(probabilities, rights)
    assert (low.share_right, low.count) == (1 / 2, 2)
    assert low.mean_probability == close(0.15)
    assert high == CalibrationBin(0.96, 1.0, 2)
    expected = 2 / 4 * abs(0.15 - 1 / 2) + 2 / 4 * abs(0.96 - 1)
    assert expected_calibration_error(probabilities, rights) == close(expected)
    assert expected_calibration_error([], []) is None
