"""Amounts, percentages, periods, dates, times and counts of a text, each with its bound.

Reads the normal form of ``answering/proof/wording.py``: numbers are digits, and "%" is a sign.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from answering.conflicts.rules.bounds import Bound, bound_of
from answering.conflicts.rules.verified_terms import content_terms

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip


class QuantityKind(StrEnum):
    """What is measured. Quantities of two kinds are never equal."""

    MONEY = "money"
    PERCENTAGE = "percentage"
    DURATION = "duration"
    DATE = "date"
    TIME = "time"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure as it stands in a text. ``unit``: a currency, or the class of a period."""

    kind: QuantityKind
    unit: str
    value: str
    bound: Bound
    relation: str  # "before" or "after" what a period is counted from; "" where neither is said
    around: frozenset[str]  # the terms next to a count
    start: int
    end: int


_N = r"\d+(?:\.\d+)?"
_CURRENCIES = {
    "£": "gbp", "gbp": "gbp", "pound": "gbp", "pounds": "gbp", "€": "eur", "eur": "eur",
    "euro": "eur", "euros": "eur", "$": "usd", "usd": "usd", "dollar": "usd", "dollars": "usd",
    "pkr": "pkr", "rs": "pkr", "rupees": "pkr", "aed": "aed", "chf": "chf", "¥": "jpy",
}  # fmt: skip
# Twelve months are a year and seven days a week; business days and hours stand apart, because a
# period of days is not one of working days.
_PERIODS = {
    "second": ("second", 1), "minute": ("minute", 1), "hour": ("minute", 60), "day": ("day", 1),
    "week": ("day", 7), "month": ("month", 1), "quarter": ("month", 3), "year": ("month", 12),
}  # fmt: skip
_UNIT = (
    r"(?P<of>(?:(?:business|working|calendar|clear|consecutive|trading)[ -])*)"
    r"(?P<unit>second|minute|hour|day|week|month|quarter|year)s?\b"
)
_MONTH = "|".join(MONTHS)
_PATTERNS: tuple[tuple[QuantityKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (QuantityKind.MONEY, rf"(?P<sign>[£€$¥]|\b(?:GBP|EUR|USD|PKR|AED|CHF|Rs)\b\.?)\s?"
                             rf"(?P<n>{_N})"),
        (QuantityKind.MONEY, rf"(?P<n>{_N})\s(?P<sign>pounds?|euros?|dollars?|rupees)\b"),
        (QuantityKind.PERCENTAGE, rf"(?P<n>{_N})%"),
        (QuantityKind.TIME, r"\b(?P<n>\d{1,2}[:.]\d\d)(?: ?(?P<sign>[ap])\.?m\b\.?)?"
                            r"(?=\D|$)(?<=:\d\d)"
                            r"|\b(?P<m>\d{1,2}(?:[:.]\d\d)?) ?(?P<half>[ap])\.?m\b"),
        (QuantityKind.DATE, rf"\b(?P<n>\d{{1,2}}) (?P<sign>{_MONTH})\b(?: (?P<year>\d{{4}}))?"),
        (QuantityKind.DATE, rf"\b(?P<sign>{_MONTH}) (?P<n>\d{{1,2}})\b(?:,? (?P<year>\d{{4}}))?"),
        (QuantityKind.DURATION, rf"\b(?P<n>{_N}) {_UNIT}"),
        # "a second waiver" is no time
        (QuantityKind.DURATION, rf"\b(?P<every>(?!\w+ second\b)(?:every|each|any|a|an)"
                                rf"|(?P<times>\d+) times (?:in )?(?:a|an|each|every)"
                                rf"|(?P<relative>same|next|following))"
                                rf" {_UNIT}"),
        (QuantityKind.DURATION, r"\b(?P<adverb>annual|yearly|monthly|quarterly|weekly|daily"
                                r"|nightly)(?:ly)?\b"),
        (QuantityKind.DATE, rf"\b(?P<sign>{_MONTH.replace('may|', '')})\b"),
        (QuantityKind.COUNT, rf"(?<![\w.-])(?P<n>{_N})(?![\w-]|\.\d)"),
    )
)  # fmt: skip
_ADVERBS = {
    "annual": "year", "yearly": "year", "monthly": "month", "quarterly": "quarter",
    "weekly": "week", "daily": "day", "nightly": "day",
}  # fmt: skip
_RELATION = re.compile(
    r"\s?(?:notice )?(?:(?P<before>before|earlier)"
    r"|(?P<after>after|of|from|following|later|since))\b",
    re.IGNORECASE,
)


def _duration(match: re.Match[str]) -> tuple[str, str]:
    groups = match.groupdict()
    unit = (groups.get("unit") or _ADVERBS[(groups.get("adverb") or "annual").lower()]).lower()
    family, factor = _PERIODS[unit]
    of = (groups.get("of") or "").lower()
    if "business" in of or "working" in of or "trading" in of:
        family = "trading " + family if "trading" in of else "business " + family
    if groups.get("relative"):
        word = "next" if groups["relative"].lower() == "following" else groups["relative"].lower()
        return f"{word} {family}", str(factor)
    every = groups.get("every") or ""
    is_span = every.lower() in ("a", "an") and _RELATION.match(match.string, match.end())
    is_repeated = bool(groups.get("adverb") or (every and not is_span)) or bool(
        re.search(r"\b(?:every|each)\s$", match.string[: match.start()], re.IGNORECASE)
    )
    if groups.get("times"):
        return f"times a {factor} {family}", groups["times"]
    if is_repeated:
        family = f"every {family}"
    return family, _plain(float(groups.get("n") or 1) * factor)


def _plain(value: float) -> str:
    return str(int(value)) if value == int(value) else str(round(value, 6))


def _time(match: re.Match[str]) -> str:
    raw = match.group("n") or match.group("m")
    hour, _, minute = raw.replace(".", ":").partition(":")
    half = (match.group("sign") or match.group("half") or "").lower()
    hours = int(hour) % 12 + 12 if half == "p" else int(hour)
    return f"{hours:02d}:{minute or '00'}"


def _quantity(kind: QuantityKind, match: re.Match[str]) -> Quantity:
    text, start, end = match.string, match.start(), match.end()
    groups = match.groupdict()
    unit, value = "", groups.get("n") or ""
    if kind is QuantityKind.MONEY:
        unit, value = _CURRENCIES[groups["sign"].lower().rstrip(".")], _plain(float(value))
    elif kind is QuantityKind.DURATION:
        unit, value = _duration(match)
    elif kind is QuantityKind.TIME:
        value = _time(match)
    elif kind is QuantityKind.DATE:
        unit, value = groups["sign"].lower(), f"{value} {groups.get('year') or ''}".strip()
    else:
        value = _plain(float(value))
    relation = ""
    if kind is QuantityKind.DURATION and (found := _RELATION.match(text, end)):
        relation = "before" if found.group("before") else "after"
    around = frozenset(content_terms(text[end : end + 40])[:4]) | frozenset(
        content_terms(text[max(0, start - 30) : start])[-2:]
    )
    bound = bound_of(
        text, start, end, is_period=kind is QuantityKind.DURATION, is_before=relation == "before"
    )
    return Quantity(kind, unit, value, bound, relation, around, start, end)


@lru_cache(maxsize=20_000)  # asked for by each check in turn
def quantities_of(text: str) -> tuple[Quantity, ...]:
    """Every quantity in order of its place; no character belongs to two."""
    taken: list[tuple[int, int]] = []
    found: list[Quantity] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            taken.append(match.span())
            found.append(_quantity(kind, match))
    found.sort(key=lambda quantity: quantity.start)
    for place, quantity in enumerate(found):  # in order: a list may go on
        found[place] = _with_unit(quantity, found[:place], text)
    return tuple(found)


# "within 10 business days for Tier C, 15 for Tier B": the unit is said once.
_UNIT_LEFT_OUT = re.compile(r"\s(?:for|in|where|if)\b")
_LISTED = re.compile(r"(?:,|\band|\bor|\bwithin|\bthan|\bleast|\bto)\s$")


_NEXT_IN_LIST = re.compile(r"(?:, |, (?:and|or) |\b(?:and|or) )$")


def _with_unit(quantity: Quantity, before: Sequence[Quantity], text: str) -> Quantity:
    """A bare number in a list takes unit and bound of the period in front of it."""
    periods = [q for q in before if q.kind is QuantityKind.DURATION]
    bracket = re.search(r"\([^()]*$", text[: quantity.start])
    outer = [q for q in before if q.kind is quantity.kind]
    if bracket and outer and quantity.bound is Bound.EXACTLY:
        return replace(quantity, bound=outer[-1].bound)  # "up to £1,500 (in Luxembourg €1,800)"
    if outer and quantity.bound is Bound.EXACTLY and _NEXT_IN_LIST.search(text[: quantity.start]):
        quantity = replace(quantity, bound=outer[-1].bound)  # "at most 90% for A, 85% for B"
    if (
        quantity.kind is not QuantityKind.COUNT
        or not periods
        or not _UNIT_LEFT_OUT.match(text, quantity.end)
        or not _LISTED.search(text[: quantity.start])
    ):
        return quantity
    last = periods[-1]
    return replace(quantity, kind=last.kind, unit=last.unit, bound=last.bound)


def without_quantities(text: str) -> str:
    """The text with every quantity blanked out, at equal length."""
    for quantity in quantities_of(text):
        blank = " " * (quantity.end - quantity.start)
        text = text[: quantity.start] + blank + text[quantity.end :]
    return text
