from pathlib import Path

import pypdfium2 as pdfium
import pytest

from ingest.pdf.characters import page_geometry, read_characters
from ingest.pdf.page_words import PageGeometry, PageWord, Rectangle
from ingest.pdf.words import words_of
from tests import pdf_factory


def words_on(path: Path) -> tuple[PageGeometry, list[PageWord]]:
    with pdfium.PdfDocument(path) as document:
        page = document[0]
        geometry = page_geometry(page, 1)
        return geometry, words_of(read_characters(page, geometry))


def darkness_in(path: Path, box: Rectangle) -> float:
    """Share of dark pixels inside a box of the page as pdfium shows it, three pixels a point."""
    with pdfium.PdfDocument(path) as document:
        pixels = document[0].render(scale=3, grayscale=True).to_numpy()
    x0, y0, x1, y1 = (round(edge * 3) for edge in box)
    return float((pixels[y0:y1, x0:x1] < 128).mean())


def test_words_come_with_their_size_weight_and_line(tmp_path: Path) -> None:
    lines = ["1.1 Gifts", "above fifty pounds"]
    _, words = words_on(pdf_factory.text_pdf(tmp_path / "a.pdf", [lines], size=12))

    assert [word.text for word in words] == ["1.1", "Gifts", "above", "fifty", "pounds"]
    assert [word.line for word in words] == [1, 1, 2, 2, 2]
    assert {word.font_size for word in words} == {12.0}
    assert not any(word.bold for word in words)


def test_a_bold_face_is_told_by_its_name(tmp_path: Path) -> None:
    path = pdf_factory.two_column_pdf(tmp_path / "a.pdf", ["left"], ["right"])

    _, words = words_on(path)

    assert {word.text: word.bold for word in words}["title"]
    assert not {word.text: word.bold for word in words}["left"]


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize(
    ("media", "crop"),
    [
        ((0, 0, 595, 842), (0, 0, 595, 842)),
        ((-50, -100, 595, 842), (20, 30, 575, 812)),
        ((-300, -400, 295, 442), (-250, -300, 250, 400)),  # negative coordinates
    ],
)
def test_boxes_lie_on_the_ink_whatever_the_crop_and_the_rotation(
    tmp_path: Path,
    rotation: int,
    media: tuple[float, float, float, float],
    crop: tuple[float, float, float, float],
) -> None:
    path = pdf_factory.boxed_pdf(
        tmp_path / "a.pdf", media=media, crop=crop, rotation=rotation, at=(100, 200)
    )

    geometry, words = words_on(path)

    assert [word.text for word in words] == ["Highlighted", "words"]
    assert (geometry.width < geometry.height) == (rotation in (0, 180))
    for word in words:
        assert darkness_in(path, word.box) > 0.1
    everything = darkness_in(path, (0, 0, geometry.width, geometry.height))
    inside = sum(
        darkness_in(path, w.box) * (w.box[2] - w.box[0]) * (w.box[3] - w.box[1]) for w in words
    )
    assert inside == pytest.approx(everything * geometry.width * geometry.height, rel=0.1)
