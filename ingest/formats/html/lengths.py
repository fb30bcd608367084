"""CSS lengths and colours as numbers."""

from typing import Any

from tinycss2 import color4

from ingest.text.legible import Colour

ROOT_FONT_PX = 16.0
_PX = {
    "px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 9.6 / 2.54,
    "q": 2.4 / 2.54, "vw": 12.8, "vh": 8.0, "vmin": 8.0, "vmax": 12.8, "dvw": 12.8, "dvh": 8.0,
    "svh": 8.0, "lvh": 8.0, "rem": ROOT_FONT_PX,
}  # fmt: skip
_OF_FONT = {"em": 1.0, "ex": 0.5, "ch": 0.5, "lh": 1.2}


def length_px(token: Any, *, font_px: float, whole_px: float | None = None) -> float | None:
    """The length in pixels; None for "auto" and whatever is no length.

    ``whole_px``: what 100 % is; without it a percentage is no length. Of calc(), min(), max() and
    clamp() the first length inside counts.
    """
    if token.type == "number":
        return float(token.value) if token.value == 0 else None
    if token.type == "percentage":
        return None if whole_px is None else token.value / 100 * whole_px
    if token.type == "dimension":
        unit = token.lower_unit
        if unit in _OF_FONT:
            return float(token.value * _OF_FONT[unit] * font_px)
        return float(token.value * _PX[unit]) if unit in _PX else None
    if token.type == "function" and token.lower_name in ("calc", "min", "max", "clamp"):
        for inner in token.arguments:
            found = length_px(inner, font_px=font_px, whole_px=whole_px)
            if found is not None:
                return found
    return None


def colour_of(token: Any) -> tuple[Colour, float] | str | None:
    """A colour and its opacity, "currentcolor", or None for what is no colour."""
    try:
        parsed = color4.parse_color(token)
        if parsed is None or isinstance(parsed, str):
            return parsed
        parts = parsed.to("srgb")[:3]
    except (ValueError, TypeError, AttributeError, NotImplementedError):
        return None
    red, green, blue = (min(1.0, max(0.0, part or 0.0)) * 255 for part in parts)
    return (red, green, blue), float(parsed.alpha)
