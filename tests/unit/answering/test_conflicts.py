"""Clauses that say different things of one matter, and look-alikes that do not."""

import pytest

from answering.conflicts.disagreement import texts_disagree

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


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "An employee must not keep a second job.",
            "It is forbidden for an employee to take a second job.",
        ),
        ("A loan is reviewed every year.", "A loan to a director is reviewed every month."),
        ("The first notice is valid for 3 months.", "The final notice is valid for 6 months."),
        ("Payments inside the EEA take 1 day.", "Payments outside the EEA take 4 days."),
        (
            "Requests must be made 2 weeks ahead.",
            "Requests for more than ten days must be made 8 weeks ahead.",
        ),
        ("A loss must be reported within 48 hours.", "A loss must be reported within two days."),
        ("Minutes may be kept on paper.", "Minutes must be kept for ten years."),
        ("Next review due: 1 March 2027.", "Next review due: 1 October 2027."),
        (
            "New staff must take the privacy course on joining. The pass mark is 80%.",
            "Traders must complete the market abuse module each year. The pass mark is 85%.",
        ),
        (
            "Papers may be sent abroad only with approval.",
            "Papers must be sent abroad with approval.",
        ),
    ],
)
def test_a_special_rule_or_another_class_or_the_same_said_otherwise_does_not(
    one: str, other: str
) -> None:
    assert not texts_disagree(one, other)
    assert not texts_disagree(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Calls with clients must be recorded.", "Calls with clients may be recorded."),
        (
            "Branches are inspected. A dormant account must be closed after ten years.",
            "A dormant account must be closed after 15 years.",
        ),
        ("Calls are to be recorded.", "Calls need not be recorded."),
        (
            "An employee may sit on a client's board.",
            "It is not permitted for an employee to sit on a client's board.",
        ),
        ("Papers may be printed at home.", "Printing papers at home is forbidden."),
        (
            "Staff may hold shares without clearance.",
            "Staff must obtain clearance before they hold shares.",
        ),
    ],
)
def test_must_and_may_disagree_in_whatever_words(one: str, other: str) -> None:
    assert texts_disagree(one, other)
    assert texts_disagree(other, one)
