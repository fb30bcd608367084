"""The number before a heading or a clause: "4.2.1", "Article 12", "Annex A", "PRIN 2A.1.1R"."""

import re
from dataclasses import dataclass
from typing import Literal

Style = Literal["decimal", "single", "keyword", "handbook", "roman", "letter"]

_DECIMAL = re.compile(r"(?P<n>(?:[A-Z]\.?)?\d{1,3}(?:\.\d{1,3}){1,5}[A-Z]?)\.?\)?(?=\s|$)")
_LETTERED = re.compile(r"(?P<n>[A-Z]\.?\d{1,2}(?:\.\d{1,3})*)\.?(?=\s|$)")
_SINGLE = re.compile(r"(?P<n>\d{1,3}[A-Z]?)(?P<dot>\.|\))?(?=\s|$)")
_RECITAL = re.compile(r"(?P<n>\(\d{1,3}\))(?=\s|$)")
_HANDBOOK = re.compile(
    r"(?P<n>[A-Z]{3,8}\s\d{1,2}[A-Z]?(?:\.\d{1,3}[A-Z]?){1,3}\s?(?:[REGUKDPC]{1,2})?)(?=\s|$)"
)
_HANDBOOK_BARE = re.compile(r"(?P<n>\d{1,2}[A-Z]?\.\d{1,3}[A-Z]?\.\d{1,3}[A-Z]?\s?[REGD])(?=\s|$)")
_KEYWORD = re.compile(
    r"(?P<n>(?P<word>part|title|chapter|division|section|article|rule|regulation|principle|"
    r"recommendation|annexure|annex|appendix|schedule|module|book)\s+"
    r"(?P<id>\d{1,3}[A-Za-z]{0,2}(?:[.-]\d{1,3})*|[IVXLC]{1,7}|[A-Z]\d{0,2}))(?=[\s.:–—-]|$)",
    re.IGNORECASE,
)
_ROMAN = re.compile(r"(?P<n>[IVXL]{1,6})\.(?=\s|$)")
_LETTER = re.compile(r"(?P<n>[A-Z])[.)](?=\s|$)")
_ENUMERATOR = re.compile(
    r"(?:\((?:[a-z]{1,2}|[ivxl]{1,5}|[A-Z])\)|(?:[a-z]|[ivx]{1,4})[.)])(?=\s|$)"
)

# How far out a keyword stands: a part holds titles, which hold chapters, and so on.
_RANKS = {
    "annex": 1, "annexure": 1, "appendix": 1, "schedule": 1, "book": 1, "module": 1, "part": 2,
    "title": 3, "chapter": 4, "division": 5, "section": 5, "principle": 6, "article": 6, "rule": 6,
    "regulation": 6, "recommendation": 6,
}  # fmt: skip
_BELOW_KEYWORDS = 10


@dataclass(frozen=True, slots=True)
class Numbering:
    """``number`` as it names the section; ``rank``: a lower one stands further out."""

    number: str
    style: Style
    rank: int
    end: int  # where the text behind the number begins
    has_dot: bool = False

    @property
    def parts(self) -> tuple[str, ...]:
        """The steps of a dotted number: ("4", "2", "1"); one step for any other."""
        return tuple(re.split(r"[.\s]", self.number)) if self.style != "keyword" else (self.number,)

    def contains(self, other: "Numbering") -> bool:
        """Whether the other's number goes on where this one ends: "4.2" contains "4.2.1"."""
        return len(other.parts) > len(self.parts) and other.parts[: len(self.parts)] == self.parts


def numbering_of(text: str) -> Numbering | None:
    """The number that the text begins with; None without one, or for a list's "(a)"."""
    if found := _KEYWORD.match(text):
        word, name = found.group("word"), found.group("id")
        # "section a policy" is prose: a keyword stands capitalised and its number does too.
        if word[0].isupper() and (name[0].isdigit() or name[0].isupper()):
            return _made(found, text, "keyword", _RANKS[word.casefold()])
        return None
    for pattern in (_HANDBOOK, _HANDBOOK_BARE):
        if found := pattern.match(text):
            return _made(found, text, "handbook", _BELOW_KEYWORDS + found.group("n").count("."))
    for pattern in (_DECIMAL, _LETTERED):
        if found := pattern.match(text):
            return _made(found, text, "decimal", _BELOW_KEYWORDS + found.group("n").count("."))
    if found := _SINGLE.match(text):
        return _made(found, text, "single", _BELOW_KEYWORDS, has_dot=bool(found.group("dot")))
    if found := _RECITAL.match(text):
        return _made(found, text, "single", _BELOW_KEYWORDS, has_dot=True)
    if found := _ROMAN.match(text):
        return _made(found, text, "roman", _BELOW_KEYWORDS - 1, has_dot=True)
    if found := _LETTER.match(text):
        return _made(found, text, "letter", _BELOW_KEYWORDS, has_dot=True)
    return None


def is_list_marker(text: str) -> bool:
    """Whether the text begins with "(a)", "(iv)", "b." or "c)"."""
    return _ENUMERATOR.match(text) is not None


def _made(
    found: re.Match[str], text: str, style: Style, rank: int, *, has_dot: bool = False
) -> Numbering:
    end = found.end()
    while end < len(text) and text[end] in " .:–—-":
        end += 1
    number = " ".join(found.group("n").split())
    if style == "keyword":
        word, _, name = number.partition(" ")
        number = f"{word.capitalize()} {name}"
    return Numbering(number, style, rank, end, has_dot)
