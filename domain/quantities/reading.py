"""Every figure of a text, each character in one at most."""

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from domain.quantities.bounds import Bound, bound_of
from domain.quantities.calendar import Moment, dates_in, times_in
from domain.quantities.currencies import meant_by, patterns
from domain.quantities.names import Name, grades_in, references_in, words_with_figures
from domain.quantities.numbers import NUMBER, RAISED, WORDS, amount_of, exact, spelt_alike, value_of
from domain.quantities.periods import Period, periods_in
from domain.quantities.quantity import Quantity, QuantityKind
from domain.quantities.shared_units import with_shared_units
from domain.terms import STOP_WORDS, stem, words_of

_BEFORE, _BEHIND = patterns()
_LETTER_SCALE = r"(?: ?(?P<letter>[mMkKbB])(?![\w²³]))?"
_LETTERS = {"m": 10**6, "k": 10**3, "b": 10**9}
_IN_WORDS = rf"(?: ?\((?i:{WORDS})(?: (?i:thousand|million))?\))?"  # "EUR 10 (ten)"
_MONEY = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<sign>{_BEFORE}) ?(?P<n>(?i:{NUMBER})){_LETTER_SCALE}{_IN_WORDS}",
        rf"(?P<n>(?i:{NUMBER})){_LETTER_SCALE}{_IN_WORDS}[ -]?(?P<sign>{_BEHIND})",
    )
)
_PERCENT = re.compile(
    rf"(?P<n>{NUMBER})(?: ?%(?P<point>[ -]?points?\b)?"
    r"|[ -]?(?:per ?cent(?:age)?(?P<points> points?)?|pct)\b(?! points)"
    r"| ?(?P<thousandth>‰)|[ -]?(?P<basis>basis[ -]points?|bps?)\b)",
    re.IGNORECASE,
)
_MULTIPLE = re.compile(
    rf"(?P<n>{NUMBER})(?: ?[x×](?!\w| ?\d)|[ -](?:times|fold)\b)|\b(?P<word>twice|thrice)\b",
    re.IGNORECASE,
)
_RATIO = re.compile(r"(?<![\w.:,])(\d+(?:\.\d+)?)(?: : |:)(\d+(?:\.\d+)?)(?![\w:]|\.\d)")
_PART = re.compile(
    r"\b(?P<n>one|two|three|four|five|a)[ -](?P<of>half|third|quarter|fourth|fifth|tenth)"
    r"(?P<many>s)?\b(?! part)",
    re.IGNORECASE,
)
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "tenth": 10}
_COUNT = re.compile(rf"(?P<n>{NUMBER})(?![\w%])", re.IGNORECASE)
_NOUN_REACH = 60  # characters behind a count that may name what is counted
# "one of them" points at something; "one signature" counts.
_ONE = re.compile(r"one\b", re.IGNORECASE)
_FREE_IN_FRONT = re.compile(r"|[\d.,]+-|[A-Za-z]{2,}[:/(]|.*[;,(]")
_FREE_BEHIND = re.compile(rf"$|\+$|-[A-Za-z]{{2,}}|[-,;:][\d(A-Za-z]|/[A-Za-z]|'s\b|[)\]{RAISED}]")
_OPENS, _CLOSES = "([{\"'“<>=≥≤~|*", ".,;:!?)]}\"'”|*…"


@lru_cache(maxsize=20_000)  # the same quotes are read by each check in turn
def quantities_in(text: str) -> tuple[Quantity, ...]:
    """Every figure in order of its place; () for none. Never raises.

    A word with a figure in it that is no amount ("MT103", "P-1") is a figure too: each digit of
    the text belongs to one.
    """
    alike = spelt_alike(text)
    taken = bytearray(len(alike))
    found: list[Quantity] = []
    for quantity in _candidates(alike):
        if not any(taken[quantity.start : quantity.end]):
            taken[quantity.start : quantity.end] = b"\1" * (quantity.end - quantity.start)
            found.append(quantity)
    found.extend(
        _named(name)
        for name in words_with_figures(alike)
        if any(not taken[place] and alike[place].isdigit() for place in range(name.start, name.end))
    )
    found.sort(key=lambda quantity: quantity.start)
    return with_shared_units(tuple(found), alike)


def _candidates(text: str) -> Iterator[Quantity]:
    """Figures of each kind, the more telling kinds first; they may overlap."""
    yield from _amounts(text)
    yield from _percentages(text)
    yield from (_moment(QuantityKind.DATE, date, text) for date in dates_in(text))
    yield from (_named(name) for name in references_in(text))
    yield from (_moment(QuantityKind.TIME, time, text) for time in times_in(text))
    yield from (_period(period, text) for period in periods_in(text))
    yield from _multiples(text)
    for match in _RATIO.finditer(text):
        value = f"{match[1]}:{match[2]}"
        yield Quantity(QuantityKind.RATIO, value, "", _bound(text, match), *match.span())
    yield from (_named(name) for name in grades_in(text))
    yield from _parts(text)
    yield from _counts(text)


def _amounts(text: str) -> Iterator[Quantity]:
    for pattern in _MONEY:
        for match in pattern.finditer(text):
            unit, units = meant_by(match["sign"])
            value = amount_of(match["n"])
            if match["letter"]:
                value = exact(Fraction(value) * _LETTERS[match["letter"].lower()])
            yield Quantity(
                QuantityKind.MONEY, value, unit, _bound(text, match), *match.span(), units
            )


def _percentages(text: str) -> Iterator[Quantity]:
    for match in _PERCENT.finditer(text):
        divisor = 100 if match["basis"] else 10 if match["thousandth"] else 1
        value = exact(Fraction(value_of(match["n"])) / divisor)
        unit = "percentage point" if match["point"] or match["points"] else "percent"
        yield Quantity(QuantityKind.PERCENTAGE, value, unit, _bound(text, match), *match.span())


def _multiples(text: str) -> Iterator[Quantity]:
    for match in _MULTIPLE.finditer(text):
        word = (match["word"] or "").lower()
        value = Decimal(2 if word == "twice" else 3) if word else value_of(match["n"])
        yield Quantity(QuantityKind.MULTIPLE, value, "", _bound(text, match), *match.span())


def _parts(text: str) -> Iterator[Quantity]:
    for match in _PART.finditer(text):
        above = 1 if match["n"].lower() == "a" else value_of(match["n"])
        if bool(match["many"]) == (above > 1):  # "two third parties" are no two thirds
            value = exact(Fraction(above) / _PARTS[match["of"].lower()])
            yield Quantity(QuantityKind.COUNT, value, "", _bound(text, match), *match.span())


def _counts(text: str) -> Iterator[Quantity]:
    for match in _COUNT.finditer(text):
        if not _stands_free(text, *match.span()):
            continue
        written, bound = match["n"], _bound(text, match)
        nouns = _nouns_behind(text, match.end())
        if _ONE.fullmatch(written) and not nouns and bound is Bound.EXACTLY:
            continue
        is_textual = not nouns and re.fullmatch(r"\d+\.\d*0", written)  # "4.10" is not "4.1"
        yield Quantity(
            QuantityKind.COUNT,
            written if is_textual else amount_of(written) if nouns else value_of(written),
            "",
            bound,
            *match.span(),
            nouns=nouns,
        )


def _stands_free(text: str, start: int, end: int) -> bool:
    """Whether a number is a word by itself, or one end of a range: not the "1" of "P-1"."""
    front = re.search(r"\S*$", text[max(0, start - 40) : start])
    behind = re.match(r"\S*", text[end : end + 40])
    before = front.group().lstrip(_OPENS) if front else ""
    after = behind.group().rstrip(_CLOSES) if behind else ""
    return _FREE_IN_FRONT.fullmatch(before) is not None and _FREE_BEHIND.match(after) is not None


def _nouns_behind(text: str, end: int) -> tuple[str, ...]:
    """Stems of the words behind a count; () where it is followed by none to be counted."""
    behind = re.split(r"[.;:(]", text[end : end + _NOUN_REACH].lstrip("-"), maxsplit=1)[0]
    first = re.match(r"[ -]?([A-Za-z][A-Za-z'-]*)", behind)
    if first is None or first[1].lower() in STOP_WORDS:
        return ()
    return tuple(stem(word) for word in words_of(behind) if word not in STOP_WORDS)[:4]


def _bound(text: str, match: re.Match[str]) -> Bound:
    return bound_of(text, *match.span())


def _moment(kind: QuantityKind, moment: Moment, text: str) -> Quantity:
    bound = bound_of(text, moment.start, moment.end)
    return Quantity(kind, moment.value, moment.unit, bound, moment.start, moment.end)


def _period(period: Period, text: str) -> Quantity:
    kind = QuantityKind.FREQUENCY if period.is_frequency else QuantityKind.DURATION
    bound = bound_of(text, period.start, period.end, is_period=True)
    if "+" in text[period.start : period.end]:
        bound = Bound.AT_LEAST  # "5+ years"
    return Quantity(kind, period.value, period.unit, bound, period.start, period.end)


def _named(name: Name) -> Quantity:
    kind = QuantityKind.REFERENCE if name.is_reference else QuantityKind.NAME
    return Quantity(kind, name.value, "", Bound.EXACTLY, name.start, name.end)


def without_quantities(text: str) -> str:
    """The text with every figure blanked out, at equal length."""
    for quantity in quantities_in(text):
        blank = " " * (quantity.end - quantity.start)
        text = text[: quantity.start] + blank + text[quantity.end :]
    return text
