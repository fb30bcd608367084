"""What every way of ranking starts from: a question's candidates with each signal once.

Searching and comparing vectors is the slow part; the ways of ranking in
``evals/ablations/steps.py`` then differ in arithmetic alone and are compared on equal ground.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.ports import Hit, SearchFilter
from domain.types import Passage, Scope
from evals.corpus_store import OpenCorpus
from retrieval.embedder import SentenceTransformerEmbedder
from retrieval.pipeline import fused_passages
from retrieval.rerank_late_interaction import (
    neighbours_in,
    rarity_among,
    shared_phrases,
    weighted_best_matches,
)
from retrieval.sparse import Bm25Encoder
from retrieval.token_cache import TokenCache

CANDIDATES = 100  # of each ranking: as deep as any way of ranking looks


@dataclass(frozen=True)
class Pool:
    """One question's candidates: both rankings, and per chunk ID what a reranker can know."""

    dense: tuple[Hit, ...]
    sparse: tuple[Hit, ...]
    matched: dict[str, float]  # MaxSim, question's word pieces weighted by rarity
    matched_evenly: dict[str, float]  # MaxSim, each word piece alike
    phrases: dict[str, float]


class PoolMaker:
    """Makes pools over an open corpus."""

    def __init__(self, corpus: OpenCorpus, scope: Scope) -> None:
        """``scope`` is the asker's.

        Raises:
            TypeError: the corpus was opened with a fake embedder.
        """
        embedder = corpus.parts.embedder
        if not isinstance(embedder, SentenceTransformerEmbedder):
            raise TypeError("only the product's own embedder keeps token vectors")
        self._parts = corpus.parts
        self._encoder = Bm25Encoder(corpus.settings.encoding)
        self._tokens = TokenCache(embedder)
        self._scope = scope

    def pool(self, question: str) -> Pool:
        """Searches twice, then reads the stored token vectors of what was found."""
        everything, index = SearchFilter(), self._parts.index
        vector = self._parts.embedder.embed_question(question)
        terms = self._encoder.encode_question(question)
        dense = index.search_dense(vector, scope=self._scope, narrow=everything, limit=CANDIDATES)
        sparse = index.search_sparse(terms, scope=self._scope, narrow=everything, limit=CANDIDATES)
        passages = fused_passages(dense, sparse, sparse_weight=0.6)[:CANDIDATES]
        return Pool(tuple(dense), tuple(sparse), *self._signals(question, passages))

    def _signals(
        self, question: str, passages: Sequence[Passage]
    ) -> tuple[dict[str, float], dict[str, float], dict[str, float]]:
        asked = self._tokens.embed_tokens(question)
        found = {
            passage.chunk.chunk_id: self._tokens.embed_tokens(passage.chunk.text_in_context)
            for passage in passages
        }
        rare = rarity_among(asked.token_ids, [tokens.token_ids for tokens in found.values()])
        even = rare * 0 + 1
        pairs = neighbours_in(question)
        return (
            {key: weighted_best_matches(asked, tokens, rare) for key, tokens in found.items()},
            {key: weighted_best_matches(asked, tokens, even) for key, tokens in found.items()},
            {p.chunk.chunk_id: shared_phrases(pairs, p.chunk.text) for p in passages},
        )
