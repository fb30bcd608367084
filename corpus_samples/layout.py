# mypy: disable-error-code="import-untyped, misc"
# Reason: ReportLab ships no type information, so its base classes are Any.
"""Turns blocks into ReportLab flowables: headings with bookmarks, clauses, lists and tables."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import CondPageBreak, Flowable, Paragraph, Spacer
from reportlab.platypus import PageBreak as NewPage
from reportlab.platypus import Table as Grid

from corpus_samples.blocks import Block, Heading, Hidden, PageBreak, Table
from corpus_samples.fonts import FAMILY
from corpus_samples.hidden import HiddenText

_RULE = colors.Color(0.45, 0.45, 0.5)
_SHADE = colors.Color(0.92, 0.93, 0.95)
_CELL_PADDING = 4.0  # points, left and right of a cell
_TABLE_START = 90.0  # points: a caption, a header row and two rows stay together


class BookmarkedHeading(Paragraph):
    """A heading that adds itself to the PDF outline where it is drawn."""

    def __init__(self, text: str, style: ParagraphStyle, key: str, level: int) -> None:
        """Takes the plain text, a unique bookmark key and an outline level from 0."""
        super().__init__(markup(text), style)
        self._title = re.sub(r"\*", "", text)
        self._key = key
        self._outline_level = level

    def draw(self) -> None:
        """Draws the heading and its bookmark."""
        self.canv.bookmarkHorizontal(self._key, 0, self.height)
        self.canv.addOutlineEntry(self._title, self._key, level=self._outline_level)
        super().draw()


def flowables(
    blocks: tuple[Block, ...], style: dict[str, ParagraphStyle], width: float
) -> list[Flowable]:
    """Returns what to draw for `blocks` in a column of `width` points, in order."""
    made: list[Flowable] = []
    outline_level = -1
    for index, block in enumerate(blocks):
        if isinstance(block, Heading):
            # A PDF outline may not skip a level downwards.
            outline_level = min(block.level - 1, outline_level + 1)
            heading = style[f"heading{block.level}"]
            if isinstance(next(iter(blocks[index + 1 :]), None), Table):
                made.append(CondPageBreak(_TABLE_START + 2 * heading.leading))
            made.append(BookmarkedHeading(block.text, heading, f"s{index}", outline_level))
        elif isinstance(block, Table):
            made += _table(block, style, width)
        elif isinstance(block, Hidden):
            made.append(HiddenText(block.style, block.text))
        elif isinstance(block, PageBreak):
            made.append(NewPage())
        else:
            name = f"item{block.depth}" if block.depth else "clause" if block.marker else "body"
            made.append(Paragraph(markup(block.text), style[name], bulletText=block.marker or None))
    return made


def markup(text: str) -> str:
    """Returns ReportLab paragraph markup for text with **bold** and *italic*."""
    escaped = escape(text.replace("\\|", "|"))
    bold = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", escaped)
    return re.sub(r"(?<![\w*])\*([^*\s][^*]*?)\*(?![\w*])", r"<i>\1</i>", bold)


def grid(
    rows: tuple[tuple[str, ...], ...],
    style: dict[str, ParagraphStyle],
    width: float,
    *,
    ruled: bool,
    header: bool = True,
) -> Grid:
    """Returns a table of wrapped cells, `width` points wide, its header repeated on each page."""
    cells = [
        [
            Paragraph(markup(cell), style["cellhead" if header and row == 0 else "cell"])
            for cell in line
        ]
        for row, line in enumerate(rows)
    ]
    look: list[tuple[object, ...]] = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), _CELL_PADDING),
        ("RIGHTPADDING", (0, 0), (-1, -1), _CELL_PADDING),
        ("TOPPADDING", (0, 0), (-1, -1), 3.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4.5),
    ]
    if ruled:
        look.append(("GRID", (0, 0), (-1, -1), 0.5, _RULE))
        if header:
            look.append(("BACKGROUND", (0, 0), (-1, 0), _SHADE))
    return Grid(
        cells,
        colWidths=column_widths(rows, width, style["cell"].fontSize),
        repeatRows=1 if header else 0,
        style=look,
        hAlign="LEFT",
    )


def column_widths(rows: tuple[tuple[str, ...], ...], width: float, font_size: float) -> list[float]:
    """Returns column widths in points that sum to `width`, for text of `font_size` points.

    Each column gets room for its longest word where that is possible; the rest is shared by the
    square root of the longest cell, so that a long column is favoured but does not starve others.
    """
    columns = list(zip(*rows, strict=True))
    needed = [_longest_word(column, font_size) + 2 * _CELL_PADDING + 2 for column in columns]
    if sum(needed) > width:
        return [width * need / sum(needed) for need in needed]
    weights = [max(len(cell) for cell in column) ** 0.5 + 1 for column in columns]
    spare = width - sum(needed)
    return [
        need + spare * weight / sum(weights) for need, weight in zip(needed, weights, strict=True)
    ]


def _longest_word(column: tuple[str, ...], font_size: float) -> float:
    """Returns the width in points of the widest word; the first cell is the header, in bold."""
    bold = [(word, f"{FAMILY}-Bold") for word in column[0].split()]
    plain = [(word, FAMILY) for word in " ".join(column[1:]).split()]
    return max(
        (float(stringWidth(word, face, font_size)) for word, face in bold + plain), default=0
    )


def _table(block: Table, style: dict[str, ParagraphStyle], width: float) -> list[Flowable]:
    caption = [Paragraph(markup(block.caption), style["caption"])] if block.caption else []
    return [
        CondPageBreak(_TABLE_START),
        *caption,
        grid(block.rows, style, width, ruled=block.ruled),
        Spacer(1, 10),
    ]
