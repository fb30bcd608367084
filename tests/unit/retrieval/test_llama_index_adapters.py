import pytest
from llama_index.core.schema import NodeWithScore, TextNode

from domain.errors import EntitlementBreach
from domain.ports import SearchFilter
from domain.settings import RetrievalSettings
from domain.types import Passage, Scope
from retrieval.llama_index_adapters import EntitledRetriever, RerankerPostprocessor
from retrieval.pipeline import HybridRetriever
from retrieval.rerank_late_interaction import LateInteractionReranker
from tests.fakes.index import InMemoryIndex
from tests.fakes.library import EMBEDDER, ENCODER, STAFF, encode, make_chunk


class LeakyRetriever:
    """A ``Retriever`` that has forgotten its gates."""

    def retrieve(
        self, question: str, *, scope: Scope, narrow: SearchFilter | None = None
    ) -> list[Passage]:
        """The leak."""
        return [Passage(chunk=make_chunk("h", "gifts", allow=("group:board",)), rank=1)]


def entitled(*texts: str) -> EntitledRetriever:
    index = InMemoryIndex()
    index.upsert(encode(*(make_chunk(f"c{n}", text) for n, text in enumerate(texts))))
    index.upsert(encode(make_chunk("h", "gifts from clients", allow=("group:board",))))
    retriever = HybridRetriever(
        index=index,
        embedder=EMBEDDER,
        sparse_encoder=ENCODER,
        reranker=None,
        settings=RetrievalSettings(),
    )
    return EntitledRetriever(retriever, scope=STAFF)


def test_nodes_carry_the_exact_text_and_where_it_stands() -> None:
    first, _ = entitled("gifts from clients", "loans to staff").retrieve("gifts from clients")
    assert first.node.get_content() == "gifts from clients"
    assert first.node.node_id == "c0"
    expected = {"document_id": "POL-1", "version": "1", "page": 1, "start": 0, "end": 18}
    assert expected.items() <= first.node.metadata.items()


def test_hidden_documents_make_no_nodes() -> None:
    nodes = entitled("gifts from clients").retrieve("gifts from clients")
    assert [node.node.node_id for node in nodes] == ["c0"]


def test_a_leak_is_stopped_at_the_second_gate() -> None:
    with pytest.raises(EntitlementBreach):
        EntitledRetriever(LeakyRetriever(), scope=STAFF).retrieve("gifts")


def test_our_reranker_sorts_anybodys_nodes() -> None:
    nodes = [
        NodeWithScore(node=TextNode(id_=text, text=text), score=0.5)
        for text in ("loans", "gifts from clients", "gifts")
    ]
    postprocessor = RerankerPostprocessor(LateInteractionReranker(EMBEDDER), top_n=2)
    kept = postprocessor.postprocess_nodes(nodes, query_str="gifts from clients")
    assert [node.node.node_id for node in kept] == ["gifts from clients", "gifts"]


def test_a_reranker_without_a_question_says_what_is_missing() -> None:
    postprocessor = RerankerPostprocessor(LateInteractionReranker(EMBEDDER), top_n=2)
    with pytest.raises(ValueError, match="query_str"):
        postprocessor.postprocess_nodes([])
