"""A Word file to facts and pages."""

from pathlib import Path

from lxml import etree

from ingest.formats.docx.context import Document, Setting
from ingest.formats.docx.notes import Notes
from ingest.formats.docx.numbering import Numbering
from ingest.formats.docx.package import Package, q
from ingest.formats.docx.paragraphs import BodyReader
from ingest.formats.docx.shown import shown_texts
from ingest.formats.docx.styles import Styles
from ingest.formats.docx.values import hex_colour, is_on, theme_of
from ingest.formats.grid_rows import WrittenDocument
from ingest.text.legible import WHITE, Colour
from ingest.text.parsed import Finding, ParsedPage, SourceFacts


def read_docx(path: Path) -> tuple[SourceFacts, list[ParsedPage]]:
    """What Word shows of the file, every revision accepted.

    Raises:
        UnreadableDocument: it is no DOCX or DOCM, it is broken, or it unpacks to an absurd size.
    """
    package = Package(path)
    root = package.part(package.main)
    assert root is not None  # the package has checked it
    written = WrittenDocument()
    styles = Styles(package.first("styles"), theme_of(package.first("theme")))
    document = Document(
        package=package,
        styles=styles,
        numbering=Numbering(package.first("numbering"), styles),
        notes=Notes(package),
        left_out=written.left_out,
        breaks_pages_as_rendered=next(root.iter(q("w:lastRenderedPageBreak")), None) is not None,
    )
    body = root.find(q("w:body"))
    if body is not None:
        BodyReader(document, written).read(body, Setting(_paper(package, root)))
    for note_id, (label, runs) in document.note_texts.items():
        written.note(note_id, label, runs)
    pages = written.pages()
    facts = SourceFacts(
        page_count=len(pages),
        metadata_title=package.title(),
        findings=(*written.left_out.findings(), *_findings(document)),
        shown=tuple(shown_texts(package)),
        left_out=written.left_out.texts(),
    )
    return facts, pages


def _paper(package: Package, root: etree._Element) -> Colour:
    """The page's colour: white, unless the file asks for another on the screen."""
    settings = package.first("settings")
    shows = settings is not None and is_on(settings.find(q("w:displayBackgroundShape")))
    background = root.find(q("w:background")) if shows else None
    colour = hex_colour(background.get(q("w:color"), "")) if background is not None else None
    return colour or WHITE


def _findings(document: Document) -> list[Finding]:
    made = []
    if document.has_revisions:
        message = "It has tracked changes that were not accepted: it is read as if they all were."
        made.append(Finding("tracked_changes", message))
    if document.unread:
        parts = "; ".join(sorted(set(document.unread)))
        made.append(Finding("part_unread", f"Not read: {parts}. Open the file to see it."))
    return made
