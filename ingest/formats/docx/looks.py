"""How a run looks once its styles are worked out: seen or not, struck or not, raised or not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from ingest.formats.docx.package import q
from ingest.formats.docx.values import (
    Theme,
    colour_of,
    fill_of,
    highlight_of,
    is_on,
    number,
)
from ingest.formats.typography import Position
from ingest.text.legible import SMALLEST_READABLE_POINTS, Colour, looks_the_same

Properties = Mapping[str, Any]

# Where table, paragraph and character style say them twice, they cancel out (ECMA-376, 17.7.3).
_TOGGLES = ("vanish", "b")
_SWITCHES = ("vanish", "specVanish", "strike", "dstrike", "b")
_LEAST_SCALE = 10  # per cent of a letter's width
_RAISED_BY_POINTS = 2.0
_TRANSPARENT = 95_000  # of 100,000
_USUAL_POINTS = 10.0


@dataclass(frozen=True, slots=True)
class Look:
    """What matters of a run's look."""

    is_hidden: bool = False
    is_struck: bool = False
    position: Position = "line"
    bold: bool = False
    font: str = ""


def properties_of(element: etree._Element | None, theme: Theme) -> dict[str, Any]:
    """The properties that one w:rPr sets; {} for none."""
    found: dict[str, Any] = {}
    if element is None:
        return found
    for name in _SWITCHES:
        if (switch := element.find(q(f"w:{name}"))) is not None:
            found[name] = is_on(switch)
    for name in ("sz", "position", "w"):
        if (value := number(element.find(q(f"w:{name}")))) is not None:
            found[name] = value / 2 if name != "w" else value
    if (align := element.find(q("w:vertAlign"))) is not None:
        found["align"] = align.get(q("w:val"), "baseline")
    if (ink := element.find(q("w:color"))) is not None:
        found["colour"] = colour_of(ink, theme)
    if (fonts := element.find(q("w:rFonts"))) is not None:
        found["font"] = fonts.get(q("w:ascii")) or fonts.get(q("w:hAnsi")) or ""
    fill = highlight_of(element.find(q("w:highlight"))) or fill_of(element.find(q("w:shd")), theme)
    if fill is not None:
        found["fill"] = fill
    if (effect := element.find(q("w14:textFill"))) is not None:
        found["no_ink"] = _has_no_ink(effect)
    return found


def _has_no_ink(effect: etree._Element) -> bool:
    if effect.find(q("w14:noFill")) is not None:
        return True
    alphas = [number(alpha, "w14:val") or 0 for alpha in effect.iter(q("w14:alpha"))]
    return bool(alphas) and min(alphas) >= _TRANSPARENT


def combined(
    defaults: Properties, styles: Iterable[Properties], direct: Properties
) -> dict[str, Any]:
    """Document defaults, then table, paragraph and character style, then what is set directly."""
    result = dict(defaults)
    given = list(styles)
    for style in given:
        result.update(style)
    for name in _TOGGLES:
        says = [style[name] for style in given if name in style]
        if says:
            result[name] = sum(says) % 2 == 1
    result.update(direct)
    return result


def look_of(properties: Properties, background: Colour | None) -> Look:
    """The look on a background; None where the background is not known."""
    size = properties.get("sz", _USUAL_POINTS)
    behind = properties.get("fill", background)
    colour = properties.get("colour")
    is_hidden = (
        bool(properties.get("vanish"))
        or size < SMALLEST_READABLE_POINTS
        or properties.get("w", 100.0) < _LEAST_SCALE
        or bool(properties.get("no_ink"))
        or (colour is not None and behind is not None and looks_the_same(colour, behind))
    )
    return Look(
        is_hidden=is_hidden,
        is_struck=bool(properties.get("strike") or properties.get("dstrike")),
        position=_position(properties),
        bold=bool(properties.get("b")),
        font=str(properties.get("font", "")),
    )


def _position(properties: Properties) -> Position:
    align = properties.get("align")
    if align == "superscript" or properties.get("position", 0.0) >= _RAISED_BY_POINTS:
        return "raised"
    if align == "subscript" or properties.get("position", 0.0) <= -_RAISED_BY_POINTS:
        return "lowered"
    return "line"
