import pytest
from hypothesis import given
from hypothesis import strategies as st

from answering.evidence.sentences import sentences_of


def cut(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentences_of(text)]


@pytest.mark.parametrize(
    "whole",
    [
        "Form No. 5 must be used under Art. 12 and s. 4(1) of the Act.",
        "A benefit, e.g. Harbour tickets, i.e. Entertainment, must be entered.",
        "4.2.1 Staff must report it.",
        "1. Staff must report it.",
        "Harbour & Vale Europe S.A. follows POL-GFT-022.",
        "Mr. Lane and Dr. Shah must sign.",
        "The limit is £1.50 per item.",
        "An entry must state: (a) the date; (b) the giver; and (c) the Value.",
        "Benefit: Gift received; Private Sector Client: £50; Counted over: One Gift.",
    ],
)
def test_a_full_stop_that_ends_nothing_does_not_cut(whole: str) -> None:
    assert cut(whole) == [whole]


def test_sentences_end_where_they_end() -> None:
    text = "4.2 No. It is “forbidden.” May staff ask? Yes! See Annex A. £80 is the limit."
    assert cut(text) == [
        "4.2 No.", "It is “forbidden.”", "May staff ask?", "Yes!", "See Annex A.",
        "£80 is the limit.",
    ]  # fmt: skip


def test_a_line_break_ends_a_sentence() -> None:
    assert cut("Role: Analyst; Limit: £5.\nRole: Manager; Limit: £9.") == [
        "Role: Analyst; Limit: £5.",
        "Role: Manager; Limit: £9.",
    ]


def test_blank_text_has_no_sentences() -> None:
    assert cut(" \n\n ") == []


pieces = st.lists(
    st.sampled_from(["No. 5", "e.g. ", "A. ", "Staff must. ", "\n", "(a) ", "£5.", "? ", " ", "é"])
    | st.text(max_size=5)
)


@given(pieces.map("".join))
def test_spans_tile_the_text_but_for_white_space(text: str) -> None:
    position = 0
    for span in sentences_of(text):
        assert text[position : span.start].strip() == ""
        assert span.start < span.end
        assert text[span.start : span.end].strip()
        position = span.end
    assert text[position:].strip() == ""
