"""Which side of a figure a text means: at least, more than, up to, under."""

import re
from enum import StrEnum


class Bound(StrEnum):
    """Which side of the figure is meant. ``EXACTLY`` is said where nothing else is."""

    EXACTLY = "="
    AT_LEAST = ">="
    MORE = ">"
    AT_MOST = "<="
    LESS = "<"


_MORE = r"(?:more|greater|higher|larger|longer|later|older|further|other)"
_FEWER = r"(?:less|fewer|lower|smaller|shorter|earlier|sooner|younger)"
# Words that may stand between the bound and its figure: "within the first 30 days".
_LEAD = r"\s*(?:(?:a|an|the|its|every|each|any|value|amount|total|sum|period|of|in|for|about)\s+)*$"
# In this order: "no more than" holds "more than".
_BEFORE: tuple[tuple[Bound, re.Pattern[str]], ...] = tuple(
    (bound, re.compile(rf"(?:{words}){_LEAD}", re.IGNORECASE))
    for bound, words in (
        (Bound.AT_MOST, rf"\b(?:no|not|never) {_MORE} than|\bup to(?: and including)?|≤|<="
                        r"|\bat (?:the )?(?:most|latest)|\bmaximum(?: [a-z]+)?(?: of| is|:)?"
                        r"|\bmax\.?|\b(?:not|never) (?:to )?exceed(?:ing)?|\bwithin"
                        r"|\b(?:limited|capped) (?:to|at)|\bby|\bonly"),
        (Bound.AT_LEAST, rf"\b(?:no|not|never) {_FEWER} than|\bat (?:the )?(?:least|earliest)|≥|>="
                         r"|\bminimum(?: [a-z]+)?(?: of| is|:)?|\bmin\."),
        (Bound.MORE, rf"\b{_MORE} than|\babove|\bover|\bexceed(?:s|ed|ing)?|\bin excess of|>"
                     r"|\bbeyond|\bafter"),
        (Bound.LESS, rf"\b{_FEWER} than|\bbelow|\bunder|<|\bbefore"),
    )
)  # fmt: skip
_AFTER: tuple[tuple[Bound, re.Pattern[str]], ...] = tuple(
    (bound, re.compile(pattern, re.IGNORECASE))
    for bound, pattern in (
        (Bound.AT_LEAST, rf"(?: times)?,? (?:or|and) (?:above|over|upwards|{_MORE})\b"
                         r"|,? at (?:the )?least\b|,? minimum\b|\+(?!\d)"),
        (Bound.AT_MOST, rf"(?: times)?,? (?:or|and) (?:below|under|{_FEWER})\b"
                        r"|,? at (?:the )?(?:most|latest)\b|,? maximum\b"),
    )
)  # fmt: skip
# "No later than 20 days before" is at least 20 days before.
_COUNTED_BACK = re.compile(r"\b(?:later than|latest|earlier than|earliest|sooner than)\s*$")
_COUNTS_BACK = re.compile(r"\s?(?:notice )?(?:before|earlier)\b", re.IGNORECASE)
_OTHER_SIDE = {
    Bound.EXACTLY: Bound.EXACTLY, Bound.AT_LEAST: Bound.AT_MOST, Bound.AT_MOST: Bound.AT_LEAST,
    Bound.MORE: Bound.LESS, Bound.LESS: Bound.MORE,
}  # fmt: skip
_REACH = 60  # characters in front of a figure that may hold its bound


def bound_of(text: str, start: int, end: int, *, is_period: bool = False) -> Bound:
    """The bound of the figure at a place.

    ``is_period``: it is a span of time; "after 30 days" then tells when, not how many.
    """
    bound = _bound(text, start, end, is_period=is_period)
    before = text[max(0, start - _REACH) : start]
    if is_period and _COUNTS_BACK.match(text, end) and _COUNTED_BACK.search(before):
        return _OTHER_SIDE[bound]
    return bound


def _bound(text: str, start: int, end: int, *, is_period: bool) -> Bound:
    for bound, pattern in _AFTER:
        if pattern.match(text, end):
            return bound
    before = text[max(0, start - _REACH) : start]
    for bound, pattern in _BEFORE:
        found = pattern.search(before)
        if found is not None:
            if is_period and found.group().split()[0].lower() in ("after", "before"):
                return Bound.EXACTLY
            return bound
    return Bound.EXACTLY
