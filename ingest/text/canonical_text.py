"""Writes the canonical text, and with it each word's span and each page's span."""

from domain.types import Box, PageInfo, Word
from ingest.text.assembled import WordSpool
from ingest.text.flow import Paragraph
from ingest.text.parsed import ParsedPage

_LINE_KINDS = frozenset({"list_item", "table_row"})  # set one under another, not apart


class CanonicalText:
    """Paragraphs in, text out. A page's words go to the spool as soon as the next page begins."""

    def __init__(self, spool: WordSpool) -> None:
        """Starts with an empty text."""
        self._parts: list[str] = []
        self._spool = spool
        self._starts: dict[int, int] = {}
        self._page: int | None = None
        self._words: list[Word] = []
        self._before: Paragraph | None = None
        self.length = 0

    def write(self, paragraph: Paragraph) -> tuple[int, int]:
        """Appends a paragraph and returns the span of its text, without the separator."""
        if self._before is not None:
            self._append(_separator(self._before, paragraph))
        start = self.length
        last = len(paragraph.tokens) - 1
        for index, token in enumerate(paragraph.tokens):
            if token.page != self._page:
                self._turn_to(token.page)
            begin = self.length
            self._append(token.text)
            self._words.extend(
                Word(
                    start=begin,
                    end=self.length,
                    box=Box(page=page, x0=x0, y0=y0, x1=max(x0, x1), y1=max(y0, y1)),
                )
                for page, x0, y0, x1, y1 in token.boxes
            )
            if token.space_after and index < last:
                self._append(" ")
        self._before = paragraph
        return start, self.length

    def text(self) -> str:
        """All that was written."""
        return "".join(self._parts)

    def page_infos(self, pages: list[ParsedPage]) -> tuple[PageInfo, ...]:
        """Each page's span, one after another; call once, after the last paragraph.

        A page on which no text begins has an empty span where the next one starts.
        """
        self._flush()
        infos: list[PageInfo] = []
        end = self.length
        for page in reversed(pages):
            start = self._starts.get(page.number, end)
            infos.append(
                PageInfo(
                    number=page.number,
                    width=page.width,
                    height=page.height,
                    start=start,
                    end=end,
                    ocr_confidence=page.ocr_confidence,
                )
            )
            end = start
        if infos and infos[-1].start > 0:  # pages before the first text
            infos[-1] = infos[-1].model_copy(update={"start": 0})
        return tuple(reversed(infos))

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self.length += len(text)

    def _turn_to(self, page: int) -> None:
        self._flush()
        self._page = page
        self._starts[page] = self.length

    def _flush(self) -> None:
        if self._page is not None and self._words:
            self._spool.put(self._page, self._words)
        self._words = []


def _separator(before: Paragraph, after: Paragraph) -> str:
    if after.kind in _LINE_KINDS and (
        before.kind in _LINE_KINDS or before.kind == "caption" or before.text.endswith(":")
    ):
        return "\n"
    return "\n\n"
