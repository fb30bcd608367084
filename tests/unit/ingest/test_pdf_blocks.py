from ingest.pdf.blocks import block_of, grouped_by_elements, with_markers_attached
from ingest.pdf.fallback import grouped_by_geometry
from ingest.pdf.page_words import PageWord
from ingest.pdf.words import numbered_lines


def word(text: str, x: float, y: float, *, size: float = 10, bold: bool = False) -> PageWord:
    return PageWord(text, (x, y, x + 5 * len(text), y + size), font_size=size, bold=bold)


def test_a_clause_number_joins_the_text_to_its_right() -> None:
    groups = [
        [word("1.1.8", 78, 100)],
        [word("R", 132, 100)],
        [word("A", 161, 100), word("firm", 170, 100), word("must", 161, 112)],
        [word("1.1.9", 78, 140)],
    ]

    joined = with_markers_attached(groups)

    texts = [block_of(group, 1)[0].text for group in joined]
    assert texts == ["1.1.8 R A firm must", "1.1.9"]


def test_a_word_beside_a_paragraph_that_is_no_marker_stays_alone() -> None:
    groups = [[word("Owner", 50, 100)], [word("Compliance", 100, 100)]]

    assert len(with_markers_attached(groups)) == 2


def test_a_stray_word_inside_a_paragraph_is_put_back_where_it_stands() -> None:
    line = [word(text, x, 100) for text, x in (("orders", 50), ("of", 90), ("firms", 110))]
    rest = [word("below", 50, 112)]
    boxes = [(50.0, 99.0, 140.0, 123.0), (89.0, 100.0, 101.0, 110.0)]

    groups, left_over = grouped_by_elements([*line, *rest], boxes)

    assert [block_of(group, 1)[0].text for group in groups] == ["orders of firms below"]
    assert left_over == []


def test_words_in_no_element_are_given_back() -> None:
    inside, outside = word("inside", 50, 100), word("outside", 50, 400)

    groups, left_over = grouped_by_elements([inside, outside], [(40.0, 90.0, 200.0, 120.0)])

    assert (groups, left_over) == ([[inside]], [outside])


def test_pieces_of_one_printed_line_share_its_number_and_a_superscript_stays_in_it() -> None:
    group = [
        word("Directive", 50, 100),
        PageWord("1", (96, 98, 99, 104), font_size=6),
        word("says", 110, 100),
        word("so.", 50, 113),
    ]

    block, following = block_of(group, 4)

    assert [(piece.text, piece.line) for piece in block.pieces] == [
        ("Directive", 4), ("1", 4), ("says", 4), ("so.", 5),
    ]  # fmt: skip
    assert following == 6
    assert (block.font_size, block.bold) == (10, False)


def test_geometry_alone_parts_paragraphs_columns_and_headings() -> None:
    words = numbered_lines(
        [
            word("Duties", 50, 80, bold=True),
            word("A", 50, 100), word("firm", 60, 100), word("must", 50, 112), word("act.", 75, 112),
            word("Next", 50, 140),
            word("Column", 300, 100), word("two.", 300, 112),
        ]
    )  # fmt: skip

    texts = [block_of(group, 1)[0].text for group in grouped_by_geometry(words)]

    assert texts == ["Duties", "A firm must act.", "Column two.", "Next"]
