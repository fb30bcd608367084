"""In which order the blocks of a page are read: down the columns, across what spans them."""

from collections.abc import Sequence
from typing import TypeVar

from ingest.pdf.page_words import Rectangle

T = TypeVar("T")
Placed = tuple[Rectangle, T]

_NARROWEST_COLUMN = 0.18  # of the width looked at: a clause number's column is narrower
_LEAST_COLUMN_POINTS = 36.0  # three lines of text: less is a pair of lines, not columns
_TOLERANCE_POINTS = 2.0
_SIDE_BY_SIDE_SHARE = 0.5  # of the shorter column's height beside the other
_ALIGNED_POINTS = 3.0
_ALIGNED_SHARE = 0.6  # of the blocks begin level with one beside them: rows, not columns


def in_reading_order(placed: Sequence[Placed[T]]) -> list[T]:
    """The items, each given with its box, in the order in which a person reads them."""
    return [item for _, item in _ordered(list(placed))]


def _ordered(placed: list[Placed[T]]) -> list[Placed[T]]:
    gutter = column_gutter([box for box, _ in placed])
    if gutter is None:
        return _down_the_page(placed)
    rows, waiting = _spanning_rows(placed, gutter)
    ordered: list[Placed[T]] = []
    for row in rows:
        above = [p for p in waiting if _middle(p[0]) < _middle(row[0][0])]
        waiting = [p for p in waiting if _middle(p[0]) >= _middle(row[0][0])]
        ordered += [*_columns(above, gutter), *sorted(row, key=lambda p: p[0][0])]
    return ordered + _columns(waiting, gutter)


def _spanning_rows(
    placed: list[Placed[T]], gutter: float
) -> tuple[list[list[Placed[T]]], list[Placed[T]]]:
    """What spans the gutter, each with what stands on its line (a running head's parts); the rest.

    A row begins with what spans.
    """
    rows = [[p] for p in sorted(placed, key=lambda p: p[0][1]) if _side(p[0], gutter) == 0]
    rest: list[Placed[T]] = []
    for item in placed:
        if _side(item[0], gutter) == 0:
            continue
        beside = [row for row in rows if _on_one_line(row[0][0], item[0])]
        (beside[0] if beside else rest).append(item)
    return rows, rest


def _on_one_line(one: Rectangle, other: Rectangle) -> bool:
    """Whether two boxes of about one line's height stand level with each other."""
    heights = one[3] - one[1], other[3] - other[1]
    shared = min(one[3], other[3]) - max(one[1], other[1])
    return max(heights) < 2 * min(heights) and shared > _SIDE_BY_SIDE_SHARE * min(heights)


def _columns(placed: list[Placed[T]], gutter: float) -> list[Placed[T]]:
    left = [p for p in placed if _side(p[0], gutter) < 0]
    right = [p for p in placed if _side(p[0], gutter) > 0]
    if not _stand_beside([box for box, _ in left], [box for box, _ in right]):
        return _down_the_page(placed)
    return _ordered(left) + _ordered(right)


def column_gutter(boxes: Sequence[Rectangle]) -> float | None:
    """Where the page divides into two columns of text; None where it does not."""
    if len(boxes) < 2:
        return None
    left_edge, right_edge = min(box[0] for box in boxes), max(box[2] for box in boxes)
    narrowest = _NARROWEST_COLUMN * (right_edge - left_edge)
    best: tuple[float, float] | None = None
    for candidate in sorted({box[2] for box in boxes}):
        if not left_edge + narrowest < candidate < right_edge - narrowest:
            continue
        left = [box for box in boxes if _side(box, candidate) < 0]
        right = [box for box in boxes if _side(box, candidate) > 0]
        wide = [[box for box in side if box[2] - box[0] > narrowest / 2] for side in (left, right)]
        height = min(sum(box[3] - box[1] for box in side) for side in wide)
        crossing = sum(box[3] - box[1] for box in boxes if _side(box, candidate) == 0)
        if height < _LEAST_COLUMN_POINTS or not _stand_beside(*wide) or _are_rows(left, right):
            continue
        score = height - crossing
        if best is None or score > best[0]:
            best = (score, candidate)
    return best[1] if best else None


def _stand_beside(left: Sequence[Rectangle], right: Sequence[Rectangle]) -> bool:
    """Whether two sets of blocks stand next to each other, not one above the other."""
    if not left or not right:
        return False
    tops = min(box[1] for box in left), min(box[1] for box in right)
    bottoms = max(box[3] for box in left), max(box[3] for box in right)
    shared = min(bottoms) - max(tops)
    shorter = min(bottoms[0] - tops[0], bottoms[1] - tops[1])
    return shared > _SIDE_BY_SIDE_SHARE * shorter


def _are_rows(left: Sequence[Rectangle], right: Sequence[Rectangle]) -> bool:
    """Whether most blocks begin level with one on the other side, as the cells of a table do."""
    fewer, more = sorted((left, right), key=len)
    if len(fewer) < 2:
        return False
    level = sum(any(abs(box[1] - other[1]) < _ALIGNED_POINTS for other in more) for box in fewer)
    return level >= _ALIGNED_SHARE * len(fewer) and level >= _ALIGNED_SHARE * len(more) / 2


def _down_the_page(placed: list[Placed[T]]) -> list[Placed[T]]:
    """By top edge; blocks that begin on one line from left to right."""
    rows: list[list[Placed[T]]] = []
    for item in sorted(placed, key=lambda p: (p[0][1], p[0][0])):
        if rows and item[0][1] - rows[-1][0][0][1] < _ALIGNED_POINTS:
            rows[-1].append(item)
        else:
            rows.append([item])
    return [item for row in rows for item in sorted(row, key=lambda p: p[0][0])]


def _side(box: Rectangle, gutter: float) -> int:
    """-1 left of the gutter, 1 right of it, 0 across it."""
    if box[2] <= gutter + _TOLERANCE_POINTS:
        return -1
    return 1 if box[0] >= gutter - _TOLERANCE_POINTS else 0


def _middle(box: Rectangle) -> float:
    return (box[1] + box[3]) / 2
