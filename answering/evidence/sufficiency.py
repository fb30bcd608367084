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


SIGNALS = ("best",)


def signals_of(evidence: Evidence) -> dict[str, float]:
    """What speaks for an answer being there, by name.

    ``best`` is the best statement's log-odds. The highest reading alone, the highest first look
    and the mean of the next statements were tried beside it: they helped on the documents that
    they were fitted on, and hurt on a bank that was not among them.
    """
    statements = evidence.statements
    return {"best": statements[0].score if statements else NOTHING_READ}


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
