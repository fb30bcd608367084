"""Is the stored text what a reader sees? The words of the source, read by a second and simpler way,
are looked for in the stored text, each beside a neighbour that it has in the source.

The second way knows nothing of the first: it walks every character of the file, or of the page, and
does not parse. What was left out on purpose (hidden, struck, a note's mark, a running head) is told
apart, so that each word of the source is accounted for: stored, left out with a finding, or lost.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from domain.types import LEAST_FIDELITY
from ingest.text.parsed import Finding

_WORD = re.compile(r"[^\W_]+")  # "_" joins words in names and marks them in Markdown
# Hyphens that a line's end may add or take, and marks that take no room.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")
_MOST_NAMED = 5  # lost stretches that a message quotes
_LONGEST_NAMED = 60  # characters of each

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Fidelity:
    """How many of the shown words are stored, in order. ``lost``: what is not, as stretches."""

    words: int
    placed: int
    lost: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        """0 to 1; 1 where the source shows no word."""
        return self.placed / self.words if self.words else 1.0


def words_of(text: str) -> list[str]:
    """The words and figures of a text in order, in one look for each letter; [] for none."""
    return _WORD.findall(unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).casefold())


def fidelity_of(
    shown: Iterable[str], stored: Iterable[str], left_out: Iterable[str] = ()
) -> Fidelity:
    """Recall and order in one figure: a word counts where a neighbour of it is beside it, too.

    Args:
        shown: the source's words, in stretches inside which the order matters: a paragraph, a
            cell, a line.
        stored: the stored text, in stretches; a word of it accounts for one word of the source.
        left_out: what was left out on purpose. A stretch of one word accounts for that word
            wherever it stands; a longer one as stored text does.
    """
    known = _Known()
    for text in stored:
        known.add(words_of(text), lone=True)
    for text in left_out:
        words = words_of(text)
        known.add(words, lone=len(words) == 1)
        known.left_out.update(words)
        if len(words) == 1:
            known.marks[words[0]] += 1
    total, placed, lost = 0, 0, []
    for text in shown:
        words = known.parted(words_of(text))
        found = known.placed(words)
        total += len(words)
        placed += sum(found)
        lost += _stretches(words, found)
    return Fidelity(total, placed, tuple(lost))


class _Known:
    """Pairs of neighbours that are accounted for, each to be used once."""

    def __init__(self) -> None:
        self.pairs: Counter[tuple[str, str]] = Counter()
        self.alone: Counter[str] = Counter()
        self.marks: Counter[str] = Counter()
        self.left_out: Counter[str] = Counter()

    def add(self, words: Sequence[str], *, lone: bool) -> None:
        self.pairs.update(pairwise(words))
        if lone:
            self.alone.update(words)

    def parted(self, words: Sequence[str]) -> list[str]:
        """The words, one that is not known cut where it is two that stand side by side.

        The simple way of reading does not see a style that sets two words apart, or raises the
        second: "limiteur" for "limit" and "eur", "304" for "30" and the note's mark "4".
        """
        made: list[str] = []
        for word in words:
            cuts = () if self.alone[word] else range(1, len(word))
            parts = next(
                (p for at in cuts if self._are_known(*(p := (word[:at], word[at:])))), None
            )
            made += parts or (word,)
        return made

    def _are_known(self, left: str, right: str) -> bool:
        if self.pairs[left, right]:
            return True
        marked = self.marks[left] or self.marks[right]
        return bool(marked and self.alone[left] and self.alone[right])

    def placed(self, words: Sequence[str]) -> list[bool]:
        """Of each word whether it is accounted for."""
        if len(words) <= 1:
            return [self._take(self.alone, word) for word in words]
        beside = [self._take(self.pairs, pair) for pair in pairwise(words)]
        found = [
            left or right for left, right in zip([False, *beside], [*beside, False], strict=True)
        ]
        for at, word in enumerate(words):
            beside_words = (*words[max(0, at - 1) : at], *words[at + 1 : at + 2])
            if not found[at] and self._take(self.marks, word):
                found[at] = True
            elif not found[at] and all(self.left_out[near] for near in beside_words):
                found[at] = self._take(self.alone, word)  # what stood beside it was left out
        return found

    @staticmethod
    def _take(counted: Counter[K], key: K) -> bool:
        if counted[key] <= 0:
            return False
        counted[key] -= 1
        return True


def _stretches(words: Sequence[str], found: Sequence[bool]) -> list[str]:
    """The lost words, those side by side as one."""
    made: list[list[str]] = []
    before = True
    for word, is_found in zip(words, found, strict=True):
        if not is_found and before:
            made.append([])
        if not is_found:
            made[-1].append(word)
        before = is_found
    return [" ".join(stretch) for stretch in made]


def finding_of(fidelity: Fidelity, *, page: int | None = None) -> Finding | None:
    """The finding that names what is lost; None where enough is stored."""
    if fidelity.share >= LEAST_FIDELITY:
        return None
    lost = fidelity.words - fidelity.placed
    named = "; ".join(f"“{text[:_LONGEST_NAMED]}”" for text in fidelity.lost[:_MOST_NAMED])
    return Finding(
        "words_lost",
        f"{lost} of {fidelity.words} words are not stored where the page shows them: {named}.",
        page,
    )
