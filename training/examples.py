"""One training example, and the groups in which they are compared."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Example:
    """A question beside a text that answers it, or does not.

    ``span`` is the answer in characters of ``text``; None where no answer is marked.
    ``group`` joins the texts of one question: they are ranked against each other.
    """

    question: str
    context: str  # title and headings; often empty
    text: str
    answers: bool
    group: str
    source: str
    span: tuple[int, int] | None = None


def with_few_negatives(
    examples: Iterable[Example], *, most: int, seed: int
) -> dict[str, list[Example]]:
    """The examples by group, with at most ``most`` that do not answer; drawn by ``seed``."""
    groups: dict[str, list[Example]] = {}
    for example in examples:
        groups.setdefault(example.group, []).append(example)
    chooser = random.Random(seed)
    for name, members in groups.items():
        good = [each for each in members if each.answers]
        bad = [each for each in members if not each.answers]
        chooser.shuffle(bad)
        groups[name] = good[:2] + bad[:most]
    return groups


def without_context(example: Example) -> Example:
    """The same text on its own, as a caller without titles would pass it."""
    return replace(example, context="")
