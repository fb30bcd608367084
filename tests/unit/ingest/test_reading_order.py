import random

from hypothesis import given
from hypothesis import strategies as st

from ingest.pdf.page_words import Rectangle
from ingest.pdf.reading_order import column_gutter, in_reading_order

TITLE = (50.0, 40.0, 550.0, 60.0)
LEFT = [(50.0, 80.0 + 90 * row, 290.0, 160.0 + 90 * row) for row in range(4)]
RIGHT = [(310.0, 95.0 + 70 * row, 550.0, 155.0 + 70 * row) for row in range(5)]


def order_of(boxes: list[Rectangle]) -> list[Rectangle]:
    return in_reading_order([(box, box) for box in boxes])


def test_columns_are_read_one_after_the_other_under_what_spans_them() -> None:
    boxes = [TITLE, *LEFT, *RIGHT]
    random.Random(7).shuffle(boxes)

    assert order_of(boxes) == [TITLE, *LEFT, *RIGHT]


def test_a_heading_across_the_middle_divides_the_columns_into_two_bands() -> None:
    across = (50.0, 262.0, 550.0, 268.0)
    left = [(50.0, 80.0, 290.0, 250.0), (50.0, 280.0, 290.0, 450.0)]
    right = [(310.0, 90.0, 550.0, 255.0), (310.0, 290.0, 550.0, 440.0)]

    assert order_of([*left, *right, across]) == [left[0], right[0], across, left[1], right[1]]


def test_rows_of_a_table_are_read_across() -> None:
    rows = [
        [
            (50.0, 80.0 + 40 * row, 250.0, 110.0 + 40 * row),
            (300.0, 80.0 + 40 * row, 550.0, 112.0 + 40 * row),
        ]
        for row in range(4)
    ]

    assert column_gutter([box for row in rows for box in row]) is None
    assert order_of([box for row in rows for box in row][::-1]) == [b for row in rows for b in row]


def test_a_running_head_in_three_parts_is_read_from_left_to_right() -> None:
    head = [(50.0, 20.0, 120.0, 30.0), (200.0, 20.0, 400.0, 30.0), (500.0, 20.0, 550.0, 30.0)]

    assert order_of([*RIGHT, *LEFT, *reversed(head)]) == [*head, *LEFT, *RIGHT]


@given(
    st.lists(
        st.tuples(st.floats(0, 500), st.floats(0, 800), st.floats(1, 300), st.floats(1, 100)).map(
            lambda t: (t[0], t[1], t[0] + t[2], t[1] + t[3])
        ),
        max_size=25,
    )
)
def test_every_block_is_read_exactly_once(boxes: list[Rectangle]) -> None:
    assert sorted(order_of(boxes)) == sorted(boxes)
