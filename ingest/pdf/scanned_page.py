"""A page without usable text of its own: read by OCR, or by its text after all if that has more."""

from collections.abc import Iterable
from pathlib import Path

import pypdfium2 as pdfium

from domain.settings import ParsingSettings
from ingest.pdf.annotations import drawn_page
from ingest.pdf.layout import laid_out
from ingest.pdf.ocr import OcrText, read_by_ocr
from ingest.pdf.page import read_text_page
from ingest.text.parsed import Finding, ParsedPage

_LOW_CONFIDENCE = 0.6  # clean scans give 0.85 to 0.96; below this words are guesses


def read_scanned_page(
    path: Path, number: int, settings: ParsingSettings, *, trust_text: bool = True
) -> ParsedPage:
    """One page, counted from 1, with the confidence of its OCR.

    Its own text is taken where that has more letters, unless ``trust_text`` is False.

    Raises:
        UnreadableDocument: tesseract is missing, failed, or took too long.
    """
    with pdfium.PdfDocument(path) as document:
        document.init_forms()
        with drawn_page(document, number - 1) as (page, annotations):
            own = read_text_page(page, number, settings, annotations)
            seen = read_by_ocr(page, settings)
    trusted = trust_text and not own.layered
    if trusted and _letters(w.text for w in own.words) > _letters(_texts(seen)):
        return laid_out(own, None)
    return ParsedPage(
        number=number,
        width=own.size_as_shown[0],
        height=own.size_as_shown[1],
        blocks=seen.blocks,
        ocr_confidence=seen.confidence,
        findings=_doubt(seen, number),
    )


def _doubt(seen: OcrText, number: int) -> tuple[Finding, ...]:
    if not seen.blocks or seen.confidence >= _LOW_CONFIDENCE:
        return ()
    message = f"Read by OCR with a confidence of {seen.confidence:.0%}; compare with the page."
    return (Finding("low_ocr_confidence", message, number),)


def _texts(seen: OcrText) -> Iterable[str]:
    return (piece.text for block in seen.blocks for piece in block.pieces)


def _letters(texts: Iterable[str]) -> int:
    """Letters and digits: what a font that does not decode, or a speck of dirt, has none of."""
    return sum(c.isalnum() for text in texts for c in text)
