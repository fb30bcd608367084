"""Where the characters of a canonical text stand in the file that it was read from.

Reading changes white space, and here and there a bullet, a ligature or a hyphen. Gold spans are
counted in the file as it is.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from difflib import SequenceMatcher

_WORD = re.compile(r"\S+")


class Alignment:
    """Maps spans of a canonical text to spans of the file's text."""

    def __init__(self, canonical: str, original: str) -> None:
        """Aligns them word by word; exactly, where only white space differs."""
        pairs = list(_pairs(canonical, original))
        self._canonical = [here for here, _ in pairs]
        self._original = [there for _, there in pairs]

    def original_span(self, start: int, end: int) -> tuple[int, int] | None:
        """From the first to behind the last character of ``start:end`` that has a place there.

        None where none has.
        """
        first, last = bisect_left(self._canonical, start), bisect_left(self._canonical, end) - 1
        if first > last:
            return None
        return self._original[first], self._original[last] + 1


def _pairs(canonical: str, original: str) -> Iterator[tuple[int, int]]:
    """Positions of equal characters in both, rising."""
    here = [at for at, character in enumerate(canonical) if not character.isspace()]
    there = [at for at, character in enumerate(original) if not character.isspace()]
    if [canonical[at] for at in here] == [original[at] for at in there]:
        yield from zip(here, there, strict=True)
        return
    words, others = list(_WORD.finditer(canonical)), list(_WORD.finditer(original))
    matcher = SequenceMatcher(
        None, [word.group() for word in words], [word.group() for word in others], autojunk=False
    )
    for block in matcher.get_matching_blocks():
        for offset in range(block.size):
            word, other = words[block.a + offset], others[block.b + offset]
            yield from zip(range(*word.span()), range(*other.span()), strict=True)
