"""One page of a PDF as pdfium sees it: its running text as words, or that it needs OCR.

visible characters -> less what is crossed out -> watermarks and turned text apart -> note marks out
of figures -> words -> less line numbers. A page whose text is set sideways is turned first.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium

from domain.settings import ParsingSettings
from ingest.pdf.annotations import Annotations
from ingest.pdf.characters import (
    INVISIBLE_RENDER_MODES,
    Character,
    page_geometry,
    read_characters,
)
from ingest.pdf.hidden_text import Picture, rendered_page, visible_text
from ingest.pdf.objects import Drawn, drawn_on, has_rulings, picture_share
from ingest.pdf.page_words import PageGeometry, PageWord, Rectangle
from ingest.pdf.shown import ShownLine, shown_lines
from ingest.pdf.sift.apart import Apart, set_apart
from ingest.pdf.sift.direction import by_direction, turn_of, turned_geometry, turned_picture
from ingest.pdf.sift.flow_chart import is_flow_chart
from ingest.pdf.sift.line_numbers import without_line_numbers
from ingest.pdf.sift.raised import without_raised
from ingest.pdf.sift.struck import without_struck
from ingest.pdf.words import turned_words, words_of
from ingest.text.parsed import Finding

_PAGE_FILLING = 0.6  # of the page: a scan with white margins cut off still covers this much
_STAMP_CHARACTERS = 300  # a scan may carry a digital header or stamp; a text page has more
_INVISIBLE_SHARE = 0.8  # of the characters: the rest is a stamp on the scan
_UNDECODED_SHARE = 0.1  # of the characters: the font does not say what its glyphs mean
_BLANK_CONTRAST = 14  # of 255: paper without ink
_FLOW_CHART = "The page is a diagram: its words are stored, but not which box leads to which."
_LONGEST_MARK_TOLD = 40  # characters of a watermark that a finding names


@dataclass(frozen=True, slots=True)
class TextPage:
    """A page and what can be read on it.

    ``geometry`` is the page as its text is read: turned where its text is set sideways, by
    ``turn`` degrees clockwise from how it is shown. ``turned`` are the words that are not set
    across it, each a whole string; ``marks`` those that lie over or beside its text.
    ``lines`` are the running text as pdfium gives it, to check the layout by.
    ``stretches`` counts its pieces of line:
    what pdfminer's work grows with. ``ruled``: lines or boxes are drawn, as for a table;
    ``rules`` are the level lines alone.
    ``layered``: a scan under an invisible layer of its text. The layer is not used: what it says
    need not be what the picture shows, and its confidence is not known.
    """

    geometry: PageGeometry
    words: tuple[PageWord, ...]
    findings: tuple[Finding, ...]
    stretches: int
    ruled: bool
    layered: bool
    needs_ocr: bool
    turn: int = 0
    turned: tuple[PageWord, ...] = ()
    marks: tuple[PageWord, ...] = ()
    lines: tuple[ShownLine, ...] = ()
    line_numbers: tuple[str, ...] = ()
    rules: tuple[Rectangle, ...] = ()

    @property
    def size_as_shown(self) -> tuple[float, float]:
        """Width and height in points of the page as a viewer shows it."""
        size = self.geometry.width, self.geometry.height
        return size if self.turn in (0, 180) else (size[1], size[0])

    def as_shown(self, box: Rectangle) -> Rectangle:
        """A box of the page as read, on the page as a viewer shows it."""
        x0, y0, x1, y1 = box
        width, height = self.geometry.width, self.geometry.height
        if self.turn == 90:
            return y0, width - x1, y1, width - x0
        if self.turn == 180:
            return width - x1, height - y1, width - x0, height - y0
        if self.turn == 270:
            return height - y1, x0, height - y0, x1
        return box


def read_text_page(
    page: pdfium.PdfPage,
    number: int,
    settings: ParsingSettings,
    annotations: Annotations | None = None,
) -> TextPage:
    """The visible words of a page, and whether they are all that stands on it.

    Raises:
        UnreadableDocument: The page holds more characters than any page that is read.
    """
    annotations = annotations or Annotations()
    geometry = page_geometry(page, number)
    characters = read_characters(page, geometry)
    turn = turn_of(characters)
    picture = rendered_page(page)
    if turn:
        geometry = turned_geometry(geometry, turn)
        characters = read_characters(page, geometry)
        picture = turned_picture(picture, turn)
    drawn = drawn_on(page, geometry)
    filling = picture_share(drawn, geometry) >= _PAGE_FILLING
    layered = filling and _is_mostly_invisible(characters)
    visible = visible_text(characters, geometry, picture)
    level = [line for one in drawn for line in one.lines]
    kept, struck = without_struck(
        visible.characters,
        level,
        annotations.areas_struck(geometry),
        number,
    )
    apart = _apart(kept, drawn, picture, geometry)
    across, turned = by_direction(apart.running)
    across = without_raised(across)
    found = words_of(across)
    words = tuple(without_line_numbers(found))
    marks = (*turned_words(apart.strings), *annotations.undrawn_words(geometry))
    told = (*visible.findings, *struck, *annotations.findings(number), *_told(marks, number))
    if is_flow_chart(drawn, words):
        told = (*told, Finding("flow_chart", _FLOW_CHART, number))
    is_scan = layered or _is_picture(words, picture, settings, filling=filling)
    return TextPage(
        geometry=geometry,
        words=words,
        findings=told,
        stretches=_stretches(words),
        ruled=has_rulings(drawn),
        layered=layered,
        needs_ocr=is_scan or _undecoded_share(words) > _UNDECODED_SHARE,
        turn=turn,
        turned=tuple(turned_words(turned)),
        marks=marks,
        lines=tuple(shown_lines(across)),
        rules=tuple(level),
        line_numbers=tuple(w.text for w in found if w.text.isdigit() and w not in words),
    )


def _is_picture(
    words: Sequence[PageWord], picture: Picture, settings: ParsingSettings, *, filling: bool
) -> bool:
    """Whether the page's text stands in a picture: little text on paper with ink, or on a scan."""
    count = sum(len(word.text) for word in words)
    little = count < settings.minimum_characters_on_a_text_page and not _is_blank(picture)
    return little or (filling and count < _STAMP_CHARACTERS)


def _apart(
    characters: Sequence[Character],
    drawn: Sequence[Drawn],
    picture: Picture,
    geometry: PageGeometry,
) -> Apart:
    artifacts = {one.address: one.artifact for one in drawn if one.artifact}
    return set_apart(characters, artifacts, picture, geometry.width)


def _told(marks: Sequence[PageWord], number: int) -> tuple[Finding, ...]:
    """A finding for each text that lies over or beside the page's own; repetitions once."""
    texts = dict.fromkeys(word.text[:_LONGEST_MARK_TOLD] for word in marks)
    return tuple(
        Finding("watermark", f"Text lies across the page, apart from its lines: {text}.", number)
        for text in texts
    )


def _is_mostly_invisible(characters: Sequence[Character]) -> bool:
    """Whether the text is the kind of layer that scanning software lays over its picture."""
    drawn = [c.run for c in characters if c.run is not None and not c.text.isspace()]
    invisible = sum(run.render_mode in INVISIBLE_RENDER_MODES for run in drawn)
    return invisible > _INVISIBLE_SHARE * len(drawn)


def _undecoded_share(words: Sequence[PageWord]) -> float:
    """Share of the characters that mean nothing: no code known, or a private one, bullets aside."""
    text = "".join(word.text for word in words if len(word.text) > 1)
    unknown = sum(c == "\ufffd" or "\ue000" <= c <= "\uf8ff" or c < " " for c in text)
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
