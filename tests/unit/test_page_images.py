"""What is on the picture of a page: the readable words and nothing of the withheld."""

from PIL import Image

from api.page_images import HIGHLIGHT, PAPER, WITHHELD, highlight, withhold
from domain.types import Box
from tests.fakes.chunks import PAGE_WIDTH, version_of, words_on
from tests.fakes.door import COMPLIANCE, STAMP, ink

INK = (0, 0, 90)


def box(x0: float, y0: float, x1: float, y1: float) -> Box:
    return Box(page=1, x0=x0, y0=y0, x1=x1, y1=y1)


def middle(area: Box) -> tuple[int, int]:
    return int((area.x0 + area.x1) / 2), int((area.y0 + area.y1) / 2)


def test_withheld_words_are_black_and_everything_that_is_no_word_is_gone() -> None:
    version = version_of([("1 Open", ["1.1 open words"])], section_labels={"1": COMPLIANCE})
    words = words_on(version, 1)
    readable, withheld = words[:3], words[3:]
    image = ink(version, 1)
    shown = withhold(
        image,
        page_width=PAGE_WIDTH,
        readable=[w.box for w in readable],
        withheld=[w.box for w in withheld],
    )
    assert image.getpixel(STAMP[:2]) == (200, 0, 0)
    assert shown.getpixel(STAMP[:2]) == PAPER
    assert all(shown.getpixel(middle(w.box)) == WITHHELD for w in withheld)
    assert all(shown.getpixel(middle(w.box)) == INK for w in readable)


def test_no_ink_of_a_withheld_word_is_left_anywhere() -> None:
    version = version_of([("1 Open", ["1.1 some words", "1.2 further words here"])])
    words = words_on(version, 1)
    image = Image.new("RGB", ink(version, 1).size, PAPER)
    for word in words[4:]:  # only the withheld ones are drawn at all
        image.paste((255, 0, 255), (int(word.box.x0), int(word.box.y0), int(word.box.x1) + 1,
                                    int(word.box.y1) + 1))  # fmt: skip
    shown = withhold(
        image,
        page_width=PAGE_WIDTH,
        readable=[w.box for w in words[:4]],
        withheld=[w.box for w in words[4:]],
    )
    colours = {colour for _, colour in shown.getcolors(maxcolors=1_000_000) or []}
    assert (255, 0, 255) not in colours


def test_a_readable_words_box_that_reaches_over_a_withheld_one_uncovers_nothing() -> None:
    image = Image.new("RGB", (100, 100), INK)
    shown = withhold(
        image, page_width=100, readable=[box(0, 0, 100, 100)], withheld=[box(40, 40, 60, 60)]
    )
    assert shown.getpixel((50, 50)) == WITHHELD


def test_black_areas_do_not_give_away_the_width_of_each_word() -> None:
    image = Image.new("RGB", (100, 100), PAPER)
    shown = withhold(
        image, page_width=100, readable=[], withheld=[box(10, 10, 20, 20), box(60, 10, 80, 20)]
    )
    assert shown.getpixel((40, 15)) == WITHHELD


def test_a_page_of_another_size_in_pixels_is_marked_at_its_own_scale() -> None:
    image = Image.new("RGB", (200, 200), PAPER)
    marked = highlight(image, page_width=100, boxes=[box(40, 40, 60, 60)])
    assert marked.getpixel((100, 100)) == HIGHLIGHT
    assert marked.getpixel((50, 50)) == PAPER


def test_ink_under_the_marker_stays_dark() -> None:
    image = Image.new("RGB", (100, 100), INK)
    marked = highlight(image, page_width=100, boxes=[box(40, 40, 60, 60)])
    assert sum(marked.getpixel((50, 50))) < 100  # type: ignore[arg-type]  # an RGB tuple
