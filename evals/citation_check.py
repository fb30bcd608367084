"""Is every citation exact? Checked against the catalogue and against the PDF itself.

The PDF is read by pdfium through the citation's boxes: a path that shares no code with ingest's
own mapping of words to boxes.
"""

import io
import re
import subprocess
import unicodedata
from pathlib import Path

import pypdfium2
import pypdfium2.raw as raw

from domain.answers import Citation
from domain.ports import Catalogue
from domain.types import Box

OCR_SCALE = 300 / 72  # dots an inch that tesseract reads best, over PDF points
_REACH_LETTERS = 40  # a box's margin may catch a few letters of the lines above and below
BOX_MARGIN_POINTS = 1.5  # glyphs reach a little past the boxes of their advance widths


def quote_is_exact(citation: Citation, catalogue: Catalogue) -> bool:
    """Whether the quote equals the cited version's text at its span."""
    version = catalogue.version(citation.document_id, citation.version)
    return version is not None and version.text[citation.start : citation.end] == citation.quote


def words_under_boxes(source: Path, boxes: tuple[Box, ...]) -> str:
    """What a PDF shows inside the boxes, in their order; "" where a page has no text (a scan)."""
    read = []
    with pypdfium2.PdfDocument(source) as pdf:
        pdf.init_forms()
        for box in boxes:
            page = _with_annotations(pdf, box.page - 1)
            height = page.get_size()[1]
            left, bottom, _, _ = page.get_cropbox()
            text_page = page.get_textpage()
            read.append(
                text_page.get_text_bounded(
                    left=left + box.x0 - BOX_MARGIN_POINTS,
                    bottom=bottom + height - box.y1 - BOX_MARGIN_POINTS,
                    right=left + box.x1 + BOX_MARGIN_POINTS,
                    top=bottom + height - box.y0 + BOX_MARGIN_POINTS,
                )
            )
    return " ".join(read)


def words_seen_in_boxes(source: Path, boxes: tuple[Box, ...]) -> str:
    """What OCR reads in the picture of each box, in their order: for pages that are images."""
    read = []
    with pypdfium2.PdfDocument(source) as pdf:
        for box in boxes:
            picture = pdf[box.page - 1].render(scale=OCR_SCALE).to_pil()
            margin = BOX_MARGIN_POINTS
            corners = (box.x0 - margin, box.y0 - margin, box.x1 + margin, box.y1 + margin)
            stream = io.BytesIO()
            picture.crop(tuple(round(c * OCR_SCALE) for c in corners)).save(stream, "PNG")
            command = ["tesseract", "-", "-", "--psm", "7"]  # 7: one line of text
            done = subprocess.run(command, input=stream.getvalue(), capture_output=True, check=True)
            read.append(done.stdout.decode())
    return " ".join(read)


def is_scan(source: Path, boxes: tuple[Box, ...]) -> bool:
    """Whether the PDF itself holds no text under the boxes."""
    return not words_under_boxes(source, boxes).strip()


def share_of_words_covered(citation: Citation, source: Path) -> float:
    """Share of the quote's words that stand under its boxes in the quote's order.

    On a scan, as OCR reads them there. Words are compared without case, punctuation and line-end
    hyphens.
    """
    scanned = is_scan(source, citation.boxes)
    reader = words_seen_in_boxes if scanned else words_under_boxes
    letters = _letters(reader(source, citation.boxes))
    words = [w for w in (_letters(word) for word in citation.quote.split()) if w]
    return _in_order(words, letters) / len(words) if words else 1.0


def _in_order(words: list[str], letters: str) -> int:
    """How many of the words follow one another in the letters, others between them or not.

    A word that stands further on than ``_REACH_LETTERS`` is missing here and stands elsewhere.
    """
    found = cursor = 0
    for word in words:
        place = letters.find(word, cursor, cursor + len(word) + _REACH_LETTERS)
        if place >= 0:
            found += 1
            cursor = place + len(word)
    return found


def _with_annotations(pdf: pypdfium2.PdfDocument, index: int) -> pypdfium2.PdfPage:
    """The page with form values and notes drawn into it, as a viewer shows it."""
    page = pdf[index]
    if raw.FPDFPage_Flatten(page.raw, raw.FLAT_NORMALDISPLAY) == raw.FLATTEN_SUCCESS:
        page.close()
        page = pdf[index]
    return page


def _letters(text: str) -> str:
    """Letters and digits alone, so that a word broken over two lines reads as one."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()
