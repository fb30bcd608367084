"""The one place that calls unstructured on a PDF: which words make a paragraph.

Only its grouping is used. Text and boxes of words come from pdfium (``pdf_characters``), which also
renders the page that the reviewer sees.
"""

import io
import logging
from dataclasses import dataclass
from functools import cache
from typing import Any

from ingest.formats.unstructured_offline import use_blank_language_model
from ingest.pdf.page_words import Rectangle


@dataclass(frozen=True, slots=True)
class Element:
    """A paragraph as unstructured sees it. ``page_index`` counts from 0 in the bytes given."""

    page_index: int
    text: str
    box: Rectangle


def elements_of(pdf_bytes: bytes) -> list[Element]:
    """The paragraphs of all pages; empty when unstructured read nothing, which it does in silence.

    Boxes are in points from the top left of the MediaBox, which is the page as shown when the
    caller made the MediaBox equal to the CropBox and the page is not rotated.
    """
    partition_pdf = _partition_pdf()
    found = partition_pdf(
        file=io.BytesIO(pdf_bytes),
        strategy="fast",
        languages=["eng"],  # given, so that it guesses no language for each element
        include_metadata=True,
    )
    return [element for raw in found if (element := _element(raw)) is not None]


def load() -> None:
    """Imports unstructured ahead of the first call."""
    _partition_pdf()


@cache
def _partition_pdf() -> Any:
    # Imported here: it takes seconds and 380 MB, and only the workers that read pages need it.
    from unstructured.partition.pdf import partition_pdf  # noqa: PLC0415

    use_blank_language_model()
    # It warns of each colour that it cannot set; what it cannot read, the cross-check finds.
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    return partition_pdf


def _element(raw: Any) -> Element | None:
    coordinates = raw.metadata.coordinates
    number = raw.metadata.page_number
    if coordinates is None or coordinates.points is None or number is None or not raw.text:
        return None
    across = [float(x) for x, _ in coordinates.points]
    down = [float(y) for _, y in coordinates.points]
    return Element(number - 1, raw.text, (min(across), min(down), max(across), max(down)))
