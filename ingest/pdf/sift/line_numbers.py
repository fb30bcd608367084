"""Numbers that count the lines of a page in its margin, as drafts of law have them.

They are no clause numbers: each numbered line, or each fifth, whatever its sentence is doing.
"""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from ingest.pdf.page_words import PageWord

_LEAST = 4
_STEPS = (1, 2, 5, 10)
_ALIGNED_POINTS = 3.0
_IN_MID_SENTENCE = 0.25  # of the numbered lines begin in small letters or go on from the line above
_OUTSIDE = 0.9  # of the page's lines end before a right margin's numbers, or begin behind a left's


def without_line_numbers(words: Sequence[PageWord]) -> list[PageWord]:
    """The words less those that only count lines; all of them where nothing does."""
    numbers = [word for word in words if word.text.isdigit() and len(word.text) <= 4]
    if len(numbers) < _LEAST:
        return list(words)
    # Flush right as a rule, flush left else: the other edge finds a part of the column alone.
    columns = [*_columns(numbers, 0), *_columns(numbers, 2)]
    counting = [column for column in columns if _counts_lines(column, words)]
    dropped = {id(word) for word in max(counting, key=len, default=[])}
    return [word for word in words if id(word) not in dropped]


def _columns(numbers: Sequence[PageWord], side: int) -> list[list[PageWord]]:
    columns: list[list[PageWord]] = []
    for word in sorted(numbers, key=lambda w: w.box[side]):
        if columns and word.box[side] - columns[-1][0].box[side] <= _ALIGNED_POINTS:
            columns[-1].append(word)
        else:
            columns.append([word])
    return [sorted(c, key=lambda w: w.box[1]) for c in columns if len(c) >= _LEAST]


def _counts_lines(column: Sequence[PageWord], words: Sequence[PageWord]) -> bool:
    values = [int(word.text) for word in column]
    steps = [b - a for a, b in pairwise(values)]
    step = max(set(steps), key=steps.count)
    if step not in _STEPS or steps.count(step) < 0.8 * len(steps):
        return False
    own = {id(word) for word in column}
    rest = [word for word in words if id(word) not in own]
    left, right = min(w.box[0] for w in column), max(w.box[2] for w in column)
    top, bottom = column[0].box[1], column[-1].box[3]
    beside = [w for w in rest if top - 1 <= w.box[1] and w.box[3] <= bottom + 1]
    if not beside or any(w.box[0] < right and w.box[2] > left for w in beside):
        return False
    is_left = sum(w.box[0] >= right for w in beside) >= _OUTSIDE * len(beside)
    is_right = sum(w.box[2] <= left for w in beside) >= _OUTSIDE * len(beside)
    return (
        (is_left or is_right)
        and _is_evenly_spaced(column, step)
        and _cut_sentences(column, beside, step)
    )


def _is_evenly_spaced(column: Sequence[PageWord], step: int) -> bool:
    """Whether the numbers stand a fixed number of lines apart, headings and blank lines aside."""
    pitches = [(b.box[1] - a.box[1]) / step for a, b in pairwise(column)]
    usual = median(pitches)
    return sum(abs(p - usual) < 0.35 * usual for p in pitches) >= 0.5 * len(pitches)


def _cut_sentences(column: Sequence[PageWord], beside: Sequence[PageWord], step: int) -> bool:
    """Whether numbers stand at lines in the midst of sentences, as a clause's number never does."""
    if step > 1:
        return True
    within = numbered = 0
    for number in column:
        middle = (number.box[1] + number.box[3]) / 2
        line = sorted((w for w in beside if w.box[1] <= middle <= w.box[3]), key=lambda w: w.box[0])
        if line:
            numbered += 1
            within += line[0].text[:1].islower()
    return numbered >= _LEAST and within >= _IN_MID_SENTENCE * numbered
