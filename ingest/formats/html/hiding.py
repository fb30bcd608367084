"""What takes an element, with all that is in it, from a reader's eyes."""

from collections.abc import Sequence
from typing import Any

from ingest.formats.html.lengths import length_px
from ingest.formats.html.looks import Values, words

_SLIVER_PX = 2.0  # a clipped box of this size shows no letter
_OFF_SCREEN_PX = 500.0  # further to the left or up than this: nobody can scroll there
_TOO_FAR_PX = 5_000.0  # further to the right or down: nobody does
_HALF = 50.0  # per cent of a side: two insets of it leave nothing
_WHOLE = 100.0  # what 100 % of an unknown box is taken for, in pixels


def is_gone(display: str, values: Values, font_px: float) -> bool:
    """Whether the element's own rules hide it for good, whatever its children say."""
    if display == "none" or "hidden" in words(values.get("content-visibility", ())):
        return True
    if words(values.get("mso-hide", ()))[:1] == ["all"]:
        return True
    is_box = display != "inline" or _is_positioned(values)
    return (
        _is_clipped(values)
        or (is_box and _is_a_sliver(values, font_px))
        or _is_off_screen(display, values, font_px)
        or _is_transformed_away(values, font_px)
        or _is_filtered_away(values)
    )


def _is_positioned(values: Values) -> bool:
    return words(values.get("position", ()))[:1] in (["absolute"], ["fixed"])


def _is_clipped(values: Values) -> bool:
    if _is_positioned(values):
        for token in values.get("clip", ()):
            if token.type == "function" and token.lower_name == "rect":
                sides = _lengths(token.arguments)
                if len(sides) == 4 and min(sides[1] - sides[3], sides[2] - sides[0]) <= _SLIVER_PX:
                    return True
    for token in values.get("clip-path", ()):
        if token.type != "function":
            continue
        numbers = [
            t.value for t in token.arguments if t.type in ("percentage", "number", "dimension")
        ]
        if token.lower_name == "inset" and any(
            t.value >= _HALF for t in token.arguments if t.type == "percentage"
        ):
            return True
        if token.lower_name in ("circle", "ellipse") and numbers and numbers[0] == 0:
            return True
        if token.lower_name == "polygon" and len(set(numbers)) <= 1:
            return True
    return False


def _is_a_sliver(values: Values, font_px: float) -> bool:
    overflow = (
        *words(values.get("overflow", ())),
        *words(values.get("overflow-x", ())),
        *words(values.get("overflow-y", ())),
    )
    if not {"hidden", "clip"}.intersection(overflow):
        return False
    for name in ("height", "max-height", "width", "max-width", "block-size", "inline-size"):
        for token in values.get(name, ()):
            size = length_px(token, font_px=font_px, whole_px=_WHOLE)
            if size is not None and size <= _SLIVER_PX:
                return True
    return False


def _is_off_screen(display: str, values: Values, font_px: float) -> bool:
    if words(values.get("position", ()))[:1] in (["absolute"], ["fixed"], ["relative"]):
        for name in ("left", "top", "right", "bottom", "inset", "inset-inline-start"):
            for token in values.get(name, ()):
                if _is_far(token, font_px):
                    return True
    moved = [*values.get("text-indent", ())] if display != "inline" else []
    for name in ("margin-left", "margin-top", "margin", "margin-inline-start"):
        moved += values.get(name, ())
    return any(_is_far(token, font_px) for token in moved)


def _is_far(token: Any, font_px: float) -> bool:
    if token.type == "percentage":
        return bool(token.value <= -_WHOLE)
    distance = length_px(token, font_px=font_px)
    return distance is not None and not -_OFF_SCREEN_PX < distance < _TOO_FAR_PX


def _is_transformed_away(values: Values, font_px: float) -> bool:
    for token in values.get("transform", ()):
        if token.type != "function":
            continue
        numbers = [t.value for t in token.arguments if t.type in ("number", "percentage")]
        if token.lower_name.startswith("scale") and any(abs(n) < 0.05 for n in numbers):
            return True
        if token.lower_name == "matrix" and len(numbers) >= 4 and not (numbers[0] and numbers[3]):
            return not (numbers[1] and numbers[2])
        if token.lower_name.startswith("translate") and any(
            _is_far(t, font_px) for t in token.arguments if t.type == "dimension"
        ):
            return True
    own = [*values.get("scale", ()), *values.get("zoom", ())]
    return any(t.type in ("number", "percentage") and abs(t.value) < 0.05 for t in own)


def _is_filtered_away(values: Values) -> bool:
    for token in values.get("filter", ()):
        if token.type == "function" and token.lower_name == "opacity":
            numbers = [t for t in token.arguments if t.type in ("number", "percentage")]
            if (
                numbers
                and numbers[0].value / (100 if numbers[0].type == "percentage" else 1) < 0.05
            ):
                return True
    return False


def _lengths(tokens: Sequence[Any]) -> list[float]:
    """Numbers without a unit count as pixels: rect(0 0 0 0)."""
    found = []
    for token in tokens:
        if token.type in ("number", "dimension", "percentage"):
            found.append(length_px(token, font_px=16.0, whole_px=_WHOLE) or 0.0)
    return found
