"""Judges whether the answer is in the evidence at all, before anything is drafted.

A calibrated probability over the reader's scores. It is fitted on one split, its threshold is
chosen on another by what a wrong answer costs (``evals/fit_calibration.py``).
"""

from dataclasses import dataclass
from typing import Protocol

from answering.evidence.reading import Calibration, Evidence, sigmoid

NOTHING_READ = -20.0  # log-odds of an evidence without statements


@dataclass(frozen=True, slots=True)
class Sufficiency:
    """The calibrated probability that the passages answer, and whether that is enough."""

    probability: float
    sufficient: bool


class Judge(Protocol):
    """Says whether evidence answers its question; looks at nothing but its argument."""

    def assess(self, evidence: Evidence) -> Sufficiency:
        """Insufficient for evidence without statements."""
        ...


SIGNALS = ("best", "best_reading", "best_first_look", "others")


def signals_of(evidence: Evidence) -> dict[str, float]:
    """What speaks for an answer being there, by name.

    ``best`` is the best statement's calibrated log-odds, ``best_reading`` the highest reading of
    any, ``best_first_look`` the highest first look, ``others`` the mean of the next three.
    """
    statements = evidence.statements
    if not statements:
        return {"best": NOTHING_READ, "best_reading": NOTHING_READ, "best_first_look": 0.0,
                "others": NOTHING_READ}  # fmt: skip
    following = statements[1:4] or statements[:1]
    return {
        "best": statements[0].score,
        "best_reading": max(s.reading for s in statements),
        "best_first_look": max(s.first_look for s in statements),
        "others": sum(s.score for s in following) / len(following),
    }


class CalibratedJudge:
    """The judge whose weights lie in ``calibration.json``."""

    def __init__(self, calibration: Calibration, *, wrong_answer_cost: float) -> None:
        """``wrong_answer_cost``: how many refused right answers one wrong answer is worth."""
        self._weights = calibration.evidence
        self.threshold = wrong_answer_cost / (1 + wrong_answer_cost)

    def assess(self, evidence: Evidence) -> Sufficiency:
        """Insufficient for evidence without statements."""
        if not evidence.statements:
            return Sufficiency(0.0, False)
        signals = signals_of(evidence)
        log_odds = self._weights["intercept"] + sum(
            self._weights[name] * signals[name] for name in SIGNALS
        )
        probability = sigmoid(log_odds)
        return Sufficiency(probability, probability >= self.threshold)
