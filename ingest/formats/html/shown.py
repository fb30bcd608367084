"""The words of a page by the simplest way: the text between its tags, in order.

For the check of fidelity, by the parser of Python's own library. It knows nothing of style sheets,
lists, tables or notes: only which elements never show text, and which ones end a paragraph.
"""

import re
from html.parser import HTMLParser

from ingest.formats.html.browser_defaults import EMPTY, INLINE, NEVER_SHOWN

_SKIPPED = (NEVER_SHOWN - {"head"}) | {"option", "svg", "math"}  # a head may lack its end
_WITHOUT_VALUE = frozenset(
    {"hidden", "password", "checkbox", "radio", "image", "file", "color", "range"}
)
_MARK = re.compile(r"\s*[\d(\[]")


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self._text = ""
        self._skipping: list[str] = []
        self._raised = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SKIPPED:
            self._skipping.append(tag)
        if tag == "sup":
            self._raised += 1
        if tag == "input" and not self._skipping:
            given = dict(attrs)
            if (given.get("type") or "text").casefold() not in _WITHOUT_VALUE:
                self._text += f" {given.get('value') or ''} "
        self._edge(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._skipping:
            while self._skipping.pop() != tag:
                pass
        if tag == "sup" and self._raised:
            self._raised -= 1
            self._text += " " * bool(re.search(r"\d\s*$", self._text))
        self._edge(tag)

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            if self._raised and _MARK.match(data):
                self._text += " "
            self._text += data

    def _edge(self, tag: str) -> None:
        if tag == "br":
            self._text += " "
        elif tag not in INLINE and tag not in EMPTY:
            self.end()

    def end(self) -> None:
        if self._text.strip():
            self.texts.append(self._text)
        self._text = ""


def shown_texts(text: str) -> tuple[str, ...]:
    """One text a paragraph, cell or item; () for a page without words."""
    words = _Words()
    words.feed(text)
    words.close()
    words.end()
    return tuple(words.texts)
