"""Pages of blocks to one text: nothing is lost, spans agree, clauses carry their numbers."""

import tempfile
from collections import Counter
from itertools import pairwise
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.text.assembled import AssembledDocument
from ingest.text.assembly import assemble
from ingest.text.parsed import Block, OutlineEntry, ParsedPage, Piece, SourceFacts
from tests.unit.ingest.blocks import block, page, stacked

BODY = "The bank keeps a record of each decision for five years after it was made by staff."


def assembled(
    tmp_path: Path, *pages: ParsedPage, facts: SourceFacts | None = None, name: str = "file.pdf"
) -> AssembledDocument:
    folder = Path(tempfile.mkdtemp(dir=tmp_path))  # each document has one of its own
    return assemble(iter(pages), facts or SourceFacts(len(pages)), name, folder)


def section_text(document: AssembledDocument, number: str) -> str:
    section = next(s for s in document.sections if s.number == number)
    return document.text[section.start : section.end]


def test_a_numbered_paragraph_is_a_section_with_its_number_in_text_and_path(tmp_path: Path) -> None:
    document = assembled(
        tmp_path,
        page(
            1,
            block("4 Customer due diligence", top=100, size=14, bold=True),
            block("4.2 Simplified due diligence", top=130, size=12, bold=True, first_line=2),
            block("4.2.1 The manager must check the file.", top=160, first_line=3),
            block("4.2.2 The manager must sign it.", top=190, first_line=4),
        ),
    )
    section = next(s for s in document.sections if s.number == "4.2.1")
    assert section.path == ("4 Customer due diligence", "4.2 Simplified due diligence", "4.2.1")
    assert section_text(document, "4.2.1").strip() == "4.2.1 The manager must check the file."


def test_list_items_stay_inside_their_clause(tmp_path: Path) -> None:
    blocks = stacked(["2.1 Staff must keep:"], ["(a) the form;"], ["(b) the reply."], ["2.2 No."])
    document = assembled(tmp_path, page(1, *blocks))
    assert section_text(document, "2.1").strip() == (
        "2.1 Staff must keep:\n(a) the form;\n(b) the reply."
    )


def test_clauses_in_one_block_are_told_apart_but_a_reference_at_a_line_start_is_not(
    tmp_path: Path,
) -> None:
    only = block("3.1 Staff must follow clause", "4.2.1 of this policy.", "3.2 Others need not.")
    document = assembled(tmp_path, page(1, only))
    assert [s.number for s in document.sections] == ["3.1", "3.2"]


def test_a_paragraph_that_runs_over_the_page_is_one_and_its_words_stay_on_their_pages(
    tmp_path: Path,
) -> None:
    document = assembled(
        tmp_path,
        page(1, block("The bank must keep the", top=700)),
        page(2, block("evidence for five years.", top=100)),
    )
    assert document.text == "The bank must keep the evidence for five years."
    assert document.text[document.pages[1].start :] == "evidence for five years."
    assert {word.box.page for word in document.words(1)} == {1}
    assert {word.box.page for word in document.words(2)} == {2}


def test_a_broken_word_is_one_word_with_two_boxes(tmp_path: Path) -> None:
    document = assembled(tmp_path, page(1, block("An ef-", "ficient control.")))
    assert document.text == "An efficient control."
    boxes = [w for w in document.words(1) if document.text[w.start : w.end] == "efficient"]
    assert len(boxes) == 2


def test_running_heads_go_and_a_line_that_is_there_once_stays(tmp_path: Path) -> None:
    pages = []
    for number in range(1, 7):
        odd = number % 2 == 1
        head = "Gifts Policy" if odd else f"Harbour Bank page {number}"
        body = f"{number}.1 {BODY}"
        pages.append(
            page(
                number,
                block(head, top=30),
                *([block("A unique line.", top=60, first_line=2)] if number == 3 else []),
                block(body, top=300, first_line=3),
                block(f"Page {number} of 6", top=805, first_line=9),
            )
        )
    document = assembled(tmp_path, *pages)
    assert "Gifts Policy" not in document.text
    assert "Harbour Bank" not in document.text
    assert "of 6" not in document.text
    assert "A unique line." in document.text


def test_articles_at_the_top_of_each_page_are_no_running_heads(tmp_path: Path) -> None:
    numbers = [4, 9, 17, 18]
    pages = [
        page(index, block(f"Article {number}", top=80), block(BODY, top=300, first_line=2))
        for index, number in enumerate(numbers, start=1)
    ]
    document = assembled(tmp_path, *pages)
    assert [s.number for s in document.sections] == [f"Article {number}" for number in numbers]


def test_a_single_page_loses_nothing_but_its_page_number(tmp_path: Path) -> None:
    only = page(1, block("Head", top=30), block(BODY, top=300, first_line=2), block("1", top=810))
    assert assembled(tmp_path, only).text == f"Head\n\n{BODY}"


def test_the_contents_make_no_sections_and_cannot_be_cited(tmp_path: Path) -> None:
    document = assembled(
        tmp_path,
        page(
            1,
            block("Contents", top=100, size=14, bold=True),
            block("1 Purpose ........ 2", top=130, first_line=2),
            block("2 Scope ........ 3", top=150, first_line=3),
        ),
        page(2, block("1 Purpose", top=100, size=14, bold=True), block(BODY, top=130)),
    )
    assert [s.path for s in document.sections] == [("Contents",), ("1 Purpose",)]
    covered = [document.text[u.start : u.end] for u in document.uncitable]
    assert covered == ["Contents", "1 Purpose ........ 2", "2 Scope ........ 3"]


def test_the_outline_makes_a_heading_of_a_plain_line(tmp_path: Path) -> None:
    facts = SourceFacts(1, outline=(OutlineEntry("Definitions", 1, 1),))
    document = assembled(
        tmp_path, page(1, block("Definitions"), block(BODY, top=240, first_line=2)), facts=facts
    )
    assert [s.path for s in document.sections] == [("Definitions",)]


def test_a_title_comes_from_the_page_and_not_from_a_file_name_that_lies(tmp_path: Path) -> None:
    facts = SourceFacts(1, metadata_title="Microsoft Word - x.doc")
    first = page(1, block("Consumer Duty guidance", size=20), block(BODY, top=400, first_line=2))
    document = assembled(tmp_path, first, facts=facts, name="financial-crime.pdf")
    assert document.title == "Consumer Duty guidance"


def test_heads_of_a_table_on_an_earlier_page_keep_their_page(tmp_path: Path) -> None:
    head = Piece("Fee", ((100.0, 700.0, 120.0, 710.0),), space_after=False, page=1)
    colon = Piece(":", ())
    cell = Piece("£5", ((100.0, 100.0, 112.0, 110.0),), line=4)
    row = Block("table_row", (head, colon, cell), (100.0, 100.0, 112.0, 110.0))
    document = assembled(tmp_path, page(1, block(BODY)), page(2, row))
    assert document.text.endswith("Fee: £5")
    assert [(w.box.page, document.text[w.start : w.end]) for w in document.words(2)] == [
        (1, "Fee"),
        (2, "£5"),
    ]


WORDS = st.sampled_from(
    [
        *("the", "bank", "must", "keep", "4.2", "4.2.1", "(a)", "•", "Article", "12", "1.", "£5"),
        *("ef-", "ficient", "risk-", "based.", "Records:", "and", "7"),
    ]
)
BLOCKS = st.builds(
    lambda lines, top, size, bold: block(*lines, top=top, size=size, bold=bold),
    st.lists(st.lists(WORDS, min_size=1, max_size=6).map(" ".join), min_size=1, max_size=4),
    st.floats(20, 800),
    st.sampled_from([8.0, 10.0, 14.0]),
    st.booleans(),
)
PAGES = st.lists(st.lists(BLOCKS, max_size=5), min_size=1, max_size=4)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PAGES)
def test_spans_agree_whatever_the_pages_hold(tmp_path: Path, pages: list[list[Block]]) -> None:
    made = [page(number, *blocks) for number, blocks in enumerate(pages, start=1)]
    document = assembled(tmp_path, *made)
    text = document.text
    spans = [(s.start, s.end) for s in document.sections]
    assert (spans[0][0], spans[-1][1]) == (0, len(text))
    assert all(a[1] == b[0] for a, b in pairwise(spans))
    pages_spans = [(p.start, p.end) for p in document.pages]
    assert (pages_spans[0][0], pages_spans[-1][1]) == (0, len(text))
    assert all(a[1] == b[0] for a, b in pairwise(pages_spans))
    for info in document.pages:
        words = document.words(info.number)
        assert [w.start for w in words] == sorted(w.start for w in words)
        for word in words:
            assert info.start <= word.start < word.end <= len(text)
            assert text[word.start : word.end].strip() == text[word.start : word.end] != ""


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(BLOCKS, max_size=4), min_size=1, max_size=2))
def test_no_letter_is_lost_in_a_document_too_short_for_running_heads(
    tmp_path: Path, pages: list[list[Block]]
) -> None:
    made = [
        page(number, *(b for b in blocks if b.box[1] > 120 and b.box[3] < 720))
        for number, blocks in enumerate(pages, start=1)
    ]
    read = Counter(c for p in made for b in p.blocks for c in b.text if c.isalnum())
    document = assembled(tmp_path, *made)
    assert Counter(c for c in document.text if c.isalnum()) == read


def test_a_page_as_long_as_its_file_is_read_in_slices_and_is_one_page(tmp_path: Path) -> None:
    rows = tuple(
        Block("table_row", (Piece("Land"), Piece(f"{number}.")), (0.0, 0.0, 0.0, 0.0))
        for number in range(2_500)
    )
    document = assembled(tmp_path, ParsedPage(1, 0.0, 0.0, rows))
    assert document.text == "\n".join(f"Land {number}." for number in range(2_500))
    assert [(p.number, p.start, p.end) for p in document.pages] == [(1, 0, len(document.text))]
    assert len(document.units) == 2_500
