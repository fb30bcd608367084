"""DOCX, HTML, Markdown and text to parsed pages, each by its own reader.

There is nothing to draw a box on in these formats, so pieces have none; everything stands on page
1 unless Word has saved where its pages break, or a text file says so. Why unstructured does not
read them: ``docs/decisions/0020-own-walk-of-docx-and-html.md``.
"""

from collections.abc import Callable
from pathlib import Path

from domain.errors import UnreadableDocument
from domain.settings import ParsingSettings
from ingest.formats.docx.reader import read_docx
from ingest.formats.encodings import text_of
from ingest.formats.html.reader import read_page
from ingest.formats.markdown_page import read_markdown
from ingest.formats.plain_text import read_text
from ingest.text.parsed import ParsedPage, SourceFacts

Read = tuple[SourceFacts, list[ParsedPage]]


def read_other(path: Path, settings: ParsingSettings) -> Read:
    """The facts and pages of a file that is no PDF. What is hidden or struck becomes a finding.

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
            f"{path.name} is of a type that Attest does not read.",
            advice=f"Use PDF or one of {', '.join(sorted(_READERS))}.",
        )
    facts, pages = reader(path)
    if not any(page.blocks for page in pages):
        raise UnreadableDocument(
            f"No text was found in {path.name}.", advice="Is it empty, or made of images only?"
        )
    return facts, pages


def _read_html(path: Path) -> Read:
    text, findings = text_of(path, is_markup=True)
    if "<" not in text or ">" not in text:
        raise UnreadableDocument(f"{path.name} holds no HTML.", advice="Rename it to .txt?")
    return read_page(text, findings=findings)


_READERS: dict[str, Callable[[Path], Read]] = {
    ".docx": read_docx,
    ".docm": read_docx,
    ".htm": _read_html,
    ".html": _read_html,
    ".xhtml": _read_html,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".txt": read_text,
}
