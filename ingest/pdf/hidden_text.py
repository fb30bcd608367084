"""Drops characters that a person looking at the page cannot see, and says that it did.

White-on-white instructions to a reader's AI are the case in point. A stretch of text counts as
hidden when the rendered page shows no ink where it stands, whatever the trick: its colour,
transparency, a rectangle drawn on top, a clip. Ink of *other* text may stand there, so a stretch
whose own colour is the page's colour is hidden too.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray

from ingest.pdf.characters import INVISIBLE_RENDER_MODES, Character, TextRun
from ingest.pdf.page_words import PageGeometry, Rectangle, centre_in, enclosing
from ingest.text.parsed import Finding

_PIXELS_PER_POINT = 1.5  # a full stop at 8 points still darkens a pixel
_MAXIMUM_PIXELS = 4_000_000  # A4 needs 1.1 million; a poster is looked at more coarsely
_SMALLEST_READABLE_POINTS = 2.0  # a 300 dpi print has 8 dots for such a line
_LEAST_INK_CONTRAST = 14  # of 255 in any channel; "DRAFT" across a page in pale grey has 25
_SAME_COLOUR = 20  # of 255 in every channel
_MOSTLY_OWN_COLOUR = 0.7  # ink of a bold face covers at most half of its box
_OPAQUE_ENOUGH = 13  # of 255: 5 %
_OUTSIDE_TOLERANCE_POINTS = 1.0
_LEAST_LETTERS_TOLD = 4  # less is a chart's figure or a stray mark: left out, but no finding
_FORMAT_REASON = "invisible format characters"

# Format characters that carry a message of their own (tags) or reorder what is read (bidirectional
# overrides). The other invisible ones (zero-width space, joiners, marks) are typesetters' habit.
_SMUGGLING = frozenset((*range(0xE0000, 0xE0080), *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
_HABITUAL = frozenset((0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, 0x180E))

Picture = NDArray[np.uint8]  # rows, columns, red-green-blue


@dataclass(frozen=True, slots=True)
class VisibleText:
    """What remains, and one finding for each reason why something was dropped."""

    characters: tuple[Character, ...]
    findings: tuple[Finding, ...]


def visible_text(
    characters: Sequence[Character], geometry: PageGeometry, picture: Picture
) -> VisibleText:
    """The characters that can be seen, in their order; ``picture`` is the page, at any scale."""
    inkless = _reasons_of_stretches(characters, geometry, picture)
    page_box = _grown((0.0, 0.0, geometry.width, geometry.height), _OUTSIDE_TOLERANCE_POINTS)
    kept: list[Character] = []
    dropped: dict[str, int] = {}
    letters: dict[str, int] = {}
    for character in characters:
        reason = _reason_of(character, page_box) or inkless.get(id(character), "")
        if not reason:
            kept.append(character)
        elif reason != "habitual" and not character.text.isspace():
            dropped[reason] = dropped.get(reason, 0) + 1
            letters[reason] = letters.get(reason, 0) + character.text.isalpha()
    findings = tuple(
        Finding(
            "hidden_text",
            f"{count} hidden characters were left out: {reason}.",
            geometry.number,
        )
        for reason, count in sorted(dropped.items())
        if letters[reason] >= _LEAST_LETTERS_TOLD or reason == _FORMAT_REASON
    )
    return VisibleText(tuple(kept), findings)


def rendered_page(page: pdfium.PdfPage) -> Picture:
    """The page in colour at a size just large enough to tell ink from paper."""
    width, height = page.get_size()
    scale = min(_PIXELS_PER_POINT, math.sqrt(_MAXIMUM_PIXELS / max(width * height, 1.0)))
    bitmap = page.render(scale=scale, rev_byteorder=True)
    try:
        picture: Picture = np.array(bitmap.to_numpy()[:, :, :3])
        return picture
    finally:
        bitmap.close()


def _reason_of(character: Character, page_box: Rectangle) -> str:
    """Why this one character cannot be seen, apart from how its run is drawn; empty if it can."""
    if character.run is None:
        return ""
    code = ord(character.text[0])
    if code in _SMUGGLING:
        return _FORMAT_REASON
    if code in _HABITUAL:
        return "habitual"
    if not centre_in(character.box, page_box):
        return "outside the visible page"
    return ""


def _reasons_of_stretches(
    characters: Sequence[Character], geometry: PageGeometry, picture: Picture
) -> dict[int, str]:
    """Identity of each character of a hidden stretch, with the reason."""
    scale = picture.shape[1] / max(geometry.width, 1.0)
    reasons: dict[int, str] = {}
    for stretch in _stretches(characters):
        if reason := _reason_of_stretch(stretch, picture, scale):
            reasons.update((id(character), reason) for character in stretch)
    return reasons


def _stretches(characters: Iterable[Character]) -> Iterator[list[Character]]:
    """Neighbouring characters up to a space or a change of how they are drawn: about a word."""
    stretch: list[Character] = []
    for character in characters:
        begins = not stretch or character.run != stretch[-1].run
        if character.run is None or character.text.isspace() or begins:
            if stretch:
                yield stretch
            stretch = []
        if character.run is not None and not character.text.isspace():
            stretch.append(character)
    if stretch:
        yield stretch


def _reason_of_stretch(members: Sequence[Character], picture: Picture, scale: float) -> str:
    """Why a stretch of characters cannot be seen; empty if it can."""
    run = members[0].run
    if run is None:
        return ""
    tallest = max(member.box[3] - member.box[1] for member in members)
    if run.font_size < _SMALLEST_READABLE_POINTS and tallest < _SMALLEST_READABLE_POINTS:
        return "too small to read"
    if run.render_mode in INVISIBLE_RENDER_MODES:
        return "drawn without ink"
    if run.fill[3] < _OPAQUE_ENOUGH and run.render_mode == 0:
        return "transparent"
    pixels = _pixels(picture, _grown(enclosing(m.line_box for m in members), 1.0), scale)
    if pixels.size == 0 or _is_dark_on_light(pixels, run):
        return ""
    spread = pixels.max(axis=0).astype(np.int16) - pixels.min(axis=0)
    if int(spread.max()) < _LEAST_INK_CONTRAST:
        return "no ink where it stands"
    filled = run.render_mode == 0
    if filled and _share_of_colour(pixels, run) > _MOSTLY_OWN_COLOUR:
        return "in the colour of the page"
    return ""


def _is_dark_on_light(pixels: NDArray[np.uint8], run: TextRun) -> bool:
    """The common case, told by the green channel alone: dark ink on paper that is mostly light."""
    green = pixels[:, 1]
    return run.fill[1] < 100 and int(green.min()) < 140 and int(green.sum()) > 170 * green.size


def _share_of_colour(pixels: NDArray[np.uint8], run: TextRun) -> float:
    """Share of the pixels that have the run's own fill colour."""
    fill = np.array(run.fill[:3], dtype=np.int16)
    near = np.abs(pixels.astype(np.int16) - fill).max(axis=1) < _SAME_COLOUR
    return float(near.mean())


def _pixels(picture: Picture, box: Rectangle, scale: float) -> NDArray[np.uint8]:
    """The picture's pixels inside a box in points, one row each."""
    x0, y0 = max(math.floor(box[0] * scale), 0), max(math.floor(box[1] * scale), 0)
    x1, y1 = math.ceil(box[2] * scale), math.ceil(box[3] * scale)
    return picture[y0:y1, x0:x1].reshape(-1, 3)


def _grown(box: Rectangle, by: float) -> Rectangle:
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by
