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


_LEAD = r"\s*(?:(?:a|an|the|its|every|each|value|amount|total|of|in|for|cash|about)\s+)*$"
_BEFORE: tuple[tuple[Bound, re.Pattern[str]], ...] = tuple(
    (bound, re.compile(rf"(?:{words}){_LEAD}", re.IGNORECASE))
    for bound, words in (
        (Bound.AT_MOST, r"\b(?:no|not) (?:more|later|longer|higher|greater|older|further) than"
                        r"|\bup to"
                        r"|\b(?:largest|longest|highest|greatest|maximum) [a-z ]{0,20}(?: is|:)"
                        r"|\bat (?:the )?most|\bmaximum(?: of)?|\bwithin|\bat the latest"
                        r"|\bby|\bonly"),
        (Bound.AT_LEAST, r"\b(?:no|not) (?:less|fewer|earlier|lower|shorter|sooner) than"
                         r"|\bat (?:the )?least"
                         r"|\b(?:a )?minimum(?: of| period of)?|\bat the earliest"),
        (Bound.MORE, r"\b(?:more|later|longer|higher|greater|older|other) than|\babove|\bover"
                     r"|\bexceed(?:s|ing|ed)?|\bin excess of|\bbeyond|\bafter"),
        (Bound.LESS, r"\b(?:less|fewer|earlier|lower|shorter|sooner) than|\bbelow|\bunder"
                     r"|\bbefore"),
    )
)  # fmt: skip
_AFTER: tuple[tuple[Bound, re.Pattern[str]], ...] = (
    (Bound.AT_LEAST, re.compile(
        r"(?: times)?(?: or| and) (?:more|above|over|higher|longer|older|upwards)\b"
        r"|,? at (?:the )?least\b"
    )),
    (Bound.AT_MOST, re.compile(
        r"(?: or| and) (?:less|below|under|fewer|lower|shorter)\b"
        r"|,? at (?:the )?(?:most|latest)\b"
    )),
)  # fmt: skip
# "No later than 20 days before" is at least 20 days before.
_COUNTED_BACK = re.compile(r"\b(?:later than|latest|earlier than|earliest|sooner than)\s*$")
_OTHER_SIDE = {
    Bound.EXACTLY: Bound.EXACTLY, Bound.AT_LEAST: Bound.AT_MOST, Bound.AT_MOST: Bound.AT_LEAST,
    Bound.MORE: Bound.LESS, Bound.LESS: Bound.MORE,
}  # fmt: skip


def bound_of(text: str, start: int, end: int, *, is_period: bool, is_before: bool) -> Bound:
    """The bound of the figure at a place. ``is_before``: it is counted back, "20 days before"."""
    bound = _bound(text, start, end, is_period=is_period)
    if is_before and _COUNTED_BACK.search(text[max(0, start - 30) : start]):
        return _OTHER_SIDE[bound]
    return bound


def _bound(text: str, start: int, end: int, *, is_period: bool) -> Bound:
    for bound, pattern in _AFTER:
        if pattern.match(text, end):
            return bound
    before = text[max(0, start - 60) : start]
    for bound, pattern in _BEFORE:
        found = pattern.search(before)
        if found is None:
            continue
        word = found.group().split()[0].lower()
        if is_period and word in ("after", "before"):
            return Bound.EXACTLY  # "after 30 days" tells when, not how many
        return bound
    return Bound.EXACTLY
