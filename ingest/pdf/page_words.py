"""A page's geometry and its words: what the PDF readers and the table finder share."""

from collections.abc import Iterable
from dataclasses import dataclass

Rectangle = tuple[float, float, float, float]  # x0, y0, x1, y1 in points from the top left corner


@dataclass(frozen=True, slots=True)
class PageGeometry:
    """A page as shown, and how to get there from the file's own coordinates.

    ``crop`` is the visible rectangle in the file's coordinates (origin bottom left, any offset);
    ``rotation`` is clockwise: 0, 90, 180 or 270. ``width`` and ``height`` are those as shown.
    """

    number: int
    width: float
    height: float
    crop: Rectangle
    rotation: int = 0

    def as_shown(self, left: float, bottom: float, right: float, top: float) -> Rectangle:
        """The rectangle in points from the top left corner of the page as a viewer shows it."""
        x0, y0 = left - self.crop[0], self.crop[3] - top
        x1, y1 = right - self.crop[0], self.crop[3] - bottom
        if self.rotation == 90:
            return self.width - y1, x0, self.width - y0, x1
        if self.rotation == 180:
            return self.width - x1, self.height - y1, self.width - x0, self.height - y0
        if self.rotation == 270:
            return y0, self.height - x1, y1, self.height - x0
        return x0, y0, x1, y1


@dataclass(frozen=True, slots=True)
class PageWord:
    """A visible word: characters up to a space or a gap. ``line``: the printed line it stands on.

    Lines are numbered down the page from 1; words side by side on a page share a line even
    across columns. A hyphen at a line's end is kept as printed.
    """

    text: str
    box: Rectangle
    line: int = 0
    font_size: float = 0.0  # points as shown; 0 where unknown
    bold: bool = False
    space_after: bool = True  # False: the next word follows without a gap ("1" after "Directive")
    order: int = 0  # of its characters in the file, from 1; 0 where unknown
    turned: bool = False  # a whole string that is not set across the page, as one word


def enclosing(boxes: Iterable[Rectangle]) -> Rectangle:
    """The smallest rectangle around all boxes; all zeros for none."""
    corners = list(zip(*boxes, strict=True))
    if not corners:
        return (0.0, 0.0, 0.0, 0.0)
    return min(corners[0]), min(corners[1]), max(corners[2]), max(corners[3])


def centre_in(box: Rectangle, region: Rectangle) -> bool:
    """Whether the box's centre lies in the region."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return region[0] <= x <= region[2] and region[1] <= y <= region[3]
