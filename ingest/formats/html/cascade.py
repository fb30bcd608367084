"""Which declaration wins for each property of an element, and the look that comes of it."""

from collections.abc import Iterable, Sequence
from typing import Any

import cssselect2
from lxml import html

from ingest.formats.html.browser_defaults import attributes_say, browser_says, display_of
from ingest.formats.html.hiding import is_gone
from ingest.formats.html.looks import Look, Values, look_of, words
from ingest.formats.html.stylesheets import Declaration, declarations_of, matcher_of

_INHERIT = frozenset({"inherit", "unset", "revert", "initial", "revert-layer"})
_INITIAL = {
    name: declarations_of(f"{name}: {value}")[0].value
    for name, value in (("color", "black"), ("font-size", "medium"), ("font-weight", "normal"))
}
_PARTS_OF = {  # a shorthand takes back what was said of its parts
    "background": ("background-color", "background-image"),
    "text-decoration": ("text-decoration-line",),
    "font": ("font-size", "font-weight"),
    "list-style": ("list-style-type",),
    "overflow": ("overflow-x", "overflow-y"),
    "margin": ("margin-left", "margin-top"),
}
_BLOCKIFYING = ("flex", "inline-flex", "grid", "inline-grid")
_DEEPEST_VARIABLE = 8


class Cascade:
    """The looks of one page's elements."""

    def __init__(self, root: html.HtmlElement) -> None:
        """Reads the page's own style sheets; those in other files are not there to be read."""
        wrapped = cssselect2.ElementWrapper.from_html_root(root)
        self._wrappers = {each.etree_element: each for each in wrapped.iter_subtree()}
        sheets = [(style.get("media", ""), style.text or "") for style in root.iter("style")]
        self._matcher = matcher_of(sheets)

    def look(self, element: html.HtmlElement, parent: Look) -> Look:
        """The element's look, given its parent's."""
        matches = self._matches(element)
        inline = declarations_of(element.get("style", "")) if element.get("style") else ()
        attributes = dict(element.attrib)
        layers = [
            browser_says(element.tag, attributes),
            attributes_say(element.tag, attributes),
            *(declarations for _, _, pseudo, declarations in matches if pseudo is None),
            inline,
        ]
        values = _resolved(_winners(layers), parent)
        display = _display(element.tag, parent, values)
        return look_of(parent, display, values, is_gone=is_gone(display, values, parent.font_px))

    def generated(self, element: html.HtmlElement, look: Look, pseudo: str) -> Sequence[Any]:
        """Tokens of the content that a rule puts before or after the element's own; () for none.

        ``pseudo``: "before" or "after".
        """
        layers = [found for _, _, name, found in self._matches(element) if name == pseudo]
        if not layers:
            return ()
        values = _resolved(_winners(layers), look)
        display = words(values.get("display", ()))
        own = look_of(look, "inline", values, is_gone=is_gone(
            display[0] if display else "inline", values, look.font_px))  # fmt: skip
        return () if own.hides_text else values.get("content", ())

    def counters(self, element: html.HtmlElement, pseudo: str | None = None) -> Values:
        """counter-reset, counter-increment and counter-set of the element, where it has any."""
        layers = [found for _, _, name, found in self._matches(element) if name == pseudo]
        if pseudo is None and element.get("style"):
            layers.append(declarations_of(element.get("style")))
        winners = _winners(layers) if layers else {}
        return {name: value for name, value in winners.items() if name.startswith("counter-")}

    def _matches(self, element: html.HtmlElement) -> list[Any]:
        wrapper = self._wrappers.get(element)
        return [] if wrapper is None else list(self._matcher.match(wrapper))


def _winners(layers: Iterable[tuple[Declaration, ...]]) -> dict[str, tuple[Any, ...]]:
    """The last normal one of each property; an important one before any normal one."""
    given = list(layers)
    winners: dict[str, tuple[Any, ...]] = {}
    for important in (False, True):
        for layer in given:
            for declaration in layer:
                if declaration.important is important:
                    for part in _PARTS_OF.get(declaration.name, ()):
                        winners.pop(part, None)
                    winners.pop(declaration.name, None)
                    winners[declaration.name] = declaration.value
    return winners


def _resolved(values: dict[str, tuple[Any, ...]], parent: Look) -> Values:
    """Variables replaced by what they stand for; "inherit" and its like left to the parent."""
    custom = {**parent.custom, **{n: v for n, v in values.items() if n.startswith("--")}}
    found: dict[str, tuple[Any, ...]] = {}
    for name, tokens in values.items():
        replaced = tuple(_replaced(tokens, custom, 0))
        said = words(replaced)
        if said == ["initial"] and name in _INITIAL:
            replaced, said = _INITIAL[name], []
        if name == "visibility" or len(replaced) != 1 or not _INHERIT.intersection(said):
            found[name] = replaced
    if "font" in found:
        found.setdefault("font-size", _size_in(found["font"]))
        found.setdefault("font-weight", tuple(t for t in found["font"] if t.type == "ident"))
    return found


def _replaced(tokens: Iterable[Any], custom: Values, depth: int) -> list[Any]:
    made: list[Any] = []
    for token in tokens:
        if token.type != "function" or token.lower_name != "var":
            made.append(token)
            continue
        if depth < _DEEPEST_VARIABLE:
            arguments = [t for t in token.arguments if t.type != "whitespace"]
            name = arguments[0].value if arguments and arguments[0].type == "ident" else ""
            value: Iterable[Any] = custom.get(name, tuple(arguments[2:]))
            made += _replaced(value, custom, depth + 1)
    return made


def _size_in(font: Sequence[Any]) -> tuple[Any, ...]:
    """The size in "bold 1px/1.2 serif": the first length."""
    sizes = [t for t in font if t.type in ("dimension", "percentage")]
    return tuple(sizes[:1])


def _display(tag: str, parent: Look, values: Values) -> str:
    said = words(values.get("display", ()))
    display = said[0] if said else display_of(tag)
    if display.startswith("inline") and parent.display in _BLOCKIFYING:
        return "block"
    return display
