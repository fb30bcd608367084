"""Column heads over the edges of windows: a table's heads stand on its first page alone.

Windows are read apart, each by a process of its own. What was read is put together in page order,
and there a table without heads that goes on from the page before gets them.
"""

from dataclasses import replace

from ingest.pdf.tables.page_tables import TableRegion, goes_on_from
from ingest.text.parsed import Block, ParsedPage


class CarriedHeads:
    """Told of a document's pages in order; holds the last table of the page before."""

    def __init__(self) -> None:
        """Starts before the first page."""
        self._last: TableRegion | None = None

    def page(self, page: ParsedPage, tables: tuple[TableRegion, ...]) -> ParsedPage:
        """The page with its first table under the heads of the table that it goes on from.

        Args:
            page: as its window read it.
            tables: its tables from top to bottom; () where there are none or it was turned.
        """
        last = self._last
        self._last = None
        for region in tables:
            place = _place(page.blocks, region.blocks)
            if place is None:
                continue
            if last is not None and (whole := goes_on_from(region, last, page.number)) is not None:
                end = place + len(region.blocks)
                page = replace(
                    page, blocks=(*page.blocks[:place], *whole.blocks, *page.blocks[end:])
                )
                region = whole
            last = None
            self._last = region
        return page


def _place(blocks: tuple[Block, ...], rows: tuple[Block, ...]) -> int | None:
    """Where the rows stand among the page's blocks; None where the layout left the table out."""
    for index in range(len(blocks) - len(rows) + 1):
        if rows and blocks[index : index + len(rows)] == rows:
            return index
    return None
