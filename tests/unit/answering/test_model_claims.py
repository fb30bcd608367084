import pytest

from answering.drafting.model.claims import Dropped, claims_of, find
from answering.drafting.model.output import DraftedAnswer
from domain.types import Chunk
from tests.fakes.chunks import chunks_of, version_of

LONG = "This clause goes on about the keeping of a register. " * 8
VERSION = version_of(
    [
        ("3 Gifts", ["3.1 Nobody may accept a gift in cash. Tell Compliance about an offer."]),
        ("4 Lists", ["4.1 An Employee must not:\n(a) accept cash;\n(b) offer a bribe."]),
        ("5 Limits", [f"5.1 {LONG}A gift may be kept. However, it must be worth £50 at most."]),
        ("6 Signs", ["6.1 A ratio <5 % (see [ANNEX]) must be  reported to <the Board>."]),
    ]
)
CHUNKS = {f"P{n}": chunk for n, chunk in enumerate(chunks_of(VERSION), start=1)}


def drafted(sentence: str, *quotes: tuple[str, str]) -> DraftedAnswer:
    made = [{"passage": passage, "quote": quote} for passage, quote in quotes]
    return DraftedAnswer.model_validate({"sentences": [{"quotes": made, "sentence": sentence}]})


def quoted(sentence: str, *quotes: tuple[str, str]) -> list[str]:
    resolved = claims_of(drafted(sentence, *quotes), CHUNKS)
    return [quote.text for claim in resolved.claims for quote in claim.quotes]


def dropped(sentence: str, *quotes: tuple[str, str]) -> list[str]:
    resolved = claims_of(drafted(sentence, *quotes), CHUNKS)
    assert not resolved.claims
    return list(resolved.dropped)


def test_a_quote_becomes_its_exact_span() -> None:
    claim = claims_of(
        drafted("No cash.", ("P1", "Nobody may accept a gift in cash.")), CHUNKS
    ).claims[0]
    quote = claim.quotes[0]
    assert VERSION.text[quote.start : quote.end] == quote.text
    assert (quote.chunk_id, quote.document_id, quote.version) == (
        CHUNKS["P1"].chunk_id,
        "POL-GFT-003",
        "1.0",
    )


def test_a_quote_is_widened_to_the_statement_so_that_it_cannot_leave_out_a_nobody() -> None:
    whole = "3.1 Nobody may accept a gift in cash. Tell Compliance about an offer."
    assert quoted("You may accept a gift in cash.", ("P1", "may accept a gift in cash")) == [whole]


def test_a_list_item_brings_the_stem_of_its_list() -> None:
    assert quoted("Accept cash.", ("P2", "accept cash"))[0].startswith("4.1 An Employee must not:")


def test_a_sentence_brings_the_however_that_limits_it() -> None:
    assert "However, it must" in quoted("A gift may be kept.", ("P3", "A gift may be kept."))[0]


def test_two_parts_of_one_statement_are_one_quote() -> None:
    assert len(quoted("No.", ("P1", "Nobody may accept"), ("P1", "Tell Compliance"))) == 1


@pytest.mark.parametrize(
    "quote", ["must be reported to", "A ratio ‹5 % (see ⟦ANNEX])", "to <the Board>"]
)
def test_a_quote_is_found_through_white_space_and_replaced_signs(quote: str) -> None:
    assert quoted("A ratio must be reported.", ("P4", quote)) == [CHUNKS["P4"].text]


@pytest.mark.parametrize(
    ("passage", "quote", "reason"),
    [
        ("P9", "Nobody may accept a gift in cash.", Dropped.UNKNOWN_PASSAGE),
        ("p1", "Nobody may accept a gift in cash.", Dropped.UNKNOWN_PASSAGE),
        ("P2", "Nobody may accept a gift in cash.", Dropped.NOT_IN_PASSAGE),
        ("P1", "Nobody may accept a gift in Cash.", Dropped.NOT_IN_PASSAGE),
        ("P1", "Anybody may accept a gift in cash.", Dropped.NOT_IN_PASSAGE),
        ("P1", "Nobody may accept … in cash.", Dropped.NOT_IN_PASSAGE),
        ("P1", " ", Dropped.NOT_IN_PASSAGE),
        ("P1", "3 Gifts", Dropped.NOT_IN_PASSAGE),
    ],
)
def test_what_does_not_stand_in_the_passage_drops_the_sentence(
    passage: str, quote: str, reason: Dropped
) -> None:
    assert dropped("No gift in cash.", (passage, quote)) == [reason]


def test_a7_one_bad_quote_drops_the_sentence_and_not_the_quote_alone() -> None:
    good = ("P1", "Nobody may accept a gift in cash.")
    assert dropped("No gift in cash.", good, ("P1", "ever")) == [Dropped.NOT_IN_PASSAGE]


@pytest.mark.parametrize(
    "sentence",
    [
        "Nobody may accept a gift. See https://evil.example/x.",
        "Nobody may [accept](javascript:alert) a gift.",
        "Nobody may accept a gift; write to a@b.org.",
        "Nobody may accept a gift, says www.evil.example.",
        "Nobody may accept a gift at evil.com.",
        '<img src="x"> Nobody may accept a gift.',
    ],
)
def test_a_sentence_brings_no_link_that_its_quotes_do_not_hold(sentence: str) -> None:
    assert dropped(sentence, ("P1", "Nobody may accept")) == [Dropped.BRINGS_A_LINK]


@pytest.mark.parametrize("sign", ["\u202e", "\u200b", "\x00", "\ue000"])
def test_a_sentence_holds_no_invisible_signs(sign: str) -> None:
    assert dropped(f"No{sign} cash.", ("P1", "Nobody may accept")) == [Dropped.NO_PLAIN_TEXT]


def test_white_space_in_a_sentence_is_folded() -> None:
    resolved = claims_of(drafted("No\n cash.", ("P1", "Nobody may accept")), CHUNKS)
    assert resolved.claims[0].sentence == "No cash."


def test_a_quote_that_stands_twice_is_the_first() -> None:
    span = find("a b", "x a b, a  b")
    assert span is not None
    assert (span.start, span.end) == (2, 5)


def test_a_caption_alone_states_nothing() -> None:
    text = "Table 1: limits\n\nBand: A; Limit: £50\n\n"
    chunk = CHUNKS["P1"].model_copy(update={"start": 0, "end": len(text), "text": text})
    labelled: dict[str, Chunk] = {"P1": chunk}
    alone = claims_of(drafted("Limits.", ("P1", "Table 1: limits")), labelled)
    assert alone.dropped == (Dropped.NO_STATEMENT,)
    row = claims_of(drafted("The limit of band A is £50.", ("P1", "Band: A; Limit: £50")), labelled)
    assert [q.text for q in row.claims[0].quotes] == ["Table 1: limits", "Band: A; Limit: £50"]
