"""What stands over or beside the running text: kept behind its page, left out where it repeats.

A stamp on one page ("Withdrawn on 1 March") says something; "DRAFT" across every page is a running
head in another place.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.text.flow import Paragraph, paragraphs_of
from ingest.text.parsed import Block, Finding, ParsedPage

_DIGITS = re.compile(r"\d+")
_LEAST_LETTERS = 2  # a rotated page number says nothing


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
    """The findings with those that differ in numbers alone told once, with how many pages."""
    told: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        told.setdefault((finding.code, _DIGITS.sub("#", finding.message)), []).append(finding)
    return [
        alike[0]
        if len(alike) == 1
        else replace(alike[0], message=f"{alike[0].message} On {len(alike)} pages.")
        for alike in told.values()
    ]
