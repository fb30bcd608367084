from dataclasses import replace

from ingest.pdf.page_words import PageWord
from ingest.pdf.tables.carried_heads import CarriedHeads
from ingest.pdf.tables.page_tables import TableRegion
from ingest.pdf.tables.row_ruled import row_ruled_tables
from ingest.text.parsed import ParsedPage
from ingest.text.table_sentences import Head, Row, cell_text, row_blocks

EDGES = (50.0, 150.0, 250.0)


def row(*texts: str, y: float = 0.0) -> Row:
    return tuple(
        (PageWord(text, (x, y, x + 40, y + 10), line=int(y), font_size=10),)
        for x, text in zip(EDGES, texts, strict=True)
    )


def region(rows: tuple[Row, ...], head: Head | None, page: int) -> TableRegion:
    blocks = tuple(row_blocks(rows, head, page=page))
    return TableRegion((50, 50, 300, 200), blocks, EDGES, head, True, rows, stands_first=True)


def page_with(table: TableRegion, number: int) -> ParsedPage:
    return ParsedPage(number, 595, 842, table.blocks)


HEAD = Head(row("Key", "Door", "Floor"), 12)
FIRST = region((row("A1", "Vault", "second"),), HEAD, 12)
NEXT = region((row("A2", "Archive", "third"),), None, 13)


def test_a_table_that_goes_on_in_the_next_window_gets_its_heads() -> None:
    heads = CarriedHeads()
    heads.page(page_with(FIRST, 12), (FIRST,))
    thirteenth = heads.page(page_with(NEXT, 13), (NEXT,))
    last = region((row("A3", "Attic", "fourth"),), None, 14)
    fourteenth = heads.page(page_with(last, 14), (last,))

    assert [block.text for block in thirteenth.blocks] == ["Key: A2; Door: Archive; Floor: third."]
    assert [block.text for block in fourteenth.blocks] == ["Key: A3; Door: Attic; Floor: fourth."]


def test_a_page_without_a_table_ends_it_and_other_columns_are_another_table() -> None:
    heads = CarriedHeads()
    heads.page(page_with(FIRST, 12), (FIRST,))
    heads.page(ParsedPage(13, 595, 842, ()), ())
    after = heads.page(page_with(NEXT, 14), (NEXT,))
    heads.page(page_with(FIRST, 15), (FIRST,))
    narrower = replace(NEXT, columns=(50.0, 120.0, 250.0))
    beside = heads.page(page_with(narrower, 16), (narrower,))

    assert after.blocks == NEXT.blocks
    assert beside.blocks == NEXT.blocks


def test_lines_between_rows_say_where_a_row_ends() -> None:
    lines = [(50.0, y, 300.0, y + 0.5) for y in (100.0, 130.0, 160.0, 190.0)]
    words = [
        *(word for cell in row("9", "Badges", "today", y=110) for word in cell),
        PageWord("of", (150, 134, 160, 144), line=134, font_size=10),
        PageWord("10", (50, 140, 60, 150), line=140, font_size=10),
        PageWord("guests", (150, 146, 180, 156), line=146, font_size=10),
        PageWord("later", (250, 140, 280, 150), line=140, font_size=10),
        *(word for cell in row("11", "Doors", "never", y=170) for word in cell),
    ]

    (grid,) = row_ruled_tables(lines, words)

    assert [[cell_text(cell) for cell in cells] for cells in grid.rows] == [
        ["9", "Badges", "today"],
        ["10", "of guests", "later"],
        ["11", "Doors", "never"],
    ]


def test_rules_between_numbered_clauses_make_no_table() -> None:
    lines = [(50.0, y, 300.0, y + 0.5) for y in (100.0, 130.0, 160.0, 190.0)]
    words = []
    for index, y in enumerate((110.0, 140.0, 170.0)):
        words.append(PageWord(f"1.{index}", (50, y, 66, y + 10), line=int(y), font_size=10))
        words.append(PageWord("Keys", (90, y, 130, y + 10), line=int(y), font_size=10))

    assert row_ruled_tables(lines, words) == []
