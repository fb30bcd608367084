"""Lists with their stems, rows with their heads: over pages, sections and whatever is between."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from domain.units import UnitKind, ancestors, innermost_around, units_over
from ingest.pdf.page_words import PageWord
from ingest.text.assembled import AssembledDocument
from ingest.text.assembly import assemble
from ingest.text.flow import Paragraph, Token
from ingest.text.parsed import ParsedPage, SourceFacts
from ingest.text.table_sentences import Head, row_blocks
from ingest.text.units import UnitBuilder
from tests.unit.ingest.blocks import block, page, stacked


def assembled(tmp_path: Path, *pages: ParsedPage) -> AssembledDocument:
    return assemble(iter(pages), SourceFacts(len(pages)), "file.pdf", tmp_path)


def lists(document: AssembledDocument) -> list[tuple[str | None, list[str]]]:
    """Stem and items of each list, in order."""
    return [
        (
            document.text[slice(*unit.stem)] if unit.stem else None,
            [document.text[slice(*item)] for item in unit.items],
        )
        for unit in document.units
        if unit.kind is UnitKind.LIST
    ]


def test_a_list_over_a_pages_edge_is_one_unit_with_its_stem(tmp_path: Path) -> None:
    first = stacked(["2.1 Staff must keep:"], ["(a) the form;"], ["(b) the reply;"], top=600)
    second = stacked(["(c) the receipt."], ["2.2 Nobody may destroy them before the audit."])
    document = assembled(tmp_path, page(1, *first), page(2, *second))
    assert lists(document) == [
        ("2.1 Staff must keep:", ["(a) the form;", "(b) the reply;", "(c) the receipt."])
    ]
    unit = next(u for u in document.units if u.kind is UnitKind.LIST)
    assert document.text[unit.start : unit.end].startswith("2.1 Staff must keep:\n(a)")


def test_a_stem_may_end_in_a_full_stop_and_a_heading_is_none(tmp_path: Path) -> None:
    lines = ["2.1 These words have a meaning.", "(a) Bank means us.", "(b) Staff means you."]
    document = assembled(tmp_path, page(1, *stacked(*([line] for line in lines))))
    assert [stem for stem, _ in lists(document)] == ["2.1 These words have a meaning."]
    builder = UnitBuilder()
    for at, line in enumerate(["Meanings", "(a) Bank", "(b) Staff"]):
        paragraph = Paragraph("text", (Token(line, (), False, 1, 1),), (0.0, 0.0, 0.0, 0.0))
        builder.see(paragraph, (20 * at, 20 * at + 9), is_heading=at == 0, is_section=False)
    assert [unit.stem for unit in builder.finish()] == [None]


def test_a_list_inside_an_item_has_that_item_as_its_stem_and_the_outer_list_as_parent(
    tmp_path: Path,
) -> None:
    lines = ["3.1 The bank must:", "(a) ask for:", "(i) a name;", "(ii) a date;", "(b) wait."]
    document = assembled(tmp_path, page(1, *stacked(*([line] for line in lines))))
    assert lists(document) == [
        ("3.1 The bank must:", ["(a) ask for:\n(i) a name;\n(ii) a date;", "(b) wait."]),
        ("(a) ask for:", ["(i) a name;", "(ii) a date;"]),
    ]
    inner = innermost_around(document.units, *_place(document, "a date"))
    assert inner is not None
    assert [document.units[at].kind for at in ancestors(document.units, inner)] == [
        UnitKind.LIST,
        UnitKind.LIST,
    ]


def test_numbered_clauses_behind_a_lead_in_are_its_items_although_each_is_a_section(
    tmp_path: Path,
) -> None:
    lines = ["4.2 The manager must:", "4.2.1 check the file;", "4.2.2 sign it.", "4.3 Others wait."]
    document = assembled(tmp_path, page(1, *stacked(*([line] for line in lines))))
    assert lists(document) == [
        ("4.2 The manager must:", ["4.2.1 check the file;", "4.2.2 sign it."])
    ]


def test_numbered_clauses_that_nothing_leads_in_to_are_no_list(tmp_path: Path) -> None:
    lines = ["5.1 Staff report gifts at once.", "5.2 Managers keep the register for a year."]
    document = assembled(tmp_path, page(1, *stacked(*([line] for line in lines))))
    assert [unit.kind for unit in document.units] == [UnitKind.PARAGRAPH, UnitKind.PARAGRAPH]


def test_a_paragraph_between_two_items_belongs_to_the_first(tmp_path: Path) -> None:
    lines = ["The bank may:", "(a) refuse it.", "This holds for branches, too.", "(b) return it."]
    document = assembled(tmp_path, page(1, *stacked(*([line] for line in lines))))
    assert [items for _, items in lists(document)] == [
        ["(a) refuse it.\n\nThis holds for branches, too.", "(b) return it."]
    ]


def test_a_second_list_of_the_same_kind_is_not_run_together_with_the_first(tmp_path: Path) -> None:
    for marks in (("(a)", "(b)", "(a)", "(b)"), ("•", "•", "•", "•")):
        lines = [
            "Staff must:", f"{marks[0]} ask;", f"{marks[1]} wait.",
            "Managers must:", f"{marks[2]} read;", f"{marks[3]} sign.",
        ]  # fmt: skip
        document = assembled(
            Path(_fresh(tmp_path, marks[0])), page(1, *stacked(*([line] for line in lines)))
        )
        assert [stem for stem, _ in lists(document)] == ["Staff must:", "Managers must:"]


def test_a_table_row_names_its_cells_their_heads_and_the_caption(tmp_path: Path) -> None:
    head = Head((_cell("Country"), _cell("Exposure limit")), 1)
    rows = row_blocks([(_cell("Belgium"), _cell("EUR 14,000"))], head, page=1)
    caption = block("Table 1: Limits", kind="caption")
    document = assembled(tmp_path, page(1, caption, *rows))
    row = next(unit for unit in document.units if unit.kind is UnitKind.TABLE_ROW)
    assert row.stem is not None
    assert document.text[slice(*row.stem)] == "Table 1: Limits"
    assert [document.text[slice(*item)] for item in row.items] == ["Belgium", "EUR 14,000"]
    assert [document.text[slice(*name)] for name in row.heads] == ["Country", "Exposure limit"]
    assert document.text[row.start : row.end] == "Country: Belgium; Exposure limit: EUR 14,000."


_LINES = st.lists(
    st.sampled_from(
        [
            "Staff must:", "A rule stands here.", "(a) one;", "(b) two;", "(c) three:", "(i) in;",
            "(ii) out.", "1. first", "2. second", "• dot", "• dots:", "4.2 The bank must:",
            "4.2.1 do it;", "4.2.2 stop.", "Heading", "(h) eight", "row",
        ]
    ),
    max_size=14,
)  # fmt: skip


@given(_LINES)
def test_units_never_cross_and_every_line_but_headings_is_in_one(lines: list[str]) -> None:
    builder, at, spans = UnitBuilder(), 0, []
    for line in lines:
        span = (at, at + len(line))
        kind = "table_row" if line == "row" else "text"
        paragraph = Paragraph(kind, (Token(line, (), False, 1, 1),), (0.0, 0.0, 0.0, 0.0))
        is_section = line.startswith("4.")
        builder.see(paragraph, span, is_heading=line == "Heading", is_section=is_section)
        if line != "Heading":
            spans.append(span)
        at = span[1] + 1
    units = builder.finish()
    for index, unit in enumerate(units):
        for other in units[index + 1 :]:
            assert other.start >= unit.end or other.end <= unit.end
        assert list(unit.items) == sorted(unit.items)
        assert unit.parent is None or units[unit.parent].end >= unit.end
    for start, end in spans:
        assert any(unit.start <= start and end <= unit.end for unit in units), (start, end)
        assert units_over(units, start, end) == [
            index for index, unit in enumerate(units) if unit.start < end and start < unit.end
        ]


def _place(document: AssembledDocument, words: str) -> tuple[int, int]:
    start = document.text.index(words)
    return start, start + len(words)


def _cell(text: str) -> tuple[PageWord, ...]:
    return tuple(PageWord(word, (0.0, 0.0, 0.0, 0.0)) for word in text.split())


def _fresh(tmp_path: Path, name: str) -> Path:
    folder = tmp_path / str(ord(name[-1]))
    folder.mkdir()
    return folder
