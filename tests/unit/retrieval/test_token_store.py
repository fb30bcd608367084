"""Token vectors on disk: equal to fresh ones, gone with their passage, never in the way."""

from pathlib import Path

import numpy as np

from retrieval.token_store import TokenStore
from retrieval.token_vectors import TokenVectors

GIFTS = TokenVectors.of([7, 9], np.array([[0.6, 0.8], [-1.0, 0.25]], dtype=np.float32))


def test_what_was_put_is_read_back_byte_for_byte(tmp_path: Path) -> None:
    TokenStore(tmp_path).put([("gifts", GIFTS)])
    found = TokenStore(tmp_path).get("gifts")
    assert found is not None
    assert found.token_ids == GIFTS.token_ids
    assert found.steps.tobytes() == GIFTS.steps.tobytes()


def test_a_text_that_was_never_put_is_not_there(tmp_path: Path) -> None:
    assert TokenStore(tmp_path).get("gifts") is None


def test_texts_that_left_the_index_are_forgotten_and_others_are_not(tmp_path: Path) -> None:
    store = TokenStore(tmp_path)
    store.put([("gifts", GIFTS), ("loans", GIFTS)])
    assert store.forget(["gifts", "cheques"]) == 1
    assert store.get("gifts") is None
    assert store.get("loans") is not None


def test_a_store_that_cannot_be_used_costs_no_answer(tmp_path: Path) -> None:
    store = TokenStore(tmp_path)
    store.close()
    store.put([("gifts", GIFTS)])
    assert store.get("gifts") is None


def test_directions_survive_the_steps() -> None:
    vectors = np.random.default_rng(5).normal(size=(20, 384)).astype(np.float32)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    kept = TokenVectors.of(range(20), vectors).unit()
    assert np.all(np.sum(kept * (vectors / lengths), axis=1) > 0.999)
