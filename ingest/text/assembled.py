"""What the assembly gives to the rest of ingest: one canonical text and where it stands."""

import pickle
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from domain.types import PageInfo, Section, Uncitable, Word
from domain.units import Unit
from ingest.text.parsed import Finding


@dataclass(frozen=True)
class WordSpool:
    """The words of each page in a file of its own, so that memory holds one page at a time."""

    folder: Path

    def put(self, page: int, words: Sequence[Word]) -> None:
        """Stores a page's words, by start."""
        with self._path(page).open("wb") as file:
            pickle.dump([(w.start, w.end, *_corners(w)) for w in words], file)

    def get(self, page: int) -> tuple[Word, ...]:
        """The page's words, by start; () for a page that has none."""
        if not self._path(page).exists():
            return ()
        with self._path(page).open("rb") as file:  # written by this process a moment ago
            rows = pickle.load(file)
        return tuple(
            Word.model_validate(
                {
                    "start": start,
                    "end": end,
                    "box": {"page": number, "x0": x0, "y0": y0, "x1": x1, "y1": y1},
                }
            )
            for start, end, number, x0, y0, x1, y1 in rows
        )

    def _path(self, page: int) -> Path:
        return self.folder / f"words-{page:06}.pickle"


def _corners(word: Word) -> tuple[int, float, float, float, float]:
    box = word.box
    return box.page, box.x0, box.y0, box.x1, box.y1


@dataclass(frozen=True)
class AssembledDocument:
    """A file as text. Sections and pages each cover ``text`` from 0 to its end, without gaps."""

    title: str
    text: str
    pages: tuple[PageInfo, ...]
    sections: tuple[Section, ...]
    uncitable: tuple[Uncitable, ...]
    findings: tuple[Finding, ...]
    parser: str  # name and version
    spool: WordSpool
    units: tuple[Unit, ...] = ()

    def words(self, page: int) -> tuple[Word, ...]:
        """The words of the text that begins on a page, by start; () for a page without text.

        A table's column heads may be drawn on an earlier page: ``word.box.page`` says where. A
        word broken over two lines is there twice, with one span and two boxes.
        """
        return self.spool.get(page)
