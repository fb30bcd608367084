"""Raised and lowered digits never join the figure before them.

"304" for "30" with the mark of note 4 is a false figure in a true quote. A note's mark leaves the
sentence; a power is written with "^"; what is lowered keeps a space from a figure. Told by where
the ink stands against the baseline of the character before it, never by the words.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.pdf.characters import Character

_RAISED = 0.2  # of the font size, from the baseline to the foot of the ink
_LOWERED = 0.06
_SMALL = 0.62  # of the font size: a digit on the baseline is about 0.7 high
_ADJACENT = 0.35  # of the font size: a mark follows its word closely
_SMALLER_TYPE = 0.85
_MARK = re.compile(r"[(\[]?\s*\d{1,3}(?:\s*[,;]\s*\d{1,3})*\s*[)\]]?")
_EXPONENT = re.compile(r"[-−–]?\d{1,3}")
_POWER_BASES = frozenset({"10", "2"})
_LONGEST_UNIT = 2  # letters: m, km, ft; longer ones are words with a note
_SPACE = Character(" ", (0.0, 0.0, 0.0, 0.0), (0.0, 0.0, 0.0, 0.0), None)


def without_raised(characters: Sequence[Character]) -> list[Character]:
    """The characters with note marks gone, powers as "^", and lowered digits apart from figures.

    A raised number that begins a line is the number of a note and stays, with a space after it.
    """
    groups = _groups(characters)
    if not groups:
        return list(characters)
    notes = {text for start, end, _ in groups if _begins_line(characters, start)
             for text in [_text(characters[start:end])]}  # fmt: skip
    changed: list[Character] = []
    cursor = 0
    for start, end, lowered in groups:
        changed += characters[cursor:start]
        instead = _replacement(characters, start, end, lowered=lowered, notes=notes)
        changed += instead
        cursor = end
        if not instead:
            _close_gap(changed, characters[end - 1])
            while cursor < len(characters) and characters[cursor].run is None:
                cursor += 1  # a line's end that pdfium infers from the mark's height
    return [*changed, *characters[cursor:]]


def _close_gap(changed: list[Character], mark: Character) -> None:
    """Lets the word before a mark reach to the mark's end: a comma may follow there."""
    while changed and changed[-1].run is None:
        changed.pop()
    if changed:
        x0, y0, x1, y1 = changed[-1].line_box
        changed[-1] = replace(changed[-1], line_box=(x0, y0, max(x1, mark.line_box[2]), y1))


def _replacement(
    characters: Sequence[Character], start: int, end: int, *, lowered: bool, notes: set[str]
) -> list[Character]:
    members = list(characters[start:end])
    text = _text(members)
    if _begins_line(characters, start):
        return [*members, _SPACE]
    base = _word_before(characters, start)
    if lowered:
        return [_SPACE, *members] if base[-1:].isdigit() else members
    if _is_power(base, text, notes):
        return [replace(members[0], text="^" + members[0].text), *members[1:]]
    return [] if _MARK.fullmatch(text) else members


def _is_power(base: str, text: str, notes: set[str]) -> bool:
    if not _EXPONENT.fullmatch(text):
        return False
    if base.isdigit():
        return base in _POWER_BASES and text not in notes
    is_unit = base.isalpha() and len(base) <= _LONGEST_UNIT and base.islower()
    return is_unit and text.lstrip("-−–") in {"2", "3"}


def _groups(characters: Sequence[Character]) -> list[tuple[int, int, bool]]:
    """Stretches of raised or lowered characters that hold a digit: start, end, lowered."""
    groups: list[tuple[int, int, bool]] = []
    index = 0
    while index < len(characters):
        character = characters[index]
        if not character.text.isdigit() and character.text not in "([-−–":
            index += 1
            continue
        place = _place(characters, index)
        end = index + 1
        while place and end < len(characters) and _goes_on(characters[end - 1], characters[end]):
            end += 1
        text = _text(characters[index:end])
        if place and any(c.isdigit() for c in text):
            groups.append((index, end, place < 0))
        index = end
    return groups


def _place(characters: Sequence[Character], index: int) -> int:
    """1 for a raised character, -1 for a lowered one, 0 for one on the line."""
    one = characters[index]
    other = _neighbour(characters, index)
    if one.run is None or other is None or other.run is None or one.run.angle != 0:
        return 0
    size, base = other.run.font_size, other.run.origin[1]
    smaller = one.run.font_size < _SMALLER_TYPE * size
    if one.text.isdigit() and one.box[3] - one.box[1] > _SMALL * size:
        return 0
    foot = base - one.box[3] if one.text.isdigit() else base - one.run.origin[1]
    if foot > _RAISED * size and foot < size:
        return 1
    return -1 if smaller and -0.5 * size < foot < -_LOWERED * size else 0


def _neighbour(characters: Sequence[Character], index: int) -> Character | None:
    """What stands right before the character on its line; at a line's beginning, right after it."""
    before = _before(characters, index)
    if before is not None:
        return before
    one = characters[index]
    for other in characters[index + 1 : index + 8]:
        if other.run is not None and other.run is not one.run and not other.text.isspace():
            return other if _is_beside(one, other) else None
    return None


def _before(characters: Sequence[Character], index: int) -> Character | None:
    one = characters[index]
    for other in reversed(characters[max(index - 4, 0) : index]):
        if other.run is not None and not other.text.isspace():
            return other if _is_beside(other, one) else None
    return None


def _is_beside(left: Character, right: Character) -> bool:
    if left.run is None or right.run is None:
        return False
    size = max(left.run.font_size, right.run.font_size)
    gap = right.box[0] - left.box[2]
    overlap = min(left.line_box[3], right.line_box[3]) - max(left.line_box[1], right.line_box[1])
    return -0.3 * size < gap < _ADJACENT * size and overlap > 0


def _goes_on(before: Character, after: Character) -> bool:
    """Whether the next character belongs to the same raised or lowered stretch."""
    if before.run is None or after.run is None or after.text.isspace():
        return False
    size = before.run.font_size
    return (
        abs(before.run.origin[1] - after.run.origin[1]) < 0.1 * size
        and abs(before.run.font_size - after.run.font_size) < 0.1 * size
        and after.box[0] - before.box[2] < _ADJACENT * size
        and (after.text.isdigit() or after.text in ",;)]" or before.text in "([-−–")
    )


def _begins_line(characters: Sequence[Character], index: int) -> bool:
    return _before(characters, index) is None


def _word_before(characters: Sequence[Character], index: int) -> str:
    """The letters and digits that stand before the mark without a gap."""
    word = ""
    for place in range(index - 1, max(index - 40, -1), -1):
        character = characters[place]
        if character.run is None and not word:
            continue  # pdfium infers a line's end where the baseline changes
        if not (character.text.isalnum() or character.text in ",."):
            break
        word = character.text + word
    return word


def _text(characters: Sequence[Character]) -> str:
    return "".join(c.text for c in characters).strip("()[] \r\n")
