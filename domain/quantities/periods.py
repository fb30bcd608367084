"""Durations and frequencies: "30 days", "24h", "two business days", "every quarter", "p.a."."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from domain.quantities.numbers import NUMBER, WORDS, exact, value_of

# Twelve months are a year and seven days a week. Days, business days and months stand apart: a
# period of the one is not a period of the other.
_LONG = {
    "second": ("second", 1), "minute": ("second", 60), "hour": ("second", 3600), "day": ("day", 1),
    "night": ("day", 1), "week": ("day", 7), "fortnight": ("day", 14), "month": ("month", 1),
    "quarter": ("month", 3), "year": ("month", 12), "decade": ("month", 120),
}  # fmt: skip
_SHORT = {
    "s": "second", "sec": "second", "min": "minute", "h": "hour", "hr": "hour", "d": "day",
    "w": "week", "wk": "week", "mo": "month", "mth": "month", "y": "year", "yr": "year",
}  # fmt: skip
_OF = r"(?P<of>(?:(?:business|working|banking|trading|calendar|clear|consecutive|full)[ -])*)"
_UNIT = rf"(?P<unit>{'|'.join(_LONG)})s?'?\b"
_SPELT_TWICE = rf"(?: ?\((?:{WORDS}|\d+)\))?"  # "ten (10) days"
# One letter is a unit only where it is joined to its figure: "24h", never "24 h" of a list.
_BRIEF = r"(?: ?(?P<brief>(?:sec|min|hr|wk|mo|mth|yr)s?|h)|(?P<letter>[sdwy]))(?![\w²³])"
_ADVERBS = {
    "semi-annual": 6, "semiannual": 6, "half-yearly": 6, "annual": 12, "yearly": 12, "monthly": 1,
    "quarterly": 3, "weekly": 7, "fortnightly": 14, "daily": 1, "nightly": 1, "hourly": 3600,
    "per annum": 12, "p.a.": 12, "biennial": 24, "triennial": 36,
}  # fmt: skip
_ADVERB_UNIT = {"weekly": "day", "fortnightly": "day", "daily": "day", "nightly": "day",
                "hourly": "second"}  # fmt: skip

_PERIOD = re.compile(
    rf"(?P<n>{NUMBER})\+?{_SPELT_TWICE}(?:[ -]?{_OF}{_UNIT}|{_BRIEF})", re.IGNORECASE
)
_EVERY = re.compile(r"\b(?:every|each|once (?:in|every)(?: every)?) $", re.IGNORECASE)
# "the second" and "a quarter of" are no periods; a minute alone is one of a meeting.
_ONE = re.compile(
    rf"(?:\b(?P<each>every|each|per|any)|(?P<slash>/)|\b(?P<a>an?)) ?{_OF}"
    r"(?P<unit>hour|day|night|week|fortnight|month|quarter(?! of)|year|decade)\b(?!-)(?:'s)?",
    re.IGNORECASE,
)
_HALF = re.compile(rf"\bhalf an? {_OF}{_UNIT}", re.IGNORECASE)
_NEXT = re.compile(
    rf"\b(?P<which>same|next|following|previous|preceding) {_OF}{_UNIT}", re.IGNORECASE
)
_ADVERB = re.compile(
    rf"(?<![\w-])(?P<adverb>{'|'.join(map(re.escape, sorted(_ADVERBS, key=len, reverse=True)))})"
    r"(?:ly)?(?!\w)",
    re.IGNORECASE,
)
# "within a month", "a year after": a span; "EUR 100 a month": how often.
_SPAN_FRONT = re.compile(
    r"\b(?:within|for|after|in|of|than|least|most|over|under|about|until|lasts?|exceeds?|beyond"
    r"|before|is|once) $",
    re.IGNORECASE,
)
_SPAN_BACK = re.compile(
    r" (?:notice )?(?:before|after|from|following|later|earlier|since|ago|of)\b"
)


@dataclass(frozen=True, slots=True)
class Period:
    """A span of time, or how often, at its place."""

    value: Decimal | Fraction
    unit: str
    is_frequency: bool
    start: int
    end: int


def periods_in(text: str) -> Iterator[Period]:
    """Each period, those with a figure first; [] for none."""
    for match in _PERIOD.finditer(text):
        yield _period(match, text)
    for match in _HALF.finditer(text):
        family, factor = _LONG[match["unit"].lower()]
        half = exact(Fraction(factor, 2))
        yield Period(half, _kept(match["of"]) + family, False, *match.span())
    for match in _NEXT.finditer(text):
        family, factor = _LONG[match["unit"].lower()]
        which = {"following": "next", "preceding": "previous"}.get(
            match["which"].lower(), match["which"].lower()
        )
        unit = f"{which} {_kept(match['of'])}{family}"
        yield Period(Decimal(factor), unit, False, *match.span())
    for match in _ONE.finditer(text):
        family, factor = _LONG[match["unit"].lower()]
        is_span = bool(match["a"]) and bool(
            (_SPAN_FRONT.search(front := text[: match.start()]) and not front.endswith("times in "))
            or _SPAN_BACK.match(text, match.end())
        )
        yield Period(Decimal(factor), _kept(match["of"]) + family, not is_span, *match.span())
    for match in _ADVERB.finditer(text):
        word = match["adverb"].lower()
        yield Period(Decimal(_ADVERBS[word]), _ADVERB_UNIT.get(word, "month"), True, *match.span())


def unit_of(words: str) -> tuple[str, int] | None:
    """ "months" -> ("month", 1), "working days" -> ("business day", 1); None for no unit."""
    found = re.fullmatch(rf"{_OF}{_UNIT}", words, re.IGNORECASE)
    if found is None:
        return None
    family, factor = _LONG[found["unit"].lower()]
    return _kept(found["of"]) + family, factor


def _period(match: re.Match[str], text: str) -> Period:
    short = (match["brief"] or match["letter"] or "").lower()
    word = (match["unit"] or _SHORT.get(short) or _SHORT[short.rstrip("s")]).lower()
    family, factor = _LONG[word]
    value = exact(Fraction(value_of(match["n"])) * factor)
    every = _EVERY.search(text[: match.start()])
    start = every.start() if every else match.start()
    return Period(value, _kept(match["of"] or "") + family, bool(every), start, match.end())


def _kept(of: str) -> str:
    """What of "business", "calendar" … makes another kind of day."""
    lowered = of.lower()
    if "trading" in lowered:
        return "trading "
    return "business " if re.search(r"business|working|banking", lowered) else ""
