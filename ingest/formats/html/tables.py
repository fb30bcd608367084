"""HTML tables to grids: heads, spans, cells with lists and tables in them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lxml import html

from ingest.formats.grid import Grid, GridCell
from ingest.formats.html.looks import Look
from ingest.formats.sinks import CellText, Sink

if TYPE_CHECKING:
    from ingest.formats.html.cascade import Cascade
    from ingest.formats.html.walk import PageWalker

_GROUPS = frozenset({"thead", "tbody", "tfoot", "form"})
_PARTS = {
    "tr": "row", "td": "cell", "th": "head", "thead": "group", "tbody": "group", "tfoot": "group",
    "form": "group",
}  # fmt: skip
_ROLES = {
    "row": "row", "cell": "cell", "gridcell": "cell", "columnheader": "head", "rowheader": "head",
    "rowgroup": "group",
}  # fmt: skip
_DISPLAYS = {
    "table-row": "row", "table-cell": "cell", "table-row-group": "group",
    "table-header-group": "group", "table-footer-group": "group",
}  # fmt: skip
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_TO_THE_END = 100  # rowspan="0"
_BLOCKS_OF_A_PAGE = frozenset({"section", "article", "main", "nav", "form"})


def is_table(element: html.HtmlElement, look: Look) -> bool:
    """Whether the element is a table by its tag, by how it is laid out, or by its role."""
    named = element.get("role") in ("table", "grid")
    return element.tag == "table" or named or look.display in ("table", "inline-table")


def _part(element: html.HtmlElement, look: Look) -> str:
    """ "row", "cell", "head", "group", or "" for what is no part of a table."""
    if element.tag in _PARTS:
        return _PARTS[element.tag]
    return _ROLES.get(element.get("role", ""), _DISPLAYS.get(look.display, ""))


def lays_out(table: html.HtmlElement) -> bool:
    """Whether a table only places text on the page: its cells are then read one after another."""
    if table.get("role") in ("presentation", "none"):
        return True
    if table.tag != "table":
        return False
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
        for child, inner in self._shown(element, look):
            part = _part(child, inner)
            if part == "row":
                cells = [
                    (cell, own)
                    for cell, own in self._shown(child, inner)
                    if _part(cell, own) in ("cell", "head")
                ]
                is_head = bool(cells) and all(_part(*cell) == "head" for cell in cells)
                in_head = element.tag == "thead" or look.display == "table-header-group"
                if grid.heads == len(grid.rows) and (is_head or in_head):
                    grid.heads += 1
                grid.rows.append([self._cell(*cell) for cell in cells])
            elif part == "group":
                self._rows(child, inner, grid)
            elif child.tag not in ("caption", "colgroup", "col"):
                self._walker.element(child, look)  # it stands in no cell: a browser puts it before

    def _shown(
        self, element: html.HtmlElement, look: Look
    ) -> Iterator[tuple[html.HtmlElement, Look]]:
        """The children that are not hidden, each with its look."""
        for child in element:
            if not isinstance(child.tag, str):
                continue
            own = self._cascade.look(child, look)
            if own.is_gone:
                self._walker.element(child, look)  # it tells what was left out
            else:
                yield child, own

    def _cell(self, element: html.HtmlElement, look: Look) -> GridCell:
        text = CellText()
        walker = self._walker.into(text)
        walker.inside(element, look)
        walker.flush()
        cell = text.cell
        cell.is_head = _part(element, look) == "head"
        cell.columns, cell.rows = _span(element, "colspan"), _span(element, "rowspan")
        return cell


def _span(cell: html.HtmlElement, name: str) -> int:
    value = cell.get(name, "1").strip()
    if name == "rowspan" and value == "0":
        return _TO_THE_END
    return int(value) if value.isdecimal() and 0 < len(value) <= 5 and int(value) > 0 else 1
