"""A table with spans, as a file gives it, and the same with a cell in every place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.formats.typography import Sentence
from ingest.formats.written import NOWHERE
from ingest.pdf.page_words import PageWord
from ingest.text.table_sentences import Cell

_MOST_SPANNED = 100  # a page may say rowspan="100000000"


@dataclass(slots=True)
class GridCell:
    """A cell as it stands in its row. ``sentences``: its paragraphs; ``inner``: its tables."""

    sentences: list[Sentence] = field(default_factory=list)
    inner: list["Grid"] = field(default_factory=list)
    bold: bool = False
    is_head: bool = False
    columns: int = 1
    rows: int = 1

    def words(self) -> Cell:
        """The cell's own text as words, without its inner tables."""
        text = " ".join(sentence.text for sentence in self.sentences)
        bold = self.bold or self.is_head
        return tuple(PageWord(word, NOWHERE, bold=bold) for word in text.split())


@dataclass(slots=True)
class Grid:
    """Rows of cells, spans not yet filled. ``heads``: how many rows are marked as heads."""

    rows: list[list[GridCell]] = field(default_factory=list)
    heads: int = 0

    def sentences(self) -> Iterator[Sentence]:
        """Of every cell, those of inner tables too."""
        for row in self.rows:
            for cell in row:
                yield from cell.sentences
                for inner in cell.inner:
                    yield from inner.sentences()


@dataclass(frozen=True, slots=True)
class Place:
    """A cell's place in the filled table: whose it is, and whether it begins there."""

    cell: GridCell
    begins: bool


def filled(grid: Grid) -> list[list[Place]]:
    """Each row with a place for every column; spanned places hold the spanning cell."""
    pending: dict[tuple[int, int], GridCell] = {}
    table: list[list[Place]] = []
    for index, row in enumerate(grid.rows):
        places: list[Place] = []
        for cell in row:
            while (spanning := pending.pop((index, len(places)), None)) is not None:
                places.append(Place(spanning, begins=False))
            wide, deep = min(cell.columns, _MOST_SPANNED), min(cell.rows, _MOST_SPANNED)
            for below in range(1, deep):
                for aside in range(wide):
                    pending[(index + below, len(places) + aside)] = cell
            places += [Place(cell, begins=aside == 0) for aside in range(wide)]
        while (spanning := pending.pop((index, len(places)), None)) is not None:
            places.append(Place(spanning, begins=False))
        table.append(places)
    width = max((len(places) for places in table), default=0)
    empty = Place(GridCell(), begins=True)
    even = [[*places, *[empty] * (width - len(places))] for places in table]
    return [row for row in even if any(place.cell.words() or place.cell.inner for place in row)]


def is_banner(row: Sequence[Place]) -> bool:
    """One cell over all columns of several."""
    return len(row) > 1 and all(place.cell is row[0].cell for place in row)
