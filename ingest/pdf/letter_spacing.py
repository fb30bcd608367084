"""Letter-spaced text: words whose letters stand apart, by spacing or by typed spaces.

"G e n e r a l" is one word to a reader and to a search. The gaps of a stretch of text are compared
with one another: those between letters are alike, those between words are wider.
"""

import itertools
from collections.abc import Sequence
from statistics import median

from ingest.pdf.characters import Character

_SPACED = 0.12  # of the font size between most letters; plain text has under 0.05
_LEAST_LETTERS = 5  # of one stretch; fewer are initials or columns
_WIDEST = 0.9  # of the font size: letters further apart are cells of a table
_WORD_GAP = 1.4  # times the gap between letters


def letter_gaps(characters: Sequence[Character]) -> dict[int, float]:
    """The usual gap in points after each character of letter-spaced text, by its identity."""
    gaps: dict[int, float] = {}
    for stretch in _stretches(characters):
        between = [_gap(a, b) for a, b in itertools.pairwise(stretch) if _touch(a, b)]
        size = stretch[0].run.font_size if stretch[0].run else 0.0
        if len(between) < _LEAST_LETTERS - 1 or not size:
            continue
        usual = median(between)
        if _SPACED * size < usual < _WIDEST * size:
            gaps.update((id(character), usual) for character in stretch)
    return gaps


def joined_letters(characters: list[Character]) -> list[Character]:
    """The characters less the spaces that were typed between the letters of words."""
    dropped: set[int] = set()
    for stretch in _stretches(characters):
        tokens = _tokens(stretch)
        start = 0
        while start < len(tokens):
            end = start
            while end < len(tokens) and len(tokens[end]) == 1 and tokens[end][0].text.isalpha():
                end += 1
            if end - start >= _LEAST_LETTERS:
                dropped |= _spaces_within(stretch, [token[0] for token in tokens[start:end]])
            start = max(end, start + 1)
    return [character for character in characters if id(character) not in dropped]


def _spaces_within(stretch: Sequence[Character], letters: Sequence[Character]) -> set[int]:
    """The spaces between letters whose gaps are alike; the wider ones part words and stay."""
    size = letters[0].run.font_size if letters[0].run else 0.0
    gaps = [_gap(a, b) for a, b in itertools.pairwise(letters)]
    usual = median(gaps)
    if not 0 < usual < _WIDEST * size:
        return set()
    spaces: set[int] = set()
    for a, b in itertools.pairwise(letters):
        if _gap(a, b) > _WORD_GAP * usual + 0.05 * size:
            continue
        first, last = _index(stretch, a), _index(stretch, b)
        spaces |= {id(c) for c in stretch[first + 1 : last] if c.text.isspace()}
    return spaces


def _stretches(characters: Sequence[Character]) -> list[list[Character]]:
    """Characters that follow each other on one baseline in one size."""
    stretches: list[list[Character]] = []
    for character in characters:
        run = character.run
        if run is None or not run.upright:
            continue
        last = stretches[-1][-1].run if stretches else None
        goes_on = last is run or (
            last is not None
            and abs(last.origin[1] - run.origin[1]) < 1.0
            and abs(last.font_size - run.font_size) < 0.5
        )
        if goes_on:
            stretches[-1].append(character)
        else:
            stretches.append([character])
    return stretches


def _tokens(stretch: Sequence[Character]) -> list[list[Character]]:
    tokens: list[list[Character]] = [[]]
    for character in stretch:
        if character.text.isspace():
            tokens.append([])
        else:
            tokens[-1].append(character)
    return [token for token in tokens if token]


def _touch(one: Character, other: Character) -> bool:
    return not one.text.isspace() and not other.text.isspace() and other.box[0] > one.box[0]


def _gap(one: Character, other: Character) -> float:
    """Between their advance boxes, so that narrow letters count as wide ones do."""
    return other.line_box[0] - one.line_box[2]


def _index(stretch: Sequence[Character], one: Character) -> int:
    return next(i for i, character in enumerate(stretch) if character is one)
