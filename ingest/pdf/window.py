"""A window of pages of one PDF to parsed pages. Runs inside a worker (``isolation``).

cut the pages out -> visible words of each -> unstructured's paragraphs, or geometry -> tables ->
blocks in reading order. Pages without usable text are named, for the OCR to read one by one.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from domain.settings import ParsingSettings
from ingest.pdf.elements import Element, elements_of
from ingest.pdf.layout import laid_out
from ingest.pdf.page import TextPage, read_text_page
from ingest.pdf.tables.page_tables import TableRegion, find_tables
from ingest.text.parsed import ParsedPage

# pdfminer compares every pair of lines: 1,000 on a page take 9 s, 2,000 take 42 s, 5,000 never end.
_MAXIMUM_STRETCHES = 600


@dataclass(frozen=True, slots=True)
class WindowPages:
    """Pages that were read, in order, and the numbers of those that have to be read by OCR."""

    pages: tuple[ParsedPage, ...]
    for_ocr: tuple[int, ...] = ()


def read_window(
    path: Path, first_page: int, last_page: int, settings: ParsingSettings
) -> WindowPages:
    """Pages ``first_page`` to ``last_page``, counted from 1, both included.

    Memory is bounded by the window, not the document: its pages are cut into a small PDF first.
    """
    with _cut(path, first_page, last_page) as window:
        pages = _text_pages(window, first_page, settings)
        elements = _elements(window, [i for i, page in enumerate(pages) if _is_for_layout(page)])
        tables = _tables(window, pages)
    return _window_pages(
        pages,
        [
            laid_out(page, elements.get(index), tables.get(index, ()))
            for index, page in enumerate(pages)
            if not page.needs_ocr
        ],
    )


def read_page_by_geometry(path: Path, number: int, settings: ParsingSettings) -> WindowPages:
    """One page without unstructured and tables: the second attempt, after its window failed."""
    with _cut(path, number, number) as window:
        pages = _text_pages(window, number, settings)
    return _window_pages(pages, [laid_out(page, None) for page in pages if not page.needs_ocr])


def _window_pages(pages: Sequence[TextPage], parsed: Sequence[ParsedPage]) -> WindowPages:
    return WindowPages(
        tuple(parsed), tuple(page.geometry.number for page in pages if page.needs_ocr)
    )


@contextmanager
def _cut(path: Path, first_page: int, last_page: int) -> Iterator[pdfium.PdfDocument]:
    """The pages as a document of their own: upright, and each MediaBox what is shown of it.

    pdfminer garbles rotated pages and counts from a corner that may not be visible.
    """
    window = pdfium.PdfDocument.new()
    try:
        with pdfium.PdfDocument(path) as source:
            window.import_pages(source, list(range(first_page - 1, last_page)))
        for index in range(len(window)):
            page = window[index]
            _set_upright(page)
            page.close()
        yield window
    finally:
        window.close()


def _set_upright(page: pdfium.PdfPage) -> None:
    """Turns the page's drawing instead of the page, and cuts its boxes to what is shown."""
    left, bottom, right, top = page.get_bbox()
    turn = {
        90: (0, -1, 1, 0, -bottom, right),
        180: (-1, 0, 0, -1, right, top),
        270: (0, 1, -1, 0, top, -left),
    }.get(page.get_rotation())
    shown = (left, bottom, right, top)
    if turn is not None:
        width, height = page.get_size()
        shown = (0.0, 0.0, width, height)
        clip = raw.FS_RECTF(left=0.0, bottom=0.0, right=width, top=height)
        raw.FPDFPage_TransFormWithClip(page.raw, raw.FS_MATRIX(*turn), clip)
        page.set_rotation(0)
    page.set_mediabox(*shown)
    page.set_cropbox(*shown)


def _text_pages(
    window: pdfium.PdfDocument, first_page: int, settings: ParsingSettings
) -> list[TextPage]:
    pages = []
    for index in range(len(window)):
        page = window[index]
        try:
            pages.append(read_text_page(page, first_page + index, settings))
        finally:
            page.close()
    return pages


def _is_for_layout(page: TextPage) -> bool:
    """Whether unstructured and the table finder may read it: they hang on crowded pages."""
    return bool(page.words) and not page.needs_ocr and page.stretches <= _MAXIMUM_STRETCHES


def _elements(window: pdfium.PdfDocument, indexes: Sequence[int]) -> dict[int, list[Element]]:
    """unstructured's paragraphs by index in the window; an index that it failed on is missing."""
    if not indexes:
        return {}
    found: dict[int, list[Element]] = {}
    for element in elements_of(_saved(window, indexes)):
        found.setdefault(indexes[element.page_index], []).append(element)
    return found


def _tables(window: pdfium.PdfDocument, pages: Sequence[TextPage]) -> dict[int, list[TableRegion]]:
    """Tables by index in the window. One that runs on from the page before takes its heads."""
    window_bytes = _saved(window, range(len(window)))
    found: dict[int, list[TableRegion]] = {}
    previous: TableRegion | None = None
    for index, page in enumerate(pages):
        regions: list[TableRegion] = []
        if _is_for_layout(page):
            regions = find_tables(
                window_bytes,
                index,
                page.words,
                number=page.geometry.number,
                previous=previous,
                ruled=page.ruled,
            )
        found[index] = regions
        previous = regions[-1] if regions else None
    return found


def _saved(window: pdfium.PdfDocument, indexes: Iterable[int]) -> bytes:
    """Some pages of the window as the bytes of a PDF."""
    part = pdfium.PdfDocument.new()
    try:
        part.import_pages(window, list(indexes))
        buffer = io.BytesIO()
        part.save(buffer)
        return buffer.getvalue()
    finally:
        part.close()
