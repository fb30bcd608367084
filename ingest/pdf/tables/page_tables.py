"""The tables of a page as row blocks, ruled ones first, then unruled ones outside of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.pdf.page_words import PageWord, Rectangle, centre_in
from ingest.pdf.tables.row_ruled import row_ruled_tables
from ingest.pdf.tables.ruled import Grid, ruled_tables
from ingest.pdf.tables.unruled import unruled_tables
from ingest.text.parsed import Block
from ingest.text.table_sentences import (
    Head,
    Row,
    cell_text,
    is_list_of_pairs,
    row_blocks,
    split_head,
)

_SAME_COLUMN_POINTS = 6.0  # a table that runs on is drawn at the same place, up to its rules
_TOP_OF_PAGE = 0.25  # share of the words that may stand above a table that runs on


@dataclass(frozen=True, slots=True)
class TableRegion:
    """Where a table stands and what it says: words in ``box`` belong to it and to nothing else."""

    box: Rectangle
    blocks: tuple[Block, ...]
    columns: tuple[float, ...]  # left edges, from left to right
    head: Head | None  # for a table that runs on over the page
    ruled: bool
    rows: tuple[Row, ...] = ()
    stands_first: bool = False  # on its page


def find_tables(
    pdf_bytes: bytes,
    page_index: int,
    words: Sequence[PageWord],
    *,
    number: int | None = None,
    previous: TableRegion | None = None,
    ruled: bool = True,
    lines: Sequence[Rectangle] = (),
) -> list[TableRegion]:
    """The page's tables from top to bottom; [] where there are none.

    Args:
        pdf_bytes: the whole file.
        page_index: from 0.
        words: the page's visible words in points from the top left corner of the page as shown.
        number: the page's number in the document, if the bytes are a part of it; else the index's.
        previous: the last table of the page before; its heads name the columns of a table at the
            top of this page that has the same columns and no heads of its own.
        ruled: False spares the search for ruled tables on a page without any line.
        lines: level ones that are drawn on the page, as shown.
    """
    with_lines = ruled_tables(pdf_bytes, page_index, words) if ruled else []
    grids = [(grid, True) for grid in with_lines]
    grids += [(grid, True) for grid in row_ruled_tables(lines, _free(words, grids))]
    grids += [(grid, False) for grid in unruled_tables(_free(words, grids))]
    grids.sort(key=lambda found: found[0].box[1])
    regions: list[TableRegion] = []
    page = page_index + 1 if number is None else number
    for grid, is_ruled in grids:
        above = regions[-1] if regions else previous
        regions.append(_region(grid, above, words, page=page, ruled=is_ruled))
    return regions


def _free(words: Sequence[PageWord], grids: Sequence[tuple[Grid, bool]]) -> list[PageWord]:
    return [word for word in words if not any(centre_in(word.box, g.box) for g, _ in grids)]


def _region(
    grid: Grid, above: TableRegion | None, words: Sequence[PageWord], *, page: int, ruled: bool
) -> TableRegion:
    own, rows = split_head(grid.rows)
    head = Head(own, page) if own is not None else None
    if above is not None and above.head is not None and _same_columns(above.columns, grid.columns):
        goes_on = above.head.page < page and _stands_first(grid, words)
        if _same_head(above.head.cells, grid.rows[0]):
            rows = list(grid.rows[1:])  # the heads are printed anew on each page
            head = Head(grid.rows[0], page)
        elif goes_on and own is None:
            head = above.head
    pairs = head is None and is_list_of_pairs(rows)
    blocks = tuple(row_blocks(rows, head, page=page, pairs=pairs))
    return TableRegion(
        grid.box, blocks, grid.columns, head, ruled, tuple(rows), _stands_first(grid, words)
    )


def goes_on_from(region: TableRegion, above: TableRegion, page: int) -> TableRegion | None:
    """The region under the heads of the one before; None where it has its own or is another."""
    if region.head is not None or above.head is None or not region.stands_first:
        return None
    if not _same_columns(above.columns, region.columns):
        return None
    blocks = tuple(row_blocks(region.rows, above.head, page=page))
    return replace(region, blocks=blocks, head=above.head)


def _stands_first(grid: Grid, words: Sequence[PageWord]) -> bool:
    above = sum(word.box[3] <= grid.box[1] for word in words)
    return above <= _TOP_OF_PAGE * len(words)


def _same_columns(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return len(one) == len(other) and all(
        abs(a - b) <= _SAME_COLUMN_POINTS for a, b in zip(one, other, strict=True)
    )


def _same_head(head: Row, row: Row) -> bool:
    return [cell_text(cell) for cell in head] == [cell_text(cell) for cell in row]
