"""Headings and numbered clauses to sections: each runs to the next one, and knows its way down.

Which heading stands above which is told by, in this order: the file's own levels, the numbers
("4.2" holds "4.2.1"), the keywords (a chapter holds articles), the size of the type.
"""

import re
from dataclasses import dataclass

from domain.types import Section
from ingest.text.flow import Paragraph
from ingest.text.headings.headings import Reading
from ingest.text.headings.numbering import Numbering

_SIZE_STEP_POINTS = 0.4
_OUTER_KEYWORD_RANK = 5  # annexes, parts, chapters, sections: they end whatever was numbered before
CONTENTS = "Contents"


@dataclass(frozen=True, slots=True)
class _Open:
    element: str
    role: str
    numbering: Numbering | None
    level: int | None
    font_size: float
    bold: bool


class SectionTree:
    """Told of each paragraph's reading in order; gives back sections that cover the whole text."""

    def __init__(self) -> None:
        """Begins with the section "" that holds what stands before the first heading."""
        self._stack: list[_Open] = []
        self._sections: list[Section] = []
        self._begun: tuple[int, str, tuple[str, ...]] = (0, "", ())
        self._last_single: dict[tuple[str, ...], int] = {}
        self._list_number: int | None = None

    def takes(self, reading: Reading, before: str) -> bool:
        """Whether the paragraph opens a section. ``before``: the text of the paragraph before it.

        "1." after a colon, or inside a dotted clause, is a list's number; "7." not after "6." is
        no clause's number either.
        """
        numbering = reading.numbering
        if reading.role != "clause" or numbering is None or numbering.style != "single":
            self._list_number = None
            return reading.role != "text"
        number = int(re.sub(r"\D", "", numbering.number))
        if self._list_number is not None and number == self._list_number + 1:
            self._list_number = number
            return False
        inside_clause = any(o.role == "clause" and _is_dotted(o) for o in self._stack)
        if number == 1 and (inside_clause or before.endswith(":")):
            self._list_number = number
            return False
        last = self._last_single.get(self._parent_of_singles())
        return number == 1 or (last is not None and 0 < number - last <= 2)

    def open(self, start: int, paragraph: Paragraph, reading: Reading) -> None:
        """A heading or clause begins at ``start``; the section before it ends there."""
        numbering = reading.numbering
        element = paragraph.text
        if reading.role == "clause" and numbering is not None:
            element = numbering.number
        opened = _Open(
            element, reading.role, numbering, reading.level, paragraph.font_size, paragraph.bold
        )
        while self._stack and not _holds(self._stack[-1], opened):
            self._stack.pop()
        if numbering is not None and numbering.style == "single":
            number = int(re.sub(r"\D", "", numbering.number))
            self._last_single[tuple(o.element for o in self._stack)] = number
        self._stack.append(opened)
        path = tuple(o.element for o in self._stack)
        self._begin(start, numbering.number if numbering else "", path)

    def open_contents(self, start: int) -> None:
        """The table of contents begins at ``start``."""
        self._stack = []
        self._begin(start, "", (CONTENTS,))

    def close_contents(self, start: int) -> None:
        """Text without a heading of its own follows the contents."""
        self._begin(start, "", ())

    def finish(self, length: int) -> tuple[Section, ...]:
        """All sections in order; one with an empty path for a text without headings."""
        self._end(length)
        if not self._sections:
            return (Section(number="", path=(), level=0, start=0, end=length),)
        return tuple(self._sections)

    def _parent_of_singles(self) -> tuple[str, ...]:
        kept = list(self._stack)
        while kept and kept[-1].role == "clause":
            kept.pop()
        return tuple(o.element for o in kept)

    def _begin(self, start: int, number: str, path: tuple[str, ...]) -> None:
        self._end(start)
        self._begun = (start, number, path)

    def _end(self, end: int) -> None:
        start, number, path = self._begun
        if end > start:
            self._sections.append(
                Section(number=number, path=path, level=len(path), start=start, end=end)
            )


def _is_dotted(opened: _Open) -> bool:
    return opened.numbering is not None and opened.numbering.style in ("decimal", "handbook")


def _holds(outer: _Open, inner: _Open) -> bool:
    """Whether the inner one stands under the outer one."""
    if outer.role == "clause":
        return _clause_holds(outer, inner)
    if outer.level is not None and inner.level is not None:
        return outer.level < inner.level
    if outer.numbering is None:
        return inner.role == "clause" or _is_larger(outer, inner)
    if inner.numbering is None:
        return not _is_larger(inner, outer)
    return _number_holds(outer.numbering, inner.numbering, inner.role)


def _clause_holds(outer: _Open, inner: _Open) -> bool:
    if inner.role != "clause" or outer.numbering is None or inner.numbering is None:
        return False
    return outer.numbering.contains(inner.numbering)


def _is_larger(outer: _Open, inner: _Open) -> bool:
    if outer.font_size and inner.font_size:
        if outer.font_size - inner.font_size > _SIZE_STEP_POINTS:
            return True
        if inner.font_size - outer.font_size > _SIZE_STEP_POINTS:
            return False
    return outer.bold and not inner.bold


def _number_holds(outer: Numbering, inner: Numbering, role: str) -> bool:
    if outer.style == "keyword" and inner.style == "keyword":
        return outer.rank < inner.rank
    if outer.style == "keyword":
        return True
    if inner.style == "keyword":
        return inner.rank > _OUTER_KEYWORD_RANK
    if inner.style == "single" and role == "clause" and outer.style != "single":
        return True
    if outer.style == inner.style or {outer.style, inner.style} <= {"single", "decimal"}:
        return outer.contains(inner)
    return outer.rank < inner.rank
