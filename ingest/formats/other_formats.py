"""DOCX, HTML, Markdown and text to parsed pages, through unstructured's partitioner for each.

There is nothing to draw a box on in these formats, so pieces have none; everything stands on page
1 unless Word has saved where its pages break. The partitioner is called by name: unstructured's
own guess would read an HTML page that calls itself .pdf, and give [] for what it cannot read.
"""

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import markdown
from lxml import etree, html

from domain.errors import UnreadableDocument
from domain.settings import ParsingSettings
from ingest.formats.docx_visible import visible_docx
from ingest.formats.html_visible import visible_html
from ingest.formats.unstructured_offline import use_blank_language_model
from ingest.pdf.page_words import PageWord
from ingest.text.parsed import Block, Finding, ParsedPage, Piece, SourceFacts
from ingest.text.table_sentences import Head, Row, row_blocks, split_head

_NOWHERE = (0.0, 0.0, 0.0, 0.0)
_SKIPPED = frozenset({"Header", "Footer", "PageBreak", "PageNumber", "Image"})
_BINARY = (
    b"%PDF",
    b"PK\x03\x04",
    b"MZ",
    b"\x7fELF",
    b"\xd0\xcf\x11\xe0",
    b"\x89PNG",
    b"\xff\xd8\xff",
)
_LARGEST_SHARE_OF_CONTROLS = 0.01  # of the characters: text has tabs and line ends, and no others

Read = tuple[SourceFacts, list[ParsedPage]]


def read_other(path: Path, settings: ParsingSettings) -> Read:
    """The facts and pages of a file that is no PDF. Text that is hidden in it becomes a finding.

    Raises:
        UnreadableDocument: too large, of an unknown type, not what its name says, or without text.
    """
    if path.stat().st_size > settings.maximum_file_bytes:
        raise UnreadableDocument(
            f"{path.name} is larger than {settings.maximum_file_bytes // 1024**2} MiB.",
            advice="Split it, or raise parsing.maximum_file_bytes.",
        )
    reader = _READERS.get(path.suffix.casefold())
    if reader is None:
        raise UnreadableDocument(
            f"{path.name} is of a type that is not read.",
            advice=f"Use PDF or one of {', '.join(sorted(_READERS))}.",
        )
    use_blank_language_model()
    facts, pages = reader(path)
    if not any(page.blocks for page in pages):
        raise UnreadableDocument(
            f"No text was found in {path.name}.", advice="Is it empty, or made of images only?"
        )
    return facts, pages


def _read_docx(path: Path) -> Read:
    # Imported here, as in the readers below: seconds and megabytes for the worker alone.
    from unstructured.partition.docx import partition_docx  # noqa: PLC0415

    visible = visible_docx(path)
    try:
        elements = partition_docx(file=io.BytesIO(visible.data), languages=["eng"])
    except (ValueError, KeyError, AttributeError) as error:  # what it raises on odd XML
        raise UnreadableDocument(
            f"{path.name} could not be read.", advice="Open it in Word and save it again."
        ) from error

    def level(element: Any) -> int | None:
        return visible.heading_levels.get(" ".join(element.text.split()))

    return _facts_and_pages(elements, level, visible.title, visible.hidden_text)


def _read_html(path: Path) -> Read:
    data = path.read_bytes()
    text = _decoded(path, data)
    if "<" not in text or ">" not in text:
        raise UnreadableDocument(f"{path.name} holds no HTML.", advice="Rename it to .txt?")
    return _from_html(data)


def _read_markdown(path: Path) -> Read:
    text = _decoded(path, path.read_bytes())
    made = markdown.markdown(text, extensions=["tables", "sane_lists"])
    return _from_html(f"<html><body>{made}</body></html>".encode())


def _read_text(path: Path) -> Read:
    from unstructured.partition.text import partition_text  # noqa: PLC0415

    text = _decoded(path, path.read_bytes())
    elements = partition_text(text=text, languages=["eng"]) if text.strip() else []
    return _facts_and_pages(elements, lambda element: None, "", "")


def _from_html(data: bytes) -> Read:
    from unstructured.partition.html import partition_html  # noqa: PLC0415

    visible = visible_html(data)
    elements = partition_html(text=visible.markup, languages=["eng"])

    def level(element: Any) -> int | None:
        depth = element.metadata.category_depth
        return depth + 1 if element.category == "Title" and depth is not None else None

    return _facts_and_pages(elements, level, visible.title, visible.hidden_text)


def _facts_and_pages(
    elements: Sequence[Any], level: Callable[[Any], int | None], title: str, hidden: str
) -> Read:
    by_page: dict[int, list[Block]] = {}
    for element in elements:
        if element.category not in _SKIPPED:
            number = max(element.metadata.page_number or 1, max(by_page, default=1))
            by_page.setdefault(number, []).extend(_blocks(element, level(element), number))
    last = max(by_page, default=1)
    pages = [
        ParsedPage(number, 0.0, 0.0, tuple(by_page.get(number, ())))
        for number in range(1, last + 1)
    ]
    findings = (Finding("hidden_text", _hidden_message(hidden)),) if hidden else ()
    return SourceFacts(page_count=last, metadata_title=title, findings=findings), pages


def _hidden_message(hidden: str) -> str:
    return f"Text that a reader cannot see was left out ({len(hidden)} characters)."


def _blocks(element: Any, level: int | None, page: int) -> Iterator[Block]:
    if element.category == "Table" and element.metadata.text_as_html:
        yield from _table_blocks(element.metadata.text_as_html, page)
        return
    pieces = tuple(Piece(word) for word in element.text.split())
    if not pieces:
        return
    if level is not None:
        yield Block("heading", pieces, _NOWHERE, heading_level=level)
    else:
        is_item = element.category == "ListItem"
        yield Block("list_item" if is_item else "text", pieces, _NOWHERE)


def _table_blocks(markup: str, page: int) -> Iterator[Block]:
    """The rows as sentences: the same as those of a PDF's tables, without boxes."""
    try:
        table = html.fragment_fromstring(markup)
    except (etree.ParserError, etree.XMLSyntaxError):
        return
    rows: list[Row] = []
    marked = 0  # rows at the top whose cells are all <th>
    for row in table.iter("tr"):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        if cells and marked == len(rows) and all(cell.tag == "th" for cell in cells):
            marked += 1
        rows.append(tuple(_words(cell, bold=cell.tag == "th") for cell in cells))
    width = max((len(row) for row in rows), default=0)
    even: list[Row] = [(*row, *((),) * (width - len(row))) for row in rows]
    names, body = (even[0], even[1:]) if marked == 1 and len(even) > 1 else split_head(even)
    head = Head(names, page) if names is not None else None
    for block in row_blocks(body, head, page=page):
        yield Block(block.kind, tuple(_unboxed(piece) for piece in block.pieces), _NOWHERE)


def _words(cell: html.HtmlElement, *, bold: bool) -> tuple[PageWord, ...]:
    text = " ".join(cell.itertext())
    return tuple(PageWord(word, _NOWHERE, bold=bold) for word in text.split())


def _unboxed(piece: Piece) -> Piece:
    return replace(piece, boxes=(), page=None)


def _decoded(path: Path, data: bytes) -> str:
    """The text of a file that should be text: UTF-8, UTF-16 with its mark, or Windows-1252."""
    if data.startswith(_BINARY):
        raise UnreadableDocument(
            f"{path.name} is not what its name says.", advice="Give it the suffix of its real type."
        )
    for encoding in ("utf-8-sig", "utf-16", "cp1252"):
        if encoding == "utf-16" and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
            continue
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        controls = sum(c < " " and c not in "\t\n\r\f" for c in text)
        if controls <= _LARGEST_SHARE_OF_CONTROLS * len(text):
            return text
    raise UnreadableDocument(
        f"{path.name} is not a text file.", advice="Save it again as UTF-8 text, or as PDF."
    )


_READERS: dict[str, Callable[[Path], Read]] = {
    ".docx": _read_docx,
    ".htm": _read_html,
    ".html": _read_html,
    ".md": _read_markdown,
    ".markdown": _read_markdown,
    ".txt": _read_text,
}
