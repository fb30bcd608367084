"""The documents as one caller may see them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.library import Library, ReadableVersion
from domain.entitlement import permits, scope_of
from domain.errors import NotReadable
from domain.types import PageInfo, Principal, Section
from tests.fakes.catalogue import InMemoryCatalogue
from tests.fakes.chunks import document, version_of
from tests.fakes.door import COMPLIANCE, LAUNDERING, TODAY, policies

STAFF = scope_of(Principal(subject="ann", groups=frozenset({"everyone"})), as_of=TODAY)
OFFICER = scope_of(
    Principal(subject="ben", groups=frozenset({"everyone", "compliance"})), as_of=TODAY
)


def library() -> Library:
    return Library(InMemoryCatalogue(*policies()))


@pytest.mark.parametrize(
    ("document_id", "version"),
    [("POL-NONE", "1.0"), ("POL-BRD-009", "1.0"), ("POL-GFT-003", "3.0"), ("POL-GFT-003", "9")],
)
def test_a14_absent_forbidden_and_draft_raise_the_same_error(
    document_id: str, version: str
) -> None:
    with pytest.raises(NotReadable) as caught:
        library().open_version(document_id, version, STAFF)
    with pytest.raises(NotReadable) as absent:
        library().open_version("POL-ABSENT", "1.0", STAFF)
    assert str(caught.value) == str(absent.value)


@given(edges=st.lists(st.integers(0, 60), min_size=0, max_size=8), narrowed=st.integers(0, 255))
def test_text_spans_and_withheld_spans_are_the_whole_text_and_never_overlap(
    edges: list[int], narrowed: int
) -> None:
    base = version_of([("1 A", ["1.1 " + "x" * 60])])
    cuts = sorted({0, *edges, len(base.text)})
    sections = tuple(
        Section(
            number=str(n),
            path=(str(n),),
            level=1,
            start=start,
            end=end,
            labels=COMPLIANCE if narrowed >> n & 1 else None,
        )
        for n, (start, end) in enumerate(pairwise(cuts))
    )
    version = base.model_copy(update={"sections": sections})
    opened = Library(InMemoryCatalogue([document()], [version])).open_version(
        "POL-GFT-003", "1.0", STAFF
    )
    shown = [i for start, end in opened.text_spans for i in range(start, end)]
    hidden = [
        i
        for section in sections
        if section.labels and not permits(section.labels, STAFF)
        for i in range(section.start, section.end)
    ]
    assert sorted(shown + hidden) == list(range(len(version.text)))


def opened_with_pages(*pages: tuple[int, int]) -> ReadableVersion:
    """One open section, then a withheld one, over pages of these spans."""
    version = version_of(LAUNDERING, section_labels={"2": COMPLIANCE})
    infos = tuple(
        PageInfo(number=n, width=595, height=842, start=start, end=end)
        for n, (start, end) in enumerate(pages, start=1)
    )
    changed = version.model_copy(update={"pages": infos})
    return Library(InMemoryCatalogue([document()], [changed])).open_version(
        "POL-GFT-003", "1.0", STAFF
    )


def test_a_page_without_text_is_withheld_with_the_section_that_it_lies_in_or_follows() -> None:
    version = version_of(LAUNDERING)
    border, end = version.sections[1].start, len(version.text)
    opened = opened_with_pages((0, border), (border, end), (end, end))
    assert [page.number for page in opened.pages] == [1]


def test_a_page_that_two_sections_share_is_shown_and_redacted() -> None:
    version = version_of(LAUNDERING)
    opened = opened_with_pages((0, len(version.text)))
    assert [page.number for page in opened.pages] == [1]
    assert opened.page_touches_withheld(opened.pages[0])


def test_a_source_with_a_withheld_section_is_not_handed_out() -> None:
    with pytest.raises(NotReadable):
        library().source(library().open_version("POL-AML-001", "1.0", STAFF))


def test_who_may_read_all_sections_sees_a_whole_version() -> None:
    opened = library().open_version("POL-AML-001", "1.0", OFFICER)
    assert opened.is_whole
    assert opened.text_spans == ((0, len(opened.version.text)),)
