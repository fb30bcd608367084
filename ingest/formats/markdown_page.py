"""Markdown to a page: CommonMark with tables, footnotes, struck text and front matter."""

import html
import re
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml
from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from ingest.formats.encodings import text_of
from ingest.formats.html.reader import read_page
from ingest.text.parsed import ParsedPage, SourceFacts

_FRONT_MATTER = re.compile(r"\A(---|\+\+\+)[ \t]*\n(.*?)\n(?:\1|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
# For the check: what Markdown writes and a page does not show.
_NOT_SHOWN = (
    (re.compile(r"^\s*(?:`{3,}|~{3,}).*$", re.MULTILINE), "\n\n"),
    (re.compile(r"<!--.*?-->|<(script|style|head)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE), " "),
    (re.compile(r"^\s*(?:\[\^[^\]]+\]:|(?:[-*+]|\d+[.)])\s)", re.MULTILINE), "\n\n"),
    (re.compile(r"^\s*\|?[\s:|-]+\|[\s:|-]*$", re.MULTILINE), " "),
    (re.compile(r"^\s*\[[^\]^]+\]:\s*\S+.*$", re.MULTILINE), " "),
    (re.compile(r"!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])"), " "),
    (re.compile(r"\[\^[^\]]+\]"), " "),
    (re.compile(r"\]\([^)]*\)|\]\[[^\]]*\]"), " "),
    (re.compile(r"<(https?:[^>\s]+|[\w.+-]+@[^>\s]+)>"), r" \1 "),
    (re.compile(r"</?(?:b|i|em|strong|u|s|del|ins|code|span|a|font|mark|small|sub)\b[^>]*>"), ""),
    (re.compile(r"</?[A-Za-z][^>]*>"), " "),
    (re.compile(r"[*~`\\]"), ""),
)  # fmt: skip


def read_markdown(path: Path) -> tuple[SourceFacts, list[ParsedPage]]:
    """What a reader of the rendered page sees; the title of the front matter is the file's title.

    Raises:
        UnreadableDocument: the file is not text.
    """
    text, findings = text_of(path)
    metadata, body = _front_matter(text)
    facts, pages = read_page(_rendered(body), findings=findings)
    title = metadata.get("title")
    facts = replace(
        facts,
        metadata_title=title if isinstance(title, str) else facts.metadata_title,
        shown=_shown(body),
    )
    return facts, pages


def _front_matter(text: str) -> tuple[dict[str, Any], str]:
    """The metadata before the text and the text; ({}, text) where there is none."""
    found = _FRONT_MATTER.match(text)
    if found is None:
        return {}, text
    try:
        read = tomllib.loads if found.group(1) == "+++" else yaml.safe_load
        metadata = read(found.group(2))
    except (yaml.YAMLError, tomllib.TOMLDecodeError):
        return {}, text
    return (metadata, text[found.end() :]) if isinstance(metadata, dict) else ({}, text)


def _rendered(body: str) -> str:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    parser.use(footnote_plugin).use(deflist_plugin)
    return f"<!doctype html><html><body>{parser.render(body)}</body></html>"


def _shown(body: str) -> tuple[str, ...]:
    """The source's own words, a text a paragraph or cell, its marks of Markdown left out."""
    for pattern, instead in _NOT_SHOWN:
        body = pattern.sub(instead, body)
    parts = re.split(r"\n\s*\n|\||^\s*#+\s", html.unescape(body), flags=re.MULTILINE)
    return tuple(part for part in parts if part.strip())
