"""Parsed pages on disk between the two passes of the assembly, one file a page."""

import pickle
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from ingest.text.parsed import ParsedPage

_BLOCKS_A_SLICE = 1_000  # a few mebibytes of words


def slices_of(page: ParsedPage) -> Iterator[ParsedPage]:
    """The page itself; one that is as long as its file (HTML, DOCX) in slices of equal number.

    So that a table of 60,000 rows is never in memory as words all at once. The first slice carries
    what is known of the page beside its blocks.
    """
    if page.height or len(page.blocks) <= _BLOCKS_A_SLICE:
        yield page
        return
    for start in range(0, len(page.blocks), _BLOCKS_A_SLICE):
        blocks = page.blocks[start : start + _BLOCKS_A_SLICE]
        if start == 0:
            yield replace(page, blocks=blocks)
        else:
            yield ParsedPage(page.number, page.width, page.height, blocks, page.ocr_confidence)


class PageSpool:
    """Put pages in order, read them back in order; the files are read once more at most."""

    def __init__(self, folder: Path) -> None:
        """``folder`` exists and belongs to one document."""
        self._folder = folder
        self._frames: list[ParsedPage] = []
        self._count = 0

    def put(self, page: ParsedPage) -> None:
        """Stores a page, or the next slice of one, after those before it."""
        with self._path(self._count).open("wb") as file:
            pickle.dump(page, file, protocol=pickle.HIGHEST_PROTOCOL)
        self._count += 1
        if self._frames and self._frames[-1].number == page.number:
            return
        self._frames.append(replace(page, blocks=(), findings=(), shown=(), left_out=()))

    def frames(self) -> list[ParsedPage]:
        """Every page without its blocks: number, size and OCR confidence."""
        return list(self._frames)

    def first(self, count: int) -> list[ParsedPage]:
        """The first pages, fewer where there are fewer."""
        return list(islice(self.read(remove=False), count))

    def read(self, *, remove: bool) -> Iterator[ParsedPage]:
        """Every page in order; with ``remove`` each file goes once it is read."""
        for index in range(self._count):
            path = self._path(index)
            with path.open("rb") as file:  # written by this process: no stranger's pickle
                page: ParsedPage = pickle.load(file)
            if remove:
                path.unlink()
            yield page

    def _path(self, index: int) -> Path:
        return self._folder / f"page-{index:06}.pickle"
