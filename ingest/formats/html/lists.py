"""The markers that a browser draws before list items."""

from lxml import html

from ingest.formats.html.looks import Look
from ingest.formats.numerals import spelled

_TYPES = {
    "1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"
}  # fmt: skip
_BULLETS = {"disc": "•", "circle": "•", "square": "•"}
_LETTERED = ("alpha", "latin", "roman", "greek")


class ListCounter:
    """Counts the items of one list."""

    def __init__(self, element: html.HtmlElement) -> None:
        """``element``: the ol, ul, menu or dir; an item outside any has bullets."""
        self._is_ordered = element.tag == "ol"
        self._type = _TYPES.get(element.get("type", ""), "decimal")
        self._step = -1 if "reversed" in element.attrib else 1
        items = sum(child.tag == "li" for child in element)
        start = _whole(element.get("start"))
        first = start if start is not None else (items if self._step < 0 else 1)
        self._next = first

    def marker(self, item: html.HtmlElement, look: Look) -> str:
        """The item's marker: "(b)", "5.", "•"; "" where the page draws none."""
        value = _whole(item.get("value"))
        number = value if value is not None and self._is_ordered else self._next
        self._next = number + self._step
        style = _TYPES.get(item.get("type", ""), "") or look.list_style
        if style == "none":
            return ""
        if style.startswith('"'):
            return style[1:].strip()
        if style in _BULLETS:
            return _BULLETS[style]
        if not self._is_ordered and not style:
            return "•"
        form = style or self._type
        figure = spelled(number, form)
        return f"({figure})" if any(name in form for name in _LETTERED) else f"{figure}."


def _whole(text: str | None) -> int | None:
    try:
        return int((text or "").strip())
    except ValueError:
        return None
