"""Is a page a diagram? Boxes with a few words each, apart from one another, joined by lines.

Its words can be read; which box leads to which cannot, so the page is told to be one.
"""

from collections.abc import Sequence

import pypdfium2.raw as raw

from ingest.pdf.objects import Drawn
from ingest.pdf.page_words import PageWord, Rectangle, centre_in

_LEAST_BOXES = 4
_MOST_BOXES = 200  # of a page: beyond, it is a table or a drawing
_WIDTHS = (30.0, 320.0)  # points
_HEIGHTS = (12.0, 160.0)
_APART_POINTS = 4.0  # the cells of a table touch
_MOST_WORDS = 30  # in one box: more is a paragraph in a frame
_LEAST_SHARE = 0.3  # of the page's words stand in the boxes


def is_flow_chart(drawn: Sequence[Drawn], words: Sequence[PageWord]) -> bool:
    """Whether most of what the page says stands in separate boxes of a diagram."""
    boxes = _separate(
        {
            one.box
            for one in drawn
            if one.kind == raw.FPDF_PAGEOBJ_PATH
            and _WIDTHS[0] <= one.box[2] - one.box[0] <= _WIDTHS[1]
            and _HEIGHTS[0] <= one.box[3] - one.box[1] <= _HEIGHTS[1]
        }
    )
    counts = [sum(centre_in(word.box, box) for word in words) for box in boxes]
    labelled = [count for count in counts if 0 < count <= _MOST_WORDS]
    return len(labelled) >= _LEAST_BOXES and sum(labelled) >= _LEAST_SHARE * len(words)


def _separate(boxes: set[Rectangle]) -> list[Rectangle]:
    """Boxes that touch no other one; of those drawn twice (fill and frame) the first."""
    distinct: list[Rectangle] = []
    for box in sorted(boxes):
        if not any(max(abs(a - b) for a, b in zip(box, o, strict=True)) < 3.0 for o in distinct):
            distinct.append(box)
    if len(distinct) > _MOST_BOXES:
        return []
    return [box for box in distinct if not any(_touch(box, o) for o in distinct if o is not box)]


def _touch(one: Rectangle, other: Rectangle) -> bool:
    across = max(one[0], other[0]) - min(one[2], other[2])
    down = max(one[1], other[1]) - min(one[3], other[3])
    return across < _APART_POINTS and down < _APART_POINTS
