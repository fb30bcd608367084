"""Is every citation exact? Checked against the catalogue and against the PDF itself.

The PDF is read by pdfium through the citation's boxes: a path that shares no code with ingest's
own mapping of words to boxes.
"""

import re
import unicodedata
from pathlib import Path

import pypdfium2

from domain.ports import Catalogue
from domain.types import Box, Citation

BOX_MARGIN_POINTS = 1.5  # glyphs reach a little past the boxes of their advance widths


def quote_is_exact(citation: Citation, catalogue: Catalogue) -> bool:
    """Whether the quote equals the cited version's text at its span."""
    version = catalogue.version(citation.document_id, citation.version)
    return version is not None and version.text[citation.start : citation.end] == citation.quote


def words_under_boxes(source: Path, boxes: tuple[Box, ...]) -> str:
    """What a PDF shows inside the boxes, in their order; "" where a page has no text (a scan)."""
    read = []
    with pypdfium2.PdfDocument(source) as pdf:
        for box in boxes:
            page = pdf[box.page - 1]
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


def share_of_words_covered(citation: Citation, source: Path) -> float | None:
    """Share of the quote's words that stand under its boxes; None where the page is an image.

    Words are compared without case, punctuation and line-end hyphens.
    """
    shown = words_under_boxes(source, citation.boxes)
    if not shown.strip():
        return None
    letters = _letters(shown)
    words = [w for w in (_letters(word) for word in citation.quote.split()) if w]
    return sum(word in letters for word in words) / len(words) if words else 1.0


def _letters(text: str) -> str:
    """Letters and digits alone, so that a word broken over two lines reads as one."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()
