"""Where a walker's paragraphs and tables go: the document, a table's cell, a note."""

from collections.abc import Iterable
from typing import Protocol

from ingest.formats.grid import Grid, GridCell
from ingest.formats.typography import Run, is_bold, sentence_of
from ingest.formats.written import LINE_BREAK
from ingest.text.parsed import BlockKind


class Sink(Protocol):
    """What a walker writes to; ``WrittenDocument`` is one, too."""

    def paragraph(
        self,
        runs: Iterable[Run],
        kind: BlockKind = "text",
        *,
        level: int | None = None,
        marker: str = "",
    ) -> None:
        """Takes a paragraph; see ``Written``."""
        ...

    def table(self, grid: Grid) -> None:
        """Takes a table."""
        ...

    def turn_page(self) -> None:
        """A page ends here."""
        ...


class CellText:
    """Takes what stands in a table's cell."""

    def __init__(self) -> None:
        """An empty cell."""
        self.cell = GridCell()
        self._runs: list[Run] = []

    def paragraph(
        self,
        runs: Iterable[Run],
        kind: BlockKind = "text",
        *,
        level: int | None = None,
        marker: str = "",
    ) -> None:
        """Takes a paragraph."""
        given = [Run(f"{marker} "), *runs] if marker else list(runs)
        self._runs += given
        self.cell.bold = is_bold(run for run in self._runs if run.text.strip())
        sentence = sentence_of(
            Run(run.text.replace(LINE_BREAK, " "), run.position, run.note, run.bold)
            for run in given
        )
        if sentence.text.strip() or sentence.notes:
            self.cell.sentences.append(sentence)

    def table(self, grid: Grid) -> None:
        """Takes a table inside the cell."""
        self.cell.inner.append(grid)

    def turn_page(self) -> None:
        """A page that ends inside a cell is told by no row."""


class GatheredNote:
    """Takes a note's paragraphs as one line of runs."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.runs: list[Run] = []

    def paragraph(
        self,
        runs: Iterable[Run],
        kind: BlockKind = "text",
        *,
        level: int | None = None,
        marker: str = "",
    ) -> None:
        """Takes a paragraph."""
        self.runs += [Run(f" {marker} " if marker else " "), *runs]

    def table(self, grid: Grid) -> None:
        """Takes a table: its cells one after another."""
        for sentence in grid.sentences():
            self.runs.append(Run(f" {sentence.text}"))

    def turn_page(self) -> None:
        """A note ends no page."""
