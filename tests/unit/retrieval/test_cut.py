from collections.abc import Callable, Sequence

from hypothesis import given
from hypothesis import strategies as st

from domain.ports import Hit
from retrieval.cut import ScoredPayload, best_hits
from retrieval.payload import payload_of
from tests.fakes.library import make_chunk


def engine(scores: dict[str, float], order: Sequence[str]) -> Callable[[int], list[ScoredPayload]]:
    """Best first, ties in the order of storing: as an engine does it."""
    stored: list[ScoredPayload] = [(scores[key], payload_of(make_chunk(key, "x"))) for key in order]
    ranked = sorted(stored, key=lambda pair: -pair[0])
    return lambda count: ranked[:count]


def names(hits: list[Hit]) -> list[str]:
    return [hit.chunk.chunk_id for hit in hits]


def test_fewer_than_the_limit_are_all_given() -> None:
    assert names(best_hits(engine({"a": 1.0, "b": 2.0}, "ab"), limit=5)) == ["b", "a"]


def test_scores_that_differ_by_rounding_alone_are_ties() -> None:
    fetch = engine({"b": 1.00000001, "a": 1.0}, "ba")
    assert names(best_hits(fetch, limit=1)) == ["a"]


def test_the_whole_group_that_ties_at_the_cut_is_seen() -> None:
    scores = dict.fromkeys("zyxwvutsrqponmlkjihgfedcba", 1.0)
    assert names(best_hits(engine(scores, list(scores)), limit=2)) == ["a", "b"]


@given(
    st.dictionaries(st.text("abc", min_size=1, max_size=3), st.sampled_from([0.1, 0.5, 0.9])),
    st.integers(1, 6),
    st.randoms(use_true_random=False),
)
def test_the_order_of_storing_changes_nothing(scores, limit, random) -> None:  # type: ignore[no-untyped-def]  # hypothesis' own Random type
    order = list(scores)
    random.shuffle(order)
    expected = sorted(scores, key=lambda key: (-scores[key], key))[:limit]
    assert names(best_hits(engine(scores, order), limit=limit)) == expected
