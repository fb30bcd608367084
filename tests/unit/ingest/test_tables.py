"""Rows read as sentences with their heads; prose and lists never become a table."""

from collections.abc import Sequence

from ingest.pdf.page_words import PageWord
from ingest.pdf.tables.unruled import unruled_tables
from ingest.text.table_sentences import LONGEST_ROW_CHARACTERS, Head, Row, row_blocks, split_head


def cell(text: str, *, bold: bool = False, x: float = 0.0, y: float = 0.0) -> tuple[PageWord, ...]:
    words, left = [], x
    for word in text.split():
        box = (left, y, left + 5.0 * len(word), y + 10.0)
        words.append(PageWord(word, box, int(y), 10.0, bold))
        left = box[2] + 2.5
    return tuple(words)


def row(*texts: str, bold: bool = False) -> Row:
    return tuple(cell(text, bold=bold) for text in texts)


def placed(
    lines: Sequence[Sequence[str]], lefts: Sequence[float], *, pitch: float, bold_head: bool = True
) -> list[PageWord]:
    return [
        word
        for index, texts in enumerate(lines)
        for text, x in zip(texts, lefts, strict=True)
        for word in cell(text, bold=bold_head and index == 0, x=x, y=100 + index * pitch)
    ]


def test_a_row_reads_as_a_sentence_with_its_heads() -> None:
    head = Head(row("Account type", "Monthly fee", "Rate:"), 1)
    (made,) = row_blocks([row("Harbour Current", "£5", "19.9%")], head, page=1)
    assert made.text == "Account type: Harbour Current; Monthly fee: £5; Rate: 19.9%."
    assert [p.text for p in made.pieces if not p.boxes] == [":", ";", ":", ";", "."]


def test_an_empty_cell_is_left_out_and_heads_of_an_earlier_page_keep_it() -> None:
    head = Head(row("A", "B", "C"), 3)
    (made,) = row_blocks([row("x", "", "z")], head, page=4)
    assert made.text == "A: x; C: z."
    assert [p.page for p in made.pieces if p.boxes] == [3, None, 3, None]


def test_a_table_without_heads_is_cells_in_a_row_and_pairs_are_keys_and_values() -> None:
    assert row_blocks([row("a", "b", "c")], None, page=1)[0].text == "a; b; c."
    pairs = row_blocks([row("Owner", "Compliance")], None, page=1, pairs=True)
    assert pairs[0].text == "Owner: Compliance."


def test_a_long_row_is_cut_at_cells_and_says_again_what_it_is_about() -> None:
    head = Head(row("Name", *(f"Column {n}" for n in range(60))), 1)
    blocks = row_blocks([row("Harbour", *("123456789" for _ in range(60)))], head, page=1)
    assert len(blocks) > 1
    assert all(block.text.startswith("Name: Harbour; ") for block in blocks)
    assert all(len(block.text) < LONGEST_ROW_CHARACTERS * 1.5 for block in blocks)


def test_heads_in_two_rows_are_joined_column_by_column() -> None:
    rows = [
        row("Account", "Fee", "", bold=True),
        row("", "UK", "EU", bold=True),
        row("A", "£1", "€2"),
    ]
    head, body = split_head(rows)
    assert head is not None
    assert [" ".join(w.text for w in c) for c in head] == ["Account", "Fee UK", "Fee EU"]
    assert body == rows[2:]


def test_columns_that_keep_clear_of_one_another_are_a_table() -> None:
    lines = [("Code", "Reason", "Again"), ("R1", "Refer to drawer", "Once"), ("R2", "Stop", "No")]
    lines.append(("R3", "Drawer deceased", "No"))
    (grid,) = unruled_tables(placed(lines, (70, 160, 350), pitch=20))
    assert [[" ".join(w.text for w in c) for c in r] for r in grid.rows] == [list(x) for x in lines]


def test_prose_in_two_columns_is_no_table() -> None:
    left = "the bank must verify the identity of each one"
    right = "a record is kept for five years after the end"
    lines = [(left, right)] * 12
    assert unruled_tables(placed(lines, (70, 310), pitch=12, bold_head=False)) == []


def test_clauses_with_hanging_numbers_in_two_columns_are_no_table() -> None:
    lines = [
        (f"2.{n}", "the bank must verify each", f"3.{n}", "a record is kept for years")
        for n in range(1, 9)
    ]
    assert unruled_tables(placed(lines, (70, 100, 310, 340), pitch=12, bold_head=False)) == []


def test_a_list_with_hanging_bullets_is_no_table() -> None:
    lines = [("•", "the bank must verify the identity")] * 6
    assert unruled_tables(placed(lines, (70, 90), pitch=20, bold_head=False)) == []


def test_a_row_that_names_a_group_is_said_in_each_row_under_it() -> None:
    head = Head(row("Service", "Fee", "Due"), 1)
    rows = [
        row("Domestic", "", ""), row("Transfer", "EUR 1", "now"),
        row("Foreign", "", ""), row("Transfer", "EUR 12", "now"), row("Cheque", "EUR 9", "later"),
    ]  # fmt: skip
    assert [block.text for block in row_blocks(rows, head, page=1)] == [
        "Domestic; Service: Transfer; Fee: EUR 1; Due: now.",
        "Foreign; Service: Transfer; Fee: EUR 12; Due: now.",
        "Foreign; Service: Cheque; Fee: EUR 9; Due: later.",
    ]


def test_a_row_with_empty_cells_among_others_with_empty_cells_is_no_group() -> None:
    rows = [row("Clerk", "EUR 5", ""), row("Director", "", ""), row("Head", "EUR 9", "yearly")]
    assert [block.text for block in row_blocks(rows, None, page=1)][1] == "Director."


def test_a_cell_longer_than_a_row_may_be_is_cut_between_its_sentences() -> None:
    text = "The bank keeps a record of each decision. " * 60
    head = Head(row("Topic", "Rule"), 1)
    blocks = row_blocks([row("Records", text)], head, page=1)
    assert len(blocks) > 2
    for block in blocks:
        assert block.text.startswith("Topic: Records; Rule: The bank keeps")
        assert block.text.endswith("each decision.")
        assert len(block.text) < LONGEST_ROW_CHARACTERS * 1.1
