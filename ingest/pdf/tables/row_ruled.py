"""Tables with lines between their rows and none between their columns.

The lines say where a row ends, so that a cell of three lines beside one of a single line, set in
the middle of its height, is one row and not three.
"""

from collections.abc import Sequence
from itertools import pairwise

from ingest.pdf.page_words import PageWord, Rectangle, enclosing
from ingest.pdf.tables.ruled import Grid
from ingest.pdf.tables.unruled import is_markers
from ingest.text.table_sentences import Cell, Row

_LEAST_ROWS = 3
_LEAST_COLUMNS = 2
_SAME_EDGE_POINTS = 4.0
_LEAST_WIDTH_POINTS = 120.0
_TOUCHING_POINTS = 3.0  # pieces of one line, cell by cell
_TALLEST_ROW_POINTS = 200.0  # a taller one is text between two rules
_LEAST_GAP_POINTS = 5.0
_FILLED = 0.6  # of the rows have words in at least two columns


def row_ruled_tables(lines: Sequence[Rectangle], words: Sequence[PageWord]) -> list[Grid]:
    """The tables among the words, from top to bottom; [] where no lines divide rows.

    ``lines`` are level and thin, as shown; ``words`` those that stand in no other table.
    """
    grids = []
    for run in _runs(_whole_lines(lines)):
        if (grid := _grid(run, words)) is not None:
            grids.append(grid)
    return grids


def _whole_lines(lines: Sequence[Rectangle]) -> list[Rectangle]:
    """Pieces at one height that touch, as one line; short ones left out."""
    whole: list[Rectangle] = []
    for line in sorted(lines, key=lambda one: (round(one[1]), one[0])):
        last = whole[-1] if whole else None
        if (
            last is not None
            and abs(last[1] - line[1]) < 1.5
            and line[0] - last[2] < _TOUCHING_POINTS
        ):
            whole[-1] = enclosing((last, line))
        else:
            whole.append(line)
    return [line for line in whole if line[2] - line[0] >= _LEAST_WIDTH_POINTS]


def _runs(lines: Sequence[Rectangle]) -> list[list[Rectangle]]:
    """Lines of one right edge under one another: the first column may span several rows."""
    runs: list[list[Rectangle]] = []
    for line in sorted(lines, key=lambda one: one[1]):
        for run in runs:
            last = run[-1]
            same = abs(last[2] - line[2]) < _SAME_EDGE_POINTS
            shares = min(last[2], line[2]) - max(last[0], line[0]) > 0.5 * (last[2] - last[0])
            if same and shares and 2.0 < line[1] - last[1] < _TALLEST_ROW_POINTS:
                run.append(line)
                break
        else:
            runs.append([line])
    return [run for run in runs if len(run) > _LEAST_ROWS]


def _grid(run: Sequence[Rectangle], words: Sequence[PageWord]) -> Grid | None:
    left, right = min(line[0] for line in run), max(line[2] for line in run)
    inside = [
        word
        for word in words
        if left - 1 <= word.box[0]
        and word.box[2] <= right + 1
        and run[0][1] < (word.box[1] + word.box[3]) / 2 < run[-1][1]
    ]
    edges = _column_edges(inside)
    if len(edges) < _LEAST_COLUMNS:
        return None
    bands = [
        [word for word in inside if top < (word.box[1] + word.box[3]) / 2 < bottom]
        for (_, top, _, _), (_, bottom, _, _) in pairwise(run)
    ]
    rows = [_row(band, edges) for band in bands if band]
    full = sum(sum(bool(cell) for cell in row) >= _LEAST_COLUMNS for row in rows)
    if len(rows) < _LEAST_ROWS or full < _FILLED * len(rows):
        return None
    columns = list(zip(*rows, strict=True))
    if len(columns) == _LEAST_COLUMNS and is_markers(columns[0]):
        return None  # clauses with rules between them
    return Grid((left - 1, run[0][1], right + 1, run[-1][1]), tuple(rows), edges)


def _column_edges(words: Sequence[PageWord]) -> tuple[float, ...]:
    """Left edges of the columns: gaps that no word of any row stands in."""
    spans = sorted((word.box[0], word.box[2]) for word in words)
    if not spans:
        return ()
    edges, reach = [spans[0][0]], spans[0][1]
    for left, right in spans[1:]:
        if left - reach >= _LEAST_GAP_POINTS:
            edges.append(left)
        reach = max(reach, right)
    return tuple(edges)


def _row(band: Sequence[PageWord], edges: Sequence[float]) -> Row:
    cells: list[list[PageWord]] = [[] for _ in edges]
    for word in sorted(band, key=lambda w: (w.line, w.box[0])):
        column = max(index for index, edge in enumerate(edges) if word.box[0] >= edge - 0.5)
        cells[column].append(word)
    made: list[Cell] = [tuple(cell) for cell in cells]
    return tuple(made)
