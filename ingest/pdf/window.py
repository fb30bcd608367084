"""A window of pages of one PDF to parsed pages. Runs inside a worker (``isolation``).

cut the pages out -> visible words of each -> unstructured's paragraphs, or geometry -> tables ->
blocks in reading order. Pages without usable text are named, for the OCR to read one by one.
"""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from domain.settings import ParsingSettings
from ingest.pdf.annotations import drawn_page
from ingest.pdf.elements import Element, elements_of
from ingest.pdf.font_check import pages_in_wrong_fonts
from ingest.pdf.layout import laid_out
from ingest.pdf.page import TextPage, read_text_page
from ingest.pdf.page_words import PageGeometry
from ingest.pdf.tables.page_tables import TableRegion, find_tables
from ingest.text.parsed import ParsedPage

# pdfminer compares every pair of lines: 1,000 on a page take 9 s, 2,000 take 42 s, 5,000 never end.
_MAXIMUM_STRETCHES = 600


@dataclass(frozen=True, slots=True)
class WindowPages:
    """Pages that were read, in order, and the numbers of those that have to be read by OCR.

    ``distrusted`` are those of the latter whose own text says something else than they show.
    """

    pages: tuple[ParsedPage, ...]
    for_ocr: tuple[int, ...] = ()
    distrusted: frozenset[int] = frozenset()
    tables: Mapping[int, tuple[TableRegion, ...]] = field(default_factory=dict)  # by page number


def read_window(
    path: Path, first_page: int, last_page: int, settings: ParsingSettings
) -> WindowPages:
    """Pages ``first_page`` to ``last_page``, counted from 1, both included.

    Memory is bounded by the window, not the document: its pages are cut into a small PDF first.
    """
    with _opened(path) as source:
        pages = _text_pages(source, range(first_page, last_page + 1), settings)
        distrusted = pages_in_wrong_fonts(path, source, pages, settings)
        pages = [
            replace(page, needs_ocr=True) if page.geometry.number in distrusted else page
            for page in pages
        ]
        with _cut(source, pages) as window:
            elements = _elements(
                window, [i for i, page in enumerate(pages) if _is_for_layout(page)]
            )
            tables = _tables(window, pages)
    read = _window_pages(
        pages,
        [
            laid_out(page, elements.get(index), tables.get(index, ()))
            for index, page in enumerate(pages)
            if not page.needs_ocr
        ],
        distrusted,
    )
    upright = {i: page.geometry.number for i, page in enumerate(pages) if not page.turn}
    found = {upright[i]: tuple(regions) for i, regions in tables.items() if i in upright}
    return replace(read, tables={number: regions for number, regions in found.items() if regions})


def read_page_by_geometry(path: Path, number: int, settings: ParsingSettings) -> WindowPages:
    """One page without unstructured and tables: the second attempt, after its window failed."""
    with _opened(path) as source:
        pages = _text_pages(source, [number], settings)
    return _window_pages(pages, [laid_out(page, None) for page in pages if not page.needs_ocr])


def _window_pages(
    pages: Sequence[TextPage],
    parsed: Sequence[ParsedPage],
    distrusted: frozenset[int] = frozenset(),
) -> WindowPages:
    for_ocr = tuple(page.geometry.number for page in pages if page.needs_ocr)
    return WindowPages(tuple(parsed), for_ocr, distrusted)


@contextmanager
def _opened(path: Path) -> Iterator[pdfium.PdfDocument]:
    """The whole file, of which pdfium reads what is asked for, with its forms filled in.

    Layers are judged on it: pages that are cut out lose the catalogue's list of what is hidden.
    """
    with pdfium.PdfDocument(path) as source:
        source.init_forms()
        yield source


@contextmanager
def _cut(source: pdfium.PdfDocument, pages: Sequence[TextPage]) -> Iterator[pdfium.PdfDocument]:
    """The pages as a document of their own: upright, and each MediaBox what is shown of it.

    pdfminer garbles rotated pages and counts from a corner that may not be visible.
    """
    window = pdfium.PdfDocument.new()
    try:
        window.import_pages(source, [page.geometry.number - 1 for page in pages])
        for index, text_page in enumerate(pages):
            page = window[index]
            _set_upright(page, text_page.geometry)
            page.close()
        yield window
    finally:
        window.close()


def _set_upright(page: pdfium.PdfPage, geometry: PageGeometry) -> None:
    """Turns the page's drawing instead of the page, and cuts its boxes to what is shown."""
    left, bottom, right, top = geometry.crop
    turn = {
        90: (0, -1, 1, 0, -bottom, right),
        180: (-1, 0, 0, -1, right, top),
        270: (0, 1, -1, 0, top, -left),
    }.get(geometry.rotation)
    shown = (left, bottom, right, top)
    if turn is not None:
        width, height = geometry.width, geometry.height
        shown = (0.0, 0.0, width, height)
        clip = raw.FS_RECTF(left=0.0, bottom=0.0, right=width, top=height)
        raw.FPDFPage_TransFormWithClip(page.raw, raw.FS_MATRIX(*turn), clip)
    page.set_rotation(0)
    page.set_mediabox(*shown)
    page.set_cropbox(*shown)


def _text_pages(
    source: pdfium.PdfDocument, numbers: Iterable[int], settings: ParsingSettings
) -> list[TextPage]:
    pages = []
    for number in numbers:
        with drawn_page(source, number - 1) as (page, annotations):
            pages.append(read_text_page(page, number, settings, annotations))
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
                (*page.words, *page.turned),
                number=page.geometry.number,
                previous=previous,
                ruled=page.ruled,
                lines=page.rules,
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
