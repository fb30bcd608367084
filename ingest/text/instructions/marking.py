"""Text that addresses the reader's AI instead of the reader: found, and kept from being cited.

A policy may speak *about* assistants and prompts ("employees must not enter customer data"); what
marks an attack is that it speaks *to* one: an order about its instructions, its role, its answer.
Nothing here is ever followed, found or not: this only keeps such text out of quotes.
"""

import re
from collections.abc import Iterator, Sequence

from domain.types import PageInfo, Uncitable
from ingest.text.instructions.foreign_sentences import is_foreign_request, is_order
from ingest.text.instructions.patterns import ABOUT_THE_ANSWER, TAKING_OVER
from ingest.text.parsed import Finding

REASON = "addresses the reader's AI"
_LINE = re.compile(r"[^\n]+")  # a paragraph, list item or table row of the canonical text
# A full stop that ends no sentence makes one too many, and less is taken out.
_BETWEEN_SENTENCES = re.compile(r"(?:(?<=[.!?])|(?<=[.!?][\"'”’)\]]))\s+(?=[\"'“‘(\[]*[^\W_])")
_BEFORE_AN_ORDER = " .!?:;,)]\"'”’"


def find_instructions(
    text: str, pages: Sequence[PageInfo]
) -> tuple[tuple[Uncitable, ...], tuple[Finding, ...]]:
    """Spans that no citation may touch, by start, and one finding a span; both empty for none."""
    spans = tuple(instruction_spans(text))
    uncitable = tuple(Uncitable(start=start, end=end, reason=REASON) for start, end in spans)
    findings = tuple(
        Finding(
            code="instructions_to_ai",
            message="Text on this page gives instructions to an AI; it is never indexed or cited.",
            page=_page_at(start, pages),
        )
        for start, _ in spans
    )
    return uncitable, findings


def instruction_spans(text: str) -> Iterator[tuple[int, int]]:
    """Spans of whole sentences that speak to an AI, by start, without overlaps.

    What takes the machine over runs to its paragraph's end, as that is for the machine as well. Any
    other order takes the orders along that follow it at once. Sentences around it stay.
    """
    for paragraph in _LINE.finditer(text):
        offset = paragraph.start()
        sentences = [(offset + start, offset + end) for start, end in _sentences(paragraph.group())]
        found = _found_in(text, paragraph.span(), sentences)
        for start, end in _runs(found):
            yield sentences[start][0], sentences[end][1]


def speaks_to_ai(text: str) -> bool:
    """Whether the wording alone shows it, whatever the text around is about."""
    return any(pattern.search(text) for pattern in (*TAKING_OVER, *ABOUT_THE_ANSWER))


def _found_in(
    text: str, paragraph: tuple[int, int], sentences: Sequence[tuple[int, int]]
) -> Sequence[int]:
    """The numbers of the sentences to take out, in order; from 0."""
    line = text[slice(*paragraph)]
    found: set[int] = set()
    for first, _ in _matches(TAKING_OVER, line, paragraph[0], sentences):
        found.update(range(first, len(sentences)))
    for first, last in _matches(ABOUT_THE_ANSWER, line, paragraph[0], sentences):
        found.update(range(first, last + 1))
    for number, (start, end) in enumerate(sentences):
        follows = number - 1 in found and is_order(text[start:end])
        if follows or is_foreign_request(text, start, end):
            found.add(number)
    return sorted(found)


def _matches(
    patterns: Sequence[re.Pattern[str]],
    line: str,
    offset: int,
    sentences: Sequence[tuple[int, int]],
) -> Iterator[tuple[int, int]]:
    """First and last sentence of each match."""
    for pattern in patterns:
        for match in pattern.finditer(line):
            # A pattern may take in the full stop before the order.
            skipped = len(match.group()) - len(match.group().lstrip(_BEFORE_AN_ORDER))
            places = (match.start() + skipped, match.end() - 1)
            first, last = (_number_at(offset + place, sentences) for place in places)
            yield first, max(first, last)


def _number_at(position: int, sentences: Sequence[tuple[int, int]]) -> int:
    return max((n for n, (start, _) in enumerate(sentences) if start <= position), default=0)


def _sentences(line: str) -> Iterator[tuple[int, int]]:
    """Spans within a line; only the white space between them is in none."""
    start = 0
    for between in _BETWEEN_SENTENCES.finditer(line):
        yield start, between.start()
        start = between.end()
    yield start, len(line)


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of neighbouring numbers."""
    first = None
    for number in numbers:
        first = number if first is None else first
        if number + 1 not in numbers:
            yield first, number
            first = None


def _page_at(position: int, pages: Sequence[PageInfo]) -> int | None:
    return next((page.number for page in pages if page.start <= position < page.end), None)
