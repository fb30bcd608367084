"""LlamaIndex: its Qdrant store with hybrid search on the client's local mode, its own splitter.

Its sparse encoders come from a model hub, which is not available here. They are replaced by
Qdrant's BM25 encoder, the same that its "Qdrant/bm25" model runs, with Qdrant's IDF.
"""

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

from llama_index.core import Document, StorageContext, VectorStoreIndex
from llama_index.core.embeddings import BaseEmbedding
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.schema import MetadataMode
from llama_index.vector_stores.qdrant import QdrantVectorStore
from qdrant_client import QdrantClient
from qdrant_client.models import Modifier, SparseVectorParams
from qdrant_edge import Bm25, Bm25Config

from evals.peers.peer import RESULTS, PeerPassage, each_once
from evals.peers.shared_embedder import SharedEmbedder

Sparse = tuple[list[list[int]], list[list[float]]]


class _Embedding(BaseEmbedding):
    """LlamaIndex's interface over the shared model."""

    _embedder: SharedEmbedder

    def __init__(self, embedder: SharedEmbedder, **known: Any) -> None:
        super().__init__(**known)
        self._embedder = embedder

    def _get_query_embedding(self, query: str) -> list[float]:
        return [float(number) for number in self._embedder.embed([query])[0]]

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_query_embedding(text)


class LlamaIndexPeer:
    """``Peer`` over LlamaIndex; each part with its defaults but for the ten results."""

    name = "LlamaIndex"

    def __init__(self, embedder: SharedEmbedder) -> None:
        """An empty collection in memory."""
        self.described = (
            f"llama-index-core {version('llama-index-core')}, QdrantVectorStore on qdrant-client "
            f"{version('qdrant-client')}'s local mode, SentenceSplitter and relative score fusion "
            "as they come; sparse vectors by Qdrant's BM25 instead of a hub's model"
        )
        self._embedder = embedder
        encoder = Bm25(Bm25Config(language="english"))
        self._store = QdrantVectorStore(
            collection_name="peers",
            client=QdrantClient(":memory:"),
            enable_hybrid=True,
            sparse_doc_fn=lambda texts: _sparse(encoder.embed_document, texts),
            sparse_query_fn=lambda texts: _sparse(encoder.embed_query, texts),
            sparse_config=SparseVectorParams(modifier=Modifier.IDF),
        )

    def add(self, passages: Sequence[PeerPassage]) -> None:
        """Splits, embeds and stores them."""
        documents = [Document(text=p.text, metadata={"name": p.name}) for p in passages]
        for document in documents:
            document.excluded_embed_metadata_keys = ["name"]
        nodes = SentenceSplitter().get_nodes_from_documents(documents)
        texts = [node.get_content(metadata_mode=MetadataMode.EMBED) for node in nodes]
        for node, vector in zip(nodes, self._embedder.embed_passages(texts), strict=True):
            node.embedding = vector.tolist()
        context = StorageContext.from_defaults(vector_store=self._store)
        index = VectorStoreIndex(
            nodes, storage_context=context, embed_model=_Embedding(self._embedder)
        )
        self._retriever = index.as_retriever(
            vector_store_query_mode="hybrid", similarity_top_k=RESULTS, sparse_top_k=RESULTS
        )

    def search(self, question: str) -> list[str]:
        """Ten by words, ten by meaning, fused."""
        found = self._retriever.retrieve(question)
        return each_once([str(each.node.metadata["name"]) for each in found])


def _sparse(encode: Any, texts: Sequence[str]) -> Sparse:
    vectors = [encode(text) for text in texts]
    return [list(v.indices) for v in vectors], [list(v.values) for v in vectors]
