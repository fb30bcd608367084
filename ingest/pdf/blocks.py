"""Words to blocks: grouped as unstructured's paragraphs say, or by geometry where it says nothing.

unstructured's boxes are taken as hints. In justified or numbered text it gives a line's stray words
or a clause's number as elements of their own; those are put back where they stand.
"""

import re
from collections.abc import Iterable, Sequence
from statistics import median

import numpy as np

from ingest.pdf.page_words import PageWord, Rectangle, enclosing
from ingest.text.parsed import Block, Piece

Group = list[PageWord]  # the words of one block, in any order

_ELEMENT_TOLERANCE_POINTS = 1.5  # pdfminer's and pdfium's boxes differ by fractions of a point
_SWALLOWED_SHARE = 0.3  # of the smaller of two boxes; neighbouring paragraphs share a few %
_MARKER_REACH_POINTS = 90.0  # the FCA Handbook sets its clause numbers 54 to 83 points to the left
_OVERLAP_POINTS = 1.0  # slanted letters reach so far into the next word
_SAME_LINE_OVERLAP = 0.4  # of the lower of two boxes
# "(38)", "1.1.8B R", "a)", "iv.", "Article 4", "•": what stands to the left of the text it numbers.
_MARKER = re.compile(
    r"(?:(?:article|section|rule|annex|chapter)\s+)?"
    r"(?:\(?\d+(?:\.\d+)*[A-Z]{0,3}[.)]?|\(?[A-Za-z]{1,2}[.)]|\(?[ivxlc]+[.)]|[A-Z]|\([a-zA-Z0-9]{1,5}\)|[•▪■◦➢✓·–—\uf000-\uf0ff-])"
    r"(?:\s+[A-Z])?",
    re.IGNORECASE,
)


def grouped_by_elements(
    words: Sequence[PageWord], boxes: Sequence[Rectangle]
) -> tuple[list[Group], list[PageWord]]:
    """The words of each element, and the words that stand in none.

    Elements that overlap by more than an edge count as one. A word in several goes to the smallest.
    """
    merged = _merged_boxes(boxes)
    if not merged or not words:
        return [], list(words)
    edges = np.array(merged) + np.array([-1, -1, 1, 1]) * _ELEMENT_TOLERANCE_POINTS
    areas = (edges[:, 2] - edges[:, 0]) * (edges[:, 3] - edges[:, 1])
    groups: list[Group] = [[] for _ in merged]
    rest: list[PageWord] = []
    for word in words:
        x, y = (word.box[0] + word.box[2]) / 2, (word.box[1] + word.box[3]) / 2
        inside = (edges[:, 0] <= x) & (x <= edges[:, 2]) & (edges[:, 1] <= y) & (y <= edges[:, 3])
        hits = np.flatnonzero(inside)
        if hits.size:
            groups[int(hits[np.argmin(areas[hits])])].append(word)
        else:
            rest.append(word)
    return [group for group in groups if group], rest


def is_marker(text: str) -> bool:
    """Whether the text is a clause's number, an item's letter or a bullet, and nothing else."""
    return _MARKER.fullmatch(text) is not None


def with_markers_attached(groups: Sequence[Group]) -> list[Group]:
    """Each clause number or bullet joined to the block that begins to its right on its line."""
    remaining = [list(group) for group in groups]
    # From the right: "1.1.8" takes "G", which has taken the text by then.
    for group in sorted(remaining, key=lambda g: -enclosing(w.box for w in g)[0]):
        text = " ".join(word.text for word in group)
        if len(text) > 20 or not _MARKER.fullmatch(text):
            continue
        box = enclosing(word.box for word in group)
        right = _first_to_the_right(box, [g for g in remaining if g is not group])
        if right is not None:
            right.extend(group)
            remaining = [g for g in remaining if g is not group]
    return remaining


def lines_of(group: Iterable[PageWord]) -> list[Group]:
    """The group's printed lines from top to bottom, the words of each from left to right."""
    lines: list[Group] = []
    reach: list[Rectangle] = []
    for word in sorted(group, key=lambda w: ((w.box[1] + w.box[3]) / 2, w.box[0])):
        if lines and _vertical_overlap(reach[-1], word.box) >= _SAME_LINE_OVERLAP:
            lines[-1].append(word)
            if word.box[3] - word.box[1] > reach[-1][3] - reach[-1][1]:
                reach[-1] = word.box
        else:
            lines.append([word])
            reach.append(word.box)
    return [_from_the_left(line) for line in lines]


def _from_the_left(line: Group) -> Group:
    """The line's words by place; those that lie over one another in the file's order."""
    chains: list[Group] = []
    reach = float("-inf")
    for word in sorted(line, key=lambda w: w.box[0]):
        if chains and word.box[0] < reach - _OVERLAP_POINTS:
            chains[-1].append(word)
        else:
            chains.append([word])
        reach = max(reach, word.box[2])
    return [
        word
        for chain in chains
        for word in (sorted(chain, key=lambda w: w.order) if all(w.order for w in chain) else chain)
    ]


def block_of(group: Sequence[PageWord], first_line: int) -> tuple[Block, int]:
    """The group as a text block, its lines numbered from ``first_line``; then the next number."""
    lines = lines_of(group)
    pieces = tuple(
        Piece(word.text, (word.box,), word.space_after, first_line + offset)
        for offset, line in enumerate(lines)
        for word in line
    )
    weights = [(word, len(word.text)) for word in group]
    bold = sum(length for word, length in weights if word.bold)
    block = Block(
        kind="text",
        pieces=pieces,
        box=enclosing(word.box for word in group),
        font_size=median([word.font_size for word, length in weights for _ in range(length)]),
        bold=bold > sum(length for _, length in weights) / 2,
    )
    return block, first_line + len(lines)


def _merged_boxes(boxes: Sequence[Rectangle]) -> list[Rectangle]:
    """The boxes with each that overlaps a larger one by more than an edge joined to it."""
    merged: list[Rectangle] = []
    for box in sorted(boxes, key=_area, reverse=True):
        for index, larger in enumerate(merged):
            if _shared_area(box, larger) > _SWALLOWED_SHARE * max(_area(box), 1e-6):
                merged[index] = enclosing((larger, box))
                break
        else:
            merged.append(box)
    return merged


def _first_to_the_right(box: Rectangle, groups: Sequence[Group]) -> Group | None:
    """The nearest group whose first line stands to the right of the box, on its line."""
    nearest: Group | None = None
    distance = _MARKER_REACH_POINTS
    for group in groups:
        first = enclosing(word.box for word in lines_of(group)[0])
        gap = first[0] - box[2]
        if -1.0 <= gap < distance and _vertical_overlap(box, first) >= _SAME_LINE_OVERLAP:
            nearest, distance = group, gap
    return nearest


def _vertical_overlap(one: Rectangle, other: Rectangle) -> float:
    """Shared height as a share of the lower box; negative when they are apart."""
    height = max(min(one[3] - one[1], other[3] - other[1]), 0.1)
    return (min(one[3], other[3]) - max(one[1], other[1])) / height


def _shared_area(one: Rectangle, other: Rectangle) -> float:
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return max(width, 0.0) * max(height, 0.0)


def _area(box: Rectangle) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
