"""Word's tables: rows and cells through revisions and controls, merged cells, shading, styles."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from ingest.formats.docx.context import Document, Setting
from ingest.formats.docx.inline import DELETED
from ingest.formats.docx.looks import Properties, properties_of
from ingest.formats.docx.package import q
from ingest.formats.docx.values import fill_of, is_on, number
from ingest.formats.grid import Grid, GridCell
from ingest.formats.sinks import CellText, Sink
from ingest.text.legible import Colour

_AROUND = frozenset(q(f"w:{n}") for n in ("sdt", "sdtContent", "customXml", "ins", "moveTo"))
_LEAST_ROW_TWIPS = 40  # two points


class TableReader:
    """Reads one table into a sink: as a table, or as paragraphs where it only lays out a page."""

    def __init__(self, document: Document, sink: Sink) -> None:
        """``sink``: where the table goes."""
        self._document = document
        self._sink = sink

    def read(self, table: etree._Element, setting: Setting) -> None:
        """The table; a box around text, or cells with headings, are read as the text in them."""
        look = _TableLook(self._document, table, setting)
        rows = [row for row in _children(table, "w:tr") if not self._is_deleted(row)]
        if self._lays_out(rows):
            for index, row in enumerate(rows):
                for column, cell in enumerate(_children(row, "w:tc")):
                    inner = look.setting(cell, index, column, len(rows), _is_unseen(row))
                    self._body(self._sink).read(cell, inner)
            return
        self._sink.table(self._grid(rows, look))

    def _grid(self, rows: list[etree._Element], look: "_TableLook") -> Grid:
        grid = Grid()
        merged: dict[int, GridCell] = {}  # by column: the cell that may go on below
        for index, row in enumerate(rows):
            hidden = _is_unseen(row)
            properties = row.find(q("w:trPr"))
            cells: list[GridCell] = []
            column = int(number(_of(properties, "w:gridBefore")) or 0)
            if column:
                cells.append(GridCell(columns=column))
            for element in _children(row, "w:tc"):
                cell_properties = element.find(q("w:tcPr"))
                width = int(number(_of(cell_properties, "w:gridSpan")) or 1)
                inner = look.setting(element, index, column, len(rows), hidden)
                cell = self._cell(element, inner)
                cell.columns = width
                if _goes_on(cell_properties, "w:vMerge") and column in merged:
                    merged[column].rows += 1
                    self._document.left_out.hidden += [s.text for s in cell.sentences]
                elif _goes_on(cell_properties, "w:hMerge") and cells:
                    cells[-1].columns += width
                else:
                    cells.append(cell)
                    merged.pop(column, None)
                    if _of(cell_properties, "w:vMerge") is not None:
                        merged[column] = cell
                column += width
            grid.rows.append(cells)
            if grid.heads == index and is_on(_of(properties, "w:tblHeader")):
                grid.heads += 1
        return grid

    def _cell(self, element: etree._Element, setting: Setting) -> GridCell:
        sink = CellText()
        self._body(sink).read(element, setting)
        return sink.cell

    def _body(self, sink: Sink) -> Any:
        # Imported here: a body holds tables, and a table's cells hold bodies.
        from ingest.formats.docx.paragraphs import BodyReader  # noqa: PLC0415

        return BodyReader(self._document, sink)

    def _is_deleted(self, row: etree._Element) -> bool:
        properties = row.find(q("w:trPr"))
        deleted = properties is not None and any(properties.find(t) is not None for t in DELETED)
        self._document.has_revisions |= deleted
        return deleted

    def _lays_out(self, rows: list[etree._Element]) -> bool:
        cells = [cell for row in rows for cell in _children(row, "w:tc")]
        if len(cells) == len(rows):  # one column: a box around text
            return True
        styles = self._document.styles
        return any(
            styles.heading_level(p.find(q("w:pPr")), styles.id_of(p.find(q("w:pPr")), "paragraph"))
            for cell in cells
            for p in cell.findall(q("w:p"))
            if any((text.text or "").strip() for text in p.iter(q("w:t")))
        )


@dataclass
class _TableLook:
    """The shading and the style of one table."""

    document: Document
    table: etree._Element
    outer: Setting

    def setting(
        self, cell: etree._Element, row: int, column: int, row_count: int, is_hidden: bool
    ) -> Setting:
        """Where the paragraphs of a cell stand."""
        theme = self.document.styles.theme
        own = cell.find(q("w:tcPr"))
        table = self.table.find(q("w:tblPr"))
        fill = fill_of(_of(table, "w:shd"), theme)
        style: dict[str, Any] = {}
        for properties, shade in self._of_style(row, column, row_count):
            style.update(properties)
            fill = fill if shade is None else shade
        shade = fill_of(_of(own, "w:shd"), theme)
        fill = fill if shade is None else shade
        return Setting(
            self.outer.fill if fill is None else fill,
            {**self.outer.table_style, **style},
            self.outer.is_hidden or is_hidden,
        )

    def _of_style(
        self, row: int, column: int, row_count: int
    ) -> Iterator[tuple[Properties, Colour | None]]:
        """What the table's style says of the cell, the conditions that apply last."""
        styles = self.document.styles
        properties = self.table.find(q("w:tblPr"))
        look = _of(properties, "w:tblLook")
        applies = {
            "firstRow": row == 0 and _looks(look, "firstRow", 0x20),
            "lastRow": row == row_count - 1 and _looks(look, "lastRow", 0x40),
            "firstCol": column == 0 and _looks(look, "firstColumn", 0x80),
        }
        for style in reversed(list(styles.chain(styles.id_of(properties, "table")))):
            yield (
                properties_of(style.find(q("w:rPr")), styles.theme),
                fill_of(_of(style.find(q("w:tcPr")), "w:shd"), styles.theme),
            )
            for condition in style.findall(q("w:tblStylePr")):
                if applies.get(condition.get(q("w:type"), "")):
                    yield (
                        properties_of(condition.find(q("w:rPr")), styles.theme),
                        fill_of(_of(condition.find(q("w:tcPr")), "w:shd"), styles.theme),
                    )


def _looks(look: etree._Element | None, name: str, bit: int) -> bool:
    """Whether a table asks for the look of its first row, last row or first column."""
    if look is None:
        return False
    if (value := look.get(q(f"w:{name}"))) is not None:
        return value in ("1", "true", "on")
    try:
        return bool(int(look.get(q("w:val"), "0"), 16) & bit)
    except ValueError:
        return False


def _children(element: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Rows of a table or cells of a row, also those inside controls and insertions."""
    for child in element:
        if child.tag == q(tag):
            if child.find(f"{q('w:tcPr')}/{q('w:cellDel')}") is None:
                yield child
        elif child.tag in _AROUND:
            yield from _children(child, tag)


def _of(element: etree._Element | None, name: str) -> etree._Element | None:
    return element.find(q(name)) if element is not None else None


def _goes_on(properties: etree._Element | None, name: str) -> bool:
    """Whether the cell is the continuation of a merged one."""
    merge = _of(properties, name)
    return merge is not None and merge.get(q("w:val"), "continue") == "continue"


def _is_unseen(row: etree._Element) -> bool:
    properties = row.find(q("w:trPr"))
    if is_on(_of(properties, "w:hidden")):
        return True
    height = _of(properties, "w:trHeight")
    if height is None or height.get(q("w:hRule")) != "exact":
        return False
    value = number(height)
    return value is not None and value < _LEAST_ROW_TWIPS
