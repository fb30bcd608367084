"""Tables without lines: words in columns that keep clear of one another over several rows.

Precision before recall. What must never become a table: prose in two columns, lists with hanging
numbers or bullets, a table of contents, a line that justified setting has pulled apart.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from ingest.pdf.page_words import PageWord, Rectangle, enclosing
from ingest.pdf.tables.ruled import Grid
from ingest.text.table_sentences import Cell, Row, has_bold_keys

_LEAST_ROWS = 3
_LEAST_COLUMNS = 2
_LEAST_GAP_POINTS = 8.0  # two cell paddings; justified prose rarely opens that far
_GAP_OF_FONT = 0.9
_LONGEST_CELL_WORDS = 9  # median over a column's lines: prose in columns has more
_LEADER = re.compile(r"(?:\.\s?){4,}|…")
_MARKER = re.compile(r"(?:[•·–—*-]|\(?\w{1,4}[.)]|\d{1,3}\.|(?:\d{1,3}|[A-Z])(?:\.\d{1,3})+\.?)$")
# Of the font size, from the top of a row to the top of the next. Prose is set at 1.2 to 1.4; the
# rows of a table are padded.
_LEAST_ROW_PITCH = 1.55
_DENSEST = 0.8  # of the region's width that words cover: prose in columns leaves the gutters alone

Line = list[PageWord]


def unruled_tables(words: Sequence[PageWord]) -> list[Grid]:
    """The unruled tables among the words, from top to bottom; [] where nothing is surely one."""
    lines = _lines(words)
    grids: list[Grid] = []
    run: list[Line] = []
    for line in [*lines, []]:
        if line and _fits(run, line):
            run.append(line)
            continue
        if grid := _grid(run):
            grids.append(grid)
        run = [line] if line and len(_cells(line)) >= _LEAST_COLUMNS else []
    return grids


def _lines(words: Sequence[PageWord]) -> list[Line]:
    """Words by baseline, down the page, each line from left to right."""
    lines: list[Line] = []
    for word in sorted(words, key=lambda w: ((w.box[1] + w.box[3]) / 2, w.box[0])):
        middle = (word.box[1] + word.box[3]) / 2
        if lines and lines[-1][0].box[1] <= middle <= lines[-1][0].box[3]:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda word: word.box[0]) for line in lines]


def _cells(line: Line) -> list[Cell]:
    """The line cut at its wide gaps."""
    cells: list[list[PageWord]] = []
    for word in line:
        gap = word.box[0] - cells[-1][-1].box[2] if cells else 0.0
        if cells and gap < max(_LEAST_GAP_POINTS, _GAP_OF_FONT * _size(word)):
            cells[-1].append(word)
        else:
            cells.append([word])
    return [tuple(cell) for cell in cells]


def _size(word: PageWord) -> float:
    return word.font_size or word.box[3] - word.box[1]


def _fits(run: list[Line], line: Line) -> bool:
    """Whether the line belongs under the run: near, and clear of the gaps between its columns."""
    if not run:
        return len(_cells(line)) >= _LEAST_COLUMNS
    before = enclosing(word.box for word in run[-1])
    here = enclosing(word.box for word in line)
    size = max(_size(word) for word in line)
    if here[1] - before[3] > 2.2 * size:
        return False
    gutters = _gutters([*run, line])
    if len(gutters) + 1 < _LEAST_COLUMNS:
        return False
    # One cell alone is the rest of a wrapped cell; a full line of prose would close the gutters.
    return len(_gutters(run)) - len(gutters) <= 0 or len(run) == 1


def _gutters(lines: Sequence[Line]) -> list[tuple[float, float]]:
    """Intervals of x, wide enough, in which no word of any line stands."""
    spans = sorted((word.box[0], word.box[2]) for line in lines for word in line)
    gutters: list[tuple[float, float]] = []
    reach = spans[0][1]
    for left, right in spans[1:]:
        if left - reach >= _LEAST_GAP_POINTS:
            gutters.append((reach, left))
        reach = max(reach, right)
    return gutters


def _grid(run: Sequence[Line]) -> Grid | None:
    if len(run) < _LEAST_ROWS:
        return None
    gutters = _gutters(run)
    edges = (min(word.box[0] for line in run for word in line), *(right for _, right in gutters))
    if len(edges) < _LEAST_COLUMNS:
        return None
    rows = _rows([_by_column(line, edges) for line in run])
    if len(rows) < _LEAST_ROWS or not _is_tabular(rows, run):
        return None
    box = enclosing(word.box for line in run for word in line)
    return Grid(_grown(box), tuple(rows), edges)


def _by_column(line: Line, edges: Sequence[float]) -> Row:
    cells: list[list[PageWord]] = [[] for _ in edges]
    for word in line:
        column = max(index for index, edge in enumerate(edges) if word.box[0] >= edge - 0.5)
        cells[column].append(word)
    return tuple(tuple(cell) for cell in cells)


def _rows(lines: Sequence[Row]) -> list[Row]:
    """Lines to rows: one without its first cell, close under the line before, goes on with it."""
    pitch = _row_gap(lines)
    rows: list[Row] = []
    bottom = 0.0
    for line in lines:
        box = enclosing(word.box for cell in line for word in cell)
        near = bool(rows) and box[1] - bottom < pitch
        # Within a row the lines are nearer to one another than the rows are.
        if near or (rows and not line[0]):
            rows[-1] = tuple((*above, *below) for above, below in zip(rows[-1], line, strict=True))
        else:
            rows.append(line)
        bottom = box[3]
    return rows


def _row_gap(lines: Sequence[Row]) -> float:
    """The gap that parts rows from lines of one row; minus infinity where all are alike."""
    boxes = [enclosing(word.box for cell in line for word in cell) for line in lines]
    gaps = [b[1] - a[3] for a, b in pairwise(boxes)]
    first_filled = [bool(line[0]) for line in lines[1:]]
    if not gaps:
        return float("-inf")
    within = [gap for gap, starts in zip(gaps, first_filled, strict=True) if not starts]
    smallest, largest = min(gaps), max(gaps)
    if within and largest - max(within) > 2.0:
        return (max(within) + largest) / 2 if max(within) < largest else float("-inf")
    if not within and largest - smallest > 3.0:
        return (smallest + largest) / 2
    return float("-inf")


def _is_tabular(rows: Sequence[Row], run: Sequence[Line]) -> bool:
    if any(_LEADER.search(" ".join(word.text for word in line)) for line in run):
        return False
    columns = list(zip(*rows, strict=True))
    filled = [sum(bool(cell) for cell in column) for column in columns]
    if any(count < 0.5 * len(rows) for count in filled[1:]) or filled[0] < 0.6 * len(rows):
        return False
    if any(is_markers(column) for column in columns) or _coverage(run) > _DENSEST:
        return False  # clauses and lists with hanging numbers; columns of prose
    lines = [_cells(line) for line in run]
    if len(columns) == _LEAST_COLUMNS:
        return _is_list_of_pairs(rows)
    widest = median(max(len(cell) for cell in cells) for cells in lines)
    if widest > _LONGEST_CELL_WORDS:
        return False
    # A row of a table fills most of its columns at once; chance gaps in prose do not.
    full = sum(sum(bool(cell) for cell in row) >= len(columns) - 1 for row in rows)
    return full >= 0.7 * len(rows)


def _is_list_of_pairs(rows: Sequence[Row]) -> bool:
    """Two columns are a table only if rows stand apart and the first one or column is bold."""
    boxes = [enclosing(word.box for cell in row for word in cell) for row in rows]
    size = median(_size(word) for row in rows for cell in row for word in cell)
    pitches = [b[1] - a[1] for a, b in pairwise(boxes)]
    apart = sum(pitch >= _LEAST_ROW_PITCH * size for pitch in pitches) >= 0.8 * len(pitches)
    return apart and all(row[0] for row in rows) and (_is_bold_row(rows) or has_bold_keys(rows))


def _is_bold_row(rows: Sequence[Row]) -> bool:
    head = [word.bold for cell in rows[0] for word in cell]
    rest = [word.bold for row in rows[1:] for cell in row for word in cell]
    return all(rows[0]) and all(head) and sum(rest) < 0.2 * len(rest)


def _coverage(run: Sequence[Line]) -> float:
    """The share of the region's width that words and the spaces between them take, on average."""
    left = min(line[0].box[0] for line in run)
    right = max(word.box[2] for line in run for word in line)
    taken = [sum(cell[-1].box[2] - cell[0].box[0] for cell in _cells(line)) for line in run]
    return sum(taken) / len(run) / max(right - left, 1.0)


def is_markers(column: Sequence[Cell]) -> bool:
    """Whether a column holds the numbers or bullets of a list."""
    cells = [cell for cell in column if cell]
    marked = sum(len(cell) == 1 and bool(_MARKER.match(cell[0].text)) for cell in cells)
    return marked >= 0.8 * len(cells)


def _grown(box: Rectangle) -> Rectangle:
    """By a point, so that every word's centre is inside in spite of rounding."""
    return (box[0] - 1, box[1] - 1, box[2] + 1, box[3] + 1)
