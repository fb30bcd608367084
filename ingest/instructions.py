"""Text that addresses the reader's AI instead of the reader: found, and kept from being cited.

A policy may speak *about* assistants and prompts ("employees must not enter customer data"); what
marks an attack is that it speaks *to* one: an order about its instructions, its role, its answer.
Nothing here is ever followed, found or not: this only keeps such text out of quotes.
"""

import re
from collections.abc import Iterator, Sequence

from domain.types import PageInfo, Uncitable
from ingest.instruction_patterns import PATTERNS
from ingest.parsed import Finding

REASON = "addresses the reader's AI"
# A paragraph up to this length is taken whole: an order's sentences belong together.
_WHOLE_PARAGRAPH_CHARACTERS = 700
_LINE = re.compile(r"[^\n]+")  # a paragraph, list item or table row of the canonical text
_SENTENCE_START = re.compile(r"(?:^|(?<=[.!?])\s+)(?=\S)")


def find_instructions(
    text: str, pages: Sequence[PageInfo]
) -> tuple[tuple[Uncitable, ...], tuple[Finding, ...]]:
    """Spans that no citation may touch, by start, and one finding a span; both empty for none."""
    spans = tuple(instruction_spans(text))
    uncitable = tuple(Uncitable(start=start, end=end, reason=REASON) for start, end in spans)
    findings = tuple(
        Finding(
            code="instructions_to_ai",
            message="Text on this page gives orders to an AI; it is kept out of every citation.",
            page=_page_at(start, pages),
        )
        for start, _ in spans
    )
    return uncitable, findings


def instruction_spans(text: str) -> Iterator[tuple[int, int]]:
    """Spans of whole lines or paragraphs that speak to an AI, by start, without overlaps.

    In a long paragraph the span runs from the sentence that was found to the paragraph's end.
    """
    for paragraph in _LINE.finditer(text):
        found = _first_match(paragraph.group())
        if found is None:
            continue
        start, end = paragraph.span()
        if end - start > _WHOLE_PARAGRAPH_CHARACTERS:
            start += _sentence_start(paragraph.group(), found)
        yield start, end


def _first_match(paragraph: str) -> int | None:
    starts = []
    for pattern in PATTERNS:
        if found := pattern.search(paragraph):
            # A pattern may take in the full stop before the order.
            skipped = len(found.group()) - len(found.group().lstrip(" .!?:;,"))
            starts.append(found.start() + skipped)
    return min(starts, default=None)


def _sentence_start(paragraph: str, position: int) -> int:
    starts = [found.end() for found in _SENTENCE_START.finditer(paragraph, 0, position + 1)]
    return max((start for start in starts if start <= position), default=0)


def _page_at(position: int, pages: Sequence[PageInfo]) -> int | None:
    return next((page.number for page in pages if page.start <= position < page.end), None)
