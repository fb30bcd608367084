"""Rows of a table to blocks that read as sentences: "Account type: Harbour; Monthly fee: £5."

The words keep their boxes, those of the heads too, so that a highlight shows the row and what its
columns are called. Punctuation that the table does not have is added as pieces without boxes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.pdf.page_words import PageWord, Rectangle, enclosing
from ingest.text.parsed import Block, Piece

Cell = tuple[PageWord, ...]
Row = tuple[Cell, ...]

# A longer row is cut between cells, and a longer cell between sentences, each part with the row's
# first cell and the column's head: a chunk of the index holds whole rows alone.
LONGEST_ROW_CHARACTERS = 800
_LONGEST_REPEATED_CHARACTERS = 150
_LONGEST_PART_CHARACTERS = LONGEST_ROW_CHARACTERS - 2 * _LONGEST_REPEATED_CHARACTERS  # of a cell
_LEAST_COLUMNS_OF_GROUPS = 3  # in two columns an empty cell is an empty value
_LONGEST_HEAD_WORDS = 14  # a longer cell is no column's name
_LONGEST_KEY_WORDS = 6


@dataclass(frozen=True, slots=True)
class Head:
    """The column heads: one cell a column, maybe empty, and the page they are printed on."""

    cells: Row
    page: int


def row_blocks(
    rows: Sequence[Row], head: Head | None, *, page: int, pairs: bool = False
) -> list[Block]:
    """One block a row, more for a long one; rows without any word are left out.

    A row that only names the rows under it is said in each of them: "Foreign; Fee: EUR 12."
    ``pairs``: the first cell of a row names the second: "Owner: Compliance."
    """
    if pairs:
        return [
            _block([(r[0], r[1])] if r[1] else [((), r[0])], page, page) for r in rows if any(r)
        ]
    return [block for group, row in _grouped(rows) for block in _blocks_of(group, row, head, page)]


def _grouped(rows: Sequence[Row]) -> Iterator[tuple[Cell, Row]]:
    """Each row with the name of its group, () for none; a group without rows is a row itself."""
    group: Cell = ()
    is_empty = False
    for row in rows:
        if _names_group(row, rows):
            if is_empty:
                yield (), (group,)
            group, is_empty = row[0], True
            continue
        is_empty = False
        yield group, row
    if is_empty:
        yield (), (group,)


def _names_group(row: Row, rows: Sequence[Row]) -> bool:
    """Whether one cell stands alone in a row, set off by weight or by full rows around it."""
    if len(row) < _LEAST_COLUMNS_OF_GROUPS or not row[0] or any(row[1:]):
        return False
    others = [other for other in rows if any(other[1:])]
    if not others or len(row[0]) > _LONGEST_HEAD_WORDS:
        return False
    is_set_off = _is_bold(row) and not all(_is_bold((other[0],)) for other in others)
    return is_set_off or all(all(other) for other in others)


def _blocks_of(group: Cell, row: Row, head: Head | None, page: int) -> Iterator[Block]:
    filled = [
        (name, part)
        for column, cell in enumerate(row)
        if cell
        for name in (head.cells[column] if head and column < len(head.cells) else (),)
        for part in _parts_of(cell)
    ]
    parts: list[list[tuple[Cell, Cell]]] = []
    for name, cell in filled:
        length = _length(name) + _length(cell)
        used = sum(_length(n) + _length(c) for n, c in parts[-1]) if parts else 0
        if parts and used + length <= LONGEST_ROW_CHARACTERS:
            parts[-1].append((name, cell))
        else:
            parts.append([(name, cell)])
    for index, part in enumerate(parts):
        # A cut row says again what it is about: its first cell.
        is_short = bool(filled) and _length(filled[0][1]) <= _LONGEST_REPEATED_CHARACTERS
        begun = [filled[0], *part] if index and is_short else part
        yield _block([((), group), *begun] if group else begun, head.page if head else page, page)


def _parts_of(cell: Cell) -> Iterator[Cell]:
    """The cell, or runs of its sentences that leave room in a row for what it is about."""
    part: list[PageWord] = []
    length = sentence_end = 0
    for word in cell:
        length += len(word.text) + 1
        if length > _LONGEST_PART_CHARACTERS and part:
            cut = sentence_end or len(part)
            yield tuple(part[:cut])
            part = part[cut:]
            length, sentence_end = _length(tuple(part)) + len(word.text) + 1, 0
        part.append(word)
        if word.text.endswith((".", ";", "!", "?")):
            sentence_end = len(part)
    yield tuple(part)


def _block(cells: Sequence[tuple[Cell, Cell]], head_page: int, page: int) -> Block:
    pieces: list[Piece] = []
    for index, (name, cell) in enumerate(cells):
        if index:
            _add_mark(pieces, ";")
        if name:
            on = head_page if head_page != page else None
            pieces += [replace(_piece(w, on), cell=index, is_head=True) for w in name]
            _add_mark(pieces, ":")
        pieces += [replace(_piece(word, None), cell=index) for word in cell]
    if not pieces[-1].text.endswith((".", "!", "?", ":", ";")):
        _add_mark(pieces, ".")
    words = [word for _, cell in cells for word in cell]
    sizes = sorted(word.font_size for word in words)
    return Block(
        kind="table_row",
        pieces=tuple(pieces),
        box=enclosing(word.box for word in words),
        font_size=sizes[len(sizes) // 2],
        bold=all(word.bold for word in words),
    )


def _piece(word: PageWord, page: int | None) -> Piece:
    return Piece(word.text, (word.box,), word.space_after, word.line, page)


def _add_mark(pieces: list[Piece], mark: str) -> None:
    """Appends ";", ":" or "." to what was said, unless a mark of its own stands there."""
    last = pieces[-1]
    pieces[-1] = replace(last, space_after=False)
    if mark != "." and last.text.endswith((":", ";")) and len(last.text) > 1:
        pieces[-1] = replace(last, space_after=True)
        return
    pieces.append(Piece(mark, (), space_after=True, line=last.line))


def _length(cell: Cell) -> int:
    return sum(len(word.text) + 1 for word in cell)


def cell_text(cell: Cell) -> str:
    """The cell's words, one space between them; "" for an empty one."""
    return " ".join(word.text for word in cell)


def split_head(rows: Sequence[Row]) -> tuple[Row | None, list[Row]]:
    """The column heads and the rows under them; (None, rows) where no row looks like heads.

    Heads are set off by weight, or are all words where the rows under them have figures. Several
    rows of heads are joined column by column; a head over several columns names each of them.
    """
    table = list(rows)
    depth = _head_depth(table)
    if depth == 0:
        return None, table
    heads = [_spread(row) for row in table[:depth]] if depth > 1 else table[:1]
    joined = tuple(_joined_cells([row[column] for row in heads]) for column in range(len(table[0])))
    return joined, table[depth:]


def _head_depth(table: Sequence[Row]) -> int:
    if len(table) < 2 or len(table[0]) < 2 or has_bold_keys(table):
        return 0
    bold_rows = 0
    for row in table[:3]:
        if not _is_bold(row) or not _could_be_head(row):
            break
        bold_rows += 1
    if 0 < bold_rows < len(table) and not all(_is_bold(row) for row in table[1:]):
        return bold_rows
    first = table[0]
    if not _could_be_head(first) or any(not cell for cell in first[1:]):
        return 0
    if len(first) == 2:
        return 1 if _is_label(first[0]) and _names_columns(first, table[1:]) else 0
    return 1 if _names_columns(first, table[1:]) else 0


def has_bold_keys(rows: Sequence[Row]) -> bool:
    """Whether every row is a pair whose first cell is bold and whose second is not."""
    pairs = [row for row in rows if len(row) == 2 and row[0]]
    return (
        len(pairs) == len(rows) > 0
        and all(word.bold for row in pairs for word in row[0])
        and sum(word.bold for row in pairs for word in row[1]) == 0
    )


def is_list_of_pairs(rows: Sequence[Row]) -> bool:
    """Whether a table without heads reads as keys and values: two columns, short keys."""
    return all(len(row) == 2 and 0 < len(row[0]) <= _LONGEST_KEY_WORDS for row in rows)


def _is_label(cell: Cell) -> bool:
    return bool(cell) and len(cell) <= 5


def _could_be_head(row: Row) -> bool:
    filled = [cell for cell in row if cell]
    return len(filled) >= 1 and all(len(cell) <= _LONGEST_HEAD_WORDS for cell in filled)


def _names_columns(first: Row, rest: Sequence[Row]) -> bool:
    """No figures in the heads, and either figures or longer texts under them."""
    if any(any(ch.isdigit() for ch in cell_text(cell)) for cell in first):
        return False
    if any(cell_text(cell).endswith((".", ":", ";")) for cell in first if cell):
        return False
    below = [cell for row in rest for cell in row if cell]
    with_figures = sum(any(ch.isdigit() for ch in cell_text(cell)) for cell in below)
    longer = sum(len(cell) for cell in below) / max(1, len(below)) > 1.5 * sum(
        len(cell) for cell in first
    ) / len(first)
    return with_figures > 0.15 * len(below) or longer or len(first) >= 3


def _is_bold(row: Row) -> bool:
    words = [word for cell in row for word in cell]
    return bool(words) and sum(word.bold for word in words) >= 0.9 * len(words)


def _spread(row: Row) -> Row:
    """A head over several columns stands in its first cell: the empty ones after it take it on."""
    cells: list[Cell] = []
    for cell in row:
        cells.append(cell if cell or not cells else cells[-1])
    return tuple(cells)


def _joined_cells(cells: Sequence[Cell]) -> Cell:
    joined: list[PageWord] = []
    for cell in cells:
        joined += [word for word in cell if word not in joined]
    return tuple(joined)


def fill_down(rows: Sequence[Row], spans: Sequence[Sequence[Rectangle | None]]) -> list[Row]:
    """Rows whose first cell spans them repeat it. ``spans``: the cells' boxes, None if spanned."""
    filled: list[Row] = []
    for row, boxes in zip(rows, spans, strict=True):
        spanned = bool(filled) and bool(row) and not row[0] and bool(boxes) and boxes[0] is None
        filled.append((filled[-1][0], *row[1:]) if spanned else row)
    return filled
