"""Splits legal text into sentences with exact spans.

Rules instead of a library: pysbd 0.3.4 rewrites the text while it works, so that its spans drift
on repeated sentences, and it breaks at "No. 5" and at clause numbers. An ambiguous full stop is
not an end: a quote that is a sentence too long is safe, half a sentence is not.
"""

import re
from dataclasses import dataclass

# Never end a sentence, whatever follows.
_ABBREVIATIONS = frozenset(
    re.findall(r"\S+", "e.g i.e eg ie cf vs viz mr mrs ms dr prof st messrs approx incl excl resp")
)
# End a sentence unless a number or a bracket follows: "No. 5", "Art. 12", "s. 4(1)".
_BEFORE_NUMBERS = frozenset(
    re.findall(
        r"\S+",
        "no nos art arts para paras cl sec s ss p pp fig vol ch reg regs sch nr ref tel ext",
    )
)
_LETTERED = re.compile(
    r"(?:annex|appendix|schedule|table|part|grade|class|category|section|tier|group|list)\s+[A-Z]$",
    re.IGNORECASE,
)
_CANDIDATE = re.compile(r"[.?!…]+[\"'”’)\]]*(?=\s+[\"'“‘(\[]*[A-Z0-9£$€À-Þ])")
_LAST_TOKEN = re.compile(r"[\w.&]*$")
_CLAUSE_START = re.compile(r"[\"'“‘(\[]*(?:[A-Z]\.)?\d+(?:\.\d+)*$|[\"'“‘(]*[A-Za-z]$|[ivxIVX]+$")
_BLOCK = re.compile(r"[^\n]*[^\s][^\n]*")


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of characters of the text it was cut from."""

    start: int
    end: int


def _ends_sentence(block: str, stop: int, following: str) -> bool:
    """Whether the punctuation at ``stop`` ends a sentence; ``following`` is what comes after."""
    if block[stop] != ".":
        return True
    before = block[:stop]
    if _CLAUSE_START.fullmatch(before.strip()):
        return False  # "4.2.1." or "(a." at the front is a number, no sentence
    matched = _LAST_TOKEN.search(before)
    token = matched.group().lower() if matched else ""
    if token in _ABBREVIATIONS:
        return False
    if token in _BEFORE_NUMBERS:
        return not re.match(r"[\"'“‘(\[]*\d|\(", following)
    if len(token) == 1 and token.isalpha():
        return _LETTERED.search(before) is not None or before[-1:].islower()
    return re.fullmatch(r"(?:[a-z]\.)+[a-z]", token) is None  # "S.A", "U.K"


def blocks_of(text: str) -> list[Span]:
    """The lines that hold anything, without the white space around them, in order."""
    spans = []
    for line in _BLOCK.finditer(text):
        raw = line.group()
        start = line.start() + len(raw) - len(raw.lstrip())
        spans.append(Span(start, line.start() + len(raw.rstrip())))
    return spans


def sentences_of(text: str) -> list[Span]:
    """The sentences in order: every character but white space lies in exactly one of them.

    A line break ends a sentence: canonical text keeps a paragraph on one line. [] for blank text.
    """
    spans: list[Span] = []
    for block_span in blocks_of(text):
        block = text[block_span.start : block_span.end]
        start = 0
        for candidate in _CANDIDATE.finditer(block):
            following = block[candidate.end() :].lstrip()
            if not _ends_sentence(block, candidate.start(), following):
                continue
            spans.append(Span(block_span.start + start, block_span.start + candidate.end()))
            start = len(block) - len(following)
        spans.append(Span(block_span.start + start, block_span.end))
    return spans
