"""An element's look on the page, from its parent's and what the cascade says of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ingest.formats.html.lengths import ROOT_FONT_PX, colour_of, length_px
from ingest.formats.typography import Position
from ingest.text.legible import BLACK, OPAQUE_ENOUGH, WHITE, Colour, blended, looks_the_same
from ingest.text.legible import SMALLEST_READABLE_POINTS as SMALLEST_POINTS

Values = Mapping[str, tuple[Any, ...]]  # property to tokens, custom properties among them

_SMALLEST_PX = SMALLEST_POINTS * 4 / 3
_SIZES = {
    "xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0,
    "x-large": 24.0, "xx-large": 32.0, "xxx-large": 48.0,
}  # fmt: skip
_BOLD_FROM = 600
_OWN_FORMATTING = ("inline-block", "inline-table", "inline-flex", "inline-grid")


@dataclass(frozen=True, slots=True)
class Look:
    """How text in an element looks. ``background``: the colour behind it; None: not known."""

    display: str = "block"
    is_gone: bool = False  # with all that is in it
    is_invisible: bool = False  # visibility: what is in it may be visible again
    opacity: float = 1.0
    colour: tuple[Colour, float] = (BLACK, 1.0)
    background: Colour | None = WHITE
    font_px: float = ROOT_FONT_PX
    is_struck: bool = False
    position: Position = "line"
    bold: bool = False
    keeps_lines: bool = False
    list_style: str = ""  # "" leaves it to the list's own attributes
    custom: Values = field(default_factory=dict)

    @property
    def hides_text(self) -> bool:
        """Whether text that stands in the element itself cannot be seen."""
        ink, opacity = self.colour
        if self.is_gone or self.is_invisible or self.font_px < _SMALLEST_PX:
            return True
        opacity *= self.opacity
        if opacity <= OPAQUE_ENOUGH:
            return True
        if self.background is None:
            return False
        return looks_the_same(blended(ink, opacity, self.background), self.background)


def look_of(parent: Look, display: str, values: Values, *, is_gone: bool) -> Look:
    """The element's look. ``display``: as laid out; ``is_gone``: see ``hiding.is_gone``."""
    font_px = _font_px(parent.font_px, values.get("font-size", ()))
    opacity = parent.opacity * _opacity(values.get("opacity", ()))
    colour = _colour(parent, values)
    return replace(
        parent,
        display=display,
        is_gone=parent.is_gone or is_gone or opacity <= OPAQUE_ENOUGH,
        is_invisible=_is_invisible(parent, values.get("visibility", ())),
        opacity=opacity,
        colour=colour,
        background=_background(parent, colour, opacity, values),
        font_px=font_px,
        is_struck=_is_struck(parent, display, values),
        position=_position(parent, display, values, font_px),
        bold=_is_bold(parent, values.get("font-weight", ())),
        keeps_lines=_keeps_lines(parent, values.get("white-space", ())),
        list_style=_list_style(parent, values),
        custom={**parent.custom, **{n: v for n, v in values.items() if n.startswith("--")}},
    )


def words(tokens: Sequence[Any]) -> list[str]:
    """The tokens that are names, in lower case."""
    return [token.lower_value for token in tokens if token.type == "ident"]


def _font_px(parent_px: float, tokens: Sequence[Any]) -> float:
    for token in tokens:
        if token.type == "ident":
            if token.lower_value in _SIZES:
                return _SIZES[token.lower_value]
            if token.lower_value in ("smaller", "larger"):
                return parent_px * (1 / 1.2 if token.lower_value == "smaller" else 1.2)
        size = length_px(token, font_px=parent_px, whole_px=parent_px)
        if size is not None:
            return size
    return parent_px


def _opacity(tokens: Sequence[Any]) -> float:
    for token in tokens:
        if token.type in ("number", "percentage"):
            share = token.value / (100 if token.type == "percentage" else 1)
            return min(1.0, max(0.0, float(share)))
    return 1.0


def _is_invisible(parent: Look, tokens: Sequence[Any]) -> bool:
    said = words(tokens)
    if not said or said[0] in ("inherit", "unset"):
        return parent.is_invisible
    return said[0] in ("hidden", "collapse")


def _colour(parent: Look, values: Values) -> tuple[Colour, float]:
    colour = parent.colour
    for name in ("color", "-webkit-text-fill-color"):
        for token in values.get(name, ()):
            found = colour_of(token)
            if isinstance(found, tuple) and not (
                name != "color" and "text" in words(values.get("-webkit-background-clip", ()))
            ):
                colour = found
    return colour


def _background(
    parent: Look, ink: tuple[Colour, float], opacity: float, values: Values
) -> Colour | None:
    behind = parent.background
    tokens = (*values.get("background", ()), *values.get("background-color", ()))
    for token in tokens:
        found = colour_of(token)
        if found == "currentcolor":
            found = ink
        if isinstance(found, tuple) and found[1] * opacity > 0:
            full = found[1] * opacity >= 1
            behind = found[0] if full else blended(found[0], found[1] * opacity, behind or WHITE)
    images = (*values.get("background", ()), *values.get("background-image", ()))
    if any(token.type in ("url", "function") and colour_of(token) is None for token in images):
        return None
    return behind


def _is_struck(parent: Look, display: str, values: Values) -> bool:
    lines = (*values.get("text-decoration", ()), *values.get("text-decoration-line", ()))
    positioned = words(values.get("position", ()))[:1] in (["absolute"], ["fixed"])
    floats = words(values.get("float", ()))[:1] in (["left"], ["right"])
    apart = display in _OWN_FORMATTING or positioned or floats
    return "line-through" in words(lines) or (parent.is_struck and not apart)


def _position(parent: Look, display: str, values: Values, font_px: float) -> Position:
    if display not in ("inline", *_OWN_FORMATTING):
        return "line"
    tokens = (*values.get("vertical-align", ()), *values.get("font-variant-position", ()))
    for word in words(tokens):
        if word in ("super", "sub"):
            return "raised" if word == "super" else "lowered"
        if word in ("baseline", "normal"):
            return "line"
    # "top: -0.5em" and "vertical-align: 4px" on smaller type raise it, too.
    rises = [
        length_px(t, font_px=font_px, whole_px=font_px) for t in values.get("vertical-align", ())
    ]
    if "relative" in words(values.get("position", ())):
        rises += [-(length_px(t, font_px=font_px) or 0.0) for t in values.get("top", ())]
        rises += [length_px(t, font_px=font_px) for t in values.get("bottom", ())]
    rise = next((r for r in rises if r), 0.0)
    if font_px < parent.font_px and abs(rise) > 0.15 * font_px:
        return "raised" if rise > 0 else "lowered"
    return parent.position


def _is_bold(parent: Look, tokens: Sequence[Any]) -> bool:
    for token in tokens:
        if token.type == "number":
            return bool(token.value >= _BOLD_FROM)
        if token.type == "ident" and token.lower_value in ("bold", "bolder", "normal", "lighter"):
            return token.lower_value in ("bold", "bolder")
    return parent.bold


def _keeps_lines(parent: Look, tokens: Sequence[Any]) -> bool:
    said = words(tokens)
    return (
        said[0] in ("pre", "pre-wrap", "pre-line", "break-spaces") if said else parent.keeps_lines
    )


def _list_style(parent: Look, values: Values) -> str:
    for token in (*values.get("list-style-type", ()), *values.get("list-style", ())):
        if token.type == "string":
            return f'"{token.value}'
        if token.type == "ident" and token.lower_value not in ("inside", "outside", "inherit"):
            return str(token.lower_value)
    return parent.list_style
