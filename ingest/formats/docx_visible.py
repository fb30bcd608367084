"""A DOCX without the text that its reader does not see, and what its styles call a heading."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import ParseError

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.shared import RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph

from domain.errors import UnreadableDocument

_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)
_WHITE = RGBColor(0xFF, 0xFF, 0xFF)
# A policy of 1,000 pages unpacks to some 20 MB; a bomb of a few KB to gigabytes.
_MOST_UNPACKED_BYTES = 512 * 1024**2


@dataclass(frozen=True, slots=True)
class VisibleDocx:
    """The file less its hidden text, its title, and heading levels by their text."""

    data: bytes
    title: str
    heading_levels: dict[str, int]
    hidden_text: str


def visible_docx(path: Path) -> VisibleDocx:
    """What Word would print of the file.

    Raises:
        UnreadableDocument: it is no DOCX, it is broken, or it unpacks to an absurd size.
    """
    _check_size(path)
    try:
        document = docx.Document(str(path))
    except (PackageNotFoundError, KeyError, ValueError, ParseError, SyntaxError) as error:
        raise _broken(path) from error
    hidden: list[str] = []
    levels: dict[str, int] = {}
    for paragraph in _paragraphs(document):
        for run in paragraph.runs:
            white = run.font.color is not None and run.font.color.rgb == _WHITE
            if run.text.strip() and (run.font.hidden or white):
                hidden.append(run.text)
                run.text = ""
        if level := _level(paragraph):
            levels.setdefault(" ".join(paragraph.text.split()), level)
    buffer = io.BytesIO()
    document.save(buffer)
    title = document.core_properties.title or ""
    return VisibleDocx(buffer.getvalue(), title, levels, " ".join(hidden).strip())


def _check_size(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            names = {info.filename: info.file_size for info in archive.infolist()}
    except zipfile.BadZipFile as error:
        raise _broken(path) from error
    if "word/document.xml" not in names:
        raise _broken(path)
    if sum(names.values()) > _MOST_UNPACKED_BYTES:
        raise UnreadableDocument(
            f"{path.name} unpacks to more than {_MOST_UNPACKED_BYTES // 1024**2} MiB.",
            advice="Save it again in Word, without embedded media.",
        )


def _broken(path: Path) -> UnreadableDocument:
    return UnreadableDocument(
        f"{path.name} is not a Word document, or it is damaged.",
        advice="Open it in Word and save it again as DOCX or PDF.",
    )


def _paragraphs(document: Document) -> Iterator[Paragraph]:
    yield from document.paragraphs
    for table in document.tables:
        yield from _in_table(table)


def _in_table(table: Table) -> Iterator[Paragraph]:
    for row in table.rows:
        for cell in row.cells:
            yield from cell.paragraphs
            for inner in cell.tables:
                yield from _in_table(inner)


def _level(paragraph: Paragraph) -> int | None:
    name = (paragraph.style.name or "") if paragraph.style is not None else ""
    if name.casefold() == "title":
        return 1
    found = _HEADING.match(name)
    return int(found.group(1)) if found else None
