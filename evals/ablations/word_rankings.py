"""BM25 over chunks in memory, so that each of its choices can be changed without a new index.

The term weights are the product's (``retrieval/sparse.py`` runs the same encoder), IDF is Qdrant's.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from qdrant_edge import Bm25, Bm25Config, DisabledStemmer, StopwordsSet
from scipy.sparse import csr_matrix

from domain.settings import ChunkingSettings, EncodingSettings
from domain.types import Chunk
from retrieval.sparse import with_figures

PRODUCT = EncodingSettings()


def in_context(chunk: Chunk) -> str:
    """What the product encodes: title, section path, text."""
    return chunk.text_in_context


@dataclass(frozen=True)
class WordChoices:
    """One way to rank by words; the defaults are the product's."""

    k1: float = PRODUCT.bm25_k1
    b: float = PRODUCT.bm25_b
    stems: bool = True
    drops_stop_words: bool = True
    text_of: Callable[[Chunk], str] = in_context
    neighbour_share: float = 0.0  # of the better neighbour's score, added to a chunk's own
    expands_acronyms: bool = False
    chunking: ChunkingSettings = field(default_factory=ChunkingSettings)


class WordRanking:
    """Ranks chunks for questions. Give it chunks in text order: neighbours are told by that."""

    def __init__(self, chunks: Sequence[Chunk], choices: WordChoices) -> None:
        """Encodes every chunk once."""
        self._chunks = chunks
        self._choices = choices
        self._encoder = _encoder(choices)
        rows = [self._encoder.embed_document(with_figures(choices.text_of(c))) for c in chunks]
        terms = sorted({int(term) for row in rows for term in row.indices})
        self._columns = {term: column for column, term in enumerate(terms)}
        counts = [len(row.indices) for row in rows]
        self._weights = csr_matrix(
            (
                np.concatenate([np.asarray(row.values, dtype=np.float64) for row in rows]),
                np.array([self._columns[int(term)] for row in rows for term in row.indices]),
                np.concatenate([[0], np.cumsum(counts)]),
            ),
            shape=(len(chunks), len(terms)),
        ).tocsc()
        held = np.diff(self._weights.indptr)
        self._rarity = np.log1p((len(chunks) - held + 0.5) / (held + 0.5))

    def best(self, question: str, limit: int) -> list[Chunk]:
        """The ``limit`` best, ties by place; fewer where fewer share a word with the question."""
        found = {int(term) for term in self._encoder.embed_query(with_figures(question)).indices}
        columns = [self._columns[term] for term in sorted(found) if term in self._columns]
        if not columns:
            return []
        scores = self._weights[:, columns] @ self._rarity[columns]
        if self._choices.neighbour_share:
            scores = scores + self._choices.neighbour_share * self._of_neighbours(scores)
        order = np.argsort(-scores, kind="stable")[:limit]
        return [self._chunks[row] for row in order if scores[row] > 0]

    def _of_neighbours(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """The better of the scores before and behind each chunk in its own document."""
        names = np.array([chunk.document_id for chunk in self._chunks])
        together = np.append(names[1:] == names[:-1], False)
        behind = np.where(together, np.roll(scores, -1), 0.0)
        before = np.where(np.roll(together, 1), np.roll(scores, 1), 0.0)
        return np.asarray(np.maximum(before, behind), dtype=np.float64)


def _encoder(choices: WordChoices) -> Bm25:
    return Bm25(
        Bm25Config(
            k=choices.k1,
            b=choices.b,
            avg_len=PRODUCT.bm25_average_length_words,
            language="english",
            stemmer=None if choices.stems else DisabledStemmer(),  # None: the language's own
            stopwords=None if choices.drops_stop_words else StopwordsSet(),
        )
    )
