"""Parsed pages on disk between the two passes of the assembly, one file a page."""

import pickle
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from ingest.text.parsed import ParsedPage


class PageSpool:
    """Put pages in order, read them back in order; the files are read once more at most."""

    def __init__(self, folder: Path) -> None:
        """``folder`` exists and belongs to one document."""
        self._folder = folder
        self._frames: list[ParsedPage] = []

    def put(self, page: ParsedPage) -> None:
        """Stores a page after those before it."""
        with self._path(len(self._frames)).open("wb") as file:
            pickle.dump(page, file, protocol=pickle.HIGHEST_PROTOCOL)
        self._frames.append(replace(page, blocks=(), findings=(), shown=(), left_out=()))

    def frames(self) -> list[ParsedPage]:
        """Every page without its blocks: number, size and OCR confidence."""
        return list(self._frames)

    def first(self, count: int) -> list[ParsedPage]:
        """The first pages, fewer where there are fewer."""
        return list(islice(self.read(remove=False), count))

    def read(self, *, remove: bool) -> Iterator[ParsedPage]:
        """Every page in order; with ``remove`` each file goes once it is read."""
        for index in range(len(self._frames)):
            path = self._path(index)
            with path.open("rb") as file:  # written by this process: no stranger's pickle
                page: ParsedPage = pickle.load(file)
            if remove:
                path.unlink()
            yield page

    def _path(self, index: int) -> Path:
        return self._folder / f"page-{index:06}.pickle"
