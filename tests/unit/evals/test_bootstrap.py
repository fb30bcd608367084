"""Intervals: the same each time, around the figure, narrower with more questions."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.bootstrap import interval_of_mean, mean_measure, measure_of_rows, median_measure
from evals.summary import measures_by_slice, measures_of
from tests.fakes.runs import row, rows


def test_equal_values_give_equal_intervals() -> None:
    values = [0.0, 1.0, 1.0, 0.0, 1.0]
    assert interval_of_mean(values) == interval_of_mean(list(values))


@settings(max_examples=25)  # each resamples a thousand times
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_the_interval_lies_around_the_mean(values: list[float]) -> None:
    measure = mean_measure("share", values)
    assert measure.low <= measure.value + 1e-9
    assert measure.value <= measure.high + 1e-9
    assert measure.count == len(values)


def test_the_interval_of_a_share_is_about_two_standard_errors_each_way() -> None:
    measure = mean_measure("share", [0.0, 1.0] * 200)
    standard_error = (0.5 * 0.5 / 400) ** 0.5
    assert measure.low == pytest.approx(0.5 - 1.96 * standard_error, abs=0.01)
    assert measure.high == pytest.approx(0.5 + 1.96 * standard_error, abs=0.01)


def test_no_values_are_an_error_and_one_value_is_its_own_interval() -> None:
    for measured in (mean_measure, median_measure):
        with pytest.raises(ValueError, match="no values"):
            measured("share", [])
    assert interval_of_mean([0.25]) == (0.25, 0.25)


def test_a_statistic_of_rows_leaves_out_resamples_of_which_it_says_none() -> None:
    some = [row("a", answerable=True), row("b", answerable=False)]

    def share_where_mixed(drawn: object) -> float | None:
        kinds = [each.answerable for each in drawn]  # type: ignore[attr-defined]  # rows
        return sum(kinds) / len(kinds) if len(set(kinds)) > 1 else None

    measure = measure_of_rows("mixed", some, share_where_mixed)
    assert measure is not None
    assert (measure.value, measure.low, measure.high) == (0.5, 0.5, 0.5)
    assert measure_of_rows("mixed", some[:1], share_where_mixed) is None


def test_every_score_becomes_a_mean_over_the_rows_that_hold_it() -> None:
    some = [*rows([1.0, 0.0]), row("refusal", scores={"refused": 1.0}, slices=("forbidden",))]
    right, refused = measures_of(some)
    assert (right.name, right.value, right.count) == ("right", 1 / 2, 2)
    assert (refused.name, refused.value, refused.count) == ("refused", 1.0, 1)
    by_slice = measures_by_slice(some)
    assert list(by_slice) == ["prose", "forbidden"]
    assert [measure.name for measure in by_slice["forbidden"]] == ["refused"]
