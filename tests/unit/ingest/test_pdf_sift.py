"""What stands on a page and is no running text, kind by kind, on pages that are drawn here."""

from collections.abc import Callable
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw
import pytest
from reportlab.pdfgen.canvas import Canvas

from domain.settings import ParsingSettings
from ingest.pdf.annotations import drawn_page
from ingest.pdf.page import TextPage, read_text_page
from tests.pdf_factory import drawn_pdf, lines_from

SETTINGS = ParsingSettings()
LINES = (
    "1.1 A branch reports each loss of keys to the premises desk at once and",
    "the desk has the locks changed within two days of the report that it got.",
    "1.2 Staff who lose a badge pay nothing for the first new one in a year",
    "and ten euros for every further badge that is made out for them.",
)
TEXT = " ".join(LINES)


def page_of(tmp_path: Path, draw: Callable[[Canvas], None]) -> TextPage:
    path = drawn_pdf(tmp_path / "drawn.pdf", draw)
    with pdfium.PdfDocument(path) as document:
        document.init_forms()
        with drawn_page(document, 0) as (page, annotations):
            return read_text_page(page, 1, SETTINGS, annotations)


def text_of(page: TextPage) -> str:
    words = sorted(page.words, key=lambda word: (word.line, word.box[0]))
    return " ".join(word.text for word in words)


def codes(page: TextPage) -> list[str]:
    return [finding.code for finding in page.findings]


def slanted(canvas: Canvas) -> None:
    canvas.saveState()
    canvas.setFillGray(0.8)
    canvas.setFont("Helvetica-Bold", 50)
    canvas.translate(150, 560)
    canvas.rotate(40)
    canvas.drawString(0, 0, "INTERNAL USE")
    canvas.restoreState()


def level_over_the_lines(canvas: Canvas) -> None:
    canvas.setFillGray(0.8)
    canvas.setFont("Helvetica-Bold", 40)
    canvas.drawString(120, 670, "INTERNAL USE")


def tiled(canvas: Canvas) -> None:
    canvas.setFillColorRGB(0.85, 0.85, 0.95)
    canvas.setFont("Helvetica", 9)
    for row in range(6):
        for column in range(3):
            canvas.drawString(100 + 150 * column, 706 - 17 * row, "INTERNAL USE")


def coloured_stamp(canvas: Canvas) -> None:
    canvas.setFillColorRGB(0.8, 0, 0)
    canvas.setFont("Helvetica-Bold", 24)
    canvas.drawString(200, 680, "INTERNAL USE")


@pytest.mark.parametrize("mark", [slanted, level_over_the_lines, tiled, coloured_stamp])
@pytest.mark.parametrize("is_under", [True, False])
def test_a_mark_across_the_lines_stands_apart_from_them(
    tmp_path: Path, mark: Callable[[Canvas], None], is_under: bool
) -> None:
    def draw(canvas: Canvas) -> None:
        if is_under:
            mark(canvas)
        lines_from(canvas, LINES)
        if not is_under:
            mark(canvas)

    page = page_of(tmp_path, draw)

    assert text_of(page) == TEXT
    assert {word.text for word in page.marks} == {"INTERNAL USE"}
    assert codes(page) == ["watermark"]


def test_a_large_heading_that_touches_nothing_is_no_mark(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFillColorRGB(0.1, 0.2, 0.5)
        canvas.setFont("Helvetica-Bold", 30)
        canvas.drawString(90, 740, "Keys and badges")
        lines_from(canvas, LINES)

    page = page_of(tmp_path, draw)

    assert page.marks == ()
    assert text_of(page) == f"Keys and badges {TEXT}"


def test_text_up_the_margin_is_one_string_beside_the_page(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        lines_from(canvas, LINES)
        canvas.saveState()
        canvas.translate(40, 600)
        canvas.rotate(90)
        canvas.drawString(0, 0, "Printed on demand")
        canvas.restoreState()

    page = page_of(tmp_path, draw)

    assert text_of(page) == TEXT
    assert [word.text for word in page.turned] == ["Printed on demand"]


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_that_is_set_sideways_is_turned_and_its_boxes_are_turned_back(
    tmp_path: Path, degrees: int
) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.translate(300, 420)
        canvas.rotate(degrees)
        lines_from(canvas, LINES, x=-190, y=60)

    page = page_of(tmp_path, draw)

    assert text_of(page) == TEXT
    assert page.turn == degrees
    with pdfium.PdfDocument(tmp_path / "drawn.pdf") as document:
        pixels = document[0].render(scale=2, grayscale=True).to_numpy()
    for word in page.words:
        x0, y0, x1, y1 = (round(2 * edge) for edge in page.as_shown(word.box))
        assert pixels[y0:y1, x0:x1].min() < 128


@pytest.mark.parametrize("side", [60, 530])
@pytest.mark.parametrize(("first", "step"), [(1, 1), (37, 1), (5, 5)])
def test_numbers_that_count_lines_leave_the_text(
    tmp_path: Path, side: float, first: int, step: int
) -> None:
    many = (LINES * 6)[: 5 * 4 if step == 5 else 4]

    def draw(canvas: Canvas) -> None:
        lines_from(canvas, many)
        for index in range(len(many)):
            if (index + 1) % step == 0:
                number = first + (index // step) * step
                canvas.drawRightString(side, 700 - 16 * index, str(number))

    page = page_of(tmp_path, draw)

    assert text_of(page) == " ".join(many)
    assert len(page.line_numbers) == len(many) // step


def test_numbers_of_items_stay(tmp_path: Path) -> None:
    items = ("Keys are counted.", "Badges are numbered.", "Doors are locked.", "Visits are logged.")

    def draw(canvas: Canvas) -> None:
        lines_from(canvas, items)
        lines_from(canvas, ("1", "2", "3", "4"), x=70)

    assert text_of(page_of(tmp_path, draw)).startswith("1 Keys are counted. 2 Badges")


def raised(canvas: Canvas, x: float, y: float, before: str, mark: str, after: str) -> None:
    canvas.setFont("Helvetica", 11)
    canvas.drawString(x, y, before)
    x += canvas.stringWidth(before, "Helvetica", 11)
    canvas.setFont("Helvetica", 7)
    canvas.drawString(x, y + 4, mark)
    x += canvas.stringWidth(mark, "Helvetica", 7)
    canvas.setFont("Helvetica", 11)
    canvas.drawString(x, y, after)


@pytest.mark.parametrize(
    ("before", "mark", "after", "read"),
    [
        ("within 20", "6", " days of it", "within 20 days of it"),
        ("up to EUR 7,500", "12", ", once a year", "up to EUR 7,500, once a year"),
        ("Regulation 45/2019", "(3)", " applies here", "Regulation 45/2019 applies here"),
        ("of every branch", "1,2", " in the town", "of every branch in the town"),
        ("a limit of 10", "8", " euros is set", "a limit of 10^8 euros is set"),
        ("not more than 80 m", "2", " of floor", "not more than 80 m^2 of floor"),
        ("on the 1", "st", " of each month", "on the 1st of each month"),
    ],
)
def test_a_raised_number_never_joins_the_figure_before_it(
    tmp_path: Path, before: str, mark: str, after: str, read: str
) -> None:
    page = page_of(tmp_path, lambda canvas: raised(canvas, 90, 700, before, mark, after))

    assert text_of(page) == read


def test_ten_with_a_note_on_the_page_is_no_power(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        raised(canvas, 90, 700, "within 10", "3", " days of the report")
        raised(canvas, 90, 100, "", "3", " Working days, not days of the week.")

    assert text_of(page_of(tmp_path, draw)) == (
        "within 10 days of the report 3 Working days, not days of the week."
    )


def test_a_lowered_number_keeps_a_space_from_a_figure_and_stays_with_letters(
    tmp_path: Path,
) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(90, 700, "The CO")
        canvas.setFont("Helvetica", 7)
        canvas.drawString(90 + canvas.stringWidth("The CO", "Helvetica", 11), 697.5, "2")
        canvas.setFont("Helvetica", 11)
        canvas.drawString(140, 700, "limit is 40")
        canvas.setFont("Helvetica", 7)
        canvas.drawString(140 + canvas.stringWidth("limit is 40", "Helvetica", 11), 697.5, "5")

    assert text_of(page_of(tmp_path, draw)) == "The CO2 limit is 40 5"


@pytest.mark.parametrize("height", [2.5, 4.0])
def test_text_with_a_line_through_it_is_left_out_and_told(tmp_path: Path, height: float) -> None:
    def draw(canvas: Canvas) -> None:
        lines_from(canvas, LINES)
        canvas.setLineWidth(0.7)
        width = canvas.stringWidth(LINES[1], "Helvetica", 11)
        canvas.line(90, 684 + height, 90 + width, 684 + height)

    page = page_of(tmp_path, draw)

    assert text_of(page) == " ".join((LINES[0], *LINES[2:]))
    assert codes(page) == ["struck_text"]


def test_underlined_text_and_text_on_a_bar_stay(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setStrokeGray(0.9)
        canvas.setLineWidth(14)  # a bar drawn as one thick line
        canvas.line(90, 656, 400, 656)
        canvas.setStrokeGray(0)
        canvas.setLineWidth(0.7)
        canvas.line(90, 698, 400, 698)
        lines_from(canvas, LINES)

    page = page_of(tmp_path, draw)

    assert text_of(page) == TEXT
    assert codes(page) == []


@pytest.mark.parametrize("spacing", [2.5, 5.0])
def test_letter_spaced_words_are_words(tmp_path: Path, spacing: float) -> None:
    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(90, 700)
        text.setFont("Helvetica", 11)
        text.setCharSpace(spacing)
        text.textOut("2 LOST KEYS and badges")
        canvas.drawText(text)

    assert text_of(page_of(tmp_path, draw)) == "2 LOST KEYS and badges"


def test_spaces_typed_between_letters_are_no_words(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(90, 700, "G e n e r a l   p r o v i s i o n s")

    assert text_of(page_of(tmp_path, draw)) == "General provisions"


def test_letters_placed_one_by_one_are_words(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        x = 90.0
        for letter in "Lost keys cost money":
            canvas.drawString(x, 700, letter)
            x += canvas.stringWidth(letter, "Helvetica", 11) + 3

    assert text_of(page_of(tmp_path, draw)) == "Lost keys cost money"


def test_a_drop_cap_belongs_to_its_word(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 38)
        canvas.drawString(90, 686, "N")
        lines_from(
            canvas, ("obody lends a badge to anybody else, and", "nobody wears it outside."), x=121
        )

    page = page_of(tmp_path, draw)

    assert text_of(page) == "Nobody lends a badge to anybody else, and nobody wears it outside."


def test_a_form_value_is_read_where_it_stands(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        lines_from(canvas, ("1.1 Daily limit for keys:", "1.2 It is set each year."))
        canvas.acroForm.textfield(
            value="40 pieces", x=230, y=696, width=120, height=16, fontSize=10, borderWidth=0
        )

    assert "1.1 Daily limit for keys: 40 pieces 1.2" in text_of(page_of(tmp_path, draw))


def test_a_grid_behind_figures_strikes_nothing(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setLineWidth(0.5)
        for index in range(4):
            canvas.line(90, 703.5 - 30 * index, 500, 703.5 - 30 * index)
            canvas.drawString(200, 700 - 30 * index, f"{index + 1},000")

    page = page_of(tmp_path, draw)

    assert text_of(page) == "1,000 2,000 3,000 4,000"
    assert codes(page) == []


def test_a_strike_out_annotation_strikes_text(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        lines_from(canvas, LINES)
        canvas.linkURL("https://example.org", (90, 680, 400, 696))  # an annotation of another kind

    path = drawn_pdf(tmp_path / "plain.pdf", draw)
    struck = tmp_path / "struck.pdf"
    with pdfium.PdfDocument(path) as document:
        page = document[0]
        annotation = raw.FPDFPage_CreateAnnot(page.raw, raw.FPDF_ANNOT_STRIKEOUT)
        corners = raw.FS_QUADPOINTSF(x1=85, y1=712, x2=540, y2=712, x3=85, y3=697, x4=540, y4=697)
        raw.FPDFAnnot_AppendAttachmentPoints(annotation, corners)
        raw.FPDFAnnot_SetRect(annotation, raw.FS_RECTF(left=85, bottom=697, right=540, top=712))
        raw.FPDFPage_CloseAnnot(annotation)
        page.close()
        document.save(struck)

    with pdfium.PdfDocument(struck) as document, drawn_page(document, 0) as (page, annotations):
        read = read_text_page(page, 1, SETTINGS, annotations)

    assert text_of(read) == " ".join(LINES[1:])
    assert codes(read) == ["struck_text"]
