"""Line by line: what stands close on one line belongs together, and a label to the text beside it.

unstructured gives a justified line's last words, or a column of list labels, as paragraphs of their
own. A reader of the page does neither.
"""

from collections import Counter
from collections.abc import Sequence

from ingest.pdf.blocks import Group, is_marker, lines_of
from ingest.pdf.page_words import PageWord, Rectangle, enclosing

_CLOSE = 1.1  # of the font size: justified lines open up to one, columns stand further apart
_LABEL_REACH_POINTS = 90.0  # the FCA Handbook sets its clause numbers 54 to 83 points to the left
_LONGEST_LABEL = 20  # characters
_SAME_EDGE = 0.7  # of the font size: text behind labels begins at one edge, up to so much
_HANGS = 0.6  # of the font size: the least by which a label stands left of the text


def regrouped(groups: Sequence[Group]) -> list[Group]:
    """The groups with no line segment torn apart and each label with the text to its right."""
    owner = {id(word): index for index, group in enumerate(groups) for word in group}
    segments = _segments([word for group in groups for word in group])
    owners = [_majority(segment, owner) for segment in segments]
    for index in range(len(segments) - 2, -1, -1):  # from the right: a label may follow a label
        if _is_label_of(segments[index], segments[index + 1]):
            owners[index] = owners[index + 1]
    made: list[Group] = [[] for _ in groups]
    for segment, index in zip(segments, owners, strict=True):
        made[index].extend(segment)
    return [group for group in made if group]


def split_at_labels(group: Group) -> list[Group]:
    """The group cut before each line whose label hangs left of the text; itself without any."""
    lines = lines_of(group)
    edges = [_hanging_edge(line) for line in lines]
    if not any(edge is not None for edge in edges):
        return [group]
    parts: list[Group] = []
    for index, line in enumerate(lines):
        if parts and not _hangs(index, lines, edges):
            parts[-1].extend(line)
        else:
            parts.append(list(line))
    return parts


def _segments(words: Sequence[PageWord]) -> list[Group]:
    """Words of one printed line without a wide gap between them, line by line from the left."""
    segments: list[Group] = []
    for line in lines_of(words):
        for index, word in enumerate(line):
            before = line[index - 1] if index else None
            size = word.font_size or word.box[3] - word.box[1]
            if before is not None and word.box[0] - before.box[2] < _CLOSE * size:
                segments[-1].append(word)
            else:
                segments.append([word])
    return segments


def _majority(segment: Group, owner: dict[int, int]) -> int:
    """Whose most of the segment's characters are; of two alike, the one that comes first."""
    counts: Counter[int] = Counter()
    for word in segment:
        counts[owner[id(word)]] += len(word.text)
    return max(counts, key=lambda index: (counts[index], -index))


def _is_label_of(label: Group, text: Group) -> bool:
    words = " ".join(word.text for word in label)
    if len(words) > _LONGEST_LABEL or not is_marker(words):
        return False
    one, other = enclosing(w.box for w in label), enclosing(w.box for w in text)
    return _level(one, other) and -1.0 <= other[0] - one[2] < _LABEL_REACH_POINTS


def _level(one: Rectangle, other: Rectangle) -> bool:
    lower = min(one[3] - one[1], other[3] - other[1])
    return min(one[3], other[3]) - max(one[1], other[1]) > 0.4 * max(lower, 0.1)


def _hanging_edge(line: Group) -> float | None:
    """Where the text behind the line's label begins; None for a line without a label."""
    for count in (2, 1):
        if len(line) > count and is_marker(" ".join(word.text for word in line[:count])):
            size = line[count].font_size or 10.0
            if line[count].box[0] - line[0].box[0] >= _HANGS * size:
                return line[count].box[0]
    return None


def _hangs(index: int, lines: Sequence[Group], edges: Sequence[float | None]) -> bool:
    """Whether the line's label stands left of where the neighbouring lines begin."""
    edge = edges[index]
    if edge is None:
        return False
    size = lines[index][0].font_size or 10.0
    beside = [other for other in (index - 1, index + 1) if 0 <= other < len(lines)]
    for other in beside:
        other_edge = edges[other]
        begins = lines[other][0].box[0] if other_edge is None else other_edge
        if abs(begins - edge) <= _SAME_EDGE * size:
            return True
    return False
