import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.fusion import fuse, scaled

scores = st.dictionaries(
    st.sampled_from("abcdef"), st.floats(-100, 100, allow_nan=False), max_size=6
)


def test_scores_are_scaled_between_their_lowest_and_highest() -> None:
    assert scaled([2.0, 4.0, 3.0]) == [0.0, 1.0, 0.5]


def test_equal_scores_and_a_single_one_are_all_one() -> None:
    assert scaled([7.0, 7.0]) == [1.0, 1.0]
    assert scaled([0.0]) == [1.0]
    assert scaled([]) == []


def test_the_mix_is_convex() -> None:
    mixed = fuse({"a": 0.0, "b": 1.0}, {"a": 10.0, "b": 0.0}, sparse_weight=0.6)
    assert mixed == pytest.approx({"a": 0.6, "b": 0.4})


def test_a_candidate_that_one_ranking_lacks_has_nothing_there() -> None:
    mixed = fuse({"a": 1.0, "b": 0.5}, {"c": 3.0}, sparse_weight=0.6)
    assert mixed == pytest.approx({"a": 0.4, "b": 0.0, "c": 0.6})


def test_one_empty_ranking_leaves_the_other_in_its_order() -> None:
    mixed = fuse({"a": 0.2, "b": 0.9, "c": 0.5}, {}, sparse_weight=0.6)
    assert sorted(mixed, key=mixed.__getitem__, reverse=True) == ["b", "c", "a"]


@given(scores, scores, st.floats(0, 1))
def test_every_candidate_gets_a_score_between_0_and_1(
    dense: dict[str, float], sparse: dict[str, float], weight: float
) -> None:
    mixed = fuse(dense, sparse, sparse_weight=weight)
    assert mixed.keys() == dense.keys() | sparse.keys()
    assert all(0 <= score <= 1 + 1e-9 for score in mixed.values())


@given(scores, scores)
def test_the_order_in_which_candidates_arrive_changes_nothing(
    dense: dict[str, float], sparse: dict[str, float]
) -> None:
    turned = fuse(dict(reversed(dense.items())), dict(reversed(sparse.items())), sparse_weight=0.6)
    assert turned == fuse(dense, sparse, sparse_weight=0.6)
