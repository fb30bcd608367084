"""Whatever the amount, each of its spellings is one value; another amount never is."""

from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.quantities.matching import unmatched_figures
from domain.quantities.reading import quantities_in

_AMOUNTS = st.integers(min_value=1, max_value=999_999_999)
_CODES = st.sampled_from(("EUR", "CHF", "GBP", "USD", "PKR", "HKD"))


def _spellings(amount: int, code: str) -> list[str]:
    english = f"{amount:,}"
    figures = [
        english, str(amount), f"{english}.00", english.replace(",", " "), english.replace(",", "'"),
        english.replace(",", "\u00a0"), english.replace(",", ".") + ",00",
    ]  # fmt: skip
    return [spelling for figure in figures for spelling in (f"{code} {figure}", f"{figure} {code}")]


@settings(max_examples=25)
@given(_AMOUNTS, _CODES)
def test_every_spelling_of_an_amount_is_one_value(amount: int, code: str) -> None:
    for spelling in _spellings(amount, code):
        found = quantities_in(f"The limit is {spelling} in all.")
        assert [(q.value, q.unit) for q in found] == [(Decimal(amount), code)], spelling


@settings(max_examples=25)
@given(_AMOUNTS, _AMOUNTS, _CODES)
def test_two_amounts_are_never_one(amount: int, other: int, code: str) -> None:
    for mine in _spellings(amount, code)[::3]:
        for theirs in _spellings(other, code)[::5]:
            unmatched = unmatched_figures(f"The limit is {mine}.", [f"The limit is {theirs}."])
            assert bool(unmatched) is (amount != other)


@given(
    st.dates(min_value=date(1000, 1, 1)),
    st.sampled_from(("%Y-%m-%d", "%d.%m.%Y", "%d %B %Y", "%B %d, %Y")),
)
def test_every_way_to_write_a_day_is_one_date(day: date, form: str) -> None:
    assert [q.value for q in quantities_in(f"It is {day.strftime(form)}.")] == [day.isoformat()]


@given(st.text(max_size=80))
def test_every_digit_of_any_text_is_in_a_figure(text: str) -> None:
    covered = {p for q in quantities_in(text) for p in range(q.start, q.end)}
    assert all(place in covered for place, sign in enumerate(text) if sign in "0123456789")
