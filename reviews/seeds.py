"""Seeded errors: answers that are known to be wrong, so that reviewing itself can be measured.

Each is a copy of a real answer with one thing spoiled. It lives in the review queue alone: it is
never on record as an answer and no route of the staff page can reach it.
"""

import re
from enum import StrEnum

from domain.answers import Answer, Sentence
from domain.types import Value
from reviews.verdicts import CitationCode, Verdict


class Spoiling(StrEnum):
    """What was done to the copy."""

    FIGURE_CHANGED = "figure_changed"  # the sentence says another number than the page
    CITATION_SWAPPED = "citation_swapped"  # the sentence stands on another one's words


class Seed(Value):
    """A spoiled copy: what was done, where, and to which answer."""

    spoiling: Spoiling
    place: str
    source_answer_id: str
    response: Answer


def seed_from(answer: Answer, *, answer_id: str) -> Seed | None:
    """A known-wrong copy under a new ID; None where nothing in the answer can be spoiled."""
    for number, sentence in enumerate(answer.sentences):
        changed = _with_another_figure(sentence)
        if changed is not None:
            return _seed(answer, answer_id, Spoiling.FIGURE_CHANGED, {number: changed})
    swapped = _swapped(answer.sentences)
    if swapped is not None:
        return _seed(answer, answer_id, Spoiling.CITATION_SWAPPED, swapped)
    return None


def is_caught(seed_place: str, verdict: Verdict) -> bool:
    """Whether the reviewer did not take the spoiled citation for proof."""
    return verdict.marks[seed_place].code != CitationCode.SUPPORTS


def _seed(answer: Answer, answer_id: str, spoiling: Spoiling, spoiled: dict[int, Sentence]) -> Seed:
    sentences = tuple(spoiled.get(n, sentence) for n, sentence in enumerate(answer.sentences))
    return Seed(
        spoiling=spoiling,
        place=f"{min(spoiled)}.0",
        source_answer_id=answer.answer_id,
        response=answer.model_copy(update={"answer_id": answer_id, "sentences": sentences}),
    )


def _with_another_figure(sentence: Sentence) -> Sentence | None:
    """The same with its last number doubled, so that it stays plausible.

    A clause number stands at the head of a sentence, the figure that matters behind it.
    """
    figures = [m for m in re.finditer(r"(?<![\d.,])\d+(?![\d.,]*\d)", sentence.text) if m.start()]
    usable = [m for m in figures if int(m[0]) > 0]
    if not usable:
        return None
    last = usable[-1]
    text = sentence.text[: last.start()] + str(2 * int(last[0])) + sentence.text[last.end() :]
    return sentence.model_copy(update={"text": text})


def _swapped(sentences: tuple[Sentence, ...]) -> dict[int, Sentence] | None:
    """The first two sentences with each other's citations; None where those say the same."""
    if len(sentences) < 2:
        return None
    first, second = sentences[:2]
    if {c.quote for c in first.citations} & {c.quote for c in second.citations}:
        return None
    return {
        0: first.model_copy(update={"citations": second.citations}),
        1: second.model_copy(update={"citations": first.citations}),
    }
