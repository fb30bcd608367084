"""What stands over or beside the running text: kept behind its page, left out where it repeats.

A stamp on one page ("Withdrawn on 1 March") says something; "DRAFT" across every page is a running
head in another place.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ingest.text.flow import Paragraph, paragraphs_of
from ingest.text.parsed import Block, Finding, ParsedPage

_DIGITS = re.compile(r"\d+")
_LEAST_LETTERS = 2  # a rotated page number says nothing
_MOST_ONE_PAGE_FINDINGS = 1  # of the same words: then they are told once for the document


def aside_key(block: Block) -> str:
    """What two pages have alike: the words, whatever the numbers in them."""
    return _DIGITS.sub("#", block.text.casefold())


def aside_paragraphs(page: ParsedPage, seen: Counter[str]) -> Iterator[Paragraph]:
    """The stamps and margin texts of this page alone, each once; ``seen``: on how many pages."""
    told: set[str] = set()
    blocks = []
    for block in page.aside:
        key = aside_key(block)
        if seen[key] > 1 or key in told or sum(map(str.isalpha, key)) < _LEAST_LETTERS:
            continue
        told.add(key)
        blocks.append(block)
    for paragraph in paragraphs_of(replace(page, blocks=tuple(blocks))):
        # No font size: it heads nothing and runs on into nothing.
        yield replace(paragraph, kind="caption", font_size=0.0)


def said_once(findings: Sequence[Finding]) -> list[Finding]:
    """The findings with those of one wording told once, with the first page and their number."""
    counts = Counter((finding.code, finding.message) for finding in findings)
    return [
        finding
        if counts[finding.code, finding.message] <= _MOST_ONE_PAGE_FINDINGS
        else replace(
            finding,
            message=f"{finding.message} On {counts[finding.code, finding.message]} pages.",
        )
        for finding in _firsts(findings)
    ]


def _firsts(findings: Iterable[Finding]) -> Iterator[Finding]:
    seen: set[tuple[str, str]] = set()
    for finding in findings:
        if (finding.code, finding.message) not in seen:
            seen.add((finding.code, finding.message))
            yield finding
