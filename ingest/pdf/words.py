"""Characters to words: split at spaces and gaps, lines numbered. The text stays as printed."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from statistics import fmean, median

from ingest.pdf.characters import Character
from ingest.pdf.letter_spacing import joined_letters, letter_gaps
from ingest.pdf.page_words import PageWord, Rectangle, enclosing

_GAP_IN_FONT_SIZES = 0.3  # a space is about a quarter; kerning stays under a tenth
_SAME_LINE_OVERLAP = 0.3  # of the lower of two boxes; a superscript keeps about a half
_TALLEST_IN_FONT_SIZES = 1.6  # a font that claims more height than this is not believed


def words_of(characters: Iterable[Character]) -> list[PageWord]:
    """The words in the characters' own order, each with its box and the line it stands on.

    Letter-spaced text is read as its words, and a drop cap belongs to the word that it begins.
    """
    characters = joined_letters(list(characters))
    gaps = letter_gaps(characters)
    words: list[PageWord] = []
    pending: list[Character] = []
    for character in characters:
        if not character.text.strip("\u00a0 \t\r\n\f\u2007\u202f") or character.text.isspace():
            if character.run is not None or not pending or id(pending[-1]) not in gaps:
                _flush(pending, words, space_after=True)
        else:
            if pending and _is_apart(pending[-1], character, gaps.get(id(pending[-1]), 0.0)):
                _flush(pending, words, space_after=True)
            pending.append(character)
    _flush(pending, words, space_after=True)
    return numbered_lines(with_drop_caps(words))


def turned_words(strings: Iterable[Sequence[Character]]) -> list[PageWord]:
    """Each string that is not set across the page as one word, in the order of its characters."""
    words: list[PageWord] = []
    for string in strings:
        inked = [c for c in string if c.run is not None and not c.text.isspace()]
        text = " ".join("".join(" " if c.text.isspace() else c.text for c in string).split())
        if inked and text:
            size = median(c.run.font_size for c in inked if c.run)
            box = enclosing(c.box for c in inked)
            words.append(PageWord(text, box, font_size=round(size, 2), turned=True))
    return words


def with_drop_caps(words: Sequence[PageWord]) -> list[PageWord]:
    """A capital over several lines joined to the word on its first line that it begins."""
    caps = [w for w in words if len(w.text) == 1 and w.text.isupper()]
    changed = list(words)
    for cap in caps:
        beside = [w for w in changed if w is not cap and _hangs_on(cap, w)]
        lines = {round(w.box[1]) for w in beside}
        first = min(beside, key=lambda w: (round(w.box[1]), w.box[0]), default=None)
        if first is None or len(lines) < 2 or not first.text[:1].isalpha():
            continue
        box = (cap.box[0], *first.box[1:])
        whole = replace(first, text=cap.text + first.text, box=box)
        changed = [whole if w is first else w for w in changed if w is not cap]
    return changed


def _hangs_on(cap: PageWord, word: PageWord) -> bool:
    """Whether the word begins a line right of a capital that is at least as high as two lines."""
    size = word.font_size or word.box[3] - word.box[1]
    middle = (word.box[1] + word.box[3]) / 2
    return (
        cap.font_size > 1.8 * size
        and cap.box[1] - 0.3 * size < middle < cap.box[3] + 0.3 * size
        and -0.5 * size < word.box[0] - cap.box[2] < 1.2 * size
    )


def numbered_lines(words: Sequence[PageWord]) -> list[PageWord]:
    """The same words in the same order, ``line`` counted down the page from 1."""
    lines: dict[int, int] = {}
    reach = 0.0
    number = 0
    order = sorted(range(len(words)), key=lambda i: _middle(words[i].box))
    for index in order:
        box = words[index].box
        if number == 0 or _middle(box) > reach:
            number += 1
            reach = box[3] - 0.25 * (box[3] - box[1])
        lines[index] = number
    return [replace(word, line=lines[index], order=index + 1) for index, word in enumerate(words)]


def _flush(pending: list[Character], words: list[PageWord], *, space_after: bool) -> None:
    """Turns the pending characters into a word, if there are any."""
    if not pending:
        return
    text = "".join(character.text for character in pending)
    sizes = [character.run.font_size for character in pending if character.run]
    bold = [character.run.bold for character in pending if character.run]
    size = median(sizes) if sizes else 0.0
    words.append(
        PageWord(
            text=text,
            box=enclosing(_height_believed(character, size) for character in pending),
            font_size=round(size, 2),
            bold=bool(bold) and fmean(bold) > 0.5,
            space_after=space_after,
        )
    )
    pending.clear()


def _is_apart(before: Character, after: Character, letter_gap: float) -> bool:
    """Whether a gap or a new line separates two characters; ``letter_gap``: theirs as set."""
    if before.run is None or after.run is None:
        return True
    one, other = before.line_box, after.line_box
    across, down = _distance(one, other, 0), _distance(one, other, 1)
    if not after.run.upright:
        across, down = down, across
    size = max(before.run.font_size, after.run.font_size, 1.0)
    if letter_gap and other[0] < one[0] - 0.5 * size:
        return True  # set back: another word drawn over or before this one
    apart = max(_GAP_IN_FONT_SIZES * size, 1.5 * letter_gap + 0.1 * size if letter_gap else 0.0)
    return across > apart or -down < _SAME_LINE_OVERLAP * _lower(one, other)


def _distance(one: Rectangle, other: Rectangle, axis: int) -> float:
    """Gap between two boxes across (axis 0) or down (1); negative where they overlap."""
    return max(one[axis], other[axis]) - min(one[axis + 2], other[axis + 2])


def _lower(one: Rectangle, other: Rectangle) -> float:
    return min(one[3] - one[1], other[3] - other[1])


def _height_believed(character: Character, size: float) -> Rectangle:
    """The full-height box, for level highlights; the ink's where that is absurd."""
    box = character.line_box
    if size and box[3] - box[1] > _TALLEST_IN_FONT_SIZES * size:
        return character.box
    return box


def _middle(box: Rectangle) -> float:
    return (box[1] + box[3]) / 2
