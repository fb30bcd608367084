"""Is a paragraph a heading, a numbered clause, or text? Number, type, length and outline decide."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ingest.text.flow import Paragraph
from ingest.text.headings.body_style import BodyStyle
from ingest.text.headings.numbering import Numbering, numbering_of
from ingest.text.paragraphs import ends_sentence
from ingest.text.parsed import OutlineEntry

Role = Literal["heading", "clause", "text"]

_LONGEST_HEADING = 180  # characters: three lines of a large type
_LONGEST_PLAIN_HEADING = 90  # one that only its number and its wording give away
# A heading names; a sentence with one of these rules something and is a clause.
_VERBS = re.compile(
    r"\b(?:must|shall|may|should|will|is|are|was|were|has|have|had|can|means|does|do|applies|apply)\b"
)
_LETTERS = re.compile(r"[^\W\d_]")
_LARGER_POINTS = 0.9


@dataclass(frozen=True, slots=True)
class Reading:
    """What a paragraph is. ``level``: from the file's own outline or mark-up, None otherwise."""

    role: Role
    numbering: Numbering | None = None
    level: int | None = None


class HeadingFinder:
    """Knows the body type and the outline of one document."""

    def __init__(self, style: BodyStyle, outline: Sequence[OutlineEntry]) -> None:
        """``outline`` may be empty; its entries are looked for near the page that they name."""
        self._size = style.font_size
        self._body_is_bold = style.bold
        self._outline: dict[str, list[OutlineEntry]] = defaultdict(list)
        for entry in outline:
            if key := _key(entry.title):
                self._outline[key].append(entry)

    def read(self, paragraph: Paragraph) -> Reading:
        """What the paragraph is, looked at on its own."""
        text = paragraph.text
        numbering = numbering_of(text)
        if paragraph.heading_level is not None and paragraph.kind == "heading":
            return Reading("heading", numbering, paragraph.heading_level)
        if paragraph.kind in ("table_row", "caption") or not _LETTERS.search(text):
            return Reading("text")
        level = self._outline_level(text, paragraph.page)
        if level is not None and len(text) <= _LONGEST_HEADING:
            return Reading("heading", numbering, level)
        if paragraph.kind != "list_item" and self._looks_like_heading(paragraph, text, numbering):
            return Reading("heading", numbering)
        if numbering is not None and self._is_clause(paragraph, text, numbering):
            return Reading("clause", numbering)
        return Reading("text")

    def _outline_level(self, text: str, page: int) -> int | None:
        for entry in self._outline.get(_key(text), ()):
            if abs(entry.page - page) <= 1:
                return entry.level
        return None

    def _looks_like_heading(
        self, paragraph: Paragraph, text: str, numbering: Numbering | None
    ) -> bool:
        title = text[numbering.end :] if numbering else text
        if len(text) > _LONGEST_HEADING or (title and not _begins_as_title(title)):
            return False
        if self._size and 0 < paragraph.font_size < self._size - _LARGER_POINTS:
            return False
        if numbering is not None and numbering.style == "keyword":
            return _is_keyword_heading(title, stands_out=self._stands_out(paragraph, text))
        if numbering is not None and not title:
            return False
        if ends_sentence(title) or title.endswith(","):
            return False
        if self._stands_out(paragraph, text):
            return True
        is_plain = len(title) <= _LONGEST_PLAIN_HEADING and not _VERBS.search(title)
        dotted = numbering is not None and (
            numbering.style == "decimal" or (numbering.style == "single" and not self._size)
        )
        return dotted and is_plain and title[0].isupper() and len(title.split()) <= 12

    def _stands_out(self, paragraph: Paragraph, text: str) -> bool:
        if self._size and paragraph.font_size >= self._size + _LARGER_POINTS:
            return True
        if paragraph.bold and not self._body_is_bold:
            return True
        letters = _LETTERS.findall(text)
        return len(letters) >= 6 and text == text.upper() and len(text) <= _LONGEST_PLAIN_HEADING

    def _is_clause(self, paragraph: Paragraph, text: str, numbering: Numbering) -> bool:
        if self._size and 0 < paragraph.font_size < self._size - _LARGER_POINTS:
            return False  # a footnote's number
        if len(text) - numbering.end < 2:
            return False
        if numbering.style in ("decimal", "handbook"):
            return not text[numbering.end].islower()
        return numbering.style == "single" and numbering.has_dot


def _begins_as_title(title: str) -> bool:
    first = title.lstrip("\"“‘'([")[:1]
    return first.isupper() or first.isdigit()


def _is_keyword_heading(title: str, *, stands_out: bool) -> bool:
    """ "Article 12", "Annex A Forms", but not "Article 12 applies to firms." """
    if not title:
        return True
    if ends_sentence(title) or title.endswith(","):
        return False
    return stands_out or (len(title) <= _LONGEST_PLAIN_HEADING and not _VERBS.search(title))


def _key(text: str) -> str:
    """Letters and digits alone: an outline and its page differ in spaces, dots and dashes."""
    return "".join(character for character in text.casefold() if character.isalnum())
