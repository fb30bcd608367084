from answering.drafting.composing import claims_of, in_reading_order
from answering.evidence.statements import Statement, statements_of
from domain.types import Chunk
from tests.fakes.chunks import chunks_of, version_of

LONG = "This clause goes on about the keeping of a register. " * 8
VERSION = version_of(
    [
        ("3 Gifts", ["3.1 Nobody may accept cash. Tell Compliance.", "3.2 Flowers may be kept."]),
        ("4 Lists", ["4.1 An Employee must not:\n(a) accept cash;\n(b) offer a bribe."]),
        ("5 Limits", [f"5.1 {LONG}A gift may be kept. It is then entered in the register."]),
    ]
)
CHUNKS = chunks_of(VERSION)
STATEMENTS = [each for chunk in CHUNKS for each in statements_of(chunk)]


def quoted(*numbers: int) -> list[str]:
    return [claim.sentence for claim in claims_of([STATEMENTS[n - 1] for n in numbers])]


def test_a_claim_is_its_quotes_and_they_are_the_documents_text_at_their_spans() -> None:
    for claim in claims_of(STATEMENTS):
        assert claim.sentence == " ".join(" ".join(q.text for q in claim.quotes).split())
        for quote in claim.quotes:
            assert VERSION.text[quote.start : quote.end] == quote.text
            assert (quote.document_id, quote.version) == ("POL-GFT-003", "1.0")


def test_claims_come_in_the_order_in_which_their_statements_were_chosen() -> None:
    assert quoted(2, 1) == [
        "3.2 Flowers may be kept.",
        "3.1 Nobody may accept cash. Tell Compliance.",
    ]


def test_a_list_comes_whole() -> None:
    assert quoted(3) == ["4.1 An Employee must not: (a) accept cash; (b) offer a bribe."]


def test_neighbours_in_a_paragraph_are_one_claim_in_the_texts_order() -> None:
    last = len(STATEMENTS)
    assert quoted(last, 1, last - 1) == [
        "A gift may be kept. It is then entered in the register.",
        "3.1 Nobody may accept cash. Tell Compliance.",
    ]


def test_statements_that_overlap_are_quoted_once() -> None:
    last = len(STATEMENTS)
    both = [STATEMENTS[last - 1], STATEMENTS[last - 2]]
    assert len({quote.text for claim in claims_of([*both, *both]) for quote in claim.quotes}) == 1


def test_a_row_brings_its_caption_as_a_quote_of_its_own() -> None:
    text = "Table 1: limits\n\nBand: A; Limit: £50\n\n"
    chunk: Chunk = CHUNKS[0].model_copy(update={"start": 0, "end": len(text), "text": text})
    (claim,) = claims_of(statements_of(chunk))
    assert [q.text for q in claim.quotes] == ["Table 1: limits", "Band: A; Limit: £50"]
    assert claim.sentence == "Table 1: limits. Band: A; Limit: £50"


def test_reading_order_keeps_documents_in_the_order_of_their_first_statement() -> None:
    other = chunks_of(version_of([("1 Cash", ["1.1 No cash."])], document_id="POL-CSH-001"))
    cash: list[Statement] = statements_of(other[0])
    mixed = [STATEMENTS[1], *cash, STATEMENTS[0]]
    assert in_reading_order(mixed) == [STATEMENTS[0], STATEMENTS[1], *cash]


def test_nothing_chosen_is_nothing_claimed() -> None:
    assert claims_of([]) == ()
