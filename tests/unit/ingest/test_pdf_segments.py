from ingest.pdf.page_words import PageWord
from ingest.pdf.segments import regrouped, split_at_labels


def word(text: str, x: float, y: float, width: float = 0.0) -> PageWord:
    return PageWord(text, (x, y, x + (width or 5 * len(text)), y + 10), font_size=10)


def texts(groups: list[list[PageWord]]) -> list[str]:
    return [" ".join(w.text for w in sorted(g, key=lambda w: (w.box[1], w.box[0]))) for g in groups]


def test_a_column_of_labels_goes_to_the_items_beside_it() -> None:
    labels = [word("(a)", 50, 100), word("(b)", 50, 112), word("(c)", 50, 124)]
    items = [word("keys", 80, 100), word("badges", 80, 112), word("doors", 80, 124)]

    (group,) = regrouped([labels, items])

    assert texts(split_at_labels(group)) == ["(a) keys", "(b) badges", "(c) doors"]


def test_the_last_words_of_justified_lines_stay_in_their_lines() -> None:
    body = [word("Keys", 50, 100), word("are", 78, 100), word("never", 50, 112)]
    torn = [word("kept", 102, 100), word("lent", 84, 112)]

    assert texts(regrouped([body, torn])) == ["Keys are kept never lent"]


def test_columns_stay_apart() -> None:
    left = [word("Keys", 50, 100), word("here", 50, 112)]
    right = [word("badges", 100, 100), word("there", 100, 112)]

    assert len(regrouped([left, right])) == 2


def test_a_letter_and_a_margin_sign_go_with_the_clause() -> None:
    groups = [[word("2.1.3", 50, 100)], [word("G", 110, 100)], [word("Keys", 140, 100)]]

    assert texts(regrouped(groups)) == ["2.1.3 G Keys"]


def test_a_line_that_begins_with_a_number_by_chance_is_not_cut_off() -> None:
    paragraph = [word("They", 50, 100), word("have", 74, 100), word("12.", 50, 112),
                 word("More", 68, 112), word("come", 50, 124)]  # fmt: skip

    assert len(split_at_labels(paragraph)) == 1
