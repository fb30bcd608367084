"""LlamaIndex's interfaces, both ways: its postprocessors as our rerankers, ours as its own.

``EntitledRetriever`` offers our retriever to a LlamaIndex pipeline; docs/llama-index.md shows how.
"""

from collections.abc import Sequence
from typing import Any

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.schema import MetadataMode, NodeWithScore, QueryBundle, TextNode

from domain.answering_ports import Reranker, Reranking, Retriever
from domain.entitlement import require_readable
from domain.types import Chunk, Labels, Passage, Scope, Status

# Of use to the reader of a result, of none to an embedding or a prompt.
PROOF_FIELDS = [
    "document_id", "version", "page", "last_page", "start", "end", "rank", "reranked_by",
]  # fmt: skip


def node_of(passage: Passage) -> NodeWithScore:
    """A node whose text is the passage's, word for word, and whose metadata locate it.

    ``start`` and ``end`` count characters of the version's text.
    """
    chunk = passage.chunk
    node = TextNode(
        id_=chunk.chunk_id,
        text=chunk.text,
        metadata={
            "title": chunk.title,
            "section": " > ".join(chunk.section_path),
            "document_id": chunk.document_id,
            "version": chunk.version,
            "page": chunk.first_page,
            "last_page": chunk.last_page,
            "start": chunk.start,
            "end": chunk.end,
            "rank": passage.rank,
            "reranked_by": passage.reranked_by,
        },
        excluded_embed_metadata_keys=PROOF_FIELDS,
    )
    return NodeWithScore(node=node, score=passage.fused_score)


class EntitledRetriever(BaseRetriever):
    """Our retriever as a LlamaIndex ``BaseRetriever``, for one caller on one date.

    The scope is bound here; nothing in a query can change it.
    """

    def __init__(self, retriever: Retriever, *, scope: Scope) -> None:
        """One scope, one retriever: make another for another caller."""
        self._retriever = retriever
        self._scope = scope
        super().__init__()

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        passages = self._retriever.retrieve(query_bundle.query_str, scope=self._scope)
        for passage in passages:
            require_readable(passage.chunk, self._scope)
        return [node_of(passage) for passage in passages]


class PostprocessorReranker:
    """Any LlamaIndex postprocessor that scores nodes, as our ``Reranker``."""

    def __init__(self, postprocessor: BaseNodePostprocessor, *, name: str) -> None:
        """Set its ``top_n`` above the number of candidates, or the rest count as worst."""
        self.name = name
        self._postprocessor = postprocessor

    def score(self, question: str, passages: Sequence[Passage]) -> Reranking:
        """A passage that the postprocessor dropped, or did not score, shares its lowest score."""
        nodes = [_text_node(passage) for passage in passages]
        kept = self._postprocessor.postprocess_nodes(nodes, query_str=question) if nodes else []
        scores = {node.node.node_id: node.score for node in kept if node.score is not None}
        lowest = min(scores.values(), default=0.0)
        ordered = tuple(scores.get(passage.chunk.chunk_id, lowest) for passage in passages)
        return Reranking(scores=ordered, used=self.name)


class RerankerPostprocessor(BaseNodePostprocessor):
    """Our ``Reranker`` as a LlamaIndex postprocessor, for nodes of any retriever."""

    top_n: int
    _reranker: Any = PrivateAttr()  # a Protocol: pydantic cannot check it

    def __init__(self, reranker: Reranker, *, top_n: int) -> None:
        """Keeps the ``top_n`` best."""
        super().__init__(top_n=top_n)
        self._reranker = reranker

    @classmethod
    def class_name(cls) -> str:
        """LlamaIndex's name for it."""
        return "RerankerPostprocessor"

    def _postprocess_nodes(
        self, nodes: list[NodeWithScore], query_bundle: QueryBundle | None = None
    ) -> list[NodeWithScore]:
        """Best first, ties by node ID.

        Raises:
            ValueError: there is no question.
        """
        if query_bundle is None:
            raise ValueError("A reranker needs the question: pass query_bundle or query_str.")
        passages = [_passage(node, rank) for rank, node in enumerate(nodes, start=1)]
        scores = self._reranker.score(query_bundle.query_str, passages).scores
        scored = [
            NodeWithScore(node=node.node, score=score)
            for node, score in zip(nodes, scores, strict=True)
        ]
        return sorted(scored, key=lambda node: (-node.get_score(), node.node_id))[: self.top_n]


def _text_node(passage: Passage) -> NodeWithScore:
    """A node of the words that a reranker reads, and no metadata beside them."""
    node = TextNode(id_=passage.chunk.chunk_id, text=passage.chunk.text_in_context)
    return NodeWithScore(node=node, score=passage.fused_score)


def _passage(node: NodeWithScore, rank: int) -> Passage:
    """A passage for a reranker's eyes alone: no labels, so gate two lets nobody see it."""
    text = node.node.get_content(metadata_mode=MetadataMode.NONE)
    metadata = node.node.metadata
    section = str(metadata.get("section", ""))
    chunk = Chunk(
        chunk_id=node.node_id,
        document_id=str(metadata.get("document_id", node.node_id)),
        version=str(metadata.get("version", "")),
        title=str(metadata.get("title", "")),
        section="",
        section_path=(section,) if section else (),
        first_page=1,
        last_page=1,
        start=0,
        end=len(text),
        text=text,
        labels=Labels(),
        status=Status.DRAFT,
    )
    return Passage(chunk=chunk, rank=rank, fused_score=node.score or 0.0)
