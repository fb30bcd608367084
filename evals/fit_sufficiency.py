"""Fits the sufficiency judge: `python -m evals.fit_sufficiency --data-dir data`.

On the development half of the sample cases. A case counts as sufficient where the quotes drafted
from its passages hold a gold place: a draft that misses is better refused, whether or not some
policy would have answered. ObliQA, where it is here, is never fitted on: it shows how the judge
does on documents and questions of another kind. Fitting on both brought ObliQA nothing and cost the
sample some of its right answers.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_predict
from sklearn.preprocessing import StandardScaler

from answering.evidence.sufficiency import FEATURE_NAMES, MODEL_PATH
from api.cli.ingest_run import ProgressBar
from domain.settings import Settings
from evals.sufficiency_examples import OBLIQA, SAMPLE, Example, obliqa_examples, sample_examples

# Strong: some hundred cases must not be learnt by heart.
INVERSE_REGULARISATION = 0.1
FOLDS = 5
ANSWERED_SHARE = 0.8  # of what can be answered: the point at which wrong answers are counted

Values = NDArray[np.float64]

CARD: dict[str, object] = {
    "data": "evals/cases, development half, asked of the sample corpus",
    "target": "a quote of the draft holds a gold place",
    "threshold": "chosen on the development half, cross-validated",
    "obliqa": "each question asked once of all rulebooks and once without those that answer",
    "limits": "One invented bank, some 150 questions in English: fit it again on questions of "
    "your own. Probabilities are calibrated to this mix of questions; three in four answerable "
    "ones avoid the policy's own words.",
    "reranker": "late-interaction/all-MiniLM-L6-v2: with another, the dense score stands in and "
    "the threshold should be fitted anew",
}


def fitted(examples: Sequence[Example]) -> dict[str, object]:
    """The model to store: weights on raw features, threshold, and the card with its figures."""
    own = [e for e in examples if e.source == SAMPLE]
    development = [e for e in own if e.is_development]
    scaler = StandardScaler().fit(_matrix(development))
    regression = LogisticRegression(C=INVERSE_REGULARISATION, max_iter=2_000)
    target = np.array([e.is_right for e in development])
    scaled = scaler.transform(_matrix(development))
    across = cross_val_predict(regression, scaled, target, cv=FOLDS, method="predict_proba")[:, 1]
    regression.fit(scaled, target)
    weights = regression.coef_[0] / scaler.scale_
    intercept = float(regression.intercept_[0] - weights @ scaler.mean_)
    threshold = best_threshold(development, across)

    def held_back(held: Sequence[Example]) -> dict[str, float | int]:
        if not held:
            return {}
        probabilities = regression.predict_proba(scaler.transform(_matrix(held)))[:, 1]
        return figures(held, probabilities, threshold)

    return {
        "card": CARD
        | {
            "fitted_on": date.today().isoformat(),
            "development_cross_validated": figures(development, across, threshold),
            "held_back": held_back([e for e in own if not e.is_development]),
            "obliqa_never_fitted": held_back([e for e in examples if e.source == OBLIQA]),
        },
        "threshold": round(threshold, 4),
        "intercept": round(intercept, 6),
        "weights": {n: round(float(w), 6) for n, w in zip(FEATURE_NAMES, weights, strict=True)},
    }


def _matrix(examples: Sequence[Example]) -> Values:
    return np.array([[e.features[name] for name in FEATURE_NAMES] for e in examples])


def figures(
    examples: Sequence[Example], probabilities: Sequence[float] | Values, threshold: float
) -> dict[str, float | int]:
    """Shares at the threshold, areas under the ROC curve, and what slips through at 80 %."""
    rated = list(zip(examples, probabilities, strict=True))
    answerable = [p for e, p in rated if e.is_answerable]
    right = [p for e, p in rated if e.is_right]
    refusable = [p for e, p in rated if not e.is_answerable]
    at_share = float(np.quantile(answerable, 1 - ANSWERED_SHARE))

    def area(is_positive: Sequence[bool]) -> float:
        return round(float(roc_auc_score(is_positive, probabilities)), 3)

    return {
        "cases": len(examples),
        "area_right_draft_or_not": area([e.is_right for e in examples]),
        "area_answerable_or_not": area([e.is_answerable for e in examples]),
        "right_answer_released": round(sum(p >= threshold for p in right) / len(answerable), 3),
        "right_answer_without_judge": round(len(right) / len(answerable), 3),
        "refusals_right": round(sum(p < threshold for p in refusable) / len(refusable), 3),
        "unanswerable_answered_at_80_percent": round(
            sum(p >= at_share for p in refusable) / len(refusable), 3
        ),
    }


def best_threshold(examples: Sequence[Example], probabilities: Sequence[float] | Values) -> float:
    """Where right answers and right refusals together are most, each as a share of its kind."""

    def worth(threshold: float) -> float:
        shares = figures(examples, probabilities, threshold)
        return shares["right_answer_released"] + shares["refusals_right"]

    return max((step / 100 for step in range(5, 96)), key=worth)


def make_loadable() -> None:
    """Puts a model that knows nothing in the place of one that was fitted for other features."""
    stored = json.loads(MODEL_PATH.read_text(encoding="utf-8"))
    if set(stored["weights"]) != set(FEATURE_NAMES):
        blank: dict[str, Any] = {"card": {}, "threshold": 0.5, "intercept": 0.0}
        model = blank | {"weights": dict.fromkeys(FEATURE_NAMES, 0.0)}
        MODEL_PATH.write_text(json.dumps(model) + "\n", encoding="utf-8")


def main() -> int:
    """Writes the model beside the judge and prints its card."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data-dir", type=Path, default=Path("data"), help="the sample corpus")
    parser.add_argument("--evals-dir", type=Path, default=Path(".eval-data"), help="ObliQA's index")
    parser.add_argument("--obliqa-questions", type=int, default=200)
    given = parser.parse_args()
    make_loadable()
    examples = sample_examples(Settings(data_dir=given.data_dir))
    with ProgressBar() as progress:
        settings = Settings(data_dir=given.evals_dir)
        examples += obliqa_examples(settings, limit=given.obliqa_questions, progress=progress)
    model = fitted(examples)
    MODEL_PATH.write_text(json.dumps(model, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(model["card"], indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
