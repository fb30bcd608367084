"""What both walkers write into: paragraphs and tables in, pages of blocks out.

A note's text is put behind the paragraph or table that its mark stands in, so that a clause and
its note are found and quoted together.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ingest.formats.typography import Run, Sentence, is_bold, sentence_of
from ingest.text.headings.numbering import is_list_marker, numbering_of
from ingest.text.parsed import Block, BlockKind, Finding, ParsedPage, Piece

NOWHERE = (0.0, 0.0, 0.0, 0.0)
LINE_BREAK = "\n"  # in a run: a line's end that the author set
_BULLETS = ("•", "–", "—", "-", "*", "·", "▪", "◦")


@dataclass
class LeftOut:
    """What a reader does not see, or sees struck through; each a text as it stands."""

    hidden: list[str] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)

    def texts(self) -> tuple[str, ...]:
        """All of them, for the check of fidelity."""
        return (*self.hidden, *self.struck, *self.marks)

    def findings(self) -> list[Finding]:
        """One for each kind there is."""
        made = []
        hidden, struck = _visible(self.hidden), _visible(self.struck)
        if hidden:
            message = f"Hidden text was left out ({len(hidden)} characters)."
            made.append(Finding("hidden_text", message))
        if struck:
            message = f"Text that is struck through was left out ({len(struck)} characters)."
            made.append(Finding("struck_text", message))
        return made


def _visible(texts: Iterable[str]) -> str:
    return " ".join(" ".join(texts).split())


@dataclass
class _Written:
    block: Block
    page: int
    notes: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    label: str = ""


class Written:
    """The blocks of one document as they come."""

    def __init__(self) -> None:
        """Starts on page 1 with nothing."""
        self.left_out = LeftOut()
        self.page = 1
        self._blocks: list[_Written] = []
        self._notes: dict[str, tuple[str, tuple[Run, ...]]] = {}

    def paragraph(
        self,
        runs: Iterable[Run],
        kind: BlockKind = "text",
        *,
        level: int | None = None,
        marker: str = "",
    ) -> None:
        """A paragraph; cut where the author began a new clause or item after a line break.

        ``marker``: the list item's number or bullet. Nothing is written for no text.
        """
        given = list(runs)
        heavy = kind == "text" and is_bold(given)
        sentence = sentence_of(given)
        self.left_out.marks += sentence.marks
        parts = [sentence.text] if level else _parts(sentence.text)
        last = len(parts) - 1
        for index, part in enumerate(parts):
            words = f"{marker} {part}".split() if index == 0 else part.split()
            if not words or (marker and words == marker.split() and marker in _BULLETS):
                continue
            block = Block(
                "heading" if level else kind,
                tuple(Piece(word) for word in words),
                NOWHERE,
                bold=heavy and not level,
                heading_level=level,
            )
            ends = index == last
            self._blocks.append(
                _Written(
                    block,
                    self.page,
                    sentence.notes if ends else (),
                    sentence.marks if ends else (),
                    sentence.label if index == 0 else "",
                )
            )

    def rows(self, blocks: Sequence[Block], cells: Iterable[Sentence]) -> None:
        """A table's rows as blocks, and the sentences of its cells, for their marks and notes."""
        marks: list[str] = []
        notes: list[str] = []
        for sentence in cells:
            marks += sentence.marks
            notes += sentence.notes
        self.left_out.marks += marks
        for index, block in enumerate(blocks):
            if index < len(blocks) - 1:
                self._blocks.append(_Written(block, self.page))
            else:
                self._blocks.append(_Written(block, self.page, tuple(notes), tuple(marks)))

    def note(self, note_id: str, label: str, runs: Iterable[Run]) -> None:
        """The text of a note, to be put where its mark stands; at the end where none does."""
        self._notes[note_id] = (label, tuple(runs))

    def turn_page(self) -> None:
        """What comes now stands on the next page."""
        self.page += 1

    def pages(self) -> list[ParsedPage]:
        """Every page, also one without text."""
        by_page: dict[int, list[Block]] = {number: [] for number in range(1, self.page + 1)}
        labelled = self._labelled()
        placed: set[int] = set()
        told: set[str] = set()
        for index, written in enumerate(self._blocks):
            if index in placed:
                continue
            on_page = by_page[written.page]
            if index not in labelled.values():
                on_page.append(written.block)
            for note_id in written.notes:
                if note_id in self._notes and note_id not in told:
                    told.add(note_id)
                    on_page += self._note_blocks(note_id)
            for mark in written.marks:
                at = labelled.get(mark.strip("[]()."))
                if at is not None and at not in placed and at != index:
                    placed.add(at)
                    on_page.append(_as_note(mark, self._blocks[at].block))
        for mark, at in labelled.items():  # no mark of theirs stands in the text
            if at not in placed:
                by_page[self._blocks[at].page].append(_as_note(mark, self._blocks[at].block))
        for note_id in self._notes:
            if note_id not in told:
                by_page[self.page] += self._note_blocks(note_id)
        return [ParsedPage(n, 0.0, 0.0, tuple(blocks)) for n, blocks in by_page.items()]

    def _labelled(self) -> dict[str, int]:
        """Index of the block that begins with a raised mark, by the mark; the first of each."""
        found: dict[str, int] = {}
        for index, written in enumerate(self._blocks):
            if written.label:
                found.setdefault(written.label, index)
        return found

    def _note_blocks(self, note_id: str) -> list[Block]:
        label, runs = self._notes[note_id]
        sentence = sentence_of(runs)
        self.left_out.marks += sentence.marks
        words = sentence.text.split()
        if not words:
            return []
        return [_as_note(label, Block("text", tuple(Piece(word) for word in words), NOWHERE))]


def _as_note(label: str, block: Block) -> Block:
    """ "Note 3: …" """
    named = tuple(Piece(word) for word in f"Note {label.strip('[]().')}".split())
    named = (*named[:-1], Piece(f"{named[-1].text}:"))
    return Block("text", (*named, *block.pieces), NOWHERE)


def _parts(text: str) -> list[str]:
    """The text cut at empty lines, and at line breaks behind which a clause or item begins."""
    parts: list[list[str]] = [[]]
    for line in text.split(LINE_BREAK):
        stripped = line.strip()
        if not stripped or _begins_anew(stripped):
            parts.append([])
        if stripped:
            parts[-1].append(stripped)
    return [" ".join(part) for part in parts if part]


def _begins_anew(line: str) -> bool:
    numbering = numbering_of(line)
    return (
        line.startswith("•")
        or is_list_marker(line)
        or (numbering is not None and (numbering.has_dot or numbering.style == "decimal"))
    )
