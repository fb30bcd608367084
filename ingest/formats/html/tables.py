"""HTML tables to grids: heads, spans, cells with lists and tables in them."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from lxml import html

from ingest.formats.grid import Grid, GridCell
from ingest.formats.html.looks import Look
from ingest.formats.sinks import CellText, Sink

if TYPE_CHECKING:
    from ingest.formats.html.cascade import Cascade
    from ingest.formats.html.walk import PageWalker

_GROUPS = frozenset({"thead", "tbody", "tfoot", "form"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_TO_THE_END = 100  # rowspan="0"
_BLOCKS_OF_A_PAGE = frozenset({"section", "article", "main", "nav", "form"})


def lays_out(table: html.HtmlElement) -> bool:
    """Whether a table only places text on the page: its cells are then read one after another."""
    if table.get("role") in ("presentation", "none"):
        return True
    cells = list(_cells_of(table))
    if any(cell.tag == "th" for cell in cells):
        return False
    rows = list(_rows_of(table))
    one_column = all(sum(1 for c in row if c.tag in ("td", "th")) <= 1 for row in rows)
    holds_tables = any(next(cell.iter("table"), None) is not None for cell in cells)
    return one_column or (holds_tables and len(rows) == 1) or any(
        inner.tag in _HEADINGS or inner.tag in _BLOCKS_OF_A_PAGE
        for cell in cells
        for inner in cell.iter()
    )  # fmt: skip


def _rows_of(table: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """The table's own rows, not those of tables inside it."""
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in _GROUPS:
            yield from _rows_of(child)


def _cells_of(table: html.HtmlElement) -> Iterator[html.HtmlElement]:
    for row in _rows_of(table):
        yield from (cell for cell in row if cell.tag in ("td", "th"))


class TableReader:
    """Reads one table; its cells' text by the walker of the page."""

    def __init__(self, walker: "PageWalker", cascade: "Cascade") -> None:
        """``walker``: of the page that the table stands in."""
        self._walker = walker
        self._cascade = cascade

    def read(self, table: html.HtmlElement, look: Look, sink: Sink) -> None:
        """The caption, then the table."""
        for caption in table.iterchildren("caption"):
            self._walker.element(caption, look)
            self._walker.flush()
        grid = Grid()
        self._rows(table, look, grid)
        sink.table(grid)

    def _rows(self, element: html.HtmlElement, look: Look, grid: Grid) -> None:
        for child in self._shown(element, look):
            inner = self._cascade.look(child, look)
            if child.tag == "tr":
                cells = [c for c in self._shown(child, inner) if c.tag in ("td", "th")]
                is_head = bool(cells) and all(cell.tag == "th" for cell in cells)
                if grid.heads == len(grid.rows) and (is_head or element.tag == "thead"):
                    grid.heads += 1
                grid.rows.append([self._cell(cell, inner) for cell in cells])
            elif child.tag in _GROUPS:
                self._rows(child, inner, grid)

    def _shown(self, element: html.HtmlElement, look: Look) -> Iterable[html.HtmlElement]:
        for child in element:
            if not isinstance(child.tag, str):
                continue
            if self._cascade.look(child, look).is_gone:
                self._walker.element(child, look)  # it tells what was left out
            else:
                yield child

    def _cell(self, element: html.HtmlElement, parent: Look) -> GridCell:
        look = self._cascade.look(element, parent)
        text = CellText()
        walker = self._walker.into(text)
        walker.inside(element, look)
        walker.flush()
        cell = text.cell
        cell.is_head = element.tag == "th"
        cell.columns, cell.rows = _span(element, "colspan"), _span(element, "rowspan")
        return cell


def _span(cell: html.HtmlElement, name: str) -> int:
    value = cell.get(name, "1").strip()
    if name == "rowspan" and value == "0":
        return _TO_THE_END
    return int(value) if value.isdecimal() and 0 < len(value) <= 5 and int(value) > 0 else 1
