# mypy: disable-error-code="import-untyped"
# Reason: ReportLab ships no type information.
"""Registers the embedded fonts and holds the paragraph styles."""

from __future__ import annotations

from pathlib import Path

from reportlab.lib.enums import TA_JUSTIFY, TA_LEFT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FAMILY = "LiberationSans"
BODY_SIZE = 10.5  # points
BODY_LEADING = 15.0  # points
FONT_FOLDER = Path("/usr/share/fonts/truetype/liberation")
_FACES = {"": "Regular", "-Bold": "Bold", "-Italic": "Italic", "-BoldItalic": "BoldItalic"}


class FontMissing(RuntimeError):
    """A font file that the renderer embeds is not installed."""


def register_fonts(folder: Path = FONT_FOLDER) -> None:
    """Makes the four Liberation Sans faces known to ReportLab; harmless when repeated.

    Raises:
        FontMissing: a face is not in `folder`.
    """
    for suffix, face in _FACES.items():
        path = folder / f"LiberationSans-{face}.ttf"
        if not path.is_file():
            raise FontMissing(f"{path} is missing: install the Debian package fonts-liberation")
        if FAMILY + suffix not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(FAMILY + suffix, str(path)))
    pdfmetrics.registerFontFamily(
        FAMILY,
        normal=FAMILY,
        bold=f"{FAMILY}-Bold",
        italic=f"{FAMILY}-Italic",
        boldItalic=f"{FAMILY}-BoldItalic",
    )


def styles(columns: int) -> dict[str, ParagraphStyle]:
    """Returns the paragraph styles by name; indents (points) shrink in a two-column layout."""
    first, second = (38, 20) if columns == 1 else (28, 15)
    cell_size = 9 if columns == 1 else 8  # so that words fit the narrow cells
    body = ParagraphStyle(
        "body",
        fontName=FAMILY,
        fontSize=BODY_SIZE,
        leading=BODY_LEADING,
        spaceAfter=7,
        alignment=TA_JUSTIFY,
        hyphenationLang="en_GB",
        bulletFontName=FAMILY,
        bulletFontSize=BODY_SIZE,
        allowWidows=0,
        allowOrphans=0,
    )
    made = [
        body,
        ParagraphStyle("clause", body, leftIndent=first, bulletIndent=0),
        ParagraphStyle("item1", body, leftIndent=first + second, bulletIndent=first, spaceAfter=4),
        ParagraphStyle(
            "item2", body, leftIndent=first + 2 * second, bulletIndent=first + second, spaceAfter=4
        ),
        _heading("heading1", 14, 16),
        _heading("heading2", 11.5, 10),
        _heading("heading3", BODY_SIZE, 8),
        ParagraphStyle("caption", body, fontName=f"{FAMILY}-Bold", fontSize=9.5, leading=13,
                       spaceBefore=6, spaceAfter=4, alignment=TA_LEFT),
        ParagraphStyle("cell", body, fontSize=cell_size, leading=cell_size + 3,
                       alignment=TA_LEFT, spaceAfter=0),
        ParagraphStyle("cellhead", body, fontName=f"{FAMILY}-Bold", fontSize=cell_size,
                       leading=cell_size + 3, alignment=TA_LEFT, spaceAfter=0,
                       hyphenationLang=None),
        ParagraphStyle("title", body, fontName=f"{FAMILY}-Bold", fontSize=24, leading=30,
                       alignment=TA_LEFT, spaceAfter=24, hyphenationLang=None),
        ParagraphStyle("bank", body, fontName=f"{FAMILY}-Bold", fontSize=13, leading=18,
                       alignment=TA_LEFT, spaceBefore=60, spaceAfter=36, hyphenationLang=None),
    ]  # fmt: skip
    return {style.name: style for style in made}


def _heading(name: str, size: float, space_before: float) -> ParagraphStyle:
    return ParagraphStyle(
        name,
        fontName=f"{FAMILY}-Bold",
        fontSize=size,
        leading=size * 1.3,
        spaceBefore=space_before,
        spaceAfter=6,
        keepWithNext=1,
        alignment=TA_LEFT,
    )
