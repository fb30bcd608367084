"""Sentences of public rulebooks, restated falsely by one small change, for training the verifier.

Each change is of a kind that a careless summary makes: a denial dropped or added, "may" for
"must", a condition or an exception dropped, two parties exchanged, a bound turned. The changes
of ``evals/verifier`` were written apart from these and are never trained on.
"""

import random
import re
from collections.abc import Callable, Iterator, Sequence

from answering.evidence.sentences import sentences_of
from training.nli import Pair

_MODALS = (("must not", "must"), ("shall not", "shall"), ("may not", "may"), ("cannot", "can"))
_DUTIES = (("must", "may"), ("shall", "may"), ("may", "must"), ("should", "need not"))
_BOUNDS = (
    ("at least", "at most"), ("no later than", "no earlier than"), ("before", "after"),
    ("more than", "less than"), ("not exceed", "exceed"), ("all", "some of the"),
    ("and", "or"), ("or", "and"), ("only", "also"), ("any", "no"),
)  # fmt: skip
_CONDITION = re.compile(
    r",? (?:if|unless|where|provided that|except|other than|when|subject to|in respect of)\b[^,.;]*"
)
_PARTY = re.compile(r"\b(?:the |an? )?(?:[A-Z][a-z]+ (?:[A-Z][a-z]+)|[A-Z][a-z]{3,})\b")
_ALIKE = re.compile(r"\b(?:or|and|nor)\b|,")
_LENGTHS = range(60, 420)


def restated_pairs(passages: Sequence[str], *, most: int, seed: int) -> Iterator[Pair]:
    """At most ``most`` pairs, half of them true: a sentence of the premise as it stands."""
    chooser = random.Random(seed)
    order = list(passages)
    chooser.shuffle(order)
    made = 0
    for passage in order:
        sentences = [passage[s.start : s.end] for s in sentences_of(passage)]
        whole = [s for s in sentences if len(s) in _LENGTHS and "\n" not in s]
        if not whole:
            continue
        sentence = chooser.choice(whole)
        at = sentences.index(sentence)
        premise = " ".join(
            sentences[max(0, at - chooser.randint(0, 1)) : at + 1 + chooser.randint(0, 1)]
        )
        false = _falsified(sentence, chooser)
        if false is None:
            continue
        yield Pair(premise, sentence, "entailment", "rulebooks")
        yield Pair(premise, false[0], false[1], "rulebooks")
        made += 2
        if made >= most:
            return


def _falsified(sentence: str, chooser: random.Random) -> tuple[str, str] | None:
    """The sentence with one change, and what that makes it; None where no change applies."""
    changes: list[Callable[[str, random.Random], tuple[str, str] | None]] = [
        _denied, _other_duty, _turned, _without_condition, _parties_exchanged,
    ]  # fmt: skip
    chooser.shuffle(changes)
    for change in changes:
        changed = change(sentence, chooser)
        if changed is not None and changed[0] != sentence:
            return changed
    return None


def _swapped(sentence: str, old: str, new: str) -> str | None:
    found = re.search(rf"\b{old}\b", sentence)
    return sentence[: found.start()] + new + sentence[found.end() :] if found else None


def _denied(sentence: str, chooser: random.Random) -> tuple[str, str] | None:
    for denied, plain in _MODALS:
        if (text := _swapped(sentence, denied, plain)) is not None:
            return text, "contradiction"
    for denied, plain in _MODALS:
        if (text := _swapped(sentence, plain, denied)) is not None:
            return text, "contradiction"
    return None


def _other_duty(sentence: str, chooser: random.Random) -> tuple[str, str] | None:
    for old, new in chooser.sample(_DUTIES, len(_DUTIES)):
        if f"{old} not" not in sentence and (text := _swapped(sentence, old, new)) is not None:
            return text, "not_entailment"
    return None


def _turned(sentence: str, chooser: random.Random) -> tuple[str, str] | None:
    for old, new in chooser.sample(_BOUNDS, len(_BOUNDS)):
        if (text := _swapped(sentence, old, new)) is not None:
            return text, "not_entailment"
    return None


def _without_condition(sentence: str, chooser: random.Random) -> tuple[str, str] | None:
    found = _CONDITION.search(sentence)
    if found is None or found.start() < 20:
        return None
    return sentence[: found.start()] + sentence[found.end() :], "neutral"


def _parties_exchanged(sentence: str, chooser: random.Random) -> tuple[str, str] | None:
    names = list(dict.fromkeys(m.group() for m in _PARTY.finditer(sentence[1:])))
    if len(names) < 2:
        return None
    one, other = chooser.sample(names, 2)
    between = sentence[min(map(sentence.find, (one, other))) :]
    if one in other or other in one or _ALIKE.search(between[: len(one) + len(other) + 12]):
        return None  # "a Member or a Client" says the same either way round
    text = sentence.replace(one, "\0").replace(other, one).replace("\0", other)
    return text, "not_entailment"
