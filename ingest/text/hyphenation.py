"""Words broken at a line's end are joined; a real compound keeps its hyphen.

The document itself decides: whichever form it uses elsewhere within a line. Where it uses neither,
two words that both stand alone elsewhere ("risk-" / "based") are taken for a compound.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from ingest.text.characters import SOFT_HYPHEN
from ingest.text.flow import Token, lines_of

_WORD = re.compile(r"[^\W\d_]+(?:[-‐'’][^\W\d_]+)*")
_BROKEN = re.compile(rf"(?:^|.*[^\w-])(?P<left>[\w’'-]*\w)[-‐{SOFT_HYPHEN}]$", re.DOTALL)
# Words that also begin longer ones: "under-" / "standing" is no compound.
_JOINING = frozenset(
    re.findall(
        r"\w+",
        "a after an any anti back be by can co con counter cross de dis down every ex for fore here"
        " hyper in inter like man micro mid mis multi no not off on out over per post pre pro re"
        " semi some sub super there to trans un under up where with work",
    )
)
# Endings that are words, too: "reason-" / "able".
_ENDINGS = frozenset({"able", "age", "ally", "ant", "ate", "ing", "ion", "ions", "less", "ship"})
# What follows a hyphen far more often than it ends a word: "marijuana-" / "related".
_TAILS = frozenset({"related", "based", "wide", "specific", "driven", "sensitive", "weighted"})
# "short- and long-term": the hyphen waits for another word.
_SUSPENDED = frozenset({"and", "or", "to", "nor", "und", "und/oder", "and/or"})


class Vocabulary:
    """How often each word stands unbroken in the document, lower-cased."""

    def __init__(self) -> None:
        """Starts empty."""
        self._counts: Counter[str] = Counter()

    def see(self, tokens: Sequence[Token]) -> None:
        """Counts the words of a paragraph, less those that are broken at a line's end."""
        broken = False
        for line in lines_of(tokens):
            words = [token.text for token in line]
            first = 1 if broken else 0
            broken = bool(words) and _BROKEN.match(words[-1]) is not None
            for word in words[first : len(words) - broken]:
                self._counts.update(_WORD.findall(word.casefold().replace("‐", "-")))

    def __getitem__(self, word: str) -> int:
        """Occurrences; 0 for a word not seen."""
        return self._counts[word.casefold()]


def join_broken_words(tokens: Sequence[Token], vocabulary: Vocabulary) -> tuple[Token, ...]:
    """The tokens with each broken word as one token that has the boxes of both parts."""
    joined: list[Token] = []
    for token in tokens:
        if joined and _is_break(joined[-1], token, vocabulary):
            before = joined[-1]
            joined[-1] = replace(
                token,
                text=_joined(before.text, token.text, vocabulary),
                boxes=before.boxes + token.boxes,
                page=before.page,
            )
        else:
            joined.append(token)
    return tuple(
        replace(token, text=token.text.replace(SOFT_HYPHEN, ""))
        if SOFT_HYPHEN in token.text
        else token
        for token in joined
        if token.text != SOFT_HYPHEN
    )


def _is_break(before: Token, after: Token, vocabulary: Vocabulary) -> bool:
    if (
        (before.page, before.line) == (after.page, after.line)
        or not before.boxes
        or not after.boxes
    ):
        return False
    found = _BROKEN.match(before.text)
    if found is None or not after.text[0].isalnum():
        return False
    rest = _bare(after.text)
    return rest not in _SUSPENDED or vocabulary[found.group("left") + rest] > 0  # "direct-" / "or"


def _joined(left_text: str, right_text: str, vocabulary: Vocabulary) -> str:
    found = _BROKEN.match(left_text)
    left = found.group("left") if found else left_text[:-1]
    right = _bare(right_text)
    stem = left_text[:-1]
    if left_text.endswith(SOFT_HYPHEN):
        return stem + right_text
    keeps = _keeps_hyphen(left, right, vocabulary)
    return stem + ("-" if keeps else "") + right_text


def _keeps_hyphen(left: str, right: str, vocabulary: Vocabulary) -> bool:
    left = left.rpartition("-")[2]  # "cross-refer-" / "ences": the last part decides
    if not right or not left[-1].isalpha():
        return True  # "2024-" / "25"
    # "PDM-" / "Rs" in a document that writes of one PDMR.
    whole = vocabulary[left + right] or vocabulary[(left + right).removesuffix("s")]
    compound = vocabulary[f"{left}-{right}"]
    if whole or compound:
        return compound > whole
    if not right[0].islower() or len(left) == 1:
        return True  # "anti-" / "Money", "e-" / "mail"
    if right in _ENDINGS:
        return False
    if right in _TAILS and len(left) > 2:
        return True
    both_are_words = (
        vocabulary[left] > 0 and vocabulary[right] > 0 and min(len(left), len(right)) > 2
    )
    return both_are_words and left.casefold() not in _JOINING


def _bare(text: str) -> str:
    """The word in front of the token without what follows it: "ficient," to "ficient"."""
    found = re.match(r"[\w’'-]+", text)
    return found.group().strip("-'’") if found else ""
