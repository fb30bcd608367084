"""Reads a document source (front matter and light markup) into blocks ready for layout."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import yaml

from corpus_samples.blocks import (
    HIDDEN_STYLES,
    Block,
    Change,
    FrontMatter,
    Heading,
    Hidden,
    PageBreak,
    Source,
    Table,
    Text,
)

_CLAUSE = re.compile(r"^(\d+(?:\.\d+)+|[A-Z]\.?\d+(?:\.\d+)*)\s+(?=\S)")
_ITEM = re.compile(r"^\(([a-z]|[ivx]+)\)\s+(?=\S)")
_BULLET = re.compile(r"^[-*]\s+(?=\S)")
_HEADING = re.compile(r"^(#{1,3})\s+(?=\S)")
_CAPTION = re.compile(r"^(Table [A-Z]?\d+.*?)\s*(?:\{(ruled|unruled)\})?$")
_FENCE = re.compile(r"^:::(\w+)?\s*(\w+)?\s*$")
_ROMAN = {"ii", "iii", "iv", "vi", "vii", "viii", "ix"}


class SourceError(ValueError):
    """A source that cannot be rendered; the message names the document and the reason."""


def load_source(path: Path) -> Source:
    """Returns the parsed source at `path`.

    Raises:
        SourceError: the text is malformed, or the file name disagrees with its front matter.
    """
    source = parse_source(path.read_text(encoding="utf-8"))
    if source.stem != path.stem:
        raise SourceError(f"{path.name}: front matter says {source.stem}")
    return source


def parse_source(text: str) -> Source:
    """Returns the source in `text`.

    Raises:
        SourceError: front matter is missing or has unknown keys, a fence is left open or has an
            unknown kind, or a table's rows differ in length.
    """
    parts = re.split(r"^---\s*$", text, maxsplit=2, flags=re.MULTILINE)
    if len(parts) != 3 or parts[0].strip():
        raise SourceError("no front matter between two '---' lines")
    front = _front_matter(yaml.safe_load(parts[1]))
    return Source(front, tuple(_blocks(parts[2].splitlines(), front.document_id)))


def _front_matter(raw: Any) -> FrontMatter:
    if not isinstance(raw, dict):
        raise SourceError("front matter is not a mapping")
    unknown = set(raw) - {field.name for field in fields(FrontMatter)}
    if unknown:
        raise SourceError(f"{raw.get('document_id')}: unknown front matter {sorted(unknown)}")
    history = tuple(
        Change(str(row["version"]), str(row["date"]), str(row["summary"]))
        for row in raw.pop("history", ())
    )
    raw["version"] = str(raw.get("version"))
    try:
        return FrontMatter(**raw, history=history)
    except TypeError as error:
        raise SourceError(f"{raw.get('document_id')}: {error}") from error


def _blocks(lines: list[str], name: str) -> Iterator[Block]:
    """Yields blocks in order; a table's caption may stand one blank line above its rows."""
    caption = ""
    marker = ""
    for kind, group in _groups(lines, name):
        if kind in HIDDEN_STYLES:
            yield Hidden(kind, " ".join(group))
        elif kind == "pagebreak":
            yield PageBreak()
        elif group[0].startswith("|"):
            yield _table(caption, group, name)
            caption = ""
        elif kind == "caption":
            caption = group[0]
        else:
            block = _prose(" ".join(group), marker)
            marker = block.marker if isinstance(block, Text) and block.depth == 1 else marker
            yield block


def _groups(lines: list[str], name: str) -> Iterator[tuple[str, list[str]]]:
    """Yields (kind, lines) for each run of lines that belongs together."""
    group: list[str] = []
    fence = ""
    for position, line in enumerate([*(raw.strip() for raw in lines), ""]):
        match = _FENCE.match(line)
        if fence:
            if match:
                yield fence, group
                group, fence = [], ""
            else:
                group.append(line)
            continue
        is_caption = bool(_CAPTION.match(line)) and _table_follows(lines[position + 1 :])
        if group and (not line or match or is_caption or _starts_block(line, group)):
            yield "text", group
            group = []
        if match:
            fence = _fence_kind(match, name)
            if fence == "pagebreak":
                yield fence, []
                fence = ""
        elif is_caption:
            yield "caption", [line]
        elif line:
            group.append(line)
    if fence:
        raise SourceError(f"{name}: fence ':::hidden {fence}' is not closed")


def _starts_block(line: str, group: list[str]) -> bool:
    if not group:
        return False
    if _HEADING.match(group[-1]) or _HEADING.match(line):
        return True
    return bool(_ITEM.match(line) or _BULLET.match(line)) or (
        line.startswith("|") != group[-1].startswith("|")
    )


def _table_follows(rest: list[str]) -> bool:
    return next((line for line in rest if line.strip()), "").lstrip().startswith("|")


def _fence_kind(match: re.Match[str], name: str) -> str:
    kind, style = match.group(1), match.group(2)
    if kind == "pagebreak":
        return kind
    if kind == "hidden" and style in HIDDEN_STYLES:
        return str(style)
    raise SourceError(f"{name}: unknown fence {match.group(0)!r}")


def _prose(text: str, previous_marker: str) -> Heading | Text:
    if match := _HEADING.match(text):
        return Heading(len(match.group(1)), text[match.end() :])
    if match := _ITEM.match(text):
        letter = match.group(1)
        roman = letter in _ROMAN or (letter == "i" and previous_marker != "(h)")
        return Text(text[match.end() :], f"({letter})", 2 if roman else 1)
    if match := _BULLET.match(text):
        return Text(text[match.end() :], "•", 1)
    if match := _CLAUSE.match(text):
        return Text(text[match.end() :], match.group(1))
    return Text(text)


def _table(caption: str, lines: list[str], name: str) -> Table:
    rows = [
        tuple(cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|")))
        for line in lines
    ]
    rows = [row for row in rows if not all(re.fullmatch(r":?-+:?", cell) for cell in row)]
    if len({len(row) for row in rows}) != 1:
        raise SourceError(f"{name}: rows of {caption or 'a table'} differ in length")
    match = _CAPTION.match(caption)
    return Table(match.group(1) if match else "", "{unruled}" not in caption, tuple(rows))
