"""ObliQA's questions as examples, with hard negatives from the product's own ranking.

The negatives are passages that words and meaning rank high and that no gold label names. Nobody
judged them, so the very first ranks are left out.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from domain.settings import EncodingSettings
from evals.held_out import is_obliqa_training
from evals.obliqa.context import context_of_passage, key_of, title_of
from evals.obliqa.documents import load_rulebooks
from retrieval.embedder import SentenceTransformerEmbedder
from retrieval.sparse import Bm25Encoder
from training.examples import Example

FIRST_RANK, LAST_RANK = 4, 30
SPARSE_WEIGHT = 0.6  # as in the product's settings
NEGATIVES = 2


@dataclass(frozen=True, slots=True)
class RulebookPassage:
    """A passage with what stands over it."""

    document_id: int
    passage_id: str
    context: str
    text: str


def load_passages(archive: Path) -> list[RulebookPassage]:
    """Every passage that says something, documents by number."""
    found = []
    for name, rows in load_rulebooks(archive).items():
        title = title_of(name, rows)
        texts = {key_of(row.passage_id): row.text for row in rows}
        for row in rows:
            if len(row.text.split()) >= 5:
                context = " > ".join((title, *context_of_passage(row, texts)))
                found.append(RulebookPassage(int(name), row.passage_id, context, row.text.strip()))
    return found


def rulebook_groups(
    archive: Path, questions: Path, *, cache: Path, seed: int
) -> Iterator[list[Example]]:
    """A group a training question: its gold passages and hard ones of training documents."""
    passages = [p for p in load_passages(archive) if is_obliqa_training(p.document_id)]
    where = {(p.document_id, p.passage_id): i for i, p in enumerate(passages)}
    ranking = Ranking([f"{p.context}\n{p.text}" for p in passages], cache=cache)
    chooser = random.Random(seed)
    for row in json.loads(questions.read_text(encoding="utf-8")):
        places = [(int(p["DocumentID"]), p["PassageID"]) for p in row["Passages"]]
        if not all(place in where for place in places):
            continue
        gold = {where[place] for place in places}
        ranked = [i for i in ranking.best(row["Question"], LAST_RANK) if i not in gold]
        hard = chooser.sample(ranked[FIRST_RANK:], NEGATIVES)
        group = f"obliqa/{row['QuestionID']}"
        yield [
            Example(
                question=row["Question"],
                context=passages[i].context if chooser.random() < 0.7 else "",
                text=passages[i].text,
                answers=i in gold,
                group=group,
                source="obliqa-dev",
            )
            for i in (*sorted(gold)[:2], *hard)
        ]


class Ranking:
    """The product's convex mix of words and meaning over passages held in memory."""

    def __init__(self, texts: list[str], *, cache: Path) -> None:
        """Embeds the texts, or reads the vectors from ``cache``."""
        self._embedder = SentenceTransformerEmbedder(EncodingSettings().embedder)
        if not cache.exists():
            cache.parent.mkdir(parents=True, exist_ok=True)
            np.save(cache, self._embedder.embed_passages(texts))
        self._dense = np.load(cache)
        self._encoder = Bm25Encoder(EncodingSettings())
        vectors = [self._encoder.encode_passage(text) for text in texts]
        columns: dict[int, int] = {}
        rows, cols, values = [], [], []
        for i, vector in enumerate(vectors):
            for index, value in zip(vector.indices, vector.values, strict=True):
                rows.append(i)
                cols.append(columns.setdefault(index, len(columns)))
                values.append(value)
        self._columns = columns
        self._sparse = csr_matrix((values, (rows, cols)), shape=(len(texts), len(columns)))
        held = np.bincount(cols, minlength=len(columns))
        self._idf = np.log1p((len(texts) - held + 0.5) / (held + 0.5))

    def best(self, question: str, count: int) -> list[int]:
        """Positions of the best texts, best first."""
        dense = self._dense @ self._embedder.embed_question(question)
        weights = np.zeros(len(self._columns))
        for index in self._encoder.encode_question(question).indices:
            if index in self._columns:
                weights[self._columns[index]] = self._idf[self._columns[index]]
        words = self._sparse @ weights
        mixed = SPARSE_WEIGHT * _scaled(words) + (1 - SPARSE_WEIGHT) * _scaled(dense)
        return [int(i) for i in np.argsort(-mixed, kind="stable")[:count]]


def _scaled(values: NDArray[np.floating]) -> NDArray[np.floating]:
    """Onto 0..1."""
    low, high = values.min(), values.max()
    return (values - low) / (high - low) if high > low else np.zeros_like(values)
