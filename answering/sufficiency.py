"""Judges whether the answer is in the evidence at all, before anything is drafted.

A logistic regression over a dozen features of question and passages, fitted by
``evals/fit_sufficiency.py`` and stored as JSON with its card: data, date, figures, limits.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from answering.evidence import Evidence, EvidenceReader, covered
from answering.statements import fold
from answering.terms import terms_of
from domain.errors import SettingsError
from domain.types import Passage

MODEL_PATH = Path(__file__).with_name("sufficiency_model.json")
_TOP_PASSAGES = 3  # an answer that needs more than three passages is not quoted in four sentences


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
    """What speaks for an answer being there, by name; all zero without statements."""
    if not evidence.statements:
        return dict.fromkeys(FEATURE_NAMES, 0.0)
    weights = dict(evidence.term_weights)
    best, top = evidence.statements[0], evidence.passages[:_TOP_PASSAGES]
    split = [terms_of(f"{p.chunk.context} {p.chunk.text}") for p in evidence.passages]
    everything = {term for terms in split for term in terms}
    of_best = next(t for p, t in zip(evidence.passages, split, strict=True)
                   if p.rank == best.passage_rank)  # fmt: skip
    own = terms_of(best.statement.text)
    dense = sorted((p.dense_score or 0.0 for p in evidence.passages), reverse=True)
    rarest = sorted(weights, key=lambda term: (-weights[term], term))[:2]
    strongest_sparse = max(evidence.passages, key=lambda p: (p.sparse_score or 0.0, -p.rank))
    strongest_dense = max(evidence.passages, key=lambda p: (p.dense_score or 0.0, -p.rank))
    return {
        "best_meaning": max(s.meaning for s in evidence.statements),
        "chosen_meaning": best.meaning,
        "chosen_coverage": best.coverage,
        "chosen_own_coverage": covered(weights, own),
        "passage_coverage": covered(weights, of_best),
        "top_coverage": covered(weights, [t for terms in split[: len(top)] for t in terms]),
        "missing": sum(term not in everything for term in weights) / max(len(weights), 1),
        "rarest_in_chosen": (
            sum(term in set(of_best) for term in rarest) / len(rarest) if rarest else 0.0
        ),
        "fit": best.fit,
        "dense": dense[0],
        "dense_margin": dense[0] - dense[min(4, len(dense) - 1)],
        "agreement": float(strongest_sparse.chunk.chunk_id == strongest_dense.chunk.chunk_id),
        "terms": min(len(weights), 10) / 10,
    }


FEATURE_NAMES = (
    "best_meaning", "chosen_meaning", "chosen_coverage", "chosen_own_coverage",
    "passage_coverage", "top_coverage", "missing", "rarest_in_chosen", "fit", "dense",
    "dense_margin", "agreement", "terms",
)  # fmt: skip


class FittedJudge:
    """The judge whose weights lie in ``sufficiency_model.json``."""

    def __init__(
        self, reader: EvidenceReader, *, threshold: float | None = None, path: Path = MODEL_PATH
    ) -> None:
        """``threshold`` None takes the one that was stored with the fit.

        Raises:
            SettingsError: the model file is missing or does not fit this code's features.
        """
        self._reader = reader
        model = _read_model(path)
        self._weights: Mapping[str, float] = model["weights"]
        self._intercept = float(model["intercept"])
        self._threshold = float(model["threshold"]) if threshold is None else threshold

    def assess(self, question: str, passages: Sequence[Passage]) -> Sufficiency:
        """Insufficient for no passages."""
        if not passages:
            return Sufficiency(0.0, False)
        features = features_of(self._reader.read(fold(question), passages))
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
