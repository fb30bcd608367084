"""The real MiniLM."""

import threading

import numpy as np
import pytest

from domain.errors import SettingsError
from retrieval.embedder import SentenceTransformerEmbedder

pytestmark = pytest.mark.integration

TEXT = "Gifts above £100 need the prior written approval of Compliance (clause 4.2.1)."
OTHERS = [
    "Short.",
    "Loans to members of staff are granted on the terms that customers get. " * 3,
    "A text that is longer than the model can read is cut. " * 60,
    "",
    TEXT + " Again.",
]


@pytest.fixture(scope="module")
def embedder() -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder()


def test_a_text_alone_and_amid_others_gives_equal_bytes(
    embedder: SentenceTransformerEmbedder,
) -> None:
    alone = embedder.embed_passages([TEXT])[0]
    for position in (0, 3, len(OTHERS)):
        amid = embedder.embed_passages([*OTHERS[:position], TEXT, *OTHERS[position:]])
        assert amid[position].tobytes() == alone.tobytes()
    assert embedder.embed_question(TEXT).tobytes() == alone.tobytes()


def test_threads_change_no_byte(embedder: SentenceTransformerEmbedder) -> None:
    alone = embedder.embed_question(TEXT).tobytes()
    found: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: found.append(embedder.embed_question(TEXT).tobytes()))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [alone] * 4


def test_vectors_are_of_unit_length_and_on_the_grid(embedder: SentenceTransformerEmbedder) -> None:
    vectors = embedder.embed_passages([TEXT, *OTHERS]).astype(np.float64)
    assert vectors.shape == (6, embedder.dimensions)
    lengths = np.linalg.norm(vectors, axis=1)
    assert np.all(lengths <= 1)
    assert np.all(lengths > 0.99)
    assert np.array_equal(vectors * 4096, np.round(vectors * 4096))


def test_dot_products_are_exact_in_single_precision(embedder: SentenceTransformerEmbedder) -> None:
    vectors = embedder.embed_passages([TEXT, *OTHERS])
    exact = vectors.astype(np.float64) @ vectors.astype(np.float64).T
    turned = vectors[:, ::-1] @ vectors[:, ::-1].T
    assert np.array_equal(turned.astype(np.float64), exact)


def test_no_texts_give_no_rows(embedder: SentenceTransformerEmbedder) -> None:
    assert embedder.embed_passages([]).shape == (0, 384)


def test_meaning_ranks(embedder: SentenceTransformerEmbedder) -> None:
    question = embedder.embed_question("Do presents from customers have to be approved?")
    gifts, loans = embedder.embed_passages([TEXT, OTHERS[1]])
    assert question @ gifts > question @ loans


def test_tokens_leave_out_the_marks_at_both_ends(embedder: SentenceTransformerEmbedder) -> None:
    assert len(embedder.embed_tokens("gifts and loans").token_ids) == 3
    assert embedder.embed_tokens("").steps.shape == (0, 384)


def test_an_unknown_model_is_a_settings_error() -> None:
    with pytest.raises(SettingsError, match="bert-giant"):
        SentenceTransformerEmbedder("bert-giant")
