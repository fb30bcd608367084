"""The style rules of a page that count on a screen, by selector, in the order of the cascade."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import cssselect2
import tinycss2

from ingest.formats.html.media import applies

_CONDITIONAL = frozenset({"supports", "layer", "container", "scope", "starting-style"})
_DEEPEST = 8  # rules inside rules


@dataclass(frozen=True, slots=True)
class Declaration:
    """ "display: none !important" """

    name: str
    value: tuple[Any, ...]  # tokens without white space around them
    important: bool


def declarations_of(css: str) -> tuple[Declaration, ...]:
    """Those of a style attribute; what cannot be parsed is left out, as browsers do."""
    return _declarations(tinycss2.parse_blocks_contents(css, skip_comments=True))


def matcher_of(sheets: Iterable[tuple[str, str]]) -> cssselect2.Matcher:
    """Matches elements to declarations. ``sheets``: media query and text of each, in order."""
    matcher = cssselect2.Matcher()
    for media, css in sheets:
        if applies(media):
            _add(matcher, tinycss2.parse_stylesheet(css, skip_comments=True), (), 0)
    return matcher


def _add(matcher: Any, rules: Sequence[Any], around: tuple[str, ...], depth: int) -> None:
    """``around``: the selectors of the rules that these stand in, innermost last."""
    if depth > _DEEPEST:
        return
    for rule in rules:
        if rule.type == "qualified-rule":
            _add_rule(matcher, rule, around, depth)
        elif rule.type == "at-rule" and rule.content is not None:
            name = rule.lower_at_keyword
            if name in _CONDITIONAL or (name == "media" and applies(rule.prelude)):
                inner = tinycss2.parse_blocks_contents(rule.content, skip_comments=True)
                if around and (own := _declarations(inner)):
                    _select(matcher, around[-1], own)
                _add(matcher, inner, around, depth + 1)


def _add_rule(matcher: Any, rule: Any, around: tuple[str, ...], depth: int) -> None:
    selector = tinycss2.serialize(rule.prelude).strip()
    if around:
        outer = f":is({around[-1]})"
        selector = ", ".join(
            part.replace("&", outer) if "&" in part else f"{outer} {part}"
            for part in _parts(selector)
        )
    inner = tinycss2.parse_blocks_contents(rule.content, skip_comments=True)
    if own := _declarations(inner):
        _select(matcher, selector, own)
    _add(matcher, [each for each in inner if each.type != "declaration"], (selector,), depth + 1)


def _select(matcher: Any, selector: str, declarations: tuple[Declaration, ...]) -> None:
    """Each of a list of selectors by itself: one that cannot be parsed spoils only itself."""
    for part in _parts(selector):
        try:
            compiled = cssselect2.compile_selector_list(part)
        except (cssselect2.SelectorError, NotImplementedError, ValueError):
            continue
        for each in compiled:
            matcher.add_selector(each, declarations)


def _parts(selector: str) -> Iterator[str]:
    """The selectors of a list, cut at the commas that stand in no bracket."""
    tokens = tinycss2.parse_component_value_list(selector)
    part: list[Any] = []
    for token in tokens:
        if token.type == "literal" and token.value == ",":
            yield tinycss2.serialize(part).strip()
            part = []
        else:
            part.append(token)
    yield tinycss2.serialize(part).strip()


def _declarations(parsed: Sequence[Any]) -> tuple[Declaration, ...]:
    return tuple(
        Declaration(each.lower_name if not each.name.startswith("--") else each.name,
                    tuple(_stripped(each.value)), each.important)
        for each in parsed
        if each.type == "declaration"
    )  # fmt: skip


def _stripped(tokens: Sequence[Any]) -> list[Any]:
    kept = [token for token in tokens if token.type != "comment"]
    while kept and kept[0].type == "whitespace":
        kept.pop(0)
    while kept and kept[-1].type == "whitespace":
        kept.pop()
    return kept
