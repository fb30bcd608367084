"""Small PDFs for tests, drawn with reportlab: each says what is odd about it.

Coordinates are PDF's own: points from the bottom left corner.
"""

import io
import re
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

A4 = (595.0, 842.0)
BODY = (
    "The bank must verify the identity of each customer before it opens an account, and must",
    "keep a record of the evidence for five years after the relationship has ended.",
)


def text_pdf(path: Path, pages: Sequence[Sequence[str]] = (BODY,), *, size: float = 11) -> Path:
    """One page for each sequence of lines, from 72 points below the top, at 72 from the left."""
    canvas = Canvas(str(path), pagesize=A4)
    for lines in pages:
        canvas.setFont("Helvetica", size)
        for index, line in enumerate(lines):
            canvas.drawString(72, 842 - 72 - index * 1.2 * size, line)
        canvas.showPage()
    canvas.save()
    return path


def two_column_pdf(path: Path, left: Sequence[str], right: Sequence[str]) -> Path:
    """Two columns under a title, drawn line by line across both, as some programs do."""
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setFont("Helvetica-Bold", 14)
    canvas.drawString(72, 770, "A title that stands across both of the columns of this page")
    canvas.setFont("Helvetica", 10)
    for index, (one, other) in enumerate(zip(left, right, strict=True)):
        canvas.drawString(72, 730 - index * 12, one)
        canvas.drawString(312, 730 - index * 12, other)
    canvas.save()
    return path


def boxed_pdf(
    path: Path,
    *,
    media: tuple[float, float, float, float],
    crop: tuple[float, float, float, float],
    rotation: int = 0,
    at: tuple[float, float] = (150.0, 400.0),
    text: str = "Highlighted words",
) -> Path:
    """One line at ``at`` on a page whose visible part begins anywhere."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    canvas.setFont("Helvetica", 12)
    canvas.drawString(*at, text)
    canvas.save()
    with pdfium.PdfDocument(buffer.getvalue()) as document:
        page = document[0]
        page.set_mediabox(*media)
        page.set_cropbox(*crop)
        page.set_rotation(rotation)
        document.save(path)
    return path


def hidden_pdf(path: Path) -> Path:
    """One visible line, white text on a dark bar, and text hidden in five ways."""
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setFont("Helvetica", 11)
    canvas.drawString(72, 740, "Gifts above 50 pounds must be declared.")
    canvas.setFillGray(0.2)
    canvas.rect(60, 690, 400, 24, fill=1, stroke=0)
    canvas.setFillGray(1)
    canvas.drawString(72, 698, "Visible heading on a dark bar")
    canvas.drawString(72, 640, "whiteonwhite instructions")
    canvas.setFillGray(0)
    canvas.setFont("Helvetica", 1)
    canvas.drawString(72, 620, "tinyprint")
    canvas.setFont("Helvetica", 11)
    canvas.drawString(700, 600, "beyondtheedge")
    canvas.drawString(72, 580, "paintedover")
    canvas.setFillGray(1)
    canvas.rect(60, 570, 300, 24, fill=1, stroke=0)
    canvas.setFillGray(0)
    text = canvas.beginText(72, 540)
    text.setTextRenderMode(3)
    text.textOut("rendermodethree")
    canvas.drawText(text)
    canvas.save()
    return path


def encrypted_pdf(path: Path, *, user_password: str, may_copy: bool = True) -> Path:
    """With an empty user password anybody may open it; it can still ask not to be copied."""
    protection = StandardEncryption(user_password, "owner", canCopy=int(may_copy))
    canvas = Canvas(str(path), pagesize=A4, encrypt=protection)
    canvas.drawString(72, 740, BODY[0])
    canvas.save()
    return path


def outlined_pdf(path: Path, titles: Sequence[tuple[str, int]]) -> Path:
    """A page and a bookmark for each title; levels from 0."""
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setTitle("Policy with bookmarks")
    for index, (title, level) in enumerate(titles):
        canvas.bookmarkPage(str(index))
        canvas.addOutlineEntry(title, str(index), level)
        canvas.drawString(72, 740, title)
        canvas.showPage()
    canvas.save()
    return path


def scan_pdf(path: Path, lines: Sequence[str], *, layer: str = "") -> Path:
    """A picture of text that fills the page, with an invisible text layer where one is given."""
    drawn = text_pdf(path.with_suffix(".drawn.pdf"), [lines], size=14)
    with pdfium.PdfDocument(drawn) as document:
        picture = document[0].render(scale=2.5).to_pil()
    canvas = Canvas(str(path), pagesize=A4)
    canvas.drawImage(ImageReader(picture), 0, 0, *A4)
    if layer:
        text = canvas.beginText(72, 740)
        text.setTextRenderMode(3)
        text.textOut(layer)
        canvas.drawText(text)
    canvas.save()
    return path


def merged_pdf(path: Path, parts: Sequence[Path]) -> Path:
    """The pages of all parts, in order."""
    with pdfium.PdfDocument.new() as merged:
        for part in parts:
            with pdfium.PdfDocument(part) as document:
                merged.import_pages(document)
        merged.save(path)
    return path


def crowded_pdf(path: Path, lines: int = 5_000) -> Path:
    """A page of so many short lines that pdfminer's layout never ends: 13 KB that hang it."""
    drawing = b"".join(
        b"1 0 0 1 %d %d Tm (line%d) Tj " % (20 + 28 * (i % 20), 20 + (i // 20) * 3, i)
        for i in range(lines)
    )
    return _one_stream(path, b"BT /F1 3 Tf " + drawing + b"ET")


def nested_forms_pdf(path: Path) -> Path:
    """A form that draws another ten times, and so on: 10 ** 8 letters from 2.5 KB.

    pdfium counts them for a minute and then aborts its process.
    """
    calls = b"/X Do " * 10
    letter = b"BT /F1 10 Tf (x) Tj ET"
    form = b"<< /Type /XObject /Subtype /Form /BBox [0 0 600 800] /Length %d /Resources << "
    forms = [
        form % len(calls) + b"/XObject << /X %d 0 R >> >> >> stream\n" % (7 + level)
        + calls + b"\nendstream"
        for level in range(8)
    ]  # fmt: skip
    forms.append(
        form % len(letter) + b"/Font << /F1 5 0 R >> >> >> stream\n" + letter + b"\nendstream"
    )
    return _one_stream(path, b"/X Do", extra=forms)


def _one_stream(path: Path, stream: bytes, extra: Sequence[bytes] = ()) -> Path:
    """A one-page file written by hand; form ``X`` is the first of ``extra``, object 6."""
    packed = zlib.compress(stream)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources"
        b" << /Font << /F1 5 0 R >> /XObject << /X 6 0 R >> >> >>",
        b"<< /Length %d /Filter /FlateDecode >> stream\n" % len(packed) + packed + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *extra,
    ]
    body, offsets = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    path.write_bytes(
        body
        + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
        + table
        + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF"
        % (len(objects) + 1, len(body))
    )
    return path


def drawn_pdf(path: Path, *pages: Callable[[Canvas], None]) -> Path:
    """One A4 page for each function that draws it."""
    canvas = Canvas(str(path), pagesize=A4)
    for draw in pages:
        canvas.setFont("Helvetica", 11)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return path


def lines_from(canvas: Canvas, lines: Sequence[str], *, x: float = 90, y: float = 700) -> None:
    """The lines one under another, 16 points apart, in 11 points."""
    canvas.setFillGray(0)
    canvas.setFont("Helvetica", 11)
    for index, line in enumerate(lines):
        canvas.drawString(x, y - 16 * index, line)


def wrong_letters_pdf(path: Path, text: str) -> Path:
    """A line in an embedded font whose map says the next letter of the alphabet for each."""
    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setFont("Vera", 14)
    canvas.drawString(72, 740, text)
    canvas.save()
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for font in pdf.pages[0].Resources.Font.values():
            if "/ToUnicode" in font:
                font.ToUnicode = pdf.make_stream(_next_letters(font.ToUnicode.read_bytes()))
        pdf.save(path)
    return path


def _next_letters(character_map: bytes) -> bytes:
    """The map with every character that stands alone on its line moved on by one."""

    def moved(found: re.Match[bytes]) -> bytes:
        return b"<%04X>" % (int(found.group(1), 16) + 1)

    head, begin, rest = character_map.partition(b"beginbf")
    return head + begin + re.sub(rb"<([0-9A-Fa-f]{4})>", moved, rest)
