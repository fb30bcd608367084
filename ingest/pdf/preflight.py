"""What is known of a PDF before its pages are read, and every reason not to read it."""

from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from domain.errors import EncryptedDocument, UnreadableDocument
from domain.settings import ParsingSettings
from ingest.pdf.attachments import attachment_findings
from ingest.text.parsed import Finding, OutlineEntry, SourceFacts

_HEADER_REACH_BYTES = 1024  # where Acrobat looks for "%PDF-"; mailers put junk in front of it
_COPYING_ALLOWED = 1 << 4  # PDF 32000-1, table 22, bit 5
_NOT_ENCRYPTED = -1  # pdfium's security handler revision of an open file
_MAXIMUM_BOOKMARKS = 10_000  # a 5,000-page manual has fewer; a loop in the file has no end
_OUTLINE_DEPTH = 8
_LONGEST_LABEL = 20  # characters of a page's label

_OTHER_KINDS = (
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a program"),
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"<!doctype html", "a web page"),
    (b"<html", "a web page"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
)


def preflight(path: Path, settings: ParsingSettings) -> SourceFacts:
    """Page count, title, bookmarks and findings of a PDF that can be read.

    Raises:
        EncryptedDocument: A password is needed.
        UnreadableDocument: Empty, too large, no PDF, broken, without pages, or with too many.
    """
    _check_bytes(path, settings)
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        raise _opening_error(path, error) from error
    try:
        return _facts(path, document, settings)
    finally:
        document.close()


def _check_bytes(path: Path, settings: ParsingSettings) -> None:
    size = path.stat().st_size
    if size == 0:
        raise UnreadableDocument(f"{path.name} is empty.", advice="Save or download it again.")
    if size > settings.maximum_file_bytes:
        raise UnreadableDocument(
            f"{path.name} is {size / 1024**2:,.0f} MiB;"
            f" at most {settings.maximum_file_bytes / 1024**2:,.0f} MiB are read.",
            advice="Split it, or raise parsing.maximum_file_bytes.",
        )
    with path.open("rb") as file:
        head = file.read(_HEADER_REACH_BYTES)
    if b"%PDF-" in head:
        return
    kinds = (
        kind for magic, kind in _OTHER_KINDS if head.lstrip().lower().startswith(magic.lower())
    )
    raise UnreadableDocument(
        f"{path.name} is not a PDF but {next(kinds, 'something else')}.",
        advice="Give it the suffix of its real type if Attest reads that type, or save it as PDF.",
    )


def _opening_error(path: Path, error: pdfium.PdfiumError) -> UnreadableDocument | EncryptedDocument:
    if error.err_code == raw.FPDF_ERR_PASSWORD:
        return EncryptedDocument(
            f"{path.name} needs a password.", advice="Save it without one and ingest it again."
        )
    if error.err_code == raw.FPDF_ERR_SECURITY:
        return EncryptedDocument(
            f"{path.name} is protected in a way that cannot be opened.",
            advice="Ask its publisher for an unprotected copy.",
        )
    return UnreadableDocument(
        f"{path.name} is broken: no PDF reader part could open it.",
        advice="It may be cut off. Download it again, or open it in a viewer and print it to PDF.",
    )


def _facts(path: Path, document: pdfium.PdfDocument, settings: ParsingSettings) -> SourceFacts:
    pages = len(document)
    if pages == 0:
        raise UnreadableDocument(f"{path.name} has no pages.", advice="Save it as PDF again.")
    if pages > settings.maximum_pages:
        raise UnreadableDocument(
            f"{path.name} has {pages:,} pages; at most {settings.maximum_pages:,} are read.",
            advice="Split it, or raise parsing.maximum_pages.",
        )
    return SourceFacts(
        page_count=pages,
        metadata_title=document.get_metadata_value("Title").strip(),
        outline=_outline(document),
        page_labels=_page_labels(document),
        findings=(*_protection(document), *attachment_findings(document)),
    )


def _page_labels(document: pdfium.PdfDocument) -> tuple[tuple[int, str], ...]:
    """Number and label of each page that the file itself labels otherwise than by its number."""
    labels = (
        (index + 1, document.get_page_label(index)[:_LONGEST_LABEL])
        for index in range(len(document))
    )
    return tuple((number, label) for number, label in labels if label and label != str(number))


def _protection(document: pdfium.PdfDocument) -> tuple[Finding, ...]:
    """A finding where the file asks programs not to copy from it."""
    if raw.FPDF_GetSecurityHandlerRevision(document.raw) == _NOT_ENCRYPTED:
        return ()
    if raw.FPDF_GetDocPermissions(document.raw) & _COPYING_ALLOWED:
        return ()
    message = "The file asks programs not to copy its text. It was read: check that you may."
    return (Finding("copy_protected", message),)


def _outline(document: pdfium.PdfDocument) -> tuple[OutlineEntry, ...]:
    """The bookmarks that point to a page, in their order, as deep as headings go."""
    entries: list[OutlineEntry] = []
    for bookmark in document.get_toc(max_depth=_OUTLINE_DEPTH):
        destination = bookmark.get_dest()
        index = destination.get_index() if destination else None
        title = " ".join(bookmark.get_title().split())
        if title and index is not None and 0 <= index < len(document):
            entries.append(OutlineEntry(title, bookmark.level + 1, index + 1))
        if len(entries) >= _MAXIMUM_BOOKMARKS:
            break
    return tuple(entries)
