"""Fits how readings become probabilities: `python -m evals.fit_calibration`.

Fitted on held-out documents that the reader was not trained on: half of the written questions'
and half of ObliQA's. The other halves, and the sample bank, are never fitted on. The cost of a
wrong answer is a setting; `--costs` shows what each would give on the development half of the
sample cases.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from answering.evidence.reading import CALIBRATION_PATH, Evidence
from answering.evidence.sufficiency import SIGNALS, signals_of
from api.cli.ingest_run import ProgressBar
from api.reading_wiring import reader_from
from domain.settings import Settings
from evals.calibration_examples import Asked, obliqa_asked, written_asked

# Weak: two weights over some thousand examples.
INVERSE_REGULARISATION = 1.0
# Log-odds that the whole range of the first look is worth. A free fit on written questions gives
# 7.5, and the development half of the sample asks for 12: the regulations' near misses share their
# words with what they resemble, a bank's staff ask otherwise. Ten serves both.
FIRST_LOOK_SHARE = 10.0


@dataclass(frozen=True)
class Fitted:
    """Weights by name, "intercept" among them, and the area under the ROC curve of the fit."""

    weights: dict[str, float]
    area: float


def fitted(rows: Sequence[Sequence[float]], labels: Sequence[bool], names: Sequence[str]) -> Fitted:
    """A logistic regression of the labels on the rows."""
    regression = LogisticRegression(C=INVERSE_REGULARISATION, max_iter=5_000)
    values = np.array(rows)
    regression.fit(values, labels)
    area = float(roc_auc_score(labels, regression.decision_function(values)))
    weights = dict(zip(names, regression.coef_[0].round(4).tolist(), strict=True))
    return Fitted({"intercept": round(float(regression.intercept_[0]), 4)} | weights, area)


def statement_fit(asked: Sequence[Asked]) -> Fitted:
    """Whether a statement that was read holds the answer, of questions that have one."""
    rows, labels = [], []
    for each in asked:
        for statement in each.evidence.statements:
            rows.append((statement.reading + FIRST_LOOK_SHARE * statement.first_look,))
            labels.append(each.holds_answer(statement.statement))
    found = fitted(rows, labels, ("reading",))
    share = round(found.weights["reading"] * FIRST_LOOK_SHARE, 4)
    return Fitted(found.weights | {"first_look": share}, found.area)


def rescored(evidence: Evidence, weights: dict[str, float]) -> Evidence:
    """The evidence as it would be scored with these weights."""
    scored = [
        (
            weights["intercept"]
            + weights["reading"] * s.reading
            + weights["first_look"] * s.first_look,
            s,
        )
        for s in evidence.statements
    ]
    ordered = sorted(scored, key=lambda pair: -pair[0])
    return replace(evidence, statements=tuple(replace(s, score=round(v, 4)) for v, s in ordered))


def evidence_fit(asked: Sequence[Asked], weights: dict[str, float]) -> Fitted:
    """Whether the passages answer the question."""
    rows, labels = [], []
    for each in asked:
        signals = signals_of(rescored(each.evidence, weights))
        rows.append([signals[name] for name in SIGNALS])
        labels.append(each.is_answerable)
    return fitted(rows, labels, SIGNALS)


def calibrated(asked: Sequence[Asked], reader: str) -> dict[str, Any]:
    """What ``calibration.json`` holds."""
    statement = statement_fit(asked)
    evidence = evidence_fit(asked, statement.weights)
    card = {
        "reader": reader,
        "fitted_on": date.today().isoformat(),
        "data": "held-out documents of the written questions and of ObliQA, calibrating halves",
        "questions": len(asked),
        "answerable": sum(each.is_answerable for each in asked),
        "statement_area": round(statement.area, 3),
        "evidence_area": round(evidence.area, 3),
        "limits": "Probabilities are calibrated to this mix of questions: half of them plain "
        "words, two in five unanswerable. Fit again with questions of your own.",
    }
    return {"statement": statement.weights, "evidence": evidence.weights, "card": card}


def main() -> int:
    """Writes the calibration and prints its card."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--evals-dir", type=Path, default=Path(".eval-data"))
    parser.add_argument("--obliqa-questions", type=int, default=150)
    given = parser.parse_args()
    settings = Settings(data_dir=given.evals_dir)
    with ProgressBar() as progress:
        asked = [
            *written_asked(settings, progress=progress),
            *obliqa_asked(settings, limit=given.obliqa_questions, progress=progress),
        ]
    stored = calibrated(asked, reader_from(settings.reading).name)
    CALIBRATION_PATH.write_text(json.dumps(stored, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(stored, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
