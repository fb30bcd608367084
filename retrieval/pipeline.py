"""Question and scope to passages: encode, search twice, fuse, rerank, gate two."""

from collections.abc import Sequence

from domain.answering_ports import Reranker
from domain.entitlement import require_readable
from domain.ports import ChunkIndex, Embedder, Hit, SearchFilter, SparseEncoder
from domain.reading_ports import Reader
from domain.settings import ReadingSettings, RetrievalSettings
from domain.types import Chunk, Passage, Scope
from retrieval.fusion import fuse, scaled
from retrieval.rereading import reread

SCORE_DIGITS = 6  # a response must be the same bytes each time; more digits are noise
EVERYTHING = SearchFilter()
SECTION_PASSAGES = 500  # a chapter of 20 policies


class HybridRetriever:
    """``Retriever`` over dense and BM25 candidates, both filtered by scope before ranking."""

    def __init__(
        self,
        *,
        index: ChunkIndex,
        embedder: Embedder,
        sparse_encoder: SparseEncoder,
        reranker: Reranker | None,
        settings: RetrievalSettings,
        reader: Reader | None = None,
        reading: ReadingSettings | None = None,
    ) -> None:
        """No reranker: the fused order stands. No reader: the reranker has the last word."""
        self._index = index
        self._embedder = embedder
        self._sparse_encoder = sparse_encoder
        self._reranker = reranker
        self._settings = settings
        self._reader = reader
        self._reading = reading or ReadingSettings()

    def retrieve(
        self, question: str, *, scope: Scope, narrow: SearchFilter | None = None
    ) -> list[Passage]:
        """Best first, at most ``settings.passages``; [] where the scope holds nothing that matches.

        Raises:
            EntitlementBreach: the index returned what the scope may not read.
            IndexUnavailable: the index cannot be read.
        """
        dense, sparse = self._search(question, scope, narrow or EVERYTHING)
        passages = fused_passages(dense, sparse, sparse_weight=self._settings.sparse_weight)
        passages = self._rerank(question, passages)[: self._settings.passages]
        if self._reader is not None and self._reading.passages_read:
            passages = reread(
                question, passages, self._reader, count=self._reading.passages_read,
                weight=self._reading.passages_weight,
            )  # fmt: skip
        for passage in passages:
            require_readable(passage.chunk, scope)
        return passages

    def find_sections(
        self, keys: Sequence[str], *, scope: Scope, narrow: SearchFilter | None = None
    ) -> list[Chunk]:
        """See SectionFinder; at most ``SECTION_PASSAGES``.

        Raises:
            EntitlementBreach: the index returned what the scope may not read.
            IndexUnavailable: the index cannot be read.
        """
        found = self._index.find_sections(
            keys, scope=scope, narrow=narrow or EVERYTHING, limit=SECTION_PASSAGES
        )
        for chunk in found:
            require_readable(chunk, scope)
        return found

    def _search(
        self, question: str, scope: Scope, narrow: SearchFilter
    ) -> tuple[list[Hit], list[Hit]]:
        limit = self._settings.candidates
        vector = self._embedder.embed_question(question)
        terms = self._sparse_encoder.encode_question(question)
        dense = self._index.search_dense(vector, scope=scope, narrow=narrow, limit=limit)
        sparse = self._index.search_sparse(terms, scope=scope, narrow=narrow, limit=limit)
        for hit in (*dense, *sparse):  # before a reranker, which may be a hosted one, reads them
            require_readable(hit.chunk, scope)
        return dense, sparse

    def _rerank(self, question: str, passages: Sequence[Passage]) -> list[Passage]:
        """The first ``rerank_candidates`` in the mixed order; the others after them are dropped."""
        if self._reranker is None or not passages:
            return list(passages)
        first = passages[: self._settings.rerank_candidates]
        reranking = self._reranker.score(question, first)
        scores = [round(score, SCORE_DIGITS) for score in reranking.scores]
        weight = self._settings.rerank_weight
        fused = scaled([passage.fused_score for passage in first])
        mixed = [
            (1 - weight) * before + weight * after
            for before, after in zip(fused, scaled(scores), strict=True)
        ]
        rated = zip(first, scores, mixed, strict=True)
        ordered = sorted(rated, key=lambda item: (-round(item[2], 6), item[0].chunk.chunk_id))
        return [
            passage.model_copy(
                update={"rank": rank, "rerank_score": score, "reranked_by": reranking.used}
            )
            for rank, (passage, score, _) in enumerate(ordered, start=1)
        ]


def fused_passages(
    dense: Sequence[Hit], sparse: Sequence[Hit], *, sparse_weight: float
) -> list[Passage]:
    """Both rankings' candidates as passages, best mix first, ties by chunk_id."""
    chunks = {hit.chunk.chunk_id: hit.chunk for hit in (*dense, *sparse)}
    dense_scores = {hit.chunk.chunk_id: hit.score for hit in dense}
    sparse_scores = {hit.chunk.chunk_id: hit.score for hit in sparse}
    mixed = fuse(dense_scores, sparse_scores, sparse_weight=sparse_weight)
    fused = {key: round(score, SCORE_DIGITS) for key, score in mixed.items()}
    order = sorted(fused, key=lambda key: (-fused[key], key))
    return [
        Passage(
            chunk=chunks[key],
            rank=rank,
            dense_score=dense_scores.get(key),
            sparse_score=sparse_scores.get(key),
            fused_score=fused[key],
        )
        for rank, key in enumerate(order, start=1)
    ]
