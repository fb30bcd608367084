"""Builds the proof that a reader can open: page, boxes, section, hashes of a verified quote."""

import hashlib
import re
from collections.abc import Collection, Sequence
from datetime import date

from domain.answers import Citation, Quote
from domain.entitlement import in_force, standing, withheld_spans
from domain.ports import Catalogue
from domain.types import Box, DocumentVersion, Scope, Section, Standing, Word

# Words whose gap is wider than this many line heights get boxes apart: table cells, columns.
_WIDEST_GAP_IN_LINE_HEIGHTS = 2.5
# Two words share a printed line where this much of the lower one's height overlaps.
_SHARED_HEIGHT = 0.5
_CLAUSE_NUMBER = re.compile(r"(?:[A-Z]\.)?\d+(?:\.\d+)+(?=[\s.)])|[A-Z]\.\d+(?=\s)")


def _on_one_line(one: Box, other: Box) -> bool:
    """Whether two boxes stand on one printed line, next to each other."""
    overlap = min(one.y1, other.y1) - max(one.y0, other.y0)
    height = min(one.y1 - one.y0, other.y1 - other.y0)
    gap = max(other.x0 - one.x1, one.x0 - other.x1)
    return (
        one.page == other.page
        and overlap >= _SHARED_HEIGHT * height
        and gap <= _WIDEST_GAP_IN_LINE_HEIGHTS * max(one.y1 - one.y0, 1.0)
    )


def boxes_of(words: Sequence[Word], start: int, end: int) -> tuple[Box, ...]:
    """One box a printed line that covers every word overlapping ``start:end``, in text order.

    A word that the quote covers in part counts whole. () where no word overlaps.
    """
    boxes: list[Box] = []
    for word in words:
        if word.end <= start or word.start >= end:
            continue
        if boxes and _on_one_line(boxes[-1], word.box):
            last = boxes[-1]
            boxes[-1] = Box(
                page=last.page,
                x0=min(last.x0, word.box.x0),
                y0=min(last.y0, word.box.y0),
                x1=max(last.x1, word.box.x1),
                y1=max(last.y1, word.box.y1),
            )
        else:
            boxes.append(word.box)
    return tuple(boxes)


def page_of(version: DocumentVersion, position: int) -> int:
    """The page on which a position of the text stands; 1 for a text without pages."""
    number = 1
    for page in version.pages:
        if page.start <= position:
            number = page.number
        if position < page.end:
            break
    return number


def section_at(version: DocumentVersion, position: int) -> Section | None:
    """The innermost section around a position; None before the first heading."""
    around = [s for s in version.sections if s.start <= position < s.end]
    return max(around, key=lambda s: (s.level, s.start), default=None)


def clause_number(version: DocumentVersion, start: int, section: str) -> str:
    """The number that stands at the front of the quote's paragraph, else the section's number.

    "4.2.1" in "4.2.1 Staff must …" inside section "4.2"; never one that the text does not hold.
    """
    line_start = version.text.rfind("\n", 0, start) + 1
    matched = _CLAUSE_NUMBER.match(version.text, line_start)
    return matched.group() if matched else section


def superseded_by(catalogue: Catalogue, version: DocumentVersion, today: date) -> str | None:
    """The version in force today if the cited one no longer is; None without one."""
    if standing(version, today) in (Standing.IN_FORCE, Standing.NOT_YET_IN_FORCE):
        return None
    for other in catalogue.versions(version.document_id):
        if other.version == version.version:
            continue
        if in_force(other.status, other.effective_from, other.effective_to, today):
            return other.version
    return None


def lowest_fidelity(version: DocumentVersion, pages: Collection[int]) -> float | None:
    """The lowest fidelity of the pages; None where none of them was measured."""
    measured = [p.fidelity for p in version.pages if p.number in pages and p.fidelity is not None]
    return min(measured, default=None)


def cite(
    quote: Quote, version: DocumentVersion, *, scope: Scope, catalogue: Catalogue, today: date
) -> Citation:
    """The citation of a quote that has been verified against ``version`` already."""
    section = section_at(version, quote.start)
    pages = [p.number for p in version.pages if p.start < quote.end and quote.start < p.end]
    words = [
        word
        for page in pages
        for word in catalogue.page_words(version.document_id, version.version, page)
    ]
    stands = standing(version, today)
    is_whole = not withheld_spans(version, scope)
    return Citation(
        document_id=version.document_id,
        version=version.version,
        title=version.title,
        section=clause_number(version, quote.start, section.number if section else ""),
        section_path=section.path if section else (),
        page=page_of(version, quote.start),
        start=quote.start,
        end=quote.end,
        quote=quote.text,
        answers=quote.answers,
        boxes=boxes_of(words, quote.start, quote.end),
        quote_sha256=hashlib.sha256(quote.text.encode()).hexdigest(),
        # Whoever has the rest of a file could find its withheld part by guessing to this hash.
        source_sha256=version.source_sha256 if is_whole else "",
        standing=stands,
        in_force_from=version.effective_from if stands is Standing.NOT_YET_IN_FORCE else None,
        superseded_by=superseded_by(catalogue, version, today),
        # A page's figure depends on its withheld words, too.
        fidelity=lowest_fidelity(version, pages) if is_whole else None,
    )
