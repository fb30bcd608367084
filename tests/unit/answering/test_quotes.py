from answering.drafting.quotes import QuotesGenerator
from answering.evidence.reading import Evidence
from domain.types import Chunk
from retrieval.span_matching import TokenSpanMatcher
from tests.fakes.answer_reader import words_evidence_reader
from tests.fakes.chunks import chunks_of, passages_of, version_of
from tests.fakes.embedder import HashingEmbedder

GENERATOR = QuotesGenerator()


def evidence(question: str, *chunks: Chunk) -> Evidence:
    reading = words_evidence_reader(TokenSpanMatcher(HashingEmbedder(256)))
    return reading.read(question, passages_of(chunks))


def drafted(question: str, *chunks: Chunk) -> list[str]:
    return [claim.sentence for claim in GENERATOR.draft(evidence(question, *chunks)).claims]


def policy(*clauses: str) -> Chunk:
    """One chunk of a document of its own."""
    document_id = f"POL-{sum(map(ord, ''.join(clauses)))}"
    return chunks_of(version_of([("5 Hospitality", clauses)], document_id=document_id))[0]


CLIENT = "5.2 Lunch for a private client may cost no more than £80 for each person."
OFFICIAL = "6.2 Lunch for a public official may cost no more than £15 and needs approval."
CCTV = "Class: CCTV pictures of branches; Period: 31 days."
EMAIL = "Class: E-mail of traders; Period: 7 years."


def test_the_limit_for_another_kind_of_guest_is_not_the_first_answer() -> None:
    question = "How much may lunch for a private client cost?"
    assert drafted(question, policy(OFFICIAL), policy(CLIENT))[0] == CLIENT


def test_the_row_that_is_asked_for_is_quoted_with_its_caption_and_no_other() -> None:
    table = f"Table 1: Retention\n{EMAIL}\n{CCTV}"
    assert drafted("How long are CCTV pictures kept?", policy("5.1 See the table.", table)) == [
        f"Table 1: Retention. {CCTV}"
    ]


def test_the_most_sentences_is_a_limit() -> None:
    clauses = [f"5.{n} A gift of flowers may cost no more than £{n}0." for n in range(1, 9)]
    made = QuotesGenerator(maximum_sentences=2)
    assert (
        1 <= len(made.draft(evidence("How much may flowers cost?", policy(*clauses))).claims) <= 2
    )


def test_what_does_not_answer_is_not_quoted_beside_what_does() -> None:
    other = "7.5 Reports are kept for five years."
    assert drafted("How much may lunch for a private client cost?", policy(CLIENT, other)) == [
        CLIENT
    ]


def test_a_claim_is_its_quotes_word_for_word_and_marks_the_words_that_answer() -> None:
    chunk = policy(CLIENT, OFFICIAL)
    claims = GENERATOR.draft(evidence("How much may lunch cost?", chunk)).claims
    assert claims
    for claim in claims:
        assert claim.sentence == " ".join(quote.text for quote in claim.quotes)
        for quote in claim.quotes:
            inside = slice(quote.start - chunk.start, quote.end - chunk.start)
            assert chunk.text[inside] == quote.text
            assert quote.answers
            assert all(quote.start <= a.start < a.end <= quote.end for a in quote.answers)


def test_the_same_evidence_gives_the_same_draft() -> None:
    chunks = policy(CLIENT), policy(OFFICIAL)
    question = "How much may lunch cost?"
    assert GENERATOR.draft(evidence(question, *chunks)) == QuotesGenerator().draft(
        evidence(question, *chunks)
    )


def test_no_passages_no_claims() -> None:
    assert GENERATOR.draft(Evidence("How much?", (), ())).claims == ()
