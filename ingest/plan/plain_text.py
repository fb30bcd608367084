"""Words that are shown in answers and reports: nothing in them may act on a screen or a file."""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator

LONGEST = 1_000  # characters of a title, an owner, a file's name
# Signs that turn the order of the letters around, isolates included.
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def require_plain(text: str) -> str:
    """The text itself, if it is letters, marks and spaces alone.

    Raises:
        ValueError: it holds a control character, a sign that turns the order of letters, half of
            a surrogate pair, or is too long; the message names it by its code point.
    """
    if len(text) > LONGEST:
        raise ValueError(f"is longer than {LONGEST:,} characters")
    for sign in text:
        if sign in _TURNING or unicodedata.category(sign) in ("Cc", "Cs", "Cn", "Co"):
            raise ValueError(f"holds U+{ord(sign):04X}, which cannot be seen: take it out")
    return text


PlainText = Annotated[str, AfterValidator(require_plain)]


def shown(text: str) -> str:
    """Any text as it may be shown in a report: what is not visible by its escape."""
    return "".join(
        sign
        if sign not in _TURNING and unicodedata.category(sign) not in ("Cc", "Cs", "Cn", "Co")
        else sign.encode("unicode_escape", "surrogatepass").decode()
        for sign in text[:LONGEST]
    )
