from itertools import pairwise

import pytest

from domain.quantities.bounds import Bound
from domain.quantities.matching import figures_conflict, turned_bounds, unmatched_figures
from domain.quantities.quantity import QuantityKind
from domain.quantities.reading import quantities_in

_EQUAL = [
    ("EUR 1,000", "1.000,00 EUR"), ("EUR 1 000", "EUR 1\u202f000"), ("CHF 1’000", "CHF 1,000"),
    ("EUR 1,000", "€1k"), ("$5m", "USD 5 million"), ("Rs 5 lakh", "Rs. 500,000"),
    ("PKR 1,00,000", "PKR 1 lakh"), ("GBP 250", "£250.00"), ("250 pounds", "£250"),
    ("10⁶ euros", "EUR 1 million"), ("50 bps", "0.5 per cent"), ("2½%", "2.5 per cent"),
    ("12,5 %", "12.5%"), ("3 April 2026", "2026-04-03"), ("3.4.2026", "April 3rd, 2026"),
    ("25/12/2026", "25 December 2026"), ("5 pm", "17:00"), ("5.30 p.m.", "17h30"),
    ("24h", "24 hours"), ("30d", "30 days"), ("two weeks", "14 days"), ("1½ years", "18 months"),
    ("ten days", "10 (ten) days"), ("10 business days", "ten working days"),
    ("within a month", "within one month"), ("quarterly", "every three months"), ("1/2", "½"),
    ("EUR 1.5 million", "1,5 Mio. EUR"), ("10,000 (ten thousand) euros", "EUR 10,000"),
    ("one and a half years", "18 months"), ("half a year", "6 months"), ("5%-7%", "5% to 7%"),
    ("1.000 customers", "1,000 customers"), ("Annex II", "annex II"),
    ("1.5x", "1.5 times"), ("one hundred and twenty", "120"), ("5 to 10 days", "5 days or 10 days"),
]  # fmt: skip
_UNEQUAL = [
    ("24h", "48h"), ("30d", "60d"), ("2026-04-03", "2026-05-03"), ("3.4.2026", "3.5.2026"),
    ("2½%", "3½%"), ("150bps", "250bps"), ("1.5x", "2.5x"), ("BBB-", "BBB+"), ("AA", "AAA"),
    ("Annex II", "Annex III"), ("Part A", "Part B"), ("1 customer", "1.000 customers"),
    ("P-1", "P-2"), ("4.2.1", "4.2.3"), ("7(a)", "7(b)"), ("clause 4.1", "clause 4.10"),
    ("10⁶", "10⁷"), ("EUR 5,0003", "EUR 5,000"), ("US$ 500", "HK$ 500"), ("$ 500", "HK$ 500"),
    ("PKR 5 lakh", "PKR 5 crore"), ("1 in 200", "1 in 100"), ("1:3", "1:4"), ("17:30", "18:30"),
    ("3 April 2026", "3 April 2025"), ("10 days", "10 business days"), ("12 months", "12 days"),
    ("T+2", "T+3"), ("MT103", "MT202"), ("0.5%", "5%"), ("-2%", "2%"), ("m²", "m³"),
    ("two managers", "three managers"), ("two managers", "two weeks"), ("Aa2", "Aa3"),
    ("09:00 CET", "09:00 GMT"), ("EUR 100 a month", "EUR 100 a year"), ("1⁄3", "2⁄3"),
    ("03/04/2026", "3 April 2026"), ("1 January", "2 January"), ("2016/679", "2016/697"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), _EQUAL)
def test_a_figure_is_the_same_in_every_spelling(one: str, other: str) -> None:
    assert unmatched_figures(f"It is {one}.", [f"It is {other}."]) == ()
    assert unmatched_figures(f"It is {other}.", [f"It is {one}."]) == ()


@pytest.mark.parametrize(("one", "other"), _UNEQUAL)
def test_another_figure_is_not_borne_out(one: str, other: str) -> None:
    assert unmatched_figures(f"It is {one} here.", [f"It is {other} here."])


def test_a_sentence_may_be_less_exact_than_its_quote_and_never_more() -> None:
    assert unmatched_figures("From 3 April.", ["From 3 April 2026."]) == ()
    assert unmatched_figures("From 3 April 2026.", ["From 3 April."]) == ("3 April 2026",)
    assert unmatched_figures("It is 500 rupees.", ["It is PKR 500."]) == ()
    assert unmatched_figures("It is PKR 500.", ["It is 500 rupees."]) == ("PKR 500",)


def test_each_digit_of_a_text_is_in_one_figure() -> None:
    text = "Send MT103 by T+2, EUR 5,000³ at most, see 7(a), 4.2.1 and COVID-19 (5k, 10km, 40°C)."
    found = quantities_in(text)
    amounts = [figure for figure in found if figure.kind is not QuantityKind.NAME]
    assert all(one.end <= other.start for one, other in pairwise(amounts))
    covered = {place for figure in found for place in range(figure.start, figure.end)}
    assert {place for place, sign in enumerate(text) if sign.isdigit()} <= covered


def test_a_unit_said_once_goes_for_the_range_the_list_and_the_cell() -> None:
    texts = {
        "5 to 10 days": [(5, "day"), (10, "day")],
        "EUR 1,000-2,000": [(1000, "EUR"), (2000, "EUR")],
        "10 business days for Tier C, 15 for Tier B": [(10, "business day"), (15, "business day")],
        "Review period in months: 24": [(24, "month")],
        "Limit (EUR million): 5": [(5_000_000, "EUR")],
    }
    for text, right in texts.items():
        assert [(q.value, q.unit) for q in quantities_in(text)] == right


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("at most EUR 5", Bound.AT_MOST), ("no more than EUR 5", Bound.AT_MOST),
        ("more than EUR 5", Bound.MORE), ("≥ EUR 5", Bound.AT_LEAST), ("EUR 5", Bound.EXACTLY),
        ("EUR 5 or more", Bound.AT_LEAST), ("below EUR 5", Bound.LESS),
        ("5+ years", Bound.AT_LEAST),
        ("within 5 days", Bound.AT_MOST), ("after 5 days", Bound.EXACTLY),
        ("no later than 5 days before", Bound.AT_LEAST),
    ],
)  # fmt: skip
def test_the_side_of_a_figure(text: str, bound: Bound) -> None:
    assert [q.bound for q in quantities_in(text)] == [bound]


def test_a_bound_that_was_turned_round_is_named() -> None:
    assert turned_bounds("At least EUR 5.", ["Up to EUR 5."]) == ("EUR 5",)
    assert turned_bounds("It is EUR 5.", ["More than EUR 5."]) == ("EUR 5",)
    assert turned_bounds("Within 5 days.", ["The period is 5 days."]) == ()


def test_words_are_no_figures() -> None:
    for text in ("One of them may march.", "a second waiver", "All staff", "the minutes", "Basel"):
        assert quantities_in(text) == (), text


@pytest.mark.parametrize(
    ("one", "other", "is_conflict"),
    [
        ("EUR 1 000", "EUR 1,000", False), ("EUR 1 000", "EUR 1 500", True),
        ("0.5 per cent", "50 basis points", False), ("50 bps", "70 bps", True),
        ("US$ 500", "HK$ 500", True), ("$500", "HK$ 500", False), ("24 hours", "1 day", False),
        ("within 24 hours", "within 48 hours", True), ("03/04/2026", "3 April 2026", False),
        ("03/04/2026", "4 March 2026", False), ("03/04/2026", "3 May 2026", True),
    ],
)  # fmt: skip
def test_only_figures_that_certainly_differ_are_a_conflict(
    one: str, other: str, is_conflict: bool
) -> None:
    assert figures_conflict(f"It is {one}.", f"It is {other}.", tuple(QuantityKind)) is is_conflict
