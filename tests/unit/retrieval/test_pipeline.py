from collections.abc import Sequence

import pytest
from pydantic import ValidationError

from domain.answering_ports import Reranking
from domain.errors import EntitlementBreach, IndexUnavailable
from domain.ports import Hit, SearchFilter, SparseVector, Vector
from domain.settings import RetrievalSettings
from domain.types import Chunk, Labels, Passage, Scope
from retrieval.pipeline import HybridRetriever, fused_passages
from retrieval.rerank_late_interaction import LateInteractionReranker
from tests.fakes.index import InMemoryIndex
from tests.fakes.library import EMBEDDER, ENCODER, STAFF, encode, make_chunk


class LeakyIndex(InMemoryIndex):
    """Returns whatever it was made with, whoever asks."""

    def __init__(self, *leaked: Chunk) -> None:
        super().__init__()
        self._leaked = [Hit(chunk, 1.0) for chunk in leaked]

    def search_dense(
        self, vector: Vector, *, scope: Scope, narrow: SearchFilter, limit: int
    ) -> list[Hit]:
        """The leak."""
        return self._leaked


class AbsentIndex(InMemoryIndex):
    """Always away; remembers who asked."""

    def __init__(self) -> None:
        super().__init__()
        self.scopes: list[Scope] = []

    def search_dense(
        self, vector: Vector, *, scope: Scope, narrow: SearchFilter, limit: int
    ) -> list[Hit]:
        """Fails."""
        self.scopes.append(scope)
        raise IndexUnavailable("away")

    def search_sparse(
        self, vector: SparseVector, *, scope: Scope, narrow: SearchFilter, limit: int
    ) -> list[Hit]:
        """Fails."""
        self.scopes.append(scope)
        raise IndexUnavailable("away")


def retriever(index: InMemoryIndex, *, rerank: bool = True, **settings: float) -> HybridRetriever:
    return HybridRetriever(
        index=index,
        embedder=EMBEDDER,
        sparse_encoder=ENCODER,
        reranker=LateInteractionReranker(EMBEDDER) if rerank else None,
        settings=RetrievalSettings.model_validate(settings),
    )


def library(*chunks: Chunk) -> InMemoryIndex:
    index = InMemoryIndex()
    index.upsert(encode(*chunks))
    return index


def test_the_best_passage_comes_first_with_its_scores() -> None:
    index = library(make_chunk("a", "gifts from clients"), make_chunk("b", "loans to staff"))
    first, second = retriever(index).retrieve("gifts from clients", scope=STAFF)
    assert (first.chunk.chunk_id, first.rank, second.rank) == ("a", 1, 2)
    assert first.dense_score is not None
    assert first.sparse_score is not None
    assert first.rerank_score is not None
    assert first.reranked_by == "late-interaction/hashing"
    assert second.sparse_score is None


def test_without_a_reranker_the_fused_order_stands() -> None:
    index = library(make_chunk("a", "gifts from clients"), make_chunk("b", "loans to staff"))
    passages = retriever(index, rerank=False).retrieve("gifts from clients", scope=STAFF)
    assert [(p.rank, p.rerank_score, p.reranked_by) for p in passages] == [
        (1, None, None),
        (2, None, None),
    ]


def test_an_empty_scope_gives_no_passages() -> None:
    index = library(make_chunk("a", "gifts", allow=("group:board",)))
    assert retriever(index).retrieve("gifts", scope=STAFF) == []


def test_at_most_the_set_number_of_passages_is_given() -> None:
    index = library(*(make_chunk(f"c{n}", f"gifts {n}") for n in range(9)))
    assert len(retriever(index, passages=3).retrieve("gifts", scope=STAFF)) == 3


def test_equal_scores_are_ordered_by_chunk_id() -> None:
    index = library(make_chunk("b", "gifts"), make_chunk("a", "gifts"))
    passages = retriever(index).retrieve("gifts", scope=STAFF)
    assert [passage.chunk.chunk_id for passage in passages] == ["a", "b"]


def test_scores_have_six_digits_at_most() -> None:
    index = library(*(make_chunk(f"c{n}", "gifts " * n + "loans") for n in range(1, 7)))
    for passage in retriever(index).retrieve("gifts loans", scope=STAFF):
        for score in (passage.fused_score, passage.rerank_score):
            assert score == round(score or 0, 6)


def test_a10_a_failed_search_is_not_tried_again_with_another_scope() -> None:
    index = AbsentIndex()
    with pytest.raises(IndexUnavailable):
        retriever(index).retrieve("gifts", scope=STAFF)
    assert index.scopes == [STAFF]


def test_a12_a_hidden_hit_fails_the_request_and_is_not_censored_after() -> None:
    hidden = make_chunk("h", "gifts", allow=("group:board",))
    with pytest.raises(EntitlementBreach):
        retriever(LeakyIndex(make_chunk("a", "gifts"), hidden)).retrieve("gifts", scope=STAFF)


def test_a_hidden_hit_never_reaches_the_reranker() -> None:
    class Watcher(LateInteractionReranker):
        def score(self, question: str, passages: Sequence[Passage]) -> Reranking:
            pytest.fail("the reranker saw a hidden passage")

    hidden = make_chunk("h", "gifts", allow=("group:board",))
    leaky = HybridRetriever(
        index=LeakyIndex(hidden),
        embedder=EMBEDDER,
        sparse_encoder=ENCODER,
        reranker=Watcher(EMBEDDER),
        settings=RetrievalSettings(),
    )
    with pytest.raises(EntitlementBreach):
        leaky.retrieve("gifts", scope=STAFF)


def test_a24_a_neighbour_in_a_narrower_section_is_not_fetched() -> None:
    board = Labels(allow=frozenset({"group:board"}))
    index = library(
        make_chunk("c1", "gifts from clients"),
        make_chunk("c2", "gifts from clients of the board", section_labels=board),
        make_chunk("c3", "gifts from vendors"),
    )
    passages = retriever(index).retrieve("gifts from clients", scope=STAFF)
    assert {passage.chunk.chunk_id for passage in passages} == {"c1", "c3"}


@pytest.mark.parametrize("field", ["scope", "names", "allow", "as_of", "limit"])
def test_a25_a_filter_written_by_others_takes_no_unknown_field(field: str) -> None:
    with pytest.raises(ValidationError):
        SearchFilter.model_validate({"document_ids": ["POL-1"], field: ["group:board"]})


def test_fused_passages_of_nothing_are_none() -> None:
    assert fused_passages([], [], sparse_weight=0.6) == []
