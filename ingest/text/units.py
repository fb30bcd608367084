"""Paragraphs to units: a list with its stem, over pages and sections; rows with their heads."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from domain.units import Range, Unit, UnitKind, with_parents
from ingest.text.flow import Paragraph
from ingest.text.list_markers import Marker, marker_of

_LEADS_IN = re.compile(r"(?:[:—–-]|[^\W_]|,)[\"”’)\]]*$")  # no sentence ends there
_LONGEST_STEM_CHARACTERS = 400  # with a full stop: "The words below have these meanings."
_MOST_BETWEEN = 2  # paragraphs that an item may have behind its first
_SAME_EDGE_POINTS = 6.0
_COMMON_STYLES = ("bullet",)


@dataclass(slots=True)
class _OpenList:
    style: str
    last: int
    edge: float  # left edge of its first item, in points; 0 where nothing is drawn
    stem: Range | None
    items: list[list[int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Seen:
    span: Range
    text: str
    is_heading: bool = False
    is_row: bool = False

    @property
    def may_be_stem(self) -> bool:
        """A list's words stand right in front of it, a full stop behind them or not."""
        is_text = not (self.is_heading or self.is_row)
        return is_text and (self.leads_in or len(self.text) <= _LONGEST_STEM_CHARACTERS)

    @property
    def leads_in(self) -> bool:
        return not (self.is_heading or self.is_row) and _LEADS_IN.search(self.text) is not None


class UnitBuilder:
    """Told of each paragraph with its place, in order; gives back the units."""

    def __init__(self) -> None:
        """Starts with no list open."""
        self._units: list[Unit] = []
        self._open: list[_OpenList] = []
        self._between: list[_Seen] = []  # paragraphs since the last item, in the list or behind it
        self._before: _Seen | None = None
        self._table_stem: Range | None = None

    def see(self, paragraph: Paragraph, span: Range, *, is_heading: bool, is_section: bool) -> None:
        """Takes a paragraph in. ``is_section``: it opens a section, with or without a heading."""
        is_row = paragraph.kind == "table_row"
        seen = _Seen(span, "" if is_row else paragraph.text, is_heading, is_row)
        if is_heading:
            self._close_lists()
        elif is_row:
            self._row(paragraph, seen)
        else:
            self._text(paragraph, seen, is_section=is_section)
        self._before = seen

    def finish(self) -> tuple[Unit, ...]:
        """All units in order, each with its parent; call once, after the last paragraph."""
        self._close_lists()
        return with_parents(self._units)

    def _text(self, paragraph: Paragraph, seen: _Seen, *, is_section: bool) -> None:
        marker = marker_of(paragraph.text)
        if marker is None and paragraph.kind == "list_item":
            marker = Marker((("bullet", 0),))
        if marker is not None and not self._may_be_item(marker, is_section=is_section):
            marker = None
        if marker is not None and self._placed(marker, paragraph, seen):
            return
        if is_section:
            self._close_lists()
        if self._open and sum(not other.is_row for other in self._between) < _MOST_BETWEEN:
            self._between.append(seen)
            return
        self._close_lists()
        self._paragraph(seen)

    def _may_be_item(self, marker: Marker, *, is_section: bool) -> bool:
        """A numbered clause is an item behind "4.2 Staff must:" alone, or after such an item."""
        style, place = marker.first_way()
        if not style.startswith("decimal "):
            return not is_section
        if any(marker.going_on(open_list.style, open_list.last) for open_list in self._open):
            return True
        stem = self._before.text if self._before and self._before.text.endswith((":", "—")) else ""
        return place == 1 and stem.startswith(style.removeprefix("decimal "))

    def _placed(self, marker: Marker, paragraph: Paragraph, seen: _Seen) -> bool:
        edge = paragraph.box[0]
        style, first = marker.first_way()
        for depth in reversed(range(len(self._open))):
            open_list = self._open[depth]
            place = marker.going_on(open_list.style, open_list.last)
            begins_anew = style == open_list.style == "bullet" and self._is_led_in_again()
            if place is None or begins_anew or not _same_edge(open_list, edge):
                continue
            self._take_between_in(depth)
            while len(self._open) > depth + 1:
                self._close_last()
            open_list.items.append([*seen.span])
            open_list.last = place
            return True
        is_inner = self._may_be_inner(style, edge)
        if not is_inner:
            self._close_lists()
        stem = self._stem()
        self._take_between_in(len(self._open) - 1)
        self._open.append(_OpenList(style, first, edge, stem, [[*seen.span]]))
        return True

    def _is_led_in_again(self) -> bool:
        return bool(self._between) and self._between[-1].leads_in

    def _may_be_inner(self, style: str, edge: float) -> bool:
        """Whether a list that begins now belongs to the last item of the innermost open one."""
        if not self._open or (self._between and not self._is_led_in_again()):
            return False
        same = [open_list for open_list in self._open if open_list.style == style]
        return all(
            style == "bullet" and not _same_edge(open_list, edge) and edge > open_list.edge
            for open_list in same
        )

    def _stem(self) -> Range | None:
        """The words that lead in to a list that begins now."""
        if self._open and not self._between:
            start, end = self._open[-1].items[-1]
            return start, end
        before, last = self._before, self._units[-1] if self._units else None
        if before is None or not before.may_be_stem:
            return None
        if last is not None and not self._open and last.end >= before.span[1]:
            if last.kind is UnitKind.LIST or last.start != before.span[0]:
                return None  # an item of the list that has just ended
            self._units.pop()  # the stem is no paragraph by itself
        return before.span

    def _take_between_in(self, depth: int) -> None:
        """What stood behind the last item belongs to it."""
        if self._between and depth >= 0:
            for open_list in self._open[: depth + 1]:
                open_list.items[-1][1] = max(open_list.items[-1][1], self._between[-1].span[1])
        self._between.clear()

    def _close_last(self) -> None:
        closed = self._open.pop()
        items = tuple((start, end) for start, end in closed.items)
        end = items[-1][1]
        if self._open:
            self._open[-1].items[-1][1] = max(self._open[-1].items[-1][1], end)
        holds_more = bool(self._units) and self._units[-1].end > items[0][0]
        if len(items) == 1 and closed.stem is None and not holds_more:
            self._units.append(Unit(kind=UnitKind.PARAGRAPH, start=items[0][0], end=end))
            return
        start = min(closed.stem[0], items[0][0]) if closed.stem else items[0][0]
        self._units.append(
            Unit(kind=UnitKind.LIST, start=start, end=end, stem=closed.stem, items=items)
        )

    def _close_lists(self) -> None:
        while self._open:
            self._close_last()
        for seen in self._between:
            if not seen.is_row:
                self._paragraph(seen)
        self._between.clear()

    def _paragraph(self, seen: _Seen) -> None:
        start, end = seen.span
        self._units.append(Unit(kind=UnitKind.PARAGRAPH, start=start, end=end))

    def _row(self, paragraph: Paragraph, seen: _Seen) -> None:
        before = self._before
        if before is None or not before.is_row:
            self._table_stem = before.span if before is not None and before.leads_in else None
            if self._open:
                self._between.append(seen)
        elif self._open and self._between:
            self._between[-1] = _Seen((self._between[-1].span[0], seen.span[1]), "", is_row=True)
        cells = list(_cells(paragraph, seen.span[0]))
        self._units.append(
            Unit(
                kind=UnitKind.TABLE_ROW,
                start=seen.span[0],
                end=seen.span[1],
                stem=self._table_stem,
                items=tuple(cell for _, cell in cells),
                heads=tuple(head for head, _ in cells),
            )
        )


def _same_edge(open_list: _OpenList, edge: float) -> bool:
    """Whether an item begins where the list's others do; only bullets need that to be told."""
    if open_list.style not in _COMMON_STYLES or not open_list.edge or not edge:
        return True
    return abs(open_list.edge - edge) <= _SAME_EDGE_POINTS


def _cells(paragraph: Paragraph, start: int) -> Iterator[tuple[Range, Range]]:
    """(head, words) of each cell, in order; nothing where the reader told no cells apart."""
    at = start
    column: int | None = None
    head: Range | None = None
    words: Range | None = None
    for token in paragraph.tokens:
        span = (at, at + len(token.text))
        at = span[1] + token.space_after
        if token.cell is None:
            continue
        if token.cell != column:
            if words is not None:
                yield head or (words[0], words[0]), words
            column, head, words = token.cell, None, None
        if token.is_head:
            head = (head[0] if head else span[0], span[1])
        else:
            words = (words[0] if words else span[0], span[1])
    if words is not None:
        yield head or (words[0], words[0]), words
