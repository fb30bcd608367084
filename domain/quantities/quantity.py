"""What a figure of a text is, and when two figures are the same or certainly not."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from domain.quantities.bounds import Bound


class QuantityKind(StrEnum):
    """What is measured. Figures of two kinds are never the same."""

    MONEY = "money"
    PERCENTAGE = "percentage"
    DURATION = "duration"
    FREQUENCY = "frequency"  # "every three months", "a year", "quarterly"
    DATE = "date"
    TIME = "time"
    RATIO = "ratio"
    MULTIPLE = "multiple"
    COUNT = "count"
    REFERENCE = "reference"  # a clause: "4.2.1", "7(a)", "section 4.10"
    NAME = "name"  # a word with a figure or a grade in it: "P-1", "BBB-", "MT103", "m²"


@dataclass(frozen=True, slots=True)
class Quantity:
    """One figure of a text.

    ``value``: an exact number for money (units of the currency), percentages (per cent), durations
    and frequencies (in ``unit``), multiples, counts; else text: dates as ISO 8601 ("2026-04-03";
    "--04-03" without a year; "2026-04"), times as "17:30", ratios as "1:3", references and names as
    written, in lower case.
    ``unit``: an ISO 4217 code or the sign as written; "percent" or "percentage point";
    "second", "day" or "month", with "business" in front where it is one; a time's zone; a date's
    order where it cannot be told; "" for none.
    ``start`` and ``end`` count characters of the text as it was given.
    """

    kind: QuantityKind
    value: Decimal | Fraction | str
    unit: str
    bound: Bound
    start: int
    end: int
    units: frozenset[str] = frozenset()  # of money: each currency that the sign may stand for
    nouns: tuple[str, ...] = ()  # of a count: the stems that follow it; [0] is what is counted


def is_borne_out(mine: Quantity, theirs: Quantity) -> bool:
    """Whether a sentence may say ``mine`` where its quote says ``theirs``; bounds left aside.

    The sentence may be less exact than its quote ("3 April" for "3 April 2026", "500 rupees" for
    "PKR 500"), never more.
    """
    if mine.kind is not theirs.kind:
        return False
    if mine.kind is QuantityKind.DATE:
        value, other = str(mine.value), str(theirs.value)
        is_same_day = value == other or (value.startswith("--") and other.endswith(value[1:]))
        return is_same_day and mine.unit == theirs.unit
    if mine.value != theirs.value:
        return False
    if mine.kind is QuantityKind.MONEY:
        is_settled = mine.unit in mine.units and theirs.unit in theirs.units
        return mine.unit == theirs.unit or (not is_settled and theirs.units <= mine.units)
    if mine.kind is QuantityKind.COUNT:
        return _count_the_same(mine, theirs)
    if mine.kind is QuantityKind.TIME:
        return mine.unit in ("", theirs.unit)
    return mine.unit == theirs.unit


def certainly_differ(one: Quantity, other: Quantity) -> bool:
    """Whether two figures of one kind cannot be the same, however their signs are read."""
    if one.kind is not other.kind or is_borne_out(one, other) or is_borne_out(other, one):
        return False
    if one.kind is QuantityKind.MONEY and one.value == other.value:
        return bool(one.units) and bool(other.units) and not one.units & other.units
    if one.kind is QuantityKind.DATE and (one.unit or other.unit):
        return _digits_of(one) != _digits_of(other)  # "03/04/2026" may be the third of April
    if one.kind is QuantityKind.DURATION:
        return _in_days(one) != _in_days(other)
    return True


def _digits_of(date: Quantity) -> list[str]:
    return sorted(str(date.value).strip("-").split("-"))


def _in_days(duration: Quantity) -> tuple[str, object]:
    """Full days that are given in hours, as days: a rule of 24 hours is one of a day."""
    value = duration.value
    if duration.unit.endswith("second") and not isinstance(value, str):
        days = Fraction(value) / 86_400
        if days.denominator == 1:
            return duration.unit.replace("second", "day"), days
    return duration.unit, value


def _count_the_same(mine: Quantity, theirs: Quantity) -> bool:
    if not mine.nouns or not theirs.nouns:
        return True
    return mine.nouns[0] in theirs.nouns or theirs.nouns[0] in mine.nouns
