"""Fits the steering model: ``python -m training.steering.fit DATA_FOLDER``.

Two sets of weights: with the embedder's vector beside the words, and for the words alone.

Each kind of request is judged once by a model that was fitted without it. The threshold is set on
those judgements, so that at most 3 honest requests in 200 are refused; the weights that are stored
are then fitted on everything.
"""

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from answering.question.steering import (
    MODEL_PATH,
    PIECE_PLACES,
    WORD_PLACES,
    features_of,
)
from retrieval.embedder import SentenceTransformerEmbedder
from training.steering.examples import Example, own_examples, public_examples

REFUSED_HONEST_SHARE = 0.015  # below the 0.02 that may be: the threshold is an estimate
REGULARISATION = 10.0  # of 3, 10 and 30 the one that finds most on kinds held out
WEIGHT_DIGITS = 3

Matrix = NDArray[np.float64]


def matrix_of(examples: Sequence[Example]) -> csr_matrix:
    """Shape (examples, features), in order; most of it is zero."""
    found = [features_of(example.text) for example in examples]
    places = [place for features in found for place in features]
    weights = [weight for features in found for weight in features.values()]
    starts = np.cumsum([0, *(len(features) for features in found)])
    shape = (len(examples), WORD_PLACES + PIECE_PLACES)
    return csr_matrix((weights, places, starts), shape=shape)


def fitted(rows: csr_matrix, steers: NDArray[np.bool_]) -> LogisticRegression:
    """A logistic regression in which both sides weigh the same."""
    model = LogisticRegression(C=REGULARISATION, class_weight="balanced", solver="liblinear")
    return model.fit(rows, steers)


def rows_of(
    examples: Sequence[Example], embedder: SentenceTransformerEmbedder | None
) -> csr_matrix:
    """The features of the examples, with the embedder's vectors behind; None: words alone."""
    words = matrix_of(examples)
    if embedder is None:
        return words
    vectors = embedder.embed_sentences([example.text for example in examples])
    return hstack([words, csr_matrix(vectors)]).tocsr()


def judged_without_own_kind(examples: Sequence[Example], rows: csr_matrix) -> Matrix:
    """For each example the probability from weights that saw nothing of its kind."""
    steers = np.array([example.steers for example in examples])
    kinds = np.array([example.kind for example in examples])
    judged = np.zeros(len(examples))
    for kind in sorted(set(kinds)):
        held_out = kinds == kind
        model = fitted(rows[~held_out], steers[~held_out])
        judged[held_out] = model.predict_proba(rows[held_out])[:, 1]
    return judged


def threshold_for(judged: Matrix, steers: NDArray[np.bool_], share: float) -> float:
    """The least threshold that refuses at most ``share`` of the honest ones."""
    honest = np.sort(judged[~steers])[::-1]
    highest_let_through = honest[math.floor(share * len(honest))]
    return math.ceil(float(highest_let_through) * 1000 + 1) / 1000


def measures_of(examples: Sequence[Example], judged: Matrix, threshold: float) -> dict[str, Any]:
    """How well kinds that were held out are told apart."""
    steers = np.array([example.steers for example in examples])
    refused = judged >= threshold
    kinds = {
        kind: np.array([example.kind == kind for example in examples])
        for kind in dict.fromkeys(example.kind for example in examples)
    }
    return {
        "auroc": round(float(roc_auc_score(steers, judged)), 3),
        "honest_refused": round(float(refused[~steers].mean()), 4),
        "steering_refused": round(float(refused[steers].mean()), 3),
        "refused_by_kind": {
            kind: round(float(refused[rows].mean()), 3) for kind, rows in kinds.items()
        },
    }


def head_of(examples: Sequence[Example], rows: csr_matrix) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is stored of one set of weights, and its measures."""
    steers = np.array([example.steers for example in examples])
    model = fitted(rows, steers)
    judged = judged_without_own_kind(examples, rows)
    threshold = threshold_for(judged, steers, REFUSED_HONEST_SHARE)
    weights = [_short(weight) for weight in model.coef_[0]]
    words = WORD_PLACES + PIECE_PLACES
    head = {
        "threshold": threshold,
        "intercept": _short(model.intercept_[0]),
        "vector_weights": weights[words:],
        "weights": weights[:words],
    }
    return head, measures_of(examples, judged, threshold)


def _short(weight: float) -> float:
    rounded = round(float(weight), WEIGHT_DIGITS)
    return int(rounded) if rounded == int(rounded) else rounded


def main(
    data: Annotated[Path, typer.Argument(help="Folder with BIPIA's and NotInject's files.")],
    output: Annotated[Path, typer.Option(help="Where the model goes.")] = MODEL_PATH,
) -> None:
    """Fits, measures on held-out kinds, and writes card and weights."""
    examples = [*public_examples(data), *own_examples()]
    embedder = SentenceTransformerEmbedder()
    with_vector, measures = head_of(examples, rows_of(examples, embedder))
    words_alone, measures_of_words = head_of(examples, rows_of(examples, None))
    card = {
        "what": "probability that a request tries to steer the product",
        "fitted_by": "python -m training.steering.fit",
        "embedder": embedder.name,
        "data": "BIPIA text attacks, training half, the ten kinds that are about the answer "
        "(Yi et al. 2023, MIT licence); NotInject, one trigger word (Li and Liu 2024, MIT "
        "licence); training/steering/*.yaml, written for this",
        "examples": {
            "steering": sum(example.steers for example in examples),
            "honest": sum(not example.steers for example in examples),
        },
        "measured": "each kind by weights that were fitted without that kind",
        "with_vector": measures,
        "words_alone": measures_of_words,
        "limits": "English. A request that it lets through is searched like any question: "
        "entitlement and verification do not depend on it.",
    }
    stored = {"card": card, "with_vector": with_vector, "words_alone": words_alone}
    text = json.dumps(stored, ensure_ascii=False, separators=(",", ":"))
    output.write_text(text.replace('"weights"', '\n"weights"') + "\n", encoding="utf-8")
    typer.echo(json.dumps(card, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    typer.run(main)
