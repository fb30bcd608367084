"""Two versions of a policy side by side: what was taken out, what came in. By difflib.

Paragraphs are compared first, then the words of those that changed. Only what the caller may read
of both versions takes part.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum

from api.library import ReadableVersion
from domain.errors import AttestError
from domain.types import Value

# Comparing takes time that grows with the square of it in the worst case.
MAXIMUM_PARAGRAPHS = 20_000
# Two paragraphs less alike than this are one taken out and one put in, not one that changed.
_LEAST_LIKENESS = 0.4
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


class TooLongToCompare(AttestError):
    """The versions have more paragraphs than are compared."""


class Change(StrEnum):
    """What became of a run of text."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


class Run(Value):
    """Words of one kind."""

    change: Change
    text: str


class Paragraph(Value):
    """A paragraph of either version; ``runs`` in reading order, at least one."""

    runs: tuple[Run, ...]


def compare_versions(before: ReadableVersion, after: ReadableVersion) -> tuple[Paragraph, ...]:
    """All paragraphs in reading order; one run marked SAME where nothing changed.

    Raises:
        TooLongToCompare: there are more than MAXIMUM_PARAGRAPHS in one of them.
    """
    old, new = _paragraphs(before), _paragraphs(after)
    if max(len(old), len(new)) > MAXIMUM_PARAGRAPHS:
        raise TooLongToCompare(
            f"These versions have more than {MAXIMUM_PARAGRAPHS:,} paragraphs.",
            advice="Open both, and compare the sections that matter.",
        )
    return tuple(_compared(old, new))


def _paragraphs(opened: ReadableVersion) -> list[str]:
    text = opened.version.text
    runs = [text[start:end] for start, end in opened.text_spans]
    return [line.strip() for run in runs for line in run.split("\n") if line.strip()]


def _compared(old: Sequence[str], new: Sequence[str]) -> Iterator[Paragraph]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            yield from (_whole(Change.SAME, text) for text in old[i1:i2])
        else:
            yield from _changed(old[i1:i2], new[j1:j2])


def _changed(old: Sequence[str], new: Sequence[str]) -> Iterator[Paragraph]:
    """Paragraphs in pairs while they are alike; the rest stands alone."""
    paired = min(len(old), len(new))
    for was, now in zip(old, new, strict=False):
        pieces, others = _WORDS.findall(was), _WORDS.findall(now)
        matcher = SequenceMatcher(None, pieces, others, autojunk=False)
        if matcher.quick_ratio() < _LEAST_LIKENESS or matcher.ratio() < _LEAST_LIKENESS:
            yield _whole(Change.REMOVED, was)
            yield _whole(Change.ADDED, now)
        else:
            yield Paragraph(runs=tuple(_runs(pieces, others, matcher)))
    yield from (_whole(Change.REMOVED, text) for text in old[paired:])
    yield from (_whole(Change.ADDED, text) for text in new[paired:])


def _runs(old: Sequence[str], new: Sequence[str], matcher: "SequenceMatcher[str]") -> Iterator[Run]:
    for _, i1, i2, j1, j2 in matcher.get_opcodes():
        was, now = "".join(old[i1:i2]), "".join(new[j1:j2])
        if was == now:
            yield Run(change=Change.SAME, text=was)
            continue
        if was:
            yield Run(change=Change.REMOVED, text=was)
        if now:
            yield Run(change=Change.ADDED, text=now)


def _whole(change: Change, text: str) -> Paragraph:
    return Paragraph(runs=(Run(change=change, text=text),))
