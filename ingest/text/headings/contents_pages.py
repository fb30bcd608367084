"""A table of contents names sections and holds none: its lines are told apart from headings."""

import re

from ingest.text.flow import Paragraph, joined_text, lines_of

_TITLES = re.compile(
    r"(?:table of )?contents(?: page)?|list of (?:tables|figures|contents|annexes)|index",
    re.IGNORECASE,
)
_LEADER = re.compile(r"(?:\.\s?){4,}|…{2,}|_{4,}")
_ENTRY = re.compile(r".{2,200}?[\s.…]+(?:\d{1,4}|[ivxl]{1,6})$", re.IGNORECASE)
_SHORT_WORDS = 16  # the first half of an entry that takes two lines


def is_contents_title(text: str) -> bool:
    """Whether the text is what stands over a table of contents."""
    return _TITLES.fullmatch(text.strip(" :")) is not None


class ContentsPages:
    """Follows the document and says of each paragraph whether it belongs to the contents."""

    def __init__(self) -> None:
        """Starts outside."""
        self._inside = False
        self._page = 0
        self._entries: set[str] = set()

    def holds(self, paragraph: Paragraph) -> bool:
        """Whether the paragraph is the contents' heading or one of its entries."""
        text = paragraph.text
        if is_contents_title(text):
            self._inside, self._page = True, paragraph.page
            return True
        if _has_leaders(paragraph):
            self._note(text, paragraph.page)
            return True
        if not self._inside:
            return False
        name = _ENTRY.match(text)
        if name and len(text) < 400 and paragraph.page - self._page <= 1:
            self._note(text, paragraph.page)
            return True
        is_half = (
            paragraph.page == self._page
            and len(text.split()) <= _SHORT_WORDS
            and _bare(text) not in self._entries
        )
        self._inside = is_half
        return is_half

    def _note(self, text: str, page: int) -> None:
        self._inside, self._page = True, page
        self._entries.add(_bare(re.sub(r"[\s.…_]+(?:\d{1,4}|[ivxl]{1,6})$", "", text)))


def _has_leaders(paragraph: Paragraph) -> bool:
    lines = [joined_text(line) for line in lines_of(paragraph.tokens)]
    led = sum(bool(_LEADER.search(line) and re.search(r"\d\s*$", line)) for line in lines)
    return led > 0 and led >= 0.3 * len(lines)


def _bare(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
