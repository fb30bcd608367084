"""Dates and times of day, and periods of the calendar, in one form each."""

import calendar as gregorian
import re
from collections.abc import Iterator
from dataclasses import dataclass

from babel import Locale

_NAMES = Locale("en").months["format"]
MONTHS: dict[str, int] = {
    str(name).casefold().rstrip("."): number
    for width in ("wide", "abbreviated")
    for number, name in _NAMES[width].items()
} | {"sept": 9}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_EDGE, _END = r"(?<![\w./:-])", r"(?![\w:]|[./-]\d)"

_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_EDGE}{_YEAR}(?P<sep>[-/.])(?P<month>\d{{1,2}})(?P=sep)(?P<day>\d{{1,2}})"
        rf"(?:T(?=\d\d:)|{_END})",
        rf"{_EDGE}(?P<first>\d{{1,2}})(?P<sep>[-/.] ?)(?P<second>\d{{1,2}})(?P=sep)"
        rf"(?P<year>\d{{4}}|\d\d){_END}",
        rf"{_EDGE}{_DAY}(?: day)?(?: of)?[ -]?\b(?P<name>{_MONTH})\b\.?(?:,?[ -]{_YEAR})?(?!\w)",
        rf"\b(?P<name>{_MONTH})\b\.? {_DAY}(?:,? {_YEAR}\b)?(?![\w:]|\.\d)",
        rf"\b(?P<name>{_MONTH})\b\.?(?:,? of)?,? {_YEAR}(?!\w)",
        rf"{_EDGE}{_YEAR}-(?P<month>0[1-9]|1[0-2]){_END}",
    )
)
_ALSO_WORDS = frozenset(("may", "march", "mar"))
# "may" and "march" alone are more often words than months.
_MONTH_ALONE = re.compile(
    rf"\b(?P<name>(?!(?:may|mar|march|sun|sat)\b)(?:{_MONTH}))\b(?! \d)", re.IGNORECASE
)
_TIME = re.compile(
    r"(?<![\w.:,/])(?:(?P<hour>[01]?\d|2[0-4])(?P<sep>[:.h])(?P<minute>[0-5]\d)(?::[0-5]\d)?"
    r"|(?P<bare>1?\d|2[0-4]))"
    r"(?: ?(?P<half>[ap])\.? ?m\b\.?| ?(?P<clock>o'clock|hrs?\b(?! \w)|uhr\b))?"
    r"(?: (?P<zone>UTC|[A-Z]{1,4}T)\b)?(?![\w:]|[.]\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or a time at its place: ``value`` as in ``Quantity``, ``unit`` as there."""

    value: str
    unit: str
    start: int
    end: int


ORDER_UNKNOWN = "day or month first"


def dates_in(text: str) -> Iterator[Moment]:
    """Each date, not in order; where two overlap, the fuller one comes first."""
    for pattern in _DATES:
        for match in pattern.finditer(text):
            if moment := _date(match):
                yield moment
    for match in _MONTH_ALONE.finditer(text):
        if match.group()[0].isupper():
            yield Moment(f"--{MONTHS[match['name'].casefold()]:02d}", "", *match.span())


def _date(match: re.Match[str]) -> Moment | None:
    groups = match.groupdict()
    year = groups.get("year") or ""
    year = f"20{year}" if len(year) == 2 else year
    unit = ""
    if groups.get("first"):
        first, second = int(groups["first"]), int(groups["second"])
        day, month = (second, first) if second > 12 >= first else (first, second)
        if first <= 12 and second <= 12 and first != second and groups["sep"].strip() != ".":
            unit = ORDER_UNKNOWN  # with points, the day comes first wherever they are written
    elif groups.get("name", "").casefold() in _ALSO_WORDS and groups["name"].islower():
        return None  # "of five directors, 3 may sign"
    else:
        month = int(groups.get("month") or 0) or MONTHS[groups["name"].casefold()]
        day = int(groups.get("day") or 0)
    if not 1 <= month <= 12 or day > gregorian.monthrange(int(year or 2000) or 1, month)[1]:
        return None
    value = f"{year or '-'}-{month:02d}" + (f"-{day:02d}" if day else "")
    return Moment(value, unit, *match.span())


def times_in(text: str) -> Iterator[Moment]:
    """Each time of day, in order. A point between hours and minutes needs "am", "pm" or "hrs"."""
    for match in _TIME.finditer(text):
        half = (match["half"] or "").lower()
        says_time = bool(half or match["clock"])
        if (match["bare"] or match["sep"] == ".") and not says_time:
            continue
        if match["bare"] and (match["clock"] or "").lower().startswith("hr"):
            continue  # "24 hrs" is a period
        hour = int(match["hour"] or match["bare"])
        if half:
            if not 1 <= hour <= 12:
                continue
            hour = hour % 12 + (12 if half == "p" else 0)
        zone = (match["zone"] or "").upper()
        yield Moment(f"{hour:02d}:{match['minute'] or '00'}", zone, *match.span())
    for match in re.finditer(r"\b(?:12 )?(noon|midday|midnight)\b", text, re.IGNORECASE):
        yield Moment("00:00" if "night" in match[1].lower() else "12:00", "", *match.span())
