"""Rows of a table that each say all that they mean, into the document.

A cell that spans rows or columns is repeated in each; a row that names a group stands in each row
of the group; a table inside a cell gives rows of its own, each with the rest of the outer row.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.formats.grid import Grid, Place, filled, is_banner
from ingest.formats.grid_heads import head_depth, joined_heads
from ingest.formats.written import NOWHERE, Written
from ingest.pdf.page_words import PageWord
from ingest.text.parsed import Block
from ingest.text.table_sentences import Cell, Head, Row, has_bold_keys, row_blocks

_LONGEST_GROUP_WORDS = 20  # a longer text across the table is a note, not a name
_LEAST_COLUMNS_OF_GROUPS = 3  # in two columns an empty cell is an empty value


class WrittenDocument(Written):
    """What is written of a document: paragraphs, and tables as rows."""

    def table(self, grid: Grid) -> None:
        """The table's rows; nothing for an empty one."""
        blocks = [
            Block(
                block.kind,
                tuple(replace(piece, boxes=(), page=None) for piece in block.pieces),
                NOWHERE,
            )
            for block in _blocks(grid, self.page)
        ]
        self.rows(blocks, grid.sentences())


def _blocks(grid: Grid, page: int) -> list[Block]:
    table = filled(grid)
    made: list[Block] = []
    while table and is_banner(table[0]):  # a title over the whole table
        made += row_blocks([(table[0][0].cell.words(),)], None, page=page)
        table = table[1:]
        grid = replace(grid, heads=max(0, grid.heads - 1))
    if not table:
        return made
    depth = head_depth(table, [_all_words(row) for row in table], grid.heads)
    names = joined_heads(table[:depth]) if depth else None
    if names is None and (pairs := _pairs(table)):
        return [*made, *row_blocks(pairs, None, page=page, pairs=True)]
    groups: list[Cell] = []
    is_fresh = False  # nothing stands under the last group's name yet
    for row in table[depth:]:
        if _is_group(row, table[depth:]):
            groups = [*(groups if is_fresh else ()), row[0].cell.words()]
            is_fresh = True
            continue
        is_fresh = False
        cells: Row = (*groups, *(place.cell.words() for place in row))
        head: Row | None = (*((),) * len(groups), *names) if names else None
        for wide in _with_inner(row, cells, len(groups)):
            made += row_blocks([wide], Head(head, page) if head else None, page=page)
    if is_fresh:
        made += row_blocks([(name,) for name in groups], None, page=page)
    return made


def _is_group(row: Sequence[Place], body: Sequence[Sequence[Place]]) -> bool:
    """Whether the row only names the rows under it: one cell over all, or alone and set off."""
    if is_banner(row):
        return not row[0].cell.inner and len(row[0].cell.words()) <= _LONGEST_GROUP_WORDS
    first = row[0].cell
    if len(row) < _LEAST_COLUMNS_OF_GROUPS or any(place.cell.words() for place in row[1:]):
        return False
    if first.inner or not first.words():
        return False
    others = [other for other in body if any(place.cell.words() for place in other[1:])]
    return first.bold or first.is_head or all(
        place.cell.words() for other in others for place in other[1:]
    )  # fmt: skip


def _pairs(table: Sequence[Sequence[Place]]) -> list[Row]:
    """The rows of a table of names and values, where the names are set off; [] for any other."""
    rows: list[Row] = [tuple(place.cell.words() for place in row) for row in table]
    is_plain = all(not place.cell.inner and place.begins for row in table for place in row)
    return rows if is_plain and has_bold_keys(rows) and all(row[1] for row in rows) else []


def _all_words(row: Sequence[Place]) -> Row:
    """The cells' words with those of the tables inside them."""
    return tuple(
        (
            *place.cell.words(),
            *(word for grid in place.cell.inner for line in _inner_rows(grid) for word in line),
        )
        for place in row
    )


def _with_inner(row: Sequence[Place], cells: Row, groups: int) -> Iterator[Row]:
    """The row itself, or once for each row of the tables in its cells."""
    inner = [
        (column + groups, grid)
        for column, place in enumerate(row)
        if place.begins
        for grid in place.cell.inner
    ]
    cells = _once(row, cells, groups)
    if not inner:
        yield cells
    for column, grid in inner:
        for words in _inner_rows(grid):
            yield (*cells[:column], (*cells[column], *words), *cells[column + 1 :])


def _inner_rows(grid: Grid) -> Iterator[Cell]:
    """The rows of an inner table as words: "Grade: Junior; Limit: USD 1,000"."""
    for block in _blocks(grid, 1):
        words: list[PageWord] = []
        for piece in block.pieces:
            words.append(PageWord(piece.text, NOWHERE, space_after=piece.space_after))
        if words and words[-1].text == ".":
            words = words[:-1]
        yield tuple(words)


def _once(row: Sequence[Place], cells: Row, groups: int) -> Row:
    """A cell over several columns of a row is said once, under the first of their heads."""
    return tuple(
        () if column >= groups and _is_repeat(row, column - groups) else cell
        for column, cell in enumerate(cells)
    )


def _is_repeat(row: Sequence[Place], column: int) -> bool:
    return column > 0 and row[column].cell is row[column - 1].cell
