"""Text that style sheets add: content before and after elements, and the counters in it."""

from collections.abc import Sequence
from typing import Any

from lxml import html

from ingest.formats.html.looks import Values
from ingest.formats.numerals import spelled

_QUOTES = {"open-quote": "“", "close-quote": "”"}
_PRIVATE_USE = range(0xE000, 0xF900)


class Counters:
    """The counters of a page, in the order of the document."""

    def __init__(self) -> None:
        """Nothing is counted yet."""
        # Of each name the open counters, outermost first: whose children it is for, and n.
        self._open: dict[str, list[tuple[html.HtmlElement | None, int]]] = {}

    def apply(self, element: html.HtmlElement, rules: Values) -> None:
        """What the element's rules do to the counters."""
        for name, value in _pairs(rules.get("counter-reset", ()), usual=0):
            stack = self._open.setdefault(name, [])
            parent = element.getparent()
            if stack and stack[-1][0] is parent:
                stack.pop()
            stack.append((parent, value))
        for name, value in _pairs(rules.get("counter-increment", ()), usual=1):
            self._set(name, self._value(name) + value)
        for name, value in _pairs(rules.get("counter-set", ()), usual=0):
            self._set(name, value)

    def leave(self, element: html.HtmlElement) -> None:
        """The element ends, and with it the counters that its children began."""
        for stack in self._open.values():
            while stack and stack[-1][0] is element:
                stack.pop()

    def text(self, tokens: Sequence[Any], element: html.HtmlElement) -> str:
        """The content as text; pictures and icons are no text."""
        made = ""
        for token in tokens:
            if token.type == "string":
                made += "".join(c for c in token.value if ord(c) not in _PRIVATE_USE)
            elif token.type == "ident":
                made += _QUOTES.get(token.lower_value, "")
            elif token.type == "function":
                made += self._function(token, element)
        return made

    def _function(self, token: Any, element: html.HtmlElement) -> str:
        parts = [t for t in token.arguments if t.type in ("ident", "string")]
        if not parts:
            return ""
        name = parts[0].value
        if token.lower_name == "attr":
            return str(element.get(name, ""))
        form = parts[-1].value if len(parts) > 1 and parts[-1].type == "ident" else "decimal"
        if token.lower_name == "counter":
            return spelled(self._value(name), form)
        if token.lower_name == "counters":
            between = next((t.value for t in parts[1:] if t.type == "string"), ".")
            return str(between).join(spelled(n, form) for _, n in self._open.get(name, ()))
        return ""

    def _value(self, name: str) -> int:
        stack = self._open.get(name)
        return stack[-1][1] if stack else 0

    def _set(self, name: str, value: int) -> None:
        stack = self._open.setdefault(name, [])
        if stack:
            stack[-1] = (stack[-1][0], value)
        else:
            stack.append((None, value))


def _pairs(tokens: Sequence[Any], *, usual: int) -> list[tuple[str, int]]:
    """ "section 2 item" as [("section", 2), ("item", usual)]"""
    found: list[tuple[str, int]] = []
    for token in tokens:
        if token.type == "ident" and token.lower_value != "none":
            found.append((token.value, usual))
        elif token.type == "number" and found and token.is_integer:
            found[-1] = (found[-1][0], token.int_value)
    return found
