"""Media queries, answered for a reader's screen: a desktop window, light, no preferences."""

from collections.abc import Sequence
from typing import Any

import tinycss2

from ingest.formats.html.lengths import length_px

_WINDOW_PX = {"width": 1280.0, "height": 800.0, "device-width": 1280.0, "device-height": 800.0}
_KEYWORDS = {
    "prefers-color-scheme": "light",
    "orientation": "landscape",
    "prefers-reduced-motion": "no-preference",
    "prefers-contrast": "no-preference",
    "hover": "hover",
    "any-hover": "hover",
    "pointer": "fine",
    "any-pointer": "fine",
    "scripting": "enabled",
    "update": "fast",
    "overflow-block": "scroll",
    "display-mode": "browser",
}
_COMPARED = {"<": -1, ">": 1, "=": 0}


def applies(query: str | Sequence[Any]) -> bool:
    """Whether rules under the query count; "" and no tokens stand for all media."""
    tokens = tinycss2.parse_component_value_list(query) if isinstance(query, str) else list(query)
    tokens = [t for t in tokens if t.type not in ("whitespace", "comment")]
    if not tokens:
        return True
    queries: list[list[Any]] = [[]]
    for token in tokens:
        if token.type == "literal" and token.value == ",":
            queries.append([])
        else:
            queries[-1].append(token)
    return any(_query(each) for each in queries if each)


def _query(tokens: list[Any]) -> bool:
    words = [t.lower_value if t.type == "ident" else "" for t in tokens]
    if words[0] == "only":
        return _query(tokens[1:]) if len(tokens) > 1 else False
    if words[0] == "not":
        return not _query(tokens[1:]) if len(tokens) > 1 else False
    if "or" in words:
        at = words.index("or")
        return _query(tokens[:at]) or _query(tokens[at + 1 :])
    return all(_condition(t) for t, word in zip(tokens, words, strict=True) if word != "and")


def _condition(token: Any) -> bool:
    if token.type == "ident":
        return token.lower_value in ("all", "screen")
    if token.type != "() block":
        return False
    inner = [t for t in token.content if t.type not in ("whitespace", "comment")]
    if any(t.type == "() block" for t in inner):
        return _query(inner)
    colon = [t.type == "literal" and t.value == ":" for t in inner]
    if True in colon:
        at = colon.index(True)
        return _feature(_name(inner[:at]), inner[at + 1 :])
    if any(t.type == "literal" and t.value in _COMPARED for t in inner):
        return _range(inner)
    return bool(inner) and _known(_name(inner))


def _name(tokens: Sequence[Any]) -> str:
    return "".join(t.lower_value for t in tokens if t.type == "ident")


def _known(name: str) -> bool:
    return name in _WINDOW_PX or name in ("color", "hover", "any-hover", "pointer", "scripting")


def _feature(name: str, value: list[Any]) -> bool:
    if name in _KEYWORDS:
        return _name(value) == _KEYWORDS[name]
    size = _size(value)
    for prefix in ("min-", "max-"):
        feature = name.removeprefix(prefix)
        if name.startswith(prefix) and feature in _WINDOW_PX and size is not None:
            window = _WINDOW_PX[feature]
            return window >= size if prefix == "min-" else window <= size
    return name in _WINDOW_PX and size == _WINDOW_PX[name]


def _range(tokens: list[Any]) -> bool:
    """ "width >= 600px", "600px < width <= 900px" """
    parts: list[list[Any]] = [[]]
    signs: list[str] = []
    for token in tokens:
        if token.type == "literal" and token.value in _COMPARED:
            if parts[-1]:
                signs.append(token.value)
                parts.append([])
            else:
                signs[-1] += token.value  # ">" and "=" are two tokens
        else:
            parts[-1].append(token)
    sizes = [_WINDOW_PX.get(_name(part)) or _size(part) for part in parts]
    return all(
        left is not None and right is not None and _compares(left, sign, right)
        for left, sign, right in zip(sizes, signs, sizes[1:], strict=False)
    )


def _compares(left: float, sign: str, right: float) -> bool:
    return {
        "<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right,
        "=": left == right,
    }.get(sign, False)  # fmt: skip


def _size(tokens: Sequence[Any]) -> float | None:
    return length_px(tokens[0], font_px=16.0) if len(tokens) == 1 else None
