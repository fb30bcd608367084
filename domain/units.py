"""The units of a text: what must be quoted whole, or marked as cut.

A version's units are in order of their place, an outer one before those inside it. Two units
never cross: one holds the other, or they stand apart.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

Range = tuple[int, int]  # characters of the version's text, half-open


class UnitKind(StrEnum):
    """What holds the words of a unit together."""

    LIST = "list"
    TABLE_ROW = "table_row"
    PARAGRAPH = "paragraph"


class Unit(BaseModel):
    """A list with its stem, a table row with its heads, or a paragraph; headings are none.

    ``stem``: of a list, the words that lead in to it, which for a list inside an item are that
    item's; of a row, the caption or the lead-in of its table, outside ``start:end``; None where
    there is none.
    ``items``: of a list, each item whole, with the lists inside it; of a row, each filled cell's
    own words, the first being what the row is about; () for a paragraph.
    ``heads``: of a row, the column's head for each of ``items``, empty where a column has none;
    () for every other kind.
    ``parent``: index, among the version's units, of the list that holds this one; None for none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: UnitKind
    start: int
    end: int
    stem: Range | None = None
    items: tuple[Range, ...] = ()
    heads: tuple[Range, ...] = ()
    parent: int | None = None


def units_over(units: Sequence[Unit], start: int, end: int) -> list[int]:
    """Indices of the units that share a character with ``start:end``, in order; [] for none."""
    first = bisect_right(units, start, key=lambda unit: unit.start) - 1
    outer = [index for index in ancestors(units, first) if units[index].end > start]
    last = bisect_left(units, end, key=lambda unit: unit.start)
    return [*reversed(outer), *range(max(first, -1) + 1, last)]


def ancestors(units: Sequence[Unit], index: int) -> Iterator[int]:
    """The unit itself and each list that holds it, innermost first; nothing for index -1."""
    at: int | None = index if index >= 0 else None
    while at is not None:
        yield at
        at = units[at].parent


def innermost_around(units: Sequence[Unit], start: int, end: int) -> int | None:
    """Index of the smallest unit that holds all of ``start:end``; None where none does."""
    first = bisect_right(units, start, key=lambda unit: unit.start) - 1
    return next((index for index in ancestors(units, first) if units[index].end >= end), None)


def with_parents(units: Sequence[Unit]) -> tuple[Unit, ...]:
    """The units in order, each with its parent set."""
    ordered = sorted(units, key=lambda unit: (unit.start, -unit.end, unit.kind != UnitKind.LIST))
    placed: list[Unit] = []
    open_lists: list[int] = []
    for unit in ordered:
        while open_lists and placed[open_lists[-1]].end <= unit.start:
            open_lists.pop()
        parent = open_lists[-1] if open_lists else None
        placed.append(unit.model_copy(update={"parent": parent}))
        if unit.kind is UnitKind.LIST:
            open_lists.append(len(placed) - 1)
    return tuple(placed)
