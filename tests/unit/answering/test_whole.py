"""A quote is never shorter than its rule: lists come whole over chunks, or say what is left out."""

from datetime import date

import pytest

from answering.drafting.whole import LONGEST_WHOLE_CHARACTERS, left_out, whole_claims
from answering.proof.verification import verify
from domain.answers import Claim, Quote
from domain.entitlement import scope_of
from domain.types import DocumentVersion, Labels, Principal, Uncitable
from domain.units import Unit, UnitKind
from tests.fakes.catalogue import InMemoryCatalogue
from tests.fakes.chunks import chunks_of, document, version_of

TODAY = date(2026, 11, 28)
SCOPE = scope_of(Principal(subject="ada", groups=frozenset({"everyone"})), as_of=TODAY)
STEM = "2.1 A gift may be kept where:"
ITEMS = ["(a) it is worth at most £50;", "(b) it is entered; and", "(c) nobody objects."]


def listed(items: list[str]) -> DocumentVersion:
    """A version with one list, its unit as ingest would store it."""
    version = version_of([("2 Gifts", [STEM, *items]), ("3 Other", ["3.1 Cash is refused."])])
    at = version.text.index(STEM)
    places, position = [], at + len(STEM)
    for item in items:
        start = version.text.index(item, position)
        position = start + len(item)
        places.append((start, position))
    unit = Unit(kind=UnitKind.LIST, start=at, end=position, stem=(at, at + len(STEM)),
                items=tuple(places))  # fmt: skip
    return version.model_copy(update={"units": (unit,)})


def claim_of(version: DocumentVersion, words: str) -> Claim:
    start = version.text.index(words)
    chunk = next(c for c in chunks_of(version) if c.start <= start < c.end)
    quote = Quote(
        chunk_id=chunk.chunk_id, document_id=version.document_id, version=version.version,
        start=start, end=start + len(words), text=words,
    )  # fmt: skip
    return Claim(sentence=words, quotes=(quote,))


def grown(version: DocumentVersion, *words: str) -> tuple[Claim, ...]:
    catalogue = InMemoryCatalogue([document()], [version])
    claims = [claim_of(version, each) for each in words]
    return whole_claims(claims, catalogue=catalogue, scope=SCOPE)


def test_an_item_brings_its_stem_and_all_items_and_is_proved_as_one_quote() -> None:
    version = listed(ITEMS)
    (claim,) = grown(version, ITEMS[1])
    assert claim.sentence == " ".join([STEM, *ITEMS])
    catalogue = InMemoryCatalogue([document()], [version])
    chunks = chunks_of(version)
    result = verify([claim], scope=SCOPE, catalogue=catalogue, chunks=chunks, today=TODAY)
    assert [s.text for s in result.sentences] == [claim.sentence]


def test_two_items_of_one_list_are_one_quote() -> None:
    assert len(grown(listed(ITEMS), ITEMS[0], ITEMS[2])) == 1


def test_what_stands_in_no_list_stays_as_it_is() -> None:
    (claim,) = grown(listed(ITEMS), "3.1 Cash is refused.")
    assert claim.sentence == "3.1 Cash is refused."


def test_a_list_that_fills_more_than_a_screen_is_cut_and_marked() -> None:
    items = [f"({n}) it is of kind {n} {'x' * (LONGEST_WHOLE_CHARACTERS // 6)};" for n in range(9)]
    (claim,) = grown(listed(items), items[4])
    assert claim.sentence == f"{STEM} {items[4]}"
    assert claim.left_out == "Left out: items 1 to 4 and 6 to 9 of 9, to be read on the page."


def test_a_list_with_text_that_no_citation_may_touch_is_not_grown() -> None:
    version = listed(ITEMS)
    start = version.text.index(ITEMS[2])
    hidden = version.model_copy(
        update={"uncitable": (Uncitable(start=start, end=start + 5, reason="r"),)}
    )
    (claim,) = grown(hidden, ITEMS[0])
    assert claim.sentence == ITEMS[0]


def test_a_list_that_runs_into_a_section_that_is_withheld_is_not_grown() -> None:
    version = listed(ITEMS)
    start = version.text.index(ITEMS[2])
    secret = version.sections[0].model_copy(
        update={"start": start, "labels": Labels(allow=frozenset({"group:board"}))}
    )
    closed = version.model_copy(update={"sections": (*version.sections, secret)})
    (claim,) = grown(closed, ITEMS[0])
    assert claim.sentence == ITEMS[0]


@pytest.mark.parametrize(
    ("items", "said"),
    [
        ([], ""),
        ([1], "Left out: item 2 of 9, to be read on the page."),
        ([0, 1, 2, 8], "Left out: items 1 to 3 and 9 of 9, to be read on the page."),
    ],
)
def test_what_is_left_out_is_said_by_place(items: list[int], said: str) -> None:
    assert left_out(items, 9) == said
