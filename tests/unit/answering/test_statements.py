from hypothesis import given
from hypothesis import strategies as st

from answering.evidence.statements import (
    LONGEST_LIST_CHARACTERS,
    WHOLE_CLAUSE_CHARACTERS,
    statements_of,
)
from domain.types import Chunk
from tests.fakes.chunks import chunks_of, version_of


def chunk_with(*blocks: str) -> Chunk:
    return chunks_of(version_of([("3 Receiving gifts", blocks)]))[0]


def texts(*blocks: str) -> list[str]:
    return [statement.text for statement in statements_of(chunk_with(*blocks))]


LONG = " ".join(f"The person named in line {n} of the form must sign it in ink." for n in range(9))


def test_a_short_clause_is_one_statement_with_its_number_and_its_condition() -> None:
    clause = "3.1 A Gift may be kept. However, this does not apply to cash."
    assert texts(clause, "3.2 Cash must be refused.") == [clause, "3.2 Cash must be refused."]


def test_a_long_clause_is_cut_into_sentences() -> None:
    assert len(LONG) > WHOLE_CLAUSE_CHARACTERS
    assert len(texts(f"3.1 {LONG}")) == 9


def test_a_sentence_that_leans_back_takes_the_one_before() -> None:
    found = texts(f"3.1 {LONG} The Gift goes to Compliance. It must be entered at once.")
    assert found[-1] == "The Gift goes to Compliance. It must be entered at once."


def test_a_sentence_takes_what_limits_it() -> None:
    found = texts(f"3.1 {LONG} The limit is £50. This does not apply to flowers.")
    assert "The limit is £50. This does not apply to flowers." in found
    assert "The limit is £50." not in found


def test_a_list_stays_with_its_stem() -> None:
    stem, items = "3.4 An Employee must refuse a Gift where:", ["(a) it is cash;", "(b) it is odd."]
    (only,) = texts(stem, *items)
    assert only.startswith(stem)
    assert only.endswith(items[-1])


def test_an_endless_list_is_cut_at_an_item() -> None:
    items = [f"({chr(97 + n)}) {'word ' * 30}end {n};" for n in range(20)]
    (only,) = texts("3.4 An Employee must refuse:", *items)
    assert len(only) <= LONGEST_LIST_CHARACTERS
    assert only.endswith(";")


def test_a_table_row_is_a_statement_and_its_caption_leads_it() -> None:
    rows = "Table 1: Limits in pounds\nBenefit: Gift; Client: £50.\nBenefit: Meal; Client: £80."
    found = statements_of(chunk_with("3.9 See below.", rows))
    assert [s.text for s in found if s.is_row] == [
        "Benefit: Gift; Client: £50.", "Benefit: Meal; Client: £80."
    ]  # fmt: skip
    assert {s.lead_text for s in found if s.is_row} == {"Table 1: Limits in pounds"}


def test_headings_are_no_statements() -> None:
    assert texts("Receiving gifts", "Title of POL-GFT-003") == []


@given(
    st.lists(st.sampled_from([LONG, "3.1 A. B.", "where:", "(a) x;", "Table 1: T", "A: b; C: d."]))
)
def test_a_statement_is_the_text_at_its_span(blocks: list[str]) -> None:
    version = version_of([("3 Receiving gifts", ["3.0 Start.", *blocks])])
    chunk = chunks_of(version)[0]
    for statement in statements_of(chunk):
        assert statement.text == version.text[statement.span.start : statement.span.end]
        assert chunk.start <= statement.span.start < statement.span.end <= chunk.end


def test_a_footnote_that_says_nothing_is_no_statement() -> None:
    rule = "3.1 Cash is refused."
    assert texts(rule, "69 Id.", "Ibid., p. 4.", "12") == [rule]
