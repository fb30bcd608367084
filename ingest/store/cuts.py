"""Where a text may be cut: between paragraphs, list items and table rows; inside a row never."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from domain.units import Range, Unit, UnitKind, units_over

if TYPE_CHECKING:
    from llama_index.core.node_parser import SentenceSplitter

# A clause's number at the start of a sentence: "12. Each", "4.2. Each", "Article 5. Each", "a. No".
_NUMBER = r"\s*(?:[A-Z][a-z]+[^\S\n]+)?\(?(?:\d+(?:\.\d+)*[a-z]?|[A-Za-z]|[ivxlc]+)\)?\.[^\S\n]+"
# A sentence with the white space after it.
_SENTENCE = re.compile(
    rf"(?:{_NUMBER})?.+?(?:[.;?!][\"”')]*\s+(?=[\"“'(A-Z0-9£€$])|\n+|\Z)", re.DOTALL
)
_LINE = re.compile(r"[^\n]*\S[^\n]*")


@dataclass(frozen=True, slots=True)
class Cutter:
    """Cuts one version's text. ``target`` and ``longest`` are characters a piece."""

    text: str
    units: Sequence[Unit]
    target: int
    longest: int

    def cut(self, start: int, end: int) -> Iterator[Range]:
        """Pieces of ``start:end`` in order, white space trimmed; none without a letter or digit.

        A piece is longer than ``longest`` only where a single table row is.
        """
        whole = self._trimmed(start, end)
        if whole is None:
            return
        if whole[1] - whole[0] <= self.longest:
            yield whole
            return
        open_from: int | None = None
        open_to = start
        for first, last in self._blocks(*whole):
            if open_from is not None and last - open_from > self.target:
                yield from self._told(open_from, open_to)
                open_from = None
            open_from = first if open_from is None else open_from
            open_to = last
        if open_from is not None:
            yield from self._told(open_from, open_to)

    def _told(self, start: int, end: int) -> Iterator[Range]:
        piece = self._trimmed(start, end)
        if piece is not None:
            yield piece

    def _trimmed(self, start: int, end: int) -> Range | None:
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        return (start, end) if any(map(str.isalnum, self.text[start:end])) else None

    def _blocks(self, start: int, end: int) -> Iterator[Range]:
        """What is not cut further: what is short enough stays whole, lists first."""
        inside = units_over(self.units, start, end)
        yield from self._side_by_side(
            [i for i in inside if self._is_outermost(i, start)], start, end
        )

    def _is_outermost(self, index: int, start: int) -> bool:
        parent = self.units[index].parent
        return parent is None or self.units[parent].end <= start

    def _side_by_side(self, indices: Sequence[int], start: int, end: int) -> Iterator[Range]:
        """Units that stand beside one another in ``start:end``, and the lines between them."""
        at = start
        for index in indices:
            unit = self.units[index]
            yield from self._lines(at, max(at, min(unit.start, end)))
            yield from self._unit(index, max(unit.start, at), min(unit.end, end))
            at = max(at, min(unit.end, end))
        yield from self._lines(at, end)

    def _lines(self, start: int, end: int) -> Iterator[Range]:
        for line in _LINE.finditer(self.text, start, end):
            yield from self._sentences(*line.span())

    def _unit(self, index: int, start: int, end: int) -> Iterator[Range]:
        unit = self.units[index]
        if start >= end:
            return
        if unit.kind is UnitKind.TABLE_ROW or end - start <= self.longest:
            yield start, end
        elif unit.kind is UnitKind.PARAGRAPH:
            yield from self._lines(start, end)
        else:
            yield from self._list(index, start, end)

    def _list(self, index: int, start: int, end: int) -> Iterator[Range]:
        """The stem with the first item, then item by item; a long item is cut further."""
        unit = self.units[index]
        inner = [i for i in units_over(self.units, start, end) if self.units[i].parent == index]
        first = unit.items[0]
        parts = [(unit.start, first[1]), *unit.items[1:]]
        if first[1] - unit.start > self.longest and first[0] > unit.start:
            parts = [(unit.start, first[0]), *unit.items]
        for part_start, part_end in parts:
            low, high = max(part_start, start), min(part_end, end)
            if low >= high:
                continue
            if high - low <= self.longest:
                yield low, high
            else:
                within = [i for i in inner if low <= self.units[i].start < high]
                yield from self._side_by_side(within, low, high)

    def _sentences(self, start: int, end: int) -> Iterator[Range]:
        if end - start <= self.longest:
            yield start, end
            return
        line = self.text[start:end]
        at = 0
        for piece in _splitter(self.target).split_text(line):
            first = line.index(piece, at)
            at = first + len(piece)
            yield start + first, start + at


@lru_cache(maxsize=4)
def _splitter(target_characters: int) -> "SentenceSplitter":
    """Sizes are counted in characters: the default tokenizer would be fetched from a hub."""
    # Imported here: it takes seconds, and an ingest without changes cuts nothing.
    from llama_index.core.node_parser import SentenceSplitter  # noqa: PLC0415  # see above

    return SentenceSplitter(
        chunk_size=target_characters,
        chunk_overlap=0,
        tokenizer=list,
        paragraph_separator="\n\n",
        chunking_tokenizer_fn=_SENTENCE.findall,
        include_metadata=False,
    )
