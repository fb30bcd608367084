"""A page's text to facts and blocks."""

from lxml import etree, html

from domain.errors import UnreadableDocument
from ingest.formats.grid_rows import WrittenDocument
from ingest.formats.html.cascade import Cascade
from ingest.formats.html.generated import Counters
from ingest.formats.html.looks import Look
from ingest.formats.html.page_notes import find_notes
from ingest.formats.html.shown import shown_texts
from ingest.formats.html.walk import PageWalker
from ingest.text.parsed import Finding, ParsedPage, SourceFacts


def read_page(
    text: str, *, findings: tuple[Finding, ...] = ()
) -> tuple[SourceFacts, list[ParsedPage]]:
    """What a reader sees of the page. ``findings``: what is known of the file already.

    Raises:
        UnreadableDocument: there is no HTML in it.
    """
    root = parsed(text)
    written = WrittenDocument()
    walker = PageWalker(Cascade(root), find_notes(root), Counters(), written.left_out, written)
    walker.element(root, Look())
    walker.flush()
    for note_id, (label, runs) in walker.note_texts.items():
        written.note(note_id, label, runs)
    pages = written.pages()
    facts = SourceFacts(
        page_count=len(pages),
        metadata_title=" ".join((root.findtext(".//title") or "").split()),
        findings=(*findings, *written.left_out.findings()),
        shown=shown_texts(text),
        left_out=written.left_out.texts(),
    )
    return facts, pages


def parsed(text: str) -> html.HtmlElement:
    """The page's root.

    Raises:
        UnreadableDocument: there is no HTML in it.
    """
    try:
        # As bytes: lxml refuses a text that begins with an XML declaration.
        parser = html.HTMLParser(encoding="utf-8", remove_pis=True, huge_tree=True)
        return html.document_fromstring(text.encode(errors="replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableDocument(
            "The file holds no readable HTML.", advice="Save the page again as HTML or as PDF."
        ) from error
