from datetime import date

import pytest

from answering.proof.citation import boxes_of, cite, page_of
from domain.answers import Quote
from domain.entitlement import scope_of, standing
from domain.types import Box, Labels, Principal, Standing, Status, Word
from tests.fakes.catalogue import InMemoryCatalogue
from tests.fakes.chunks import document, version_of, words_on

TODAY = date(2026, 11, 23)
SCOPE = scope_of(Principal(subject="ann", groups=frozenset({"everyone"})), as_of=TODAY)


def test_a_quote_gets_one_box_a_printed_line() -> None:
    version = version_of([("1 Gifts", ["1.1 Staff may accept.", "1.2 Cash must be refused."])])
    start = version.text.index("accept")
    end = version.text.index("must be")
    boxes = boxes_of(words_on(version, 1), start, end)
    assert len(boxes) == 2
    assert boxes[0].y1 < boxes[1].y0


def test_a_word_that_is_covered_in_part_counts_whole() -> None:
    word = Word(start=0, end=6, box=Box(page=1, x0=1, y0=1, x1=9, y1=3))
    assert boxes_of([word], 5, 20) == (word.box,)
    assert boxes_of([word], 6, 20) == ()


def test_columns_are_not_bridged() -> None:
    left = Word(start=0, end=4, box=Box(page=1, x0=50, y0=10, x1=100, y1=20))
    right = Word(start=5, end=9, box=Box(page=1, x0=300, y0=10, x1=340, y1=20))
    assert boxes_of([left, right], 0, 9) == (left.box, right.box)


def test_the_page_is_where_the_quote_begins() -> None:
    version = version_of([("1 Gifts", ["1.1 One."]), ("2 Cash", ["2.1 Two."])])
    assert page_of(version, version.text.index("2.1")) == 2
    assert page_of(version, 0) == 1


def test_a_citation_to_an_older_version_names_the_one_in_force() -> None:
    clauses = [("3 Gifts", ["3.1 The limit is £50."])]
    old = version_of(
        clauses, version="1.0", status=Status.SUPERSEDED, effective_to=date(2024, 12, 31)
    )
    new = version_of(clauses, version="2.0", effective_from=date(2025, 1, 1))
    catalogue = InMemoryCatalogue([document()], [old, new])
    start = old.text.index("3.1")
    quote = Quote(
        chunk_id="x", document_id=old.document_id, version="1.0", start=start,
        end=start + 21, text=old.text[start : start + 21],
    )  # fmt: skip
    citation = cite(quote, old, scope=SCOPE, catalogue=catalogue, today=TODAY)
    assert citation.superseded_by == "2.0"
    assert citation.section == "3.1"
    assert citation.quote == "3.1 The limit is £50."
    newer = quote.model_copy(update={"version": "2.0"})
    assert cite(newer, new, scope=SCOPE, catalogue=catalogue, today=TODAY).superseded_by is None


def test_a29_a_citation_names_the_page_and_the_place_of_its_words() -> None:
    clauses = [(f"{n} Part", [f"{n}.1 Rule number {n} applies."]) for n in range(1, 8)]
    version = version_of(clauses)
    start = version.text.index("Rule number 6")
    quote = Quote(
        chunk_id="c", document_id=version.document_id, version=version.version,
        start=start, end=start + len("Rule number 6"), text="Rule number 6",
    )  # fmt: skip
    catalogue = InMemoryCatalogue([document()], [version])
    citation = cite(quote, version, scope=SCOPE, catalogue=catalogue, today=TODAY)
    assert citation.page == 6
    assert [box.page for box in citation.boxes] == [6]


def test_p2_the_hash_of_a_file_is_left_out_where_a_section_of_it_is_withheld() -> None:
    """The withheld words could be guessed to it, and a change of them would show."""
    sections = [("1 Duties", ["1.1 Report."]), ("2 Limits", ["2.1 Above £9,500."])]
    labels = {"2": Labels(allow=frozenset({"group:compliance"}))}
    narrowed, whole = version_of(sections, section_labels=labels), version_of(sections)
    start = whole.text.index("Report.")
    quote = Quote(
        chunk_id="c", document_id=whole.document_id, version=whole.version,
        start=start, end=start + len("Report."), text="Report.",
    )  # fmt: skip
    catalogue = InMemoryCatalogue([document()], [whole])
    cited = [
        cite(quote, version, scope=SCOPE, catalogue=catalogue, today=TODAY).source_sha256
        for version in (narrowed, whole)
    ]
    assert cited == ["", whole.source_sha256]


def test_a_version_that_is_not_in_force_yet_is_not_called_superseded() -> None:
    clauses = [("3 Gifts", ["3.1 The limit is £50."])]
    now = version_of(clauses, version="2.0", effective_to=date(2026, 12, 31))
    coming = version_of(clauses, version="3.0", effective_from=date(2027, 1, 1))
    catalogue = InMemoryCatalogue([document()], [now, coming])
    start = coming.text.index("3.1")
    quote = Quote(
        chunk_id="x", document_id=coming.document_id, version="3.0", start=start,
        end=start + 21, text=coming.text[start : start + 21],
    )  # fmt: skip
    citation = cite(quote, coming, scope=SCOPE, catalogue=catalogue, today=TODAY)
    assert (citation.standing, citation.superseded_by) == (Standing.NOT_YET_IN_FORCE, None)
    assert citation.in_force_from == date(2027, 1, 1)


@pytest.mark.parametrize(
    ("status", "first", "last", "expected"),
    [
        (Status.APPROVED, None, None, Standing.IN_FORCE),
        (Status.APPROVED, date(2026, 11, 24), None, Standing.NOT_YET_IN_FORCE),
        (Status.SUPERSEDED, date(2027, 1, 1), date(2028, 1, 1), Standing.NOT_YET_IN_FORCE),
        (Status.APPROVED, None, date(2026, 11, 22), Standing.ENDED),
        (Status.SUPERSEDED, None, date(2026, 11, 22), Standing.SUPERSEDED),
        (Status.WITHDRAWN, None, date(2026, 11, 22), Standing.WITHDRAWN),
        (Status.DRAFT, None, None, Standing.DRAFT),
    ],
)
def test_where_a_version_stands(
    status: Status, first: date | None, last: date | None, expected: Standing
) -> None:
    version = version_of(
        [("1 Gifts", ["1.1 One."])], status=status, effective_from=first, effective_to=last
    )
    assert standing(version, TODAY) is expected


def test_a_citation_says_how_much_of_its_page_could_be_read_back() -> None:
    version = version_of([("3 Gifts", ["3.1 The limit is £50."])])
    pages = tuple(page.model_copy(update={"fidelity": 0.97}) for page in version.pages)
    read = version.model_copy(update={"pages": pages})
    start = read.text.index("3.1")
    quote = Quote(
        chunk_id="x", document_id=read.document_id, version=read.version, start=start,
        end=start + 21, text=read.text[start : start + 21],
    )  # fmt: skip
    catalogue = InMemoryCatalogue([document()], [read])
    cited = cite(quote, read, scope=SCOPE, catalogue=catalogue, today=TODAY)
    assert cited.fidelity == 0.97
    # Its figure would tell of words that the reader may not see.
    closed = read.sections[-1].model_copy(
        update={"labels": Labels(allow=frozenset({"group:board"}))}
    )
    partly = read.model_copy(update={"sections": (*read.sections[:-1], closed)})
    assert cite(quote, partly, scope=SCOPE, catalogue=catalogue, today=TODAY).fidelity is None
