"""Verifier: does it release what its quotes bear out, and withhold what they do not?

Pairs that were written by hand, and pairs made from every clause of the sample policies by changing
one thing or saying it otherwise. A third of each is held back: nothing was tuned on it. The fresh
pairs, held back whole, are slices of their own: see evals/verifier_pairs/README.md.
"""

import hashlib

from api.reading_wiring import verifier_from
from domain.ports import Progress
from domain.settings import answer_fingerprint
from evals.result import CaseRow, Corpus, Measure, SuiteOptions, SuiteResult
from evals.sampling import limited
from evals.summary import measures_by_slice, measures_of
from evals.verifier.mutations import made_pairs
from evals.verifier.pairs_file import Pair, load_pairs
from evals.verifier.rows import HELD_BACK, precision_measure, rows_of


class VerifierSuite:
    """The suite. It needs no data folder and no index."""

    name = "verifier"
    description = "Sentence and quote: is what is not borne out withheld, by kind of error"

    def run(self, options: SuiteOptions, progress: Progress) -> SuiteResult:
        """Every pair, or ``limit`` of each origin. The measures are those of what was written and
        held back; the others are slices.
        """
        progress.start("pairs", 2)
        verifier = verifier_from()
        rows: list[CaseRow] = []
        for origin, pairs in (("written", load_pairs()), ("made", tuple(made_pairs()))):
            rows += rows_of(limited(pairs, _pair_id, options.limit), verifier, origin=origin)
            progress.advance("pairs")
        slices = dict(measures_by_slice(rows))
        for name in list(slices):
            if ":" not in name:
                slices[name] = (*_precision(rows, name), *slices[name])
        held_back = [row for row in rows if row.slices[0] == f"written, {HELD_BACK}"]
        return SuiteResult(
            suite=self.name,
            measures=(*precision_measure(held_back), *measures_of(held_back)),
            measures_by_slice=slices,
            rows=tuple(rows),
            corpus=_corpus(rows),
            answer_fingerprint=answer_fingerprint(options.settings),
        )


def _pair_id(pair: Pair) -> str:
    return pair.pair_id


def _precision(rows: list[CaseRow], name: str) -> tuple[Measure, ...]:
    return precision_measure([row for row in rows if name in row.slices])


def _corpus(rows: list[CaseRow]) -> Corpus:
    joined = "\n".join(f"{row.case_id}\t{row.question}" for row in rows)
    return Corpus(
        description="Clauses of the sample policies, each with sentences about it",
        sha256=hashlib.sha256(joined.encode()).hexdigest(),
        questions="sentences against their quotes",
        asked_by="nobody: the verifier knows no reader",
    )
