"""Running headers, footers and page numbers: found over the whole document, then left out.

A line is one when it stands in the top or bottom band and the same line stands there on several
pages in a row (or on every second page: odd and even heads differ). Lines that differ in digits
alone count as the same only if one number goes up with the pages, or if they are on most pages:
"Article 12" and "Article 13" at the top of two pages are text.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from ingest.text.flow import Paragraph, Token, enclosing_box, joined_text, lines_of
from ingest.text.headings.numbering import numbering_of
from ingest.text.parsed import ParsedPage

BAND = 0.12  # of the page's height: the margin of an A4 page with a three-line head
_EDGE_BAND = 0.09  # a lone page number stands further out than text does
_PAGES_IN_A_ROW = 3  # two equal lines can be chance; three in neighbouring pages are a head
_MOST_PAGES = 0.5
_NUMBERED_HEADINGS = 4  # "1 Rules", "2 Limits" on so few pages may as well be numbered headings
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"(?:page|p\.|seite)?\s*[-–—|(\[]*\s*(?:\d{1,4}|[ivxl]{1,7})\s*[-–—|)\]]*"
    r"(?:\s*(?:of|/)\s*\d{1,4}|\s*\|?\s*page)?",
    re.IGNORECASE,
)

# Band, text with "#" for each run of digits, and size: a title set large on the first page is text
# even where the heads of the other pages repeat it.
Key = tuple[str, str, int]


@dataclass
class _Sighting:
    pages: list[int] = field(default_factory=list)
    texts: set[str] = field(default_factory=set)
    numbers: list[tuple[int, ...]] = field(default_factory=list)


class RunningHeads:
    """Sees every page once, then says which lines of a page are running heads."""

    def __init__(self) -> None:
        """Starts with nothing seen."""
        self._seen: dict[Key, _Sighting] = defaultdict(_Sighting)
        self._pages = 0
        self._keys: frozenset[Key] | None = None

    def see(self, page: ParsedPage, paragraphs: Sequence[Paragraph]) -> None:
        """Takes note of the lines in the page's bands."""
        self._pages += 1
        self._keys = None
        noted: set[Key] = set()
        for paragraph in paragraphs:
            for line in _lines(paragraph):
                band = _band(line, page.height, BAND)
                if band is None:
                    continue
                text = joined_text(line).casefold()
                key = _key(band, text, paragraph)
                if key in noted:
                    continue
                noted.add(key)
                sighting = self._seen[key]
                sighting.pages.append(page.number)
                sighting.texts.add(text)
                sighting.numbers.append(tuple(int(n[:9]) for n in _DIGITS.findall(text)))

    def without(self, page: ParsedPage, paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
        """The paragraphs less their running heads; a paragraph with nothing left is dropped."""
        if self._keys is None:
            self._keys = frozenset(k for k, s in self._seen.items() if self._is_head(s))
        kept = []
        for paragraph in paragraphs:
            lines = _lines(paragraph)
            stay = [line for line in lines if not self._runs(line, paragraph, page, paragraphs)]
            if len(stay) == len(lines):
                kept.append(paragraph)
            elif stay:
                tokens = tuple(token for line in stay for token in line)
                kept.append(replace(paragraph, tokens=tokens, box=enclosing_box(tokens)))
        return kept

    def _runs(
        self,
        line: tuple[Token, ...],
        paragraph: Paragraph,
        page: ParsedPage,
        on_page: Sequence[Paragraph],
    ) -> bool:
        band = _band(line, page.height, BAND)
        if band is None or self._keys is None:
            return False
        text = joined_text(line)
        if _key(band, text.casefold(), paragraph) in self._keys:
            return True
        return (
            _PAGE_NUMBER.fullmatch(text) is not None
            and _band(line, page.height, _EDGE_BAND) is not None
            and _is_outermost(line, band, on_page)
        )

    def _is_head(self, sighting: _Sighting) -> bool:
        enough = _PAGES_IN_A_ROW if self._pages >= _PAGES_IN_A_ROW else 2
        if len(sighting.pages) < enough or _longest_run(sighting.pages) < enough:
            return False
        if len(sighting.texts) == 1:
            return True
        if len(sighting.pages) < _NUMBERED_HEADINGS and all(map(_is_numbered, sighting.texts)):
            return False
        if _counts_pages(sighting):
            return True
        on_most = len(sighting.pages) >= _MOST_PAGES * self._pages
        return on_most and not any(numbering_of(text.capitalize()) for text in sighting.texts)


def _is_numbered(text: str) -> bool:
    """Whether a number and then words stand there: a heading's number, or a page's."""
    numbering = numbering_of(text.capitalize())
    return numbering is not None and any(c.isalpha() for c in text[numbering.end :])


def _key(band: str, text: str, paragraph: Paragraph) -> Key:
    return band, _DIGITS.sub("#", text), round(paragraph.font_size / 2)


def _lines(paragraph: Paragraph) -> list[tuple[Token, ...]]:
    # A table row is one line: its heads may be printed on another page.
    return [paragraph.tokens] if paragraph.kind == "table_row" else lines_of(paragraph.tokens)


def _band(line: Sequence[Token], height: float, share: float) -> str | None:
    box = enclosing_box(line)
    if height <= 0 or box == (0.0, 0.0, 0.0, 0.0):
        return None
    if box[3] <= height * share:
        return "top"
    return "bottom" if box[1] >= height * (1 - share) else None


def _is_outermost(line: Sequence[Token], band: str, paragraphs: Sequence[Paragraph]) -> bool:
    own = enclosing_box(line)
    boxes = [enclosing_box(other) for paragraph in paragraphs for other in _lines(paragraph)]
    if band == "top":
        return all(box[1] >= own[1] - 2 for box in boxes if box[3] > 0)
    return all(box[3] <= own[3] + 2 for box in boxes)


def _longest_run(pages: Sequence[int]) -> int:
    """The most pages that follow one another with at most one page between two of them."""
    longest = current = 1
    for before, after in pairwise(pages):
        current = current + 1 if after - before <= 2 else 1
        longest = max(longest, current)
    return longest


def _counts_pages(sighting: _Sighting) -> bool:
    """Whether one of the line's numbers goes up as the pages do, nearly everywhere."""
    steps = list(pairwise(zip(sighting.pages, sighting.numbers, strict=True)))
    return any(
        sum(b[place] - a[place] == q - p for (p, a), (q, b) in steps) >= 0.7 * len(steps)
        for place in range(len(sighting.numbers[0]))
    )
