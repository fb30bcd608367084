"""What a page shows, as pdfium gives it: the second way of reading that the layout is checked by.

It knows nothing of words' boxes, paragraphs, columns or tables: it follows the file's own stream of
characters, with the spaces and line ends that pdfium infers.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.pdf.characters import Character
from ingest.pdf.letter_spacing import joined_letters
from ingest.pdf.page_words import Rectangle, enclosing
from ingest.text.fidelity import words_of

_GAP = 0.8  # of the font size: wider ones part the cells of a table
_HYPHENS = ("-", "\u00ad", "\u2010")
_LEADING = 0.9  # of the font size: the widest gap between two lines of one paragraph
_SAME_COLUMN = 0.5  # of the shorter line above or under the other
_LEAST_PAIRS = 8  # fewer line ends say little of a page


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A stretch of one line without a wide gap."""

    text: str
    box: Rectangle
    font_size: float
    font: str = ""  # of its first character


def shown_lines(characters: Sequence[Character]) -> list[ShownLine]:
    """The stretches in the file's order; a word broken at a line's end stands in neither line."""
    lines: list[ShownLine] = []
    pending: list[Character] = []
    for character in joined_letters(list(characters)):
        inked = [c for c in pending if c.run is not None]
        if character.text in "\r\n" or (inked and _is_apart(inked[-1], character)):
            _close(pending, lines)
        pending.append(character)
    _close(pending, lines)
    return lines


def shown_texts(lines: Sequence[ShownLine]) -> tuple[str, ...]:
    """The lines' texts less the words that are broken at a line's end."""
    texts: list[str] = []
    broken = False
    for line in lines:
        words = line.text.split()
        kept = words[1:] if broken else words
        broken = line.text.endswith(_HYPHENS) and len(line.text) > 1
        text = " ".join(kept[:-1] if broken else kept)
        if any(character.isalnum() for character in text):
            texts.append(text)
    return tuple(texts)


def order_kept(lines: Sequence[ShownLine], stored: Iterable[str]) -> float:
    """Share of the line ends inside paragraphs after which the stored text goes on as the page.

    1 where too few lines follow each other closely enough to tell.
    """
    pairs = [pair for one, other in pairwise(lines) if (pair := _pair(one, other)) is not None]
    if len(pairs) < _LEAST_PAIRS:
        return 1.0
    known: Counter[tuple[str, str]] = Counter()
    for text in stored:
        known.update(pairwise(words_of(text)))
    kept = 0
    for pair in pairs:
        kept += known[pair] > 0
        known[pair] -= 1
    return kept / len(pairs)


def _pair(one: ShownLine, other: ShownLine) -> tuple[str, str] | None:
    """The words at a line's end and the next one's beginning, where both are of one paragraph."""
    shorter = min(one.box[2] - one.box[0], other.box[2] - other.box[0])
    shared = min(one.box[2], other.box[2]) - max(one.box[0], other.box[0])
    gap = other.box[1] - one.box[3]
    near = -0.5 * one.font_size < gap < _LEADING * one.font_size
    if not near or shared < _SAME_COLUMN * shorter or abs(one.font_size - other.font_size) > 0.6:
        return None
    if one.text.endswith(_HYPHENS) or not other.text[0].islower():
        return None
    before, after = words_of(one.text), words_of(other.text)
    return (before[-1], after[0]) if before and after else None


def _close(pending: list[Character], lines: list[ShownLine]) -> None:
    inked = [c for c in pending if c.run is not None and not c.text.isspace()]
    if inked:
        text = "".join(c.text for c in pending)
        size, font = (run.font_size, run.font) if (run := inked[0].run) else (0.0, "")
        box = enclosing(c.box for c in inked)
        lines.append(ShownLine(" ".join(text.split()), box, size, font))
    pending.clear()


def _is_apart(before: Character, after: Character) -> bool:
    one, other = before.run, after.run
    if one is None or other is None or one is other:
        gap = after.line_box[0] - before.line_box[2]
        return other is not None and one is not None and gap > _GAP * one.font_size
    size = max(one.font_size, other.font_size)
    gap = after.line_box[0] - before.line_box[2]
    return gap > _GAP * size or abs(one.origin[1] - other.origin[1]) > 0.5 * size
