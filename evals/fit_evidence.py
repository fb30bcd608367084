"""Fits the weights of ``answering/evidence/scoring.py``: `python -m evals.fit_evidence` prints them.

Pairwise: a statement that holds a gold place against each other statement of the same question,
on the development half alone. Printed, not written: weights are code, and a change to them is
read by a person.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from answering.evidence.scoring import WEIGHTED_PARTS, Evidence, ScoredStatement
from api.identity.demo import DemoRole
from api.wiring import open_attest
from domain.settings import Settings
from domain.types import Principal
from evals.case_file import Case, is_development, load_cases
from evals.case_judgement import is_gold_place
from evals.listening import Listener, evidence_reader

GOLD_STATEMENTS_USED = 2  # a long list of gold rows must not outweigh the other questions


def is_gold_statement(case: Case, scored: ScoredStatement) -> bool:
    """Whether the statement lies in a gold place and holds its words."""
    statement = scored.statement
    chunk = statement.chunk
    text = f"{statement.lead_text} {statement.text}"
    version = (chunk.document_id, chunk.version)
    return any(is_gold_place(version, chunk.section, text, gold) for gold in case.gold)


def differences(case: Case, evidence: Evidence) -> Iterator[NDArray[np.float64]]:
    """Parts of a gold statement less those of another, for every such pair."""
    gold = [s for s in evidence.statements if is_gold_statement(case, s)]
    others = [s for s in evidence.statements if s not in gold]
    for right in gold[:GOLD_STATEMENTS_USED]:
        for other in others:
            yield _parts(right) - _parts(other)


def _parts(scored: ScoredStatement) -> NDArray[np.float64]:
    return np.array([getattr(scored, name) for name in WEIGHTED_PARTS])


def fitted(pairs: Sequence[NDArray[np.float64]]) -> dict[str, float]:
    """Weights by part, rounded to two digits."""
    forwards = np.array(pairs)
    examples = np.concatenate([forwards, -forwards])
    target = np.repeat([1, 0], len(forwards))
    regression = LogisticRegression(C=1.0, fit_intercept=False, max_iter=1_000)
    weights = regression.fit(examples, target).coef_[0]
    return {
        name: round(float(weight), 2) for name, weight in zip(WEIGHTED_PARTS, weights, strict=True)
    }


def main() -> int:
    """Prints the weights as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data-dir", type=Path, default=Path("data"))
    settings = Settings(data_dir=parser.parse_args().data_dir)
    pairs: list[NDArray[np.float64]] = []
    listener = Listener()
    with open_attest(settings, adapt=listener.around) as attest:
        reader = evidence_reader(listener.parts)
        for case in load_cases():
            if case.gold and is_development(case):
                principal = Principal(subject="fit", groups=frozenset(DemoRole(case.role).groups))
                passages = attest.search(case.question, principal=principal, as_of=case.as_of)
                pairs.extend(differences(case, reader.read(case.question, passages)))
    sys.stdout.write(json.dumps(fitted(pairs), indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
