"""What is laid on a page as annotations: form values, notes, stamps, strike-outs, redactions.

Annotations that a viewer draws are drawn into the page, so that their words are read like others.
"""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.pdf.page_words import PageGeometry, PageWord, Rectangle
from ingest.text.parsed import Finding

_MOST_ANNOTATIONS = 2_000  # on one page
_NO_TEXT_OF_THEIR_OWN = frozenset({raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP, raw.FPDF_ANNOT_TEXT})
_HIDDEN_FLAGS = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW
_EMPTY_STRING_BYTES = 2  # UTF-16's end mark


@dataclass(frozen=True, slots=True)
class Annotations:
    """Of one page, in the file's coordinates: left, bottom, right, top.

    ``undrawn`` are notes whose text is in the file but has no picture of its own.
    """

    struck: tuple[Rectangle, ...] = ()
    redactions: int = 0
    undrawn: tuple[tuple[str, Rectangle], ...] = ()

    def areas_struck(self, geometry: PageGeometry) -> list[Rectangle]:
        """The strike-outs' areas as shown."""
        return [geometry.as_shown(*area) for area in self.struck]

    def undrawn_words(self, geometry: PageGeometry) -> list[PageWord]:
        """Each note without a picture as one word, where it would be drawn."""
        return [
            PageWord(text, geometry.as_shown(*area), turned=True) for text, area in self.undrawn
        ]

    def findings(self, number: int) -> tuple[Finding, ...]:
        """One where text is marked for redaction and still there."""
        if not self.redactions:
            return ()
        message = (
            f"{self.redactions} areas are marked for redaction, but their text is still there."
        )
        return (Finding("redaction_pending", message, number),)


@contextmanager
def drawn_page(
    document: pdfium.PdfDocument, index: int
) -> Iterator[tuple[pdfium.PdfPage, Annotations]]:
    """The page with its annotations drawn into it, in memory alone; closed at the end."""
    page = document[index]
    try:
        count = min(raw.FPDFPage_GetAnnotCount(page.raw), _MOST_ANNOTATIONS)
        annotations, draw = _read(page, count) if count > 0 else (Annotations(), False)
        if draw and raw.FPDFPage_Flatten(page.raw, raw.FLAT_NORMALDISPLAY) == raw.FLATTEN_SUCCESS:
            page.close()
            page = document[index]
        yield page, annotations
    finally:
        page.close()


def _read(page: pdfium.PdfPage, count: int) -> tuple[Annotations, bool]:
    struck: list[Rectangle] = []
    undrawn: list[tuple[str, Rectangle]] = []
    redactions = 0
    draw = False
    for index in range(count):
        annotation = raw.FPDFPage_GetAnnot(page.raw, index)
        try:
            kind = raw.FPDFAnnot_GetSubtype(annotation)
            if kind in _NO_TEXT_OF_THEIR_OWN or raw.FPDFAnnot_GetFlags(annotation) & _HIDDEN_FLAGS:
                continue
            draw = True
            redactions += kind == raw.FPDF_ANNOT_REDACT
            if kind == raw.FPDF_ANNOT_STRIKEOUT:
                struck += _areas(annotation)
            if kind in (raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_STAMP) and not _has_picture(
                annotation
            ):
                text = " ".join(_contents(annotation).split())
                undrawn += [(text, area) for area in _rectangle(annotation) if text]
        finally:
            raw.FPDFPage_CloseAnnot(annotation)
    return Annotations(tuple(struck), redactions, tuple(undrawn)), draw


def _areas(annotation: Any) -> Iterator[Rectangle]:
    """The quadrilaterals that the annotation marks; its rectangle where it has none."""
    count = raw.FPDFAnnot_CountAttachmentPoints(annotation)
    points = raw.FS_QUADPOINTSF()
    for index in range(min(count, _MOST_ANNOTATIONS)):
        if raw.FPDFAnnot_GetAttachmentPoints(annotation, index, points):
            across = (points.x1, points.x2, points.x3, points.x4)
            up = (points.y1, points.y2, points.y3, points.y4)
            yield min(across), min(up), max(across), max(up)
    if not count:
        yield from _rectangle(annotation)


def _rectangle(annotation: Any) -> Iterator[Rectangle]:
    area = raw.FS_RECTF()
    if raw.FPDFAnnot_GetRect(annotation, area):
        yield (
            min(area.left, area.right), min(area.bottom, area.top),
            max(area.left, area.right), max(area.bottom, area.top),
        )  # fmt: skip


def _has_picture(annotation: Any) -> bool:
    length = raw.FPDFAnnot_GetAP(annotation, raw.FPDF_ANNOT_APPEARANCEMODE_NORMAL, None, 0)
    return bool(length > _EMPTY_STRING_BYTES)


def _contents(annotation: Any) -> str:
    length = raw.FPDFAnnot_GetStringValue(annotation, b"Contents", None, 0)
    if length <= _EMPTY_STRING_BYTES:
        return ""
    buffer = (ctypes.c_ushort * (length // 2))()
    raw.FPDFAnnot_GetStringValue(annotation, b"Contents", buffer, length)
    return bytes(buffer)[:-2].decode("utf-16-le", "replace")
