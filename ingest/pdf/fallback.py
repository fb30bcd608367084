"""Paragraphs by geometry alone, without unstructured: words to line segments to blocks.

Used for pages so crowded that pdfminer would not finish, for what it missed, and after it failed.
"""

from collections.abc import Sequence

from ingest.pdf.blocks import Group
from ingest.pdf.page_words import PageWord, Rectangle, enclosing

_SEGMENT_GAP_IN_FONT_SIZES = 1.6  # wider than any space in justified text that was looked at
_LINE_GAP_IN_FONT_SIZES = 0.55  # between the boxes of two lines: leading of 1.2 gives 0.1, 1.5 0.4
_SAME_SIZE_SHARE = 0.15
_SIDE_BY_SIDE_SHARE = 0.5  # of the narrower segment above the other


def grouped_by_geometry(words: Sequence[PageWord]) -> list[Group]:
    """Blocks of lines that stand under each other, close, and in one type size."""
    blocks: list[_Growing] = []
    for segment in _segments(words):
        box = enclosing(word.box for word in segment)
        above = [block for block in blocks if block.continues_with(segment, box)]
        if above:
            max(above, key=lambda block: block.last[3]).add(segment, box)
        else:
            blocks.append(_Growing(segment, box))
    return [block.words for block in blocks]


class _Growing:
    """A block that lines are added to, from the top."""

    def __init__(self, segment: Group, box: Rectangle) -> None:
        self.words = list(segment)
        self.last = box
        self._size = _size_of(segment)
        self._bold = segment[0].bold

    def add(self, segment: Group, box: Rectangle) -> None:
        self.words.extend(segment)
        self.last = box

    def continues_with(self, segment: Group, box: Rectangle) -> bool:
        size = _size_of(segment)
        gap = box[1] - self.last[3]
        if not -0.5 * size < gap < _LINE_GAP_IN_FONT_SIZES * max(size, self._size):
            return False
        if box[1] <= self.last[1] or abs(size - self._size) > _SAME_SIZE_SHARE * self._size:
            return False
        if self._bold != segment[0].bold and all(w.bold == segment[0].bold for w in segment):
            return False
        shared = min(box[2], self.last[2]) - max(box[0], self.last[0])
        narrower = min(box[2] - box[0], self.last[2] - self.last[0])
        return shared > _SIDE_BY_SIDE_SHARE * narrower


def _segments(words: Sequence[PageWord]) -> list[Group]:
    """Words of one printed line without a wide gap between them, from the top of the page."""
    segments: list[Group] = []
    for word in sorted(words, key=lambda w: (w.line, w.box[0])):
        before = segments[-1][-1] if segments else None
        size = max(word.font_size, 1.0)
        if (
            before is not None
            and before.line == word.line
            and word.box[0] - before.box[2] < _SEGMENT_GAP_IN_FONT_SIZES * size
        ):
            segments[-1].append(word)
        else:
            segments.append([word])
    return segments


def _size_of(segment: Group) -> float:
    """Type size of a segment: the largest, as a footnote's mark must not decide. At least 1."""
    return max([word.font_size or word.box[3] - word.box[1] for word in segment] + [1.0])
