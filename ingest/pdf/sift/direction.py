"""In which direction text runs: a page that is set sideways is turned, a turned string is whole."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ingest.pdf.characters import Character
from ingest.pdf.hidden_text import Picture
from ingest.pdf.page_words import PageGeometry

_TURNED_SHARE = 0.6  # of the letters: the page is set sideways, a running head upright or not


def turn_of(characters: Sequence[Character]) -> int:
    """By how many degrees clockwise the page must be turned for most of its text to be upright."""
    angles = Counter(c.run.angle for c in characters if c.run is not None and c.text.isalnum())
    for angle in (90, 180, 270):
        near = sum(count for a, count in angles.items() if abs(a - angle) <= 2)
        if near > _TURNED_SHARE * angles.total():
            return angle
    return 0


def turned_geometry(geometry: PageGeometry, turn: int) -> PageGeometry:
    """The page's geometry after it was turned clockwise by so many degrees."""
    width, height = geometry.width, geometry.height
    if turn in (90, 270):
        width, height = height, width
    rotation = (geometry.rotation + turn) % 360
    return replace(geometry, width=width, height=height, rotation=rotation)


def turned_picture(picture: Picture, turn: int) -> Picture:
    """The page's picture turned clockwise by so many degrees."""
    return np.rot90(picture, -turn // 90)  # clockwise: the left edge becomes the upper one


def by_direction(
    characters: Sequence[Character],
) -> tuple[list[Character], list[list[Character]]]:
    """What runs across the page, and each string that runs up or down it."""
    across: list[Character] = []
    strings: list[list[Character]] = []
    for character in characters:
        run = character.run
        if run is None or run.upright:
            across.append(character)
        elif (
            strings and strings[-1][-1].run is not None and _one_string(strings[-1][-1], character)
        ):
            strings[-1].append(character)
        else:
            strings.append([character])
    return across, strings


def _one_string(before: Character, after: Character) -> bool:
    """Whether two turned characters stand on one line; a little apart, or in one text object."""
    one, other = before.run, after.run
    if one is None or other is None or one.angle != other.angle:
        return False
    near = abs(one.origin[0] - other.origin[0]) < 0.5 * one.font_size
    gap = max(before.box[1], after.box[1]) - min(before.box[3], after.box[3])
    return one is other or (near and gap < one.font_size)
