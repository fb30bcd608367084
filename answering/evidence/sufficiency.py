"""Judges whether the answer is in the evidence at all, before anything is drafted.

A logistic regression over a few features of question and passages, fitted by
``evals/fit_sufficiency.py`` and stored as JSON with its card: data, date, figures, limits.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from answering.evidence.scoring import Evidence, EvidenceReader, late_interaction_of
from answering.evidence.statements import fold
from domain.errors import SettingsError
from domain.types import Passage

MODEL_PATH = Path(__file__).with_name("sufficiency_model.json")


@dataclass(frozen=True, slots=True)
class Sufficiency:
    """The calibrated probability that the passages answer, and whether that is enough."""

    probability: float
    sufficient: bool


class Judge(Protocol):
    """Says whether passages answer a question; looks at nothing but its arguments."""

    def assess(self, question: str, passages: Sequence[Passage]) -> Sufficiency:
        """Insufficient for no passages."""
        ...


def features_of(evidence: Evidence) -> dict[str, float]:
    """What speaks for an answer being there, by name, each 0..1; all 0 without statements."""
    if not evidence.statements:
        return dict.fromkeys(FEATURE_NAMES, 0.0)
    best, statements, passages = evidence.statements[0], evidence.statements, evidence.passages
    late = sorted(map(late_interaction_of, passages), reverse=True)
    dense = sorted((p.dense_score or 0.0 for p in passages), reverse=True)
    terms = len(evidence.term_weights)
    words = max((p.sparse_score or 0.0 for p in passages), default=0.0)
    behind = min(5, len(passages) - 1)
    return {
        "score": best.score,
        "score_margin": best.score - statements[min(5, len(statements) - 1)].score,
        "matched": best.matched,
        "matched_best": max(s.matched for s in statements),
        "late_interaction": best.late_interaction,
        "late_interaction_best": late[0],
        "late_interaction_margin": late[0] - late[behind],
        "dense_best": dense[0],
        "dense_margin": dense[0] - dense[behind],
        "agreement": _agreement(passages),
        "words_best": min(words / 40, 1.0),  # BM25; 40 is about what ten rare terms reach
        "words_a_term": min(words / (10 * max(terms, 1)), 1.0),
        "coverage": best.coverage,
        "coverage_best": max(s.coverage for s in statements),
        "own_coverage": best.own_coverage,
        "phrases": best.phrases,
        "phrases_best": max(s.phrases for s in statements),
        "meaning_best": max(s.meaning for s in statements),
        "is_row": float(best.statement.is_row),
        "fit": best.fit,
        "terms": min(terms, 10) / 10,  # short questions match by chance
    }


FEATURE_NAMES = (
    "score", "score_margin", "matched", "matched_best", "late_interaction",
    "late_interaction_best", "late_interaction_margin", "dense_best", "dense_margin", "agreement",
    "words_best", "words_a_term", "coverage", "coverage_best", "own_coverage", "phrases",
    "phrases_best", "meaning_best", "is_row", "fit", "terms",
)  # fmt: skip
FIRST_OF_EACH = 5  # so many of each ranking are compared


def _agreement(passages: Sequence[Passage]) -> float:
    """Share of the first five by meaning that are among the first five by words, 0..1."""
    by_meaning = sorted(passages, key=lambda p: -(p.dense_score or 0.0))[:FIRST_OF_EACH]
    by_words = sorted(passages, key=lambda p: -(p.sparse_score or 0.0))[:FIRST_OF_EACH]
    found = {p.chunk.chunk_id for p in by_words}
    return sum(p.chunk.chunk_id in found for p in by_meaning) / len(by_meaning)


class FittedJudge:
    """The judge whose weights lie in ``sufficiency_model.json``."""

    def __init__(
        self, reader: EvidenceReader, *, threshold: float | None = None, path: Path = MODEL_PATH
    ) -> None:
        """``threshold`` None takes the one that was stored with the fit.

        Raises:
            SettingsError: the model file is missing or does not fit this code's features.
        """
        self.reader = reader
        model = _read_model(path)
        self._weights: Mapping[str, float] = model["weights"]
        self._intercept = float(model["intercept"])
        self._threshold = float(model["threshold"]) if threshold is None else threshold

    def assess(self, question: str, passages: Sequence[Passage]) -> Sufficiency:
        """Insufficient for no passages."""
        if not passages:
            return Sufficiency(0.0, False)
        features = features_of(self.reader.read(fold(question), passages))
        logit = self._intercept + sum(self._weights[n] * features[n] for n in FEATURE_NAMES)
        probability = round(1 / (1 + math.exp(-max(-40.0, min(40.0, logit)))), 6)
        return Sufficiency(probability, probability >= self._threshold)


def _read_model(path: Path) -> dict[str, Any]:
    """The stored model: "weights" by feature, "intercept", "threshold", "card"."""
    try:
        model = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError) as error:
        raise SettingsError(
            f"The sufficiency model {path.name} cannot be read.",
            advice="Install Attest again, or fit it with evals/fit_sufficiency.py.",
        ) from error
    if set(model.get("weights", ())) != set(FEATURE_NAMES):
        raise SettingsError(
            f"The sufficiency model {path.name} was fitted for other features.",
            advice="Fit it again with evals/fit_sufficiency.py.",
        )
    return dict(model)
