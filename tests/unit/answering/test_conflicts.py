"""Clauses that say different things of one matter, and look-alikes that do not."""

import pytest

from answering.conflicts import texts_disagree

LIMIT = "An employee may accept a gift from a client without approval up to £100."


@pytest.mark.parametrize(
    "other",
    [
        "3.1 An employee may accept a gift from a client without approval up to £50.",
        "An employee must not accept a gift from a client.",
        "Employees may accept a gift from a client without approval where its value is no more "
        "than £75.",
    ],
)
def test_another_figure_or_an_opposed_modal_disagrees_both_ways(other: str) -> None:
    assert texts_disagree(LIMIT, other)
    assert texts_disagree(other, LIMIT)


@pytest.mark.parametrize(
    "other",
    [
        LIMIT,
        "An employee may accept a gift from a supplier without approval up to £25.",
        "An employee may give a gift to a client without approval up to £75.",
        "Entertainment from a client may be accepted without approval up to £150.",
        "An employee may accept a gift from a client without approval up to one hundred pounds.",
        "Records must be kept for six years.",
        "",
    ],
)
def test_another_subject_or_the_same_figure_does_not(other: str) -> None:
    assert not texts_disagree(LIMIT, other)
    assert not texts_disagree(other, LIMIT)
