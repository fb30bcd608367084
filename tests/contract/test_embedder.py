"""What every ``Embedder`` guarantees; the real model's own tests are in tests/integration."""

from collections.abc import Callable

import numpy as np
import pytest

from domain.ports import Embedder
from retrieval.embedder import SentenceTransformerEmbedder
from tests.fakes.embedder import HashingEmbedder

EMBEDDERS: dict[str, Callable[[], Embedder]] = {
    "hashing": HashingEmbedder,
    "MiniLM": SentenceTransformerEmbedder,
}


@pytest.fixture(
    scope="module",
    params=["hashing", pytest.param("MiniLM", marks=pytest.mark.integration)],
)
def embedder(request: pytest.FixtureRequest) -> Embedder:
    return EMBEDDERS[request.param]()


def test_one_row_a_text_in_order(embedder: Embedder) -> None:
    vectors = embedder.embed_passages(["gifts", "loans"])
    assert vectors.shape == (2, embedder.dimensions)
    assert vectors.dtype == np.float32
    assert np.array_equal(vectors[1], embedder.embed_passages(["loans"])[0])


def test_no_texts_give_no_rows(embedder: Embedder) -> None:
    assert embedder.embed_passages([]).shape == (0, embedder.dimensions)


@pytest.mark.parametrize("text", ["gifts", "", "\x00", "ما هي", "word " * 900])
def test_vectors_are_of_unit_length_whatever_the_text(embedder: Embedder, text: str) -> None:
    assert np.linalg.norm(embedder.embed_question(text)) == pytest.approx(1, abs=0.01)


def test_shared_words_rank(embedder: Embedder) -> None:
    question = embedder.embed_question("gifts from clients")
    near, far = embedder.embed_passages(["gifts from a client", "pension fund audit"])
    assert question @ near > question @ far
