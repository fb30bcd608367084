"""Haystack: in-memory BM25 and embedding retrievers, joined by reciprocal rank fusion."""

import os
from collections.abc import Sequence
from importlib.metadata import version

from evals.peers.peer import RESULTS, PeerPassage, each_once
from evals.peers.shared_embedder import SharedEmbedder

os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"  # read at import; on by default

from haystack import Document  # the line above comes first
from haystack.components.joiners import DocumentJoiner
from haystack.components.retrievers.in_memory import (
    InMemoryBM25Retriever,
    InMemoryEmbeddingRetriever,
)
from haystack.document_stores.in_memory import InMemoryDocumentStore


class HaystackPeer:
    """``Peer`` over Haystack's components, each with its defaults but for the ten results."""

    name = "Haystack"

    def __init__(self, embedder: SharedEmbedder) -> None:
        """An empty store."""
        self.described = (
            f"haystack-ai {version('haystack-ai')}, InMemoryBM25Retriever and "
            "InMemoryEmbeddingRetriever, DocumentJoiner by reciprocal rank fusion, one document "
            "a passage"
        )
        self._embedder = embedder
        self._store = InMemoryDocumentStore(embedding_similarity_function="cosine")
        self._words = InMemoryBM25Retriever(self._store, top_k=RESULTS)
        self._meaning = InMemoryEmbeddingRetriever(self._store, top_k=RESULTS)
        self._joiner = DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=2 * RESULTS)

    def add(self, passages: Sequence[PeerPassage]) -> None:
        """Embeds and stores them."""
        vectors = self._embedder.embed_passages([passage.text for passage in passages])
        self._store.write_documents(
            [
                Document(
                    id=str(number),
                    content=passage.text,
                    meta={"name": passage.name},
                    embedding=vector.tolist(),
                )
                for number, (passage, vector) in enumerate(zip(passages, vectors, strict=True))
            ]
        )

    def search(self, question: str) -> list[str]:
        """Ten by words, ten by meaning, joined."""
        vector = self._embedder.embed([question])[0].tolist()
        words = self._words.run(query=question)["documents"]
        meaning = self._meaning.run(query_embedding=vector)["documents"]
        joined = self._joiner.run(documents=[words, meaning])["documents"]
        return each_once([str(document.meta["name"]) for document in joined])
