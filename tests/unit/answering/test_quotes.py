from answering.drafting.quotes import QuotesGenerator
from answering.evidence.scoring import EvidenceReader
from domain.types import Chunk
from retrieval.span_matching import TokenSpanMatcher
from tests.fakes.chunks import chunks_of, passages_of, version_of
from tests.fakes.embedder import HashingEmbedder

GENERATOR = QuotesGenerator(EvidenceReader(TokenSpanMatcher(HashingEmbedder(256))))


def drafted(question: str, *chunks: Chunk) -> list[str]:
    return [claim.sentence for claim in GENERATOR.draft(question, passages_of(chunks)).claims]


def policy(*clauses: str) -> Chunk:
    """One chunk of a document of its own."""
    document_id = f"POL-{sum(map(ord, ''.join(clauses)))}"
    return chunks_of(version_of([("5 Hospitality", clauses)], document_id=document_id))[0]


CLIENT = "5.2 Lunch for a private client may cost no more than £80 for each person."
OFFICIAL = "6.2 Lunch for a public official may cost no more than £15 and needs approval."
CCTV = "Class: CCTV pictures of branches; Period: 31 days."
EMAIL = "Class: E-mail of traders; Period: 7 years."


def test_the_limit_for_another_kind_of_guest_is_not_the_answer() -> None:
    question = "How much may lunch for a private client cost?"
    assert drafted(question, policy(OFFICIAL), policy(CLIENT))[0] == CLIENT
    assert OFFICIAL not in drafted(question, policy(CLIENT), policy(OFFICIAL))


def test_the_row_that_is_asked_for_is_quoted_and_no_other() -> None:
    table = f"Table 1: Retention\n{EMAIL}\n{CCTV}"
    assert drafted("How long are CCTV pictures kept?", policy("5.1 See the table.", table)) == [
        f"Table 1: Retention. {CCTV}"
    ]


def test_both_halves_of_a_double_question_are_answered() -> None:
    filing = "7.1 A report must be filed within 30 days of the day of detection."
    unknown = "7.9 Where the suspect has no name, filing waits for 60 days at most."
    other = "7.5 The report is kept for five years with all papers."
    question = "When must a report be filed, and what if the suspect has no name?"
    said = drafted(question, policy(filing), policy(other), policy(unknown))
    assert filing in said
    assert unknown in said


def test_the_most_sentences_is_a_limit() -> None:
    clauses = [f"5.{n} A gift of flowers may cost no more than £{n}0." for n in range(1, 9)]
    generator = QuotesGenerator(
        EvidenceReader(TokenSpanMatcher(HashingEmbedder(256))), maximum_sentences=2
    )
    claims = generator.draft(
        "How much may flowers cost, and who approves flowers, and when are gifts due?",
        passages_of([policy(*clauses)]),
    ).claims
    assert 1 <= len(claims) <= 2


def test_a_claim_is_its_quotes_word_for_word() -> None:
    chunk = policy(CLIENT, OFFICIAL)
    for claim in GENERATOR.draft("How much may lunch cost?", passages_of([chunk])).claims:
        assert claim.sentence == " ".join(quote.text for quote in claim.quotes)
        for quote in claim.quotes:
            inside = slice(quote.start - chunk.start, quote.end - chunk.start)
            assert chunk.text[inside] == quote.text


def test_the_same_input_gives_the_same_draft_whatever_was_asked_before() -> None:
    passages = passages_of([policy(CLIENT), policy(OFFICIAL)])
    fresh = QuotesGenerator(EvidenceReader(TokenSpanMatcher(HashingEmbedder(256))))
    GENERATOR.draft("Who approves?", passages)
    question = "How much may lunch cost?"
    assert GENERATOR.draft(question, passages) == fresh.draft(question, passages)


def test_no_passages_no_claims() -> None:
    assert GENERATOR.draft("How much?", []).claims == ()


def test_two_policies_that_differ_are_shown_side_by_side() -> None:
    london = "8.1 Each gift must be entered in the register within ten days."
    luxembourg = "8.1 Each gift must be entered in the register within five days."
    said = drafted("How many days do I have to enter a gift?", policy(london), policy(luxembourg))
    assert set(said) == {london, luxembourg}
