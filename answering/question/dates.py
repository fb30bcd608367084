"""Dates that a question names: where they stand, and which days they may mean.

dateparser reads them; what stands here finds the words to read. A day and month without a year
("by 31 January") is a yearly deadline and no date; a year alone counts behind a preposition only,
so the year in an act's name, an amount or a number is not taken for a date.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from dateparser.date import DateDataParser

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY, _YEAR = r"\d{1,2}(?:st|nd|rd|th)?", r"(?:19|20)\d\d"
_LEADS = (
    r"in|during|throughout|within|of|for|since|before|after|by|from|until|till|as of|as at|on|at|to"
)
_SEASON = r"spring|summer|autumn|winter"
_COUNT = r"(?:\d{1,2}|a|one|two|three|four|five|six|seven|eight|nine|ten|twelve)"
_FULL = re.compile(
    rf"\b(?:{_YEAR}-\d\d-\d\d|{_DAY}(?: of)? {_MONTH},? {_YEAR}|{_MONTH} {_DAY},? {_YEAR}"
    rf"|\d{{1,2}}[./-]\d{{1,2}}[./-]{_YEAR})\b",
    re.IGNORECASE,
)
_MONTH_OF_YEAR = re.compile(rf"\b{_MONTH},? {_YEAR}\b", re.IGNORECASE)
_QUARTER = re.compile(
    rf"\b(?:(?P<q>Q[1-4])|(?:the )?(?P<which>first|second|third|fourth|last) quarter(?: of)?)"
    rf",? (?P<year>{_YEAR})\b",
    re.IGNORECASE,
)
_PART_OF_YEAR = re.compile(
    rf"\b(?:the )?(?P<part>early|mid|late|beginning|start|middle|end|{_SEASON})(?:[ -]of)?[ -]"
    rf"(?P<year>{_YEAR})\b",
    re.IGNORECASE,
)
_YEAR_ALONE = re.compile(
    rf"(?<=\s)(?<![-/.,])(?P<year>{_YEAR})\b(?![-/.,]?\d)(?P<after>\s+[\w'’]+)?"
)
_RELATIVE = re.compile(
    rf"\b(?:yesterday|(?<!the )(?:last|previous|next) (?:year|month|week|{_MONTH})"
    rf"|(?:the )?year before last|(?:a couple of|{_COUNT}) (?:day|week|month|year)s?"
    r" (?:ago|before today|back))\b",
    re.IGNORECASE,
)
_ANOTHER_YEAR = re.compile(rf"(?<={_YEAR})\s*(?:,|&|\b(?:and|or|to)\b)\s+$", re.IGNORECASE)
_LEAD = re.compile(rf"(?:\b(?:{_LEADS})\b\s+(?:the\s+(?:year|end of)\s+)?)$", re.IGNORECASE)
# "the 2019 policy", "under the 2019 version": the year of a text.
_TEXT_OF_YEAR = (
    r"\s+(?:\w+\s+){0,2}?(?:policy|policies|rules?|version|edition|text|wording|limits?)\b"
)
_QUARTERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4}
_MONTHS_OF_PART = {
    "early": (1, 4), "beginning": (1, 3), "start": (1, 3), "mid": (5, 8), "middle": (5, 8),
    "late": (9, 12), "end": (10, 12), "spring": (3, 5), "summer": (6, 8), "autumn": (9, 11),
    "winter": (1, 12),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DateNamed:
    """Words of a question that name a time, and the days they may mean, both ends included.

    ``lead`` is the preposition in front, lower case; empty where there is none. "Before" means the
    day before, "since" every day up to today.
    """

    words: str
    lead: str
    first: date
    last: date
    start: int  # of the lead, or of the words
    end: int

    @property
    def is_one_day(self) -> bool:
        """Whether the words leave no choice."""
        return self.first == self.last

    @property
    def is_open(self) -> bool:
        """Whether they go on to today, as "since 2018" does."""
        return self.lead in ("since", "from", "after")


def dates_in(text: str, *, today: date) -> tuple[DateNamed, ...]:
    """The times that the text names, in order; where two overlap, the longer. () for none."""
    found: list[tuple[int, int, date, date]] = []
    for finder in (_full_dates, _quarters, _parts_of_years, _months, _relative, _years):
        for start, end, first, last in finder(text, today):
            if not any(start < e and s < end for s, e, _, _ in found):
                found.append((start, end, first, last))
    return tuple(_named(text, today, *one) for one in sorted(found))


Found = Iterator[tuple[int, int, date, date]]


def _full_dates(text: str, today: date) -> Found:
    for match in _FULL.finditer(text):
        days = {_read(match.group(), today, order) for order in ("DMY", "MDY")} - {None}
        if days:
            known = [day for day in days if day is not None]
            yield match.start(), match.end(), min(known), max(known)


def _months(text: str, today: date) -> Found:
    for match in _MONTH_OF_YEAR.finditer(text):
        day = _read(match.group(), today)
        if day is not None:
            yield match.start(), match.end(), *_month(day.year, day.month)


def _quarters(text: str, today: date) -> Found:
    for match in _QUARTER.finditer(text):
        number = int(match["q"][1]) if match["q"] else _QUARTERS[match["which"].lower()]
        year = int(match["year"])
        first, last = 3 * number - 2, 3 * number
        yield match.start(), match.end(), date(year, first, 1), _month(year, last)[1]


def _parts_of_years(text: str, today: date) -> Found:
    for match in _PART_OF_YEAR.finditer(text):
        first, last = _MONTHS_OF_PART[match["part"].lower()]
        year = int(match["year"])
        yield match.start(), match.end(), date(year, first, 1), _month(year, last)[1]


def _years(text: str, today: date) -> Found:
    for match in _YEAR_ALONE.finditer(text):
        year, start = int(match["year"]), match.start("year")
        before = text[:start]
        whole_year = date(year, 1, 1), date(year, 12, 31)
        text_of_year = re.match(_TEXT_OF_YEAR, text[match.end("year") :], re.IGNORECASE)
        if text_of_year and re.search(r"\b(?:the|our|your)\s+$", before, re.IGNORECASE):
            yield start, match.end("year"), *whole_year
            continue
        lead = _LEAD.search(before) or _ANOTHER_YEAR.search(before)
        if lead is None or _goes_on_as_a_noun(match["after"]):
            continue
        if lead.group().split()[0].lower() == "of" and _is_a_name(before[: lead.start()]):
            continue  # "the Bribery Act of 2010"
        yield start, match.end("year"), *whole_year


def _relative(text: str, today: date) -> Found:
    for match in _RELATIVE.finditer(text):
        words = match.group().lower().removeprefix("the ")
        if words == "year before last":
            yield (
                match.start(),
                match.end(),
                date(today.year - 2, 1, 1),
                date(today.year - 2, 12, 31),
            )
            continue
        kind = words.split()[-1] if words.split()[0] in ("last", "previous", "next") else ""
        step = 1 if words.startswith("next") else -1
        if kind == "year":
            year = today.year + step
            yield match.start(), match.end(), date(year, 1, 1), date(year, 12, 31)
        elif kind == "month":
            middle = date(today.year, today.month, 15) + step * timedelta(days=30)
            yield match.start(), match.end(), *_month(middle.year, middle.month)
        elif kind == "week":
            monday = today - timedelta(days=today.weekday()) + step * timedelta(days=7)
            yield match.start(), match.end(), monday, monday + timedelta(days=6)
        elif kind:
            yield from _month_by_name(match, kind, step, today)
        else:
            day = _read(re.sub(r"before today|back", "ago", words), today)
            if day is not None:
                yield match.start(), match.end(), day, day


def _month_by_name(match: re.Match[str], name: str, step: int, today: date) -> Found:
    named = _read(f"1 {name} {today.year}", today)
    if named is None:
        return
    year = today.year
    if step < 0 and named.month >= today.month:
        year -= 1
    if step > 0 and named.month <= today.month:
        year += 1
    yield match.start(), match.end(), *_month(year, named.month)


def _named(text: str, today: date, start: int, end: int, first: date, last: date) -> DateNamed:
    lead = _LEAD.search(text[:start])
    word = " ".join(lead.group().lower().split()) if lead else ""
    word = re.sub(r" the (?:year|end of)$", "", word)
    begin = lead.start() if lead else start
    if word in ("before", "until", "till", "by"):
        first = last = first - timedelta(days=1)
    elif word in ("after", "since", "from"):
        first, last = (last if word == "after" else first), max(last, today)
    return DateNamed(text[begin:end].strip(), word, first, last, begin, end)


def _goes_on_as_a_noun(after: str | None) -> bool:
    """Whether what follows is counted, and the number no year: "in 2000 cases"."""
    word = (after or "").strip().lower()
    return word.endswith("s") and word not in _VERBS_IN_S


def _is_a_name(before: str) -> bool:
    last = re.search(r"([\w'’]+)\s*$", before)
    return last is not None and last[1][0].isupper() and last[1].lower() not in _TEXTS


_TEXTS = frozenset(("policy", "policies", "rules", "rule", "version", "edition", "standard"))
_VERBS_IN_S = frozenset(("is", "was", "has", "does", "as", "applies"))


@lru_cache(maxsize=8)
def _parser(order: str, today: date) -> Callable[[str], datetime | None]:
    settings = {
        "RELATIVE_BASE": datetime(today.year, today.month, today.day),
        "DATE_ORDER": order,
        "PREFER_LOCALE_DATE_ORDER": False,
        "PREFER_DAY_OF_MONTH": "first",
    }
    parser = DateDataParser(languages=["en"], settings=settings)
    return lambda words: parser.get_date_data(words).date_obj


def _read(words: str, today: date, order: str = "DMY") -> date | None:
    read = _parser(order, today)(words)
    return None if read is None else read.date()


def _month(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])
