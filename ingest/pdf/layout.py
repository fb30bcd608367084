"""A page's words to blocks in reading order, with unstructured's paragraphs where there are any."""

from collections.abc import Sequence
from dataclasses import replace

from ingest.pdf.blocks import Group, block_of, grouped_by_elements, lines_of, with_markers_attached
from ingest.pdf.elements import Element
from ingest.pdf.fallback import grouped_by_geometry
from ingest.pdf.page import TextPage
from ingest.pdf.page_words import PageWord, Rectangle, centre_in, enclosing
from ingest.pdf.reading_order import column_gutter, in_reading_order
from ingest.pdf.segments import regrouped, split_at_labels
from ingest.pdf.shown import order_kept, shown_texts
from ingest.pdf.tables.page_tables import TableRegion
from ingest.text.headings.style_runs import split_by_style
from ingest.text.parsed import Block, Finding, ParsedPage

_FRAMED_SHARE = 0.8  # of the rows in one piece: text on a shaded ground, or in a frame
_COLUMN_GAP_IN_FONT_SIZES = 1.6
_PROSE_LINES = 3  # a paragraph of so many lines is no cell that a table region may cut
_LEAST_COVERED = 0.9  # of a page's characters must stand in unstructured's paragraphs
_LEAST_ORDER = 0.8  # of the line ends inside paragraphs: a table's cells may be read otherwise


def laid_out(
    page: TextPage, elements: Sequence[Element] | None, tables: Sequence[TableRegion] = ()
) -> ParsedPage:
    """The page's blocks in reading order.

    Args:
        page: The page's words.
        elements: unstructured's paragraphs; None where it was not to be asked or did not answer.
        tables: Words that stand in one of them are left to its rows. One that only frames text,
            cuts paragraphs or lies across columns of text is passed over.
    """
    words = (*page.words, *page.turned)
    groups = _grouped(page.words, elements)
    tables = [table for table in tables if _is_table(table, groups)]
    if tables:
        words = tuple(w for w in words if not any(centre_in(w.box, t.box) for t in tables))
        across = [word for word in words if not word.turned]
        groups = _grouped(across, elements)
    blocks = _blocks_in_order(
        [
            part
            for group in with_markers_attached(regrouped(groups))
            for item in split_at_labels(group)
            for part in split_by_style(lines_of(item))
        ],
        tables,
    )
    width, height = page.size_as_shown
    return ParsedPage(
        number=page.geometry.number,
        width=width,
        height=height,
        blocks=tuple(_as_shown(block, page) for block in blocks),
        findings=(*page.findings, *_by_fallback(page, elements), *_disorder(page, blocks)),
        shown=shown_texts(page.lines),
        left_out=page.line_numbers,
        aside=tuple(
            _as_shown(block_of([word], 0)[0], page)
            for word in (*page.marks, *(word for word in words if word.turned))
        ),
    )


def _by_fallback(page: TextPage, elements: Sequence[Element] | None) -> tuple[Finding, ...]:
    if elements is not None:
        return ()
    message = "Read by its words' positions only: it is crowded, or unstructured failed."
    return (Finding("page_read_by_fallback", message, page.geometry.number),)


def _disorder(page: TextPage, blocks: Sequence[Block]) -> tuple[Finding, ...]:
    """A finding where the lines of paragraphs do not follow one another as they do in the file."""
    share = order_kept(page.lines, [" ".join(block.text for block in blocks)])
    if share >= _LEAST_ORDER:
        return ()
    message = f"Only {share:.0%} of the lines follow each other as in the file; compare the page."
    return (Finding("text_mismatch", message, page.geometry.number),)


def _as_shown(block: Block, page: TextPage) -> Block:
    """The block of a page that was turned to be read, with its boxes where a viewer shows them."""
    if not page.turn:
        return block
    number = page.geometry.number
    pieces = tuple(
        piece
        if piece.page not in (None, number)
        else replace(piece, boxes=tuple(page.as_shown(box) for box in piece.boxes))
        for piece in block.pieces
    )
    return replace(block, pieces=pieces, box=page.as_shown(block.box))


def _is_table(table: TableRegion, groups: Sequence[Group]) -> bool:
    if not table.ruled:
        return not _cuts_text(table.box, groups)
    in_one_piece = sum(not _has_gap(row) for row in table.blocks)
    return in_one_piece < _FRAMED_SHARE * len(table.blocks)


def _has_gap(row: Block) -> bool:
    """Whether words of the row that stand on one line are as far apart as columns are."""
    boxes = [box for piece in row.pieces for box in piece.boxes]
    widest = _COLUMN_GAP_IN_FONT_SIZES * (row.font_size or 10.0)
    for left in boxes:
        gaps = [
            right[0] - left[2]
            for right in boxes
            if right[0] > left[0] and right[1] < left[3] and left[1] < right[3]
        ]
        if gaps and min(gaps) > widest:
            return True
    return False


def _cuts_text(region: Rectangle, groups: Sequence[Group]) -> bool:
    """Whether a region that looks like a table takes part of a paragraph, or of two columns."""
    touched = []
    for group in groups:
        inside = sum(centre_in(word.box, region) for word in group)
        if inside and inside < len(group) and len(lines_of(group)) >= _PROSE_LINES:
            return True
        if inside:
            touched.append(group)
    gutter = column_gutter([enclosing(word.box for word in group) for group in groups])
    if gutter is None or not region[0] < gutter < region[2]:
        return False
    return any(len(lines_of(group)) >= _PROSE_LINES for group in touched)


def _grouped(words: Sequence[PageWord], elements: Sequence[Element] | None) -> list[Group]:
    """The words by paragraph; by geometry alone where unstructured did not see most of them."""
    if elements is None:
        return grouped_by_geometry(words)
    groups, rest = grouped_by_elements(words, [element.box for element in elements])
    covered = sum(len(word.text) for group in groups for word in group)
    if covered < _LEAST_COVERED * sum(len(word.text) for word in words):
        return grouped_by_geometry(words)
    return groups + grouped_by_geometry(rest)


def _blocks_in_order(groups: Sequence[Group], tables: Sequence[TableRegion]) -> tuple[Block, ...]:
    """Text blocks and table rows as read; the text's lines are numbered through the page."""
    text = [(enclosing(word.box for word in group), tuple(group)) for group in groups]
    rows = [(table.box, table.blocks) for table in tables]
    placed: list[tuple[Rectangle, tuple[PageWord, ...] | tuple[Block, ...]]] = [*text, *rows]
    blocks: list[Block] = []
    line = 1
    for item in in_reading_order(placed):
        words = [part for part in item if isinstance(part, PageWord)]
        if words:
            block, line = block_of(words, line)
            blocks.append(block)
        blocks += [part for part in item if isinstance(part, Block)]
    return tuple(blocks)
