"""What is drawn on a page besides text: pictures that fill it, and ruled lines."""

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.pdf.page_words import PageGeometry, Rectangle

_MAXIMUM_OBJECTS = 20_000  # a map or a chart has more; what it holds is no table of words
_DEPTH = 3  # forms in forms: PDF producers stop at two
_RULE_THICKNESS_POINTS = 3.0
_CELL_WIDTH_POINTS = 20.0
_CELL_HEIGHT_POINTS = 8.0
_LEAST_UPRIGHTS = 3  # two columns; the frame around a page's "EN" has two
_LEAST_CELLS = 4


def picture_share(page: pdfium.PdfPage, geometry: PageGeometry) -> float:
    """Share of the visible page that pictures cover, 0 to 1; scans may come in strips."""
    covered = sum(
        _visible_area(box, geometry)
        for kind, box in _objects(page, geometry)
        if kind == raw.FPDF_PAGEOBJ_IMAGE
    )
    return min(covered / max(geometry.width * geometry.height, 1.0), 1.0)


def has_rulings(page: pdfium.PdfPage, geometry: PageGeometry) -> bool:
    """Whether enough upright lines or boxes are drawn that there may be a ruled table.

    Rules across the page alone part its head from its text, and rows that have no columns.
    """
    uprights = cells = 0
    for kind, (x0, y0, x1, y1) in _objects(page, geometry):
        if kind != raw.FPDF_PAGEOBJ_PATH:
            continue
        width, height = x1 - x0, y1 - y0
        if width <= _RULE_THICKNESS_POINTS and height >= _CELL_HEIGHT_POINTS:
            uprights += 1
        elif height >= _CELL_HEIGHT_POINTS and width >= _CELL_WIDTH_POINTS:
            cells += 1
    return uprights >= _LEAST_UPRIGHTS or cells >= _LEAST_CELLS


def _objects(page: pdfium.PdfPage, geometry: PageGeometry) -> Iterator[tuple[int, Rectangle]]:
    """Kind and box, as shown, of each object on the page and, unplaced, of those inside forms."""
    edges = [ctypes.c_float() for _ in range(4)]
    remaining = _MAXIMUM_OBJECTS
    stack: list[tuple[Any, int]] = [
        (raw.FPDFPage_GetObject(page.raw, index), 0)
        for index in range(min(raw.FPDFPage_CountObjects(page.raw), _MAXIMUM_OBJECTS))
    ]
    while stack and remaining > 0:
        remaining -= 1
        item, depth = stack.pop()
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEPTH:
            count = min(raw.FPDFFormObj_CountObjects(item), _MAXIMUM_OBJECTS)
            stack += [(raw.FPDFFormObj_GetObject(item, index), depth + 1) for index in range(count)]
        elif raw.FPDFPageObj_GetBounds(item, *edges):
            left, bottom, right, top = (edge.value for edge in edges)
            yield kind, geometry.as_shown(left, bottom, right, top)


def _visible_area(box: Rectangle, geometry: PageGeometry) -> float:
    width = min(box[2], geometry.width) - max(box[0], 0.0)
    height = min(box[3], geometry.height) - max(box[1], 0.0)
    return max(width, 0.0) * max(height, 0.0)
