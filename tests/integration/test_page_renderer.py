"""The real renderer in its worker process: pages as shown, and files that cannot be drawn."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from api import page_images
from api.page_images import PdfPageRenderer
from domain.errors import UnreadableDocument
from tests.pdf_factory import boxed_pdf, text_pdf

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def renderer() -> Iterator[PdfPageRenderer]:
    made = PdfPageRenderer()
    yield made
    made.close()


def test_a_page_is_drawn_at_its_size_with_its_ink_where_the_words_are(
    renderer: PdfPageRenderer, tmp_path: Path
) -> None:
    image = renderer.render(text_pdf(tmp_path / "a.pdf"), 1)
    assert image.size == (1190, 1684)  # A4 in points, twice
    line = image.crop((144, 110, 900, 170)).convert("L")  # the first line: 72 points in and down
    assert line.getextrema() == (0, 255)
    margin = image.crop((0, 0, 140, 1684)).convert("L")
    assert margin.getextrema() == (255, 255)


def test_the_picture_is_of_the_visible_part_turned_as_shown(
    renderer: PdfPageRenderer, tmp_path: Path
) -> None:
    pdf = boxed_pdf(
        tmp_path / "a.pdf", media=(0, 0, 600, 800), crop=(100, 300, 500, 500), rotation=90
    )
    assert renderer.render(pdf, 1).size == (400, 800)  # 400 by 200 points, on its side


def test_a_huge_page_is_drawn_smaller(renderer: PdfPageRenderer, tmp_path: Path) -> None:
    pdf = boxed_pdf(tmp_path / "a.pdf", media=(0, 0, 14_400, 14_400), crop=(0, 0, 14_400, 14_400))
    width, height = renderer.render(pdf, 1).size
    assert width * height <= page_images.MAXIMUM_PIXELS * 1.01


def test_what_cannot_be_drawn_is_an_error_and_the_next_page_still_is(
    renderer: PdfPageRenderer, tmp_path: Path
) -> None:
    good = text_pdf(tmp_path / "good.pdf")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 broken")
    for source, page in ((tmp_path / "broken.pdf", 1), (tmp_path / "absent.pdf", 1), (good, 9)):
        with pytest.raises(UnreadableDocument):
            renderer.render(source, page)
    assert renderer.render(good, 1).width > 0


def _never_drawn(source: str, page: int) -> tuple[int, int, bytes]:
    """A drawing that outlasts any limit; runs in the worker process."""
    threading.Event().wait()
    raise AssertionError((source, page))


def test_a_page_that_takes_too_long_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = PdfPageRenderer()
    monkeypatch.setattr(page_images, "RENDER_TIMEOUT_SECONDS", 0.3)
    monkeypatch.setattr(page_images, "draw_page", _never_drawn)
    with pytest.raises(UnreadableDocument):
        made.render(text_pdf(tmp_path / "a.pdf", size=8), 1)
    made.close()
