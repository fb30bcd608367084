"""Text that lies over or beside the running text: watermarks, stamps, slanted or pale marks.

Told by direction, artifact marks, overlap with the running text, paleness and repetition, before
any layout: a watermark that touches a line would scramble its page. It is kept apart, not lost.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import hypot

import numpy as np
from numpy.typing import NDArray

from ingest.pdf.characters import Character, TextRun
from ingest.pdf.page_words import Rectangle, enclosing

_SLANT_DEGREES = 3  # off the page's own directions; scans that were put straight keep a degree
_WATERMARKS = frozenset({"watermark", "background"})  # subtypes of an artifact, PDF 32000-2, 14.8.2
_MOST_OF_THE_PAGE = 0.4  # a style that more of the characters have is the running text
_OVERLAP = 0.25  # of the smaller of two letters' ink: letters of one line only touch
_OVERLAPPING_LETTERS = 2
_PALE = 0.3  # of the contrast of the running text
_LARGE = 1.8  # times the size of the running text
_NEAR = 2.0  # font sizes between the middles of two letters of one string
_REPEATED = 3  # times on one page
_REPEATED_LETTERS = 5

Style = tuple[float, tuple[int, int, int, int], int]
Picture = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Apart:
    """The running text, and each string that is set apart from it, in the file's order."""

    running: tuple[Character, ...]
    strings: tuple[tuple[Character, ...], ...]


class _Unit:
    """The characters of one text object."""

    def __init__(self, run: TextRun) -> None:
        self.run = run
        self.members: list[Character] = []
        self.style: Style = (round(run.font_size * 2) / 2, run.fill, run.angle)

    @property
    def text(self) -> str:
        return "".join(character.text for character in self.members).strip()

    @cached_property
    def letters(self) -> list[Rectangle]:
        """Boxes of its letters and digits: rules typed as underscores may well be written over."""
        return [
            c.box
            for c in self.members
            if c.text.isalnum() and c.box[2] > c.box[0] and c.box[3] > c.box[1]
        ]


def set_apart(
    characters: Sequence[Character],
    artifacts: dict[int, str],
    picture: Picture,
    page_width: float,
) -> Apart:
    """Parts the page's visible characters.

    Args:
        characters: in the file's order, on a page whose running text has the angle 0.
        artifacts: subtype of artifact by the address of a text object.
        picture: the page as rendered, rows by columns by three colours, at any scale.
        page_width: in points, for the picture's scale.
    """
    units = _units(characters)
    if not units:
        return Apart(tuple(characters), ())
    body = _body_style(units)
    scale = picture.shape[1] / max(page_width, 1.0)
    flagged = {
        id(unit.run)
        for unit in units
        if _is_slanted(unit.run) or artifacts.get(unit.run.address, "").casefold() in _WATERMARKS
    }
    others = [unit for unit in units if id(unit.run) not in flagged and unit.run.angle % 180 == 0]
    flagged |= _overlapping(others, body)
    flagged |= _pale(others, body, picture, scale)
    marks = {
        (u.text.casefold(), u.style) for u in units if id(u.run) in flagged and len(u.text) > 3
    }
    flagged |= {id(u.run) for u in units if (u.text.casefold(), u.style) in marks}
    return _parted(characters, flagged)


def _units(characters: Sequence[Character]) -> list[_Unit]:
    units: dict[int, _Unit] = {}
    for character in characters:
        if character.run is not None:
            unit = units.get(id(character.run))
            if unit is None:
                unit = units[id(character.run)] = _Unit(character.run)
            unit.members.append(character)
    return list(units.values())


def _is_slanted(run: TextRun) -> bool:
    off = run.angle % 90
    return _SLANT_DEGREES < off < 90 - _SLANT_DEGREES or run.angle == 180


def _body_style(units: Sequence[_Unit]) -> Style:
    counts: Counter[Style] = Counter()
    for unit in units:
        if unit.run.angle == 0:
            counts[unit.style] += len(unit.members)
    return counts.most_common(1)[0][0] if counts else units[0].style


def _overlapping(units: Sequence[_Unit], body: Style) -> set[int]:
    """Units whose letters lie on letters of another style, the running text's if it is there."""
    total = sum(len(unit.members) for unit in units)
    shares: Counter[Style] = Counter()
    for unit in units:
        shares[unit.style] += len(unit.members)
    inked = [unit for unit in units if unit.letters]
    if not inked:
        return set()
    boxes = np.array([enclosing(unit.letters) for unit in inked])
    found: set[int] = set()
    for unit, box in zip(inked, boxes, strict=True):
        if unit.style == body or shares[unit.style] > _MOST_OF_THE_PAGE * total:
            continue
        wide = np.minimum(boxes[:, 2], box[2]) - np.maximum(boxes[:, 0], box[0])
        high = np.minimum(boxes[:, 3], box[3]) - np.maximum(boxes[:, 1], box[1])
        near = [inked[int(i)] for i in np.flatnonzero((wide > 0) & (high > 0))]
        over = [one for one in near if one.style != unit.style and _lies_over(unit, one, body)]
        if over and _letters_over(unit, over) >= min(_OVERLAPPING_LETTERS, len(unit.letters)):
            found.add(id(unit.run))
    return found


def _letters_over(unit: _Unit, others: Sequence[_Unit]) -> int:
    """How many letters of the unit lie on a letter of the others."""
    boxes = np.array([box for other in others for box in other.letters])
    areas = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    count = 0
    for box in unit.letters:
        wide = np.minimum(boxes[:, 2], box[2]) - np.maximum(boxes[:, 0], box[0])
        high = np.minimum(boxes[:, 3], box[3]) - np.maximum(boxes[:, 1], box[1])
        shared = np.maximum(wide, 0) * np.maximum(high, 0)
        smaller = np.minimum(areas, (box[2] - box[0]) * (box[3] - box[1]))
        count += bool((shared > _OVERLAP * smaller).any())
    return count


def _lies_over(unit: _Unit, other: _Unit, body: Style) -> bool:
    """Which of two texts that overlap is the mark: not the running text, else the paler one."""
    if other.style == body:
        return True
    if unit.style[0] > 1.3 * other.style[0]:
        return True
    return sum(unit.run.fill[:3]) > sum(other.run.fill[:3]) + 30


def _pale(units: Sequence[_Unit], body: Style, picture: Picture, scale: float) -> set[int]:
    """Units in a colour much nearer to their ground than the running text's, large or repeated."""
    plain = 255.0 - _luminance(body[1][:3])
    texts = Counter(unit.text.casefold() for unit in units)
    found: set[int] = set()
    for unit in units:
        large = unit.style[0] >= _LARGE * body[0]
        text = unit.text.casefold()
        again = texts[text] >= _REPEATED and sum(map(str.isalpha, text)) >= _REPEATED_LETTERS
        if unit.style == body or not (large or again):
            continue
        ground = _ground(enclosing(c.box for c in unit.members), picture, scale)
        if abs(ground - _luminance(unit.run.fill[:3])) < _PALE * plain:
            found.add(id(unit.run))
    return found


def _ground(box: Rectangle, picture: Picture, scale: float) -> float:
    """Brightness of what the text stands on: most of the pixels around letters are not ink."""
    x0, y0 = max(int((box[0] - 2) * scale), 0), max(int((box[1] - 2) * scale), 0)
    pixels = picture[y0 : int((box[3] + 2) * scale) + 1, x0 : int((box[2] + 2) * scale) + 1]
    if pixels.size == 0:
        return 255.0
    red, green, blue = (float(np.median(pixels[:, :, channel])) for channel in range(3))
    return _luminance((red, green, blue))


def _luminance(colour: Sequence[float]) -> float:
    return 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]


def _parted(characters: Sequence[Character], flagged: set[int]) -> Apart:
    running: list[Character] = []
    strings: list[list[Character]] = []
    inside = False
    for character in characters:
        if character.run is None:
            (strings[-1] if inside else running).append(character)
            continue
        goes = id(character.run) in flagged
        if not goes:
            running.append(character)
        elif inside and strings and _goes_on(strings[-1], character):
            strings[-1].append(character)
        else:
            strings.append([character])
            running.append(Character(" ", (0.0,) * 4, (0.0,) * 4, None))
        inside = goes
    return Apart(tuple(running), tuple(tuple(string) for string in strings))


def _goes_on(string: Sequence[Character], character: Character) -> bool:
    """Whether the character follows the string closely, in its direction."""
    before = next((c for c in reversed(string) if c.run is not None), None)
    if before is None or before.run is None or character.run is None:
        return False
    if before.run is character.run:
        return True
    across = (character.box[0] + character.box[2] - before.box[0] - before.box[2]) / 2
    down = (character.box[1] + character.box[3] - before.box[1] - before.box[3]) / 2
    size = character.run.font_size
    return before.run.angle == character.run.angle and hypot(across, down) < _NEAR * size
