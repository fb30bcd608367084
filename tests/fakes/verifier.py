"""A ``Verifier`` that compares words, and notices "not", "may" and "must"."""

from collections.abc import Sequence

from domain.errors import ReaderUnavailable
from domain.reading_ports import Support
from domain.terms import terms_of, words_of

_TURNING = frozenset({"not", "no", "never", "nobody", "without", "must", "may", "should"})
YES, NO, NEITHER = Support(0.97, 0.01, 0.02), Support(0.01, 0.97, 0.02), Support(0.02, 0.01, 0.97)


class WordsVerifier:
    """Supports a sentence whose terms all stand in one of the quotes, with its turning words."""

    name = "words"

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def judge(self, pairs: Sequence[tuple[str, str]]) -> list[Support]:
        self.asked.extend(pairs)
        return [_support(quotes, sentence) for quotes, sentence in pairs]


class NoVerifier:
    """Its weights cannot be loaded."""

    name = "away"

    def judge(self, pairs: Sequence[tuple[str, str]]) -> list[Support]:
        raise ReaderUnavailable("The verifier's weights are missing.")


def _support(quotes: str, sentence: str) -> Support:
    said = set(terms_of(sentence))
    near = [text for text in quotes.split(". ") if said <= set(terms_of(text))]
    if not near:
        return NEITHER
    return YES if any(_turning(text) == _turning(sentence) for text in near) else NO


def _turning(text: str) -> frozenset[str]:
    return _TURNING & frozenset(words_of(text))
