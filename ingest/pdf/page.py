"""One page of a PDF as pdfium sees it: its visible words, or the verdict that it needs OCR."""

from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium

from domain.settings import ParsingSettings
from ingest.pdf.characters import (
    INVISIBLE_RENDER_MODES,
    Character,
    page_geometry,
    read_characters,
)
from ingest.pdf.hidden_text import Picture, rendered_page, visible_text
from ingest.pdf.objects import has_rulings, picture_share
from ingest.pdf.page_words import PageGeometry, PageWord
from ingest.pdf.words import words_of
from ingest.text.parsed import Finding

_PAGE_FILLING = 0.6  # of the page: a scan with white margins cut off still covers this much
_STAMP_CHARACTERS = 300  # a scan may carry a digital header or stamp; a text page has more
_INVISIBLE_SHARE = 0.8  # of the characters: the rest is a stamp on the scan
_UNDECODED_SHARE = 0.1  # of the characters: the font does not say what its glyphs mean
_BLANK_CONTRAST = 14  # of 255: paper without ink


@dataclass(frozen=True, slots=True)
class TextPage:
    """A page and what can be read on it.

    ``letters`` are those of all its text, hidden or not. ``stretches`` counts its pieces of line:
    what pdfminer's work grows with. ``ruled``: lines or boxes are drawn, as for a table.
    ``layered``: a scan under an invisible layer of its text. The layer is not used: what it says
    need not be what the picture shows, and its confidence is not known.
    """

    geometry: PageGeometry
    words: tuple[PageWord, ...]
    findings: tuple[Finding, ...]
    letters: str
    stretches: int
    ruled: bool
    layered: bool
    needs_ocr: bool


def read_text_page(page: pdfium.PdfPage, number: int, settings: ParsingSettings) -> TextPage:
    """The visible words of a page, and whether they are all that stands on it.

    Raises:
        UnreadableDocument: The page holds more characters than any page that is read.
    """
    geometry = page_geometry(page, number)
    characters = read_characters(page, geometry)
    filling = picture_share(page, geometry) >= _PAGE_FILLING
    layered = filling and _is_mostly_invisible(characters)
    picture = rendered_page(page)
    visible = visible_text(characters, geometry, picture)
    words = tuple(words_of(visible.characters))
    count = sum(len(word.text) for word in words)
    return TextPage(
        geometry=geometry,
        words=words,
        findings=visible.findings,
        letters="".join(c.text for c in characters if c.text.isalnum()),
        stretches=_stretches(words),
        ruled=has_rulings(page, geometry),
        layered=layered,
        needs_ocr=(
            (count < settings.minimum_characters_on_a_text_page and not _is_blank(picture))
            or (filling and count < _STAMP_CHARACTERS)
            or layered
            or _undecoded_share(words) > _UNDECODED_SHARE
        ),
    )


def _is_mostly_invisible(characters: Sequence[Character]) -> bool:
    """Whether the text is the kind of layer that scanning software lays over its picture."""
    drawn = [c.run for c in characters if c.run is not None and not c.text.isspace()]
    invisible = sum(run.render_mode in INVISIBLE_RENDER_MODES for run in drawn)
    return invisible > _INVISIBLE_SHARE * len(drawn)


def _undecoded_share(words: Sequence[PageWord]) -> float:
    """Share of the characters that mean nothing: no code known, or a private one, bullets aside."""
    text = "".join(word.text for word in words if len(word.text) > 1)
    unknown = sum(c == "\ufffd" or "\ue000" <= c <= "\uf8ff" for c in text)
    return unknown / max(len(text), 1)


def _is_blank(picture: Picture) -> bool:
    return int(picture.max()) - int(picture.min()) < _BLANK_CONTRAST


def _stretches(words: Sequence[PageWord]) -> int:
    """Pieces of line: words that follow each other without a wide gap count as one."""
    count = 0
    for before, word in zip((None, *words), words, strict=False):
        near = before is not None and abs(before.box[1] - word.box[1]) < word.font_size
        if before is None or not near or word.box[0] - before.box[2] > 2 * word.font_size:
            count += 1
    return count
