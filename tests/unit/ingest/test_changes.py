"""What a planned version means against what is stored."""

from datetime import date
from pathlib import Path

import pytest

from domain.errors import ManifestError
from domain.types import Document, DocumentVersion, Labels, Section, Status
from ingest.plan.changes import (
    content_key,
    is_numbered_by_content,
    narrowed,
    narrowings,
    titled,
    with_metadata,
)
from ingest.plan.discovery import PlannedVersion
from tests.fakes.chunks import document, version_of

BOARD = Labels(allow=frozenset({"group:board"}))
HR = Labels(allow=frozenset({"group:hr"}))


def section(number: str, *path: str) -> Section:
    return Section(number=number, path=path, level=len(path), start=0, end=1)


SECTIONS = (
    section("", "Foreword"),
    section("7", "7 Deals"),
    section("", "7 Deals", "Approvals"),
    section("7.1", "7 Deals", "7.1 Board"),
    section("7.2", "7.2 Committee"),  # its heading was read as one of the first level
    section("70", "70 Other"),
    section("A", "Annex A"),
    section("7", "Annex A", "7 Deals again"),
)


def labelled(sections: tuple[Section, ...]) -> list[Labels | None]:
    return [one.labels for one in sections]


def test_a_narrowed_section_covers_all_under_it_by_path_and_by_number() -> None:
    expected = [None, BOARD, BOARD, BOARD, BOARD, None, None, BOARD]
    assert labelled(narrowed(SECTIONS, {"7": BOARD})) == expected


def test_without_narrowing_earlier_labels_are_taken_off() -> None:
    assert labelled(narrowed(narrowed(SECTIONS, {"7": BOARD}), {})) == [None] * len(SECTIONS)


def test_a_section_that_is_not_there_is_an_error_by_its_number() -> None:
    with pytest.raises(ManifestError, match="Section 9 is listed under sections"):
        narrowed(SECTIONS, {"7": BOARD, "9": HR})


@pytest.mark.parametrize("numbers", [("A", "7"), ("7", "A")])
def test_sections_that_overlap_by_path_are_an_error(numbers: tuple[str, str]) -> None:
    # The manifest cannot see this: the later one would have widened the other.
    with pytest.raises(ManifestError, match="overlap"):
        narrowed(SECTIONS, dict.fromkeys(numbers, BOARD))


@pytest.mark.parametrize("labels", [{}, {"7.1": HR}, {"A": BOARD, "70": HR}, {"7": BOARD}])
def test_narrowings_give_back_what_was_narrowed(labels: dict[str, Labels]) -> None:
    sections = narrowed(SECTIONS, labels)
    assert narrowed(SECTIONS, narrowings(sections)) == sections


def test_labels_and_dates_have_no_part_in_the_content_key() -> None:
    assert content_key("aa", "Title", "ff") == content_key("aa", "Title", "ff")
    keys = {
        content_key(*parts)
        for parts in (("aa", "Title", "ff"), ("ab", "Title", "ff"), ("aa", "T", "ff"))
    }
    assert len(keys | {content_key("aa", "Title", "fe")}) == 4


def test_with_metadata_touches_nothing_but_labels_dates_and_status() -> None:
    stored = version_of([("7 Deals", ["Approve."])])
    planned = PlannedVersion(
        document=document(),
        version="1.0",
        path=Path("a.pdf"),
        status=Status.WITHDRAWN,
        effective_from=date(2025, 1, 1),
        effective_to=date(2025, 2, 1),
        section_labels={"7": BOARD},
    )
    changed = with_metadata(stored, planned)
    assert (changed.status, changed.effective_to) == (Status.WITHDRAWN, date(2025, 2, 1))
    assert changed.sections[0].labels == BOARD
    touched = {"status", "effective_from", "effective_to", "sections"}
    assert changed.model_dump(exclude=touched) == stored.model_dump(exclude=touched)


def named(number: str, title: str, **fields: object) -> DocumentVersion:
    return version_of([], version=number).model_copy(update={"title": title, **fields})


def test_a_title_that_is_given_stands() -> None:
    given = document()
    assert titled(given, [named("1", "Other")]) == given


def test_a_missing_title_is_the_latest_approved_versions_in_whatever_order() -> None:
    untitled = Document(document_id="POL-1", title="", labels=BOARD)
    versions = [
        named("1", "First", effective_from=None),
        named("2", "Second", effective_from=date(2025, 1, 1)),
        named("3", "Draft", effective_from=date(2026, 1, 1), status=Status.DRAFT),
    ]
    for order in (versions, versions[::-1], versions[1:] + versions[:1]):
        assert titled(untitled, order).title == "Second"


@pytest.mark.parametrize(("number", "by_content"), [("", True), ("sha-0f", True), ("1.0", False)])
def test_a_number_made_from_content_is_known_as_such(number: str, by_content: bool) -> None:
    assert is_numbered_by_content(number) is by_content
