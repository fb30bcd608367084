"""What each step of retrieval brings on ObliQA: `python -m evals.measure_retrieval --limit 500`.

Prints the table of docs/retrieval.md: Recall@10 and MAP@10 of every way of ranking in
``evals/ablations/steps.py`` on the same candidates, with bootstrap intervals.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from api.cli.ingest_run import ProgressBar
from domain.entitlement import scope_of
from domain.settings import Settings
from evals.ablations.pools import Pool, PoolMaker
from evals.ablations.steps import Ranking, steps
from evals.asking import AS_OF
from evals.bootstrap import mean_measure
from evals.corpus_store import OpenCorpus, opened_corpus
from evals.measures import ranking_scores
from evals.obliqa.corpus import place_of_chunk
from evals.obliqa.inputs import obliqa_inputs
from evals.obliqa.questions import Place, Question
from evals.result import Measure, SuiteOptions
from evals.text_corpus import asker

MEASURES = ("recall_at_10", "map_at_10")


def places_in_order(pool: Pool, ranking: Ranking) -> list[str]:
    """The places of the chunks, best first, each once; ties by chunk ID, as in the product."""
    chunks = {hit.chunk.chunk_id: hit.chunk for hit in (*pool.dense, *pool.sparse)}
    ordered = sorted(ranking, key=lambda key: (-round(ranking[key], 6), key))
    return list(dict.fromkeys(_name(place_of_chunk(chunks[key])) for key in ordered))


def measured(
    pools: Sequence[tuple[Question, Pool]], rank: Sequence[tuple[str, Ranking]]
) -> tuple[Measure, ...]:
    """Recall@10 and MAP@10 over the questions, with intervals."""
    gold = {question.question_id: {_name(p) for p in question.places} for question, _ in pools}
    rankings = {
        question.question_id: places_in_order(pool, ranking)
        for (question, pool), (_, ranking) in zip(pools, rank, strict=True)
    }
    scores = ranking_scores(rankings, gold, recall_at=(10,))
    return tuple(mean_measure(name, [s[name] for s in scores.values()]) for name in MEASURES)


def table(corpus: OpenCorpus, questions: Sequence[Question]) -> str:
    """The Markdown table, a row for each way of ranking."""
    maker = PoolMaker(corpus, scope_of(asker(), as_of=AS_OF))
    pools = [(question, maker.pool(question.text)) for question in questions]
    lines = ["| way of ranking | Recall@10 | MAP@10 |", "|---|---|---|"]
    for name, step in steps():
        figures = measured(pools, [(name, step(pool)) for _, pool in pools])
        told = " | ".join(f"{m.value:.3f} ({m.low:.3f}–{m.high:.3f})" for m in figures)
        lines.append(f"| {name} | {told} |")
    return "\n".join(lines)


def _name(place: Place) -> str:
    return " ".join(place)


def main() -> int:
    """Prints the table; 0 also where ObliQA is not here, which is then said."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data-dir", type=Path, default=Path(".eval-data"))
    parser.add_argument("--limit", type=int)
    given = parser.parse_args()
    settings = Settings(data_dir=given.data_dir)
    inputs = obliqa_inputs(SuiteOptions(settings=settings, limit=given.limit))
    if isinstance(inputs, str):
        sys.stdout.write(f"{inputs}\n")
        return 0
    with ProgressBar() as progress, opened_corpus(
        inputs.documents, name="obliqa", settings=settings, progress=progress
    ) as corpus:  # fmt: skip
        sys.stdout.write(f"{table(corpus, inputs.questions)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
