"""The characters of a page as pdfium sees them: where each stands and how it is drawn.

Everything else that is said about a page's text (words, hidden text, cross-checks) is derived
from these, because pdfium is also what renders the page that a reviewer looks at.
"""

import ctypes
import math
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from domain.errors import UnreadableDocument
from ingest.pdf.page_words import PageGeometry, Rectangle

# A dense page of law has 7,000 characters. Past this a page is an attack or a data dump, and
# the arrays for it would not fit the worker's memory.
MAXIMUM_CHARACTERS_ON_A_PAGE = 200_000

INVISIBLE_RENDER_MODES = frozenset({3, 7})  # PDF 32000-1, table 106: neither filled nor stroked
_STROKED_RENDER_MODES = frozenset({2, 6})  # filled and stroked: how Word fakes a bold face
_FORCE_BOLD_FLAG = 1 << 18  # PDF 32000-1, table 123
_BOLD_WEIGHT = 700
_BOLD_NAMES = ("bold", "black", "heavy", "demi")


@dataclass(frozen=True, slots=True)
class TextRun:
    """How one text object is drawn; all its characters share it. ``fill`` is red to alpha, 0..255.

    ``font_size`` is in points as shown, with the text matrix applied. ``angle`` is the direction of
    its line as shown, in whole degrees against the clock, 0 to 359. ``origin`` is where its first
    character stands on the baseline, as shown. ``address`` tells one text object from another and
    is 0 where a test made the run. ``font`` is the name that the file gives its font.
    """

    font_size: float
    bold: bool
    fill: tuple[int, int, int, int]
    render_mode: int
    angle: int = 0
    origin: tuple[float, float] = (0.0, 0.0)
    address: int = 0
    font: str = ""

    @property
    def upright(self) -> bool:
        """Whether the line runs across the page as shown, not up or down it."""
        return self.angle % 180 < 45 or self.angle % 180 >= 135


@dataclass(frozen=True, slots=True)
class Character:
    """One code point. ``box`` hugs the ink, ``line_box`` spans the font's full height.

    A space or line break that pdfium inferred has no run and no size.
    """

    text: str
    box: Rectangle
    line_box: Rectangle
    run: TextRun | None


def page_geometry(page: pdfium.PdfPage, number: int) -> PageGeometry:
    """Size, visible rectangle and rotation of a page; ``number`` counts from 1."""
    width, height = page.get_size()
    return PageGeometry(
        number=number,
        width=width,
        height=height,
        crop=tuple(page.get_bbox()),
        rotation=page.get_rotation(),
    )


def read_characters(page: pdfium.PdfPage, geometry: PageGeometry) -> list[Character]:
    """All characters in pdfium's order, hidden ones and those outside the page included.

    Raises:
        UnreadableDocument: The page holds more characters than any page that is read.
    """
    textpage = page.get_textpage()
    try:
        count = raw.FPDFText_CountChars(textpage.raw)
        if count > MAXIMUM_CHARACTERS_ON_A_PAGE:
            raise UnreadableDocument(
                f"Page {geometry.number} holds {count:,} characters.",
                advice="No person could read such a page: split it or leave it out.",
            )
        return _CharacterReader(textpage.raw, geometry).read(max(count, 0))
    finally:
        textpage.close()


class _CharacterReader:
    """Holds the C variables that pdfium writes into, so that they are made once a page."""

    def __init__(self, textpage: Any, geometry: PageGeometry) -> None:
        self._textpage = textpage
        self._geometry = geometry
        self._edges = [ctypes.c_double() for _ in range(4)]
        self._loose = raw.FS_RECTF()
        self._matrix = raw.FS_MATRIX()
        self._channels = [ctypes.c_uint() for _ in range(4)]
        self._runs: dict[int, TextRun] = {}

    def read(self, count: int) -> list[Character]:
        return [self._character(index) for index in range(count)]

    def _character(self, index: int) -> Character:
        code = raw.FPDFText_GetUnicode(self._textpage, index)
        text = _character_text(code)
        if raw.FPDFText_IsGenerated(self._textpage, index) == 1 and text.isspace():
            return Character(text, (0.0, 0.0, 0.0, 0.0), (0.0, 0.0, 0.0, 0.0), None)
        left, right, bottom, top = self._edges
        raw.FPDFText_GetCharBox(self._textpage, index, left, right, bottom, top)
        tight = self._geometry.as_shown(left.value, bottom.value, right.value, top.value)
        loose, line_box = self._loose, tight
        if raw.FPDFText_GetLooseCharBox(self._textpage, index, loose):
            line_box = self._geometry.as_shown(loose.left, loose.bottom, loose.right, loose.top)
        return Character(text, tight, line_box, self._run(index))

    def _run(self, index: int) -> TextRun:
        text_object = raw.FPDFText_GetTextObject(self._textpage, index)
        address = ctypes.cast(text_object, ctypes.c_void_p).value or -1 - index
        if address not in self._runs:
            self._runs[address] = self._read_run(index, text_object)
        return self._runs[address]

    def _read_run(self, index: int, text_object: Any) -> TextRun:
        size = raw.FPDFText_GetFontSize(self._textpage, index)
        angle = 0.0
        if raw.FPDFText_GetMatrix(self._textpage, index, self._matrix):
            size *= math.hypot(self._matrix.c, self._matrix.d)
            angle = math.degrees(math.atan2(self._matrix.b, self._matrix.a))
        raw.FPDFText_GetFillColor(self._textpage, index, *self._channels)
        mode = raw.FPDFTextObj_GetTextRenderMode(text_object) if text_object else 0
        red, green, blue, alpha = (channel.value for channel in self._channels)
        font, bold = self._font(index)
        return TextRun(
            font_size=abs(size),
            bold=mode in _STROKED_RENDER_MODES or bold,
            fill=(red, green, blue, alpha),
            render_mode=mode,
            angle=round(angle - self._geometry.rotation) % 360,
            origin=self._origin(index),
            address=ctypes.cast(text_object, ctypes.c_void_p).value or 0,
            font=font,
        )

    def _origin(self, index: int) -> tuple[float, float]:
        across, up = self._edges[0], self._edges[1]
        raw.FPDFText_GetCharOrigin(self._textpage, index, across, up)
        x0, y0, _, _ = self._geometry.as_shown(across.value, up.value, across.value, up.value)
        return x0, y0

    def _font(self, index: int) -> tuple[str, bool]:
        """The font's name, and whether it is bold."""
        name = ctypes.create_string_buffer(256)
        flags = ctypes.c_int()
        raw.FPDFText_GetFontInfo(self._textpage, index, name, len(name), flags)
        face = name.value.decode("utf-8", "replace")
        bold = (
            any(word in face.lower() for word in _BOLD_NAMES)
            or bool(flags.value & _FORCE_BOLD_FLAG)
            or raw.FPDFText_GetFontWeight(self._textpage, index) >= _BOLD_WEIGHT
        )
        return face, bold


def _character_text(code: int) -> str:
    """The code point as text: pdfium marks a line-end hyphen by U+0002 and knows none by 0."""
    if code == 0x02:
        return "-"
    if code == 0 or 0xD800 <= code <= 0xDFFF or code in (0xFFFE, 0xFFFF):
        return "\ufffd"
    return chr(code)
