"""Tables with ruled lines. pdfplumber's cells say where, the reader's words say what."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import pdfplumber
from pdfplumber.pdf import PDF
from pdfplumber.table import Table

from ingest.pdf.page_words import PageWord, Rectangle, centre_in
from ingest.text.table_sentences import Cell, Row, fill_down

_LEAST_ROWS = 2
_LEAST_COLUMNS = 2
_LEAST_FILLED = 0.25  # of the cells; frames around figures and forms have hardly any text
# Beyond this a page is a drawing: crossing that many lines would take minutes.
_MOST_LINES = 6_000


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as rows of cells, and the left edges of its columns."""

    box: Rectangle
    rows: tuple[Row, ...]
    columns: tuple[float, ...]


def ruled_tables(pdf_bytes: bytes, page_index: int, words: Sequence[PageWord]) -> list[Grid]:
    """The page's ruled tables from top to bottom; [] for a page without any."""
    page = _opened(pdf_bytes).pages[page_index]
    try:
        if len(page.edges) < 4 or len(page.edges) > _MOST_LINES:
            return []
        left, top = float(page.cropbox[0]), float(page.cropbox[1])
        found = [_grid(table, words, left, top) for table in page.find_tables()]
    finally:
        page.close()  # pdfplumber keeps every character of a page otherwise
    grids = [grid for grid in found if grid is not None]
    return sorted(grids, key=lambda grid: grid.box[1])


@lru_cache(maxsize=1)
def _opened(pdf_bytes: bytes) -> PDF:
    """The file, opened once for all its pages."""
    return pdfplumber.open(io.BytesIO(pdf_bytes))


def _grid(table: Table, words: Sequence[PageWord], left: float, top: float) -> Grid | None:
    box = _shifted(table.bbox, left, top)
    inside = [word for word in words if centre_in(word.box, box)]
    spans = [
        [_shifted(cell, left, top) if cell else None for cell in row.cells] for row in table.rows
    ]
    rows = [tuple(_words_in(cell, inside) for cell in row) for row in spans]
    rows = fill_down(rows, spans)
    rows, columns = _without_empty_columns(rows, spans)
    rows = [row for row in rows if any(row)]
    cells = [cell for row in rows for cell in row]
    if len(rows) < _LEAST_ROWS or len(columns) < _LEAST_COLUMNS or not cells:
        return None
    taken = sum(len(cell) for cell in cells)
    if sum(bool(cell) for cell in cells) < _LEAST_FILLED * len(cells) or taken < 0.8 * len(inside):
        return None
    return Grid(box, tuple(rows), columns)


def _shifted(box: Rectangle, left: float, top: float) -> Rectangle:
    """pdfplumber counts from the media box's corner, the page is shown from its crop box's."""
    return (box[0] - left, box[1] - top, box[2] - left, box[3] - top)


def _words_in(cell: Rectangle | None, words: Sequence[PageWord]) -> Cell:
    if cell is None:
        return ()
    return tuple(word for word in words if centre_in(word.box, cell))


def _without_empty_columns(
    rows: Sequence[Row], spans: Sequence[Sequence[Rectangle | None]]
) -> tuple[list[Row], tuple[float, ...]]:
    """Double rules and shading make columns that hold nothing anywhere."""
    width = max((len(row) for row in rows), default=0)
    padded = [(*row, *((),) * (width - len(row))) for row in rows]
    kept = [column for column in range(width) if any(row[column] for row in padded)]
    edges = []
    for column in kept:
        lefts = [row[column] for row in spans if column < len(row)]
        edges.append(min((cell[0] for cell in lefts if cell), default=0.0))
    return [tuple(row[column] for column in kept) for row in padded], tuple(edges)
