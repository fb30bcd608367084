from pathlib import Path

from domain.answers import Citation
from domain.types import Box
from evals.citation_check import share_of_words_covered
from tests.pdf_factory import drawn_pdf, lines_from

LINES = ("Keys that are lost are reported at once to the desk", "that has the locks changed.")


def citation(quote: str, boxes: tuple[Box, ...]) -> Citation:
    return Citation.model_construct(quote=quote, boxes=boxes)


def box(top: float, bottom: float) -> Box:
    return Box(page=1, x0=85, y0=top, x1=450, y1=bottom)


FIRST, SECOND = box(130, 146), box(147, 162)  # the lines stand 142 and 158 points from the top


def test_a_quote_is_covered_by_its_boxes_in_its_own_order_alone(tmp_path: Path) -> None:
    source = drawn_pdf(tmp_path / "a.pdf", lambda canvas: lines_from(canvas, LINES))
    quote = " ".join(LINES)

    assert share_of_words_covered(citation(quote, (FIRST, SECOND)), source) == 1.0
    assert share_of_words_covered(citation(quote, (SECOND, FIRST)), source) < 0.8


def test_words_of_the_page_in_another_order_are_no_quote(tmp_path: Path) -> None:
    source = drawn_pdf(tmp_path / "a.pdf", lambda canvas: lines_from(canvas, LINES))
    quote = "the desk to at once reported are lost are that Keys"

    assert share_of_words_covered(citation(quote, (FIRST,)), source) < 0.8
