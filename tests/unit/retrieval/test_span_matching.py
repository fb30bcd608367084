"""Parts of passages against a question, without a model."""

import pytest

from retrieval.rerank_late_interaction import neighbours_in, shared_phrases
from retrieval.span_matching import TokenSpanMatcher
from retrieval.token_vectors import TokenVectors
from tests.fakes.embedder import HashingEmbedder

MATCHER = TokenSpanMatcher(HashingEmbedder(256))
TEXT = "Gifts policy\nGifts up to fifty pounds may be kept. Cash must always be refused."
GIFTS = (TEXT.index("Gifts up"), TEXT.index(" Cash"))
CASH = (TEXT.index("Cash"), len(TEXT))


def test_the_part_that_holds_the_questions_words_scores_higher() -> None:
    ((gifts, cash),) = MATCHER.match("Must cash be refused?", [(TEXT, [GIFTS, CASH])])
    assert gifts is not None
    assert cash is not None
    assert cash.late_interaction > gifts.late_interaction
    assert cash.meaning > gifts.meaning


def test_matches_come_in_the_order_of_places_and_spans() -> None:
    one = MATCHER.match("Must cash be refused?", [(TEXT, [CASH]), ("Nothing here.", [(0, 13)])])
    assert [len(matches) for matches in one] == [1, 1]
    assert one[0][0] != one[1][0]


@pytest.mark.parametrize("question", ["", "?!"])
def test_a_question_without_words_matches_nothing(question: str) -> None:
    assert MATCHER.match(question, [(TEXT, [GIFTS, CASH])]) == [[None, None]]


def test_a_span_that_holds_no_word_matches_nothing() -> None:
    assert MATCHER.match("cash", [(TEXT, [(0, 0)])]) == [[None]]


def test_no_places_give_no_matches() -> None:
    assert MATCHER.match("cash", []) == []


def test_what_the_embedder_cut_off_matches_nothing() -> None:
    class ReadsThreeWords(HashingEmbedder):
        def embed_tokens(self, text: str) -> TokenVectors:
            tokens = super().embed_tokens(text)
            return TokenVectors(tokens.token_ids[:3], tokens.steps[:3])

    matcher = TokenSpanMatcher(ReadsThreeWords(256))
    assert matcher.match("cash", [(TEXT, [CASH])]) == [[None]]


def test_phrases_are_shared_whatever_stands_between_their_words() -> None:
    asked = neighbours_in("What is the record retention period?")
    assert shared_phrases(asked, "The period of record retention is seven years.") == 0.5
    assert shared_phrases(asked, "The record retention period is seven years.") == 1.0
    assert shared_phrases(neighbours_in("Gifts?"), "Gifts") == 0.0
