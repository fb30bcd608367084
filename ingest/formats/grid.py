"""A table with spans and tables inside its cells to rows that each say all that they mean.

A cell that spans rows or columns is repeated in each; heads over several columns are joined to
those under them; a row that names a group stands in each row of the group; a table inside a cell
gives rows of its own, each with the rest of the outer row.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ingest.formats.typography import Sentence
from ingest.formats.written import NOWHERE, Written
from ingest.pdf.page_words import PageWord
from ingest.text.parsed import Block
from ingest.text.table_sentences import (
    Cell,
    Head,
    Row,
    has_bold_keys,
    row_blocks,
    split_head,
)

_MOST_SPANNED = 100  # a page may say rowspan="100000000"
_LONGEST_GROUP_WORDS = 20  # a longer text across the table is a note, not a name
_LONGEST_ABBREVIATION = 2  # words
_LEAST_COLUMNS_OF_GROUPS = 3  # in two columns an empty cell is an empty value


@dataclass(slots=True)
class GridCell:
    """A cell as it stands in its row. ``sentences``: its paragraphs; ``inner``: its tables."""

    sentences: list[Sentence] = field(default_factory=list)
    inner: list["Grid"] = field(default_factory=list)
    bold: bool = False
    is_head: bool = False
    columns: int = 1
    rows: int = 1

    def words(self) -> Cell:
        """The cell's own text as words, without its inner tables."""
        text = " ".join(sentence.text for sentence in self.sentences)
        bold = self.bold or self.is_head
        return tuple(PageWord(word, NOWHERE, bold=bold) for word in text.split())


@dataclass(slots=True)
class Grid:
    """Rows of cells, spans not yet filled. ``heads``: how many rows are marked as heads."""

    rows: list[list[GridCell]] = field(default_factory=list)
    heads: int = 0

    def sentences(self) -> Iterator[Sentence]:
        """Of every cell, those of inner tables too."""
        for row in self.rows:
            for cell in row:
                yield from cell.sentences
                for inner in cell.inner:
                    yield from inner.sentences()


@dataclass(frozen=True, slots=True)
class _Place:
    """A cell's place in the filled table: whose it is, and whether it begins there."""

    cell: GridCell
    begins: bool


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
    filled = _filled(grid)
    made: list[Block] = []
    while filled and _is_banner(filled[0]):  # a title over the whole table
        made += row_blocks([(filled[0][0].cell.words(),)], None, page=page)
        filled = filled[1:]
        grid = replace(grid, heads=max(0, grid.heads - 1))
    if not filled:
        return made
    depth = _head_depth(filled, grid.heads)
    names = _joined_heads(filled[:depth]) if depth else None
    if names is None and (pairs := _pairs(filled)):
        return [*made, *row_blocks(pairs, None, page=page, pairs=True)]
    groups: list[Cell] = []
    is_fresh = False  # nothing stands under the last group's name yet
    for row in filled[depth:]:
        if _is_group(row, filled[depth:]):
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


def _filled(grid: Grid) -> list[list[_Place]]:
    """Each row with a place for every column; spanned places hold the spanning cell."""
    pending: dict[tuple[int, int], GridCell] = {}
    table: list[list[_Place]] = []
    for index, row in enumerate(grid.rows):
        places: list[_Place] = []
        for cell in row:
            while (spanning := pending.pop((index, len(places)), None)) is not None:
                places.append(_Place(spanning, begins=False))
            wide, deep = min(cell.columns, _MOST_SPANNED), min(cell.rows, _MOST_SPANNED)
            for below in range(1, deep):
                for aside in range(wide):
                    pending[(index + below, len(places) + aside)] = cell
            places += [_Place(cell, begins=aside == 0) for aside in range(wide)]
        while (spanning := pending.pop((index, len(places)), None)) is not None:
            places.append(_Place(spanning, begins=False))
        table.append(places)
    width = max((len(places) for places in table), default=0)
    empty = _Place(GridCell(), begins=True)
    even = [[*places, *[empty] * (width - len(places))] for places in table]
    return [row for row in even if any(place.cell.words() or place.cell.inner for place in row)]


def _is_banner(row: Sequence[_Place]) -> bool:
    """One cell over all columns of several."""
    return len(row) > 1 and all(place.cell is row[0].cell for place in row)


def _is_group(row: Sequence[_Place], body: Sequence[Sequence[_Place]]) -> bool:
    """Whether the row only names the rows under it: one cell over all, or alone and set off."""
    if _is_banner(row):
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


def _head_depth(table: Sequence[Sequence[_Place]], marked: int) -> int:
    """How many rows at the top are heads: as marked, else as they look; spans reach further."""
    if len(table) < 2:
        return 0
    depth = min(marked, len(table) - 1)
    if not depth:
        names, body = split_head(
            [_without_points(_all_words(table[0])), *map(_all_words, table[1:])]
        )
        depth = len(table) - len(body) if names is not None else 0
        if not depth and _spans_columns(table[0]):
            depth = 1 if not any(_has_figure(place) for place in table[0]) else 0
    while 0 < depth < len(table) - 1 and _goes_on(table[depth - 1], table[depth]):
        depth += 1
    return depth


def _pairs(table: Sequence[Sequence[_Place]]) -> list[Row]:
    """The rows of a table of names and values, where the names are set off; [] for any other."""
    rows: list[Row] = [tuple(place.cell.words() for place in row) for row in table]
    is_plain = all(not place.cell.inner and place.begins for row in table for place in row)
    return rows if is_plain and has_bold_keys(rows) and all(row[1] for row in rows) else []


def _all_words(row: Sequence[_Place]) -> Row:
    """The cells' words with those of the tables inside them."""
    return tuple(
        (
            *place.cell.words(),
            *(word for grid in place.cell.inner for line in _inner_rows(grid) for word in line),
        )
        for place in row
    )


def _without_points(row: Row) -> Row:
    """A head of one or two words may end in the point of an abbreviation: "No."."""
    return tuple(
        (*cell[:-1], replace(cell[-1], text=cell[-1].text.rstrip(".")))
        if 0 < len(cell) <= _LONGEST_ABBREVIATION
        else cell
        for cell in row
    )


def _goes_on(above: Sequence[_Place], below: Sequence[_Place]) -> bool:
    """Whether the row below finishes the heads above: it stands under a head that it divides."""
    if not _spans_columns(above):
        return False
    return not any(place.begins and _has_figure(place) for place in below)


def _spans_columns(row: Sequence[_Place]) -> bool:
    """Whether some cell, but not one over all, spans columns."""
    return not _is_banner(row) and any(not place.begins and place.cell.columns > 1 for place in row)


def _has_figure(place: _Place) -> bool:
    return any(c.isdigit() for word in place.cell.words() for c in word.text)


def _joined_heads(rows: Sequence[Sequence[_Place]]) -> Row:
    """Each column's heads from the top down as one cell, one that spans rows once."""
    joined: list[Cell] = []
    for column in range(len(rows[0])):
        words: Cell = ()
        seen: list[GridCell] = []
        for row in rows:
            cell = row[column].cell
            if not any(cell is other for other in seen):
                seen.append(cell)
                words += cell.words()
        joined.append(words)
    return tuple(joined)


def _with_inner(row: Sequence[_Place], cells: Row, groups: int) -> Iterator[Row]:
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


def _once(row: Sequence[_Place], cells: Row, groups: int) -> Row:
    """A cell over several columns of a row is said once, under the first of their heads."""
    return tuple(
        () if column >= groups and _is_repeat(row, column - groups) else cell
        for column, cell in enumerate(cells)
    )


def _is_repeat(row: Sequence[_Place], column: int) -> bool:
    return column > 0 and row[column].cell is row[column - 1].cell
