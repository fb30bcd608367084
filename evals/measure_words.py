"""What each choice of ranking by words brings: `python -m evals.measure_words`.

BM25 alone, one choice changed at a time, on ObliQA (Recall@10, MAP@10) and on contracts (character
recall of the first eight chunks), over the documents that the asker may read. Prints the table of
docs/retrieval.md.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from api.cli.ingest_run import ProgressBar
from domain.settings import ChunkingSettings, Settings
from domain.types import Chunk
from evals.ablations.acronyms import acronyms_in, expanded
from evals.ablations.text_chunks import chunks_of
from evals.ablations.word_rankings import WordChoices, WordRanking
from evals.bootstrap import mean_measure
from evals.data_folder import data_folder
from evals.measures import citation_recall, ranking_scores
from evals.obliqa.corpus import place_of_chunk
from evals.obliqa.inputs import obliqa_inputs
from evals.result import Measure, SuiteOptions
from evals.sampling import limited
from evals.spans.corpus import OriginalSpans, read_documents
from evals.spans.data import load_queries, text_files
from evals.suites.obliqa import place_name
from evals.suites.spans import named
from evals.text_corpus import TextDocument
from ingest.workers.isolation import DocumentReader

LOOKED_AT = 8  # chunks, as the suite ``spans`` reports
CANDIDATES = 40  # several chunks may be of one passage, of which ten are asked for
Row = tuple[str, WordChoices]
Measured = Callable[[WordChoices], tuple[Measure, ...]]


def rows() -> Iterator[Row]:
    """Every choice by name; the product first."""
    product = WordChoices()
    yield "the product's", product
    for k1 in (0.6, 0.9, 1.5, 2.0):
        yield f"k1 {k1:g}", replace(product, k1=k1)
    for b in (0.4, 0.9, 1.0):
        yield f"b {b:g}", replace(product, b=b)
    yield "no stemming", replace(product, stems=False)
    yield "stop words kept", replace(product, drops_stop_words=False)
    yield "text alone", replace(product, text_of=lambda chunk: chunk.text)
    yield "title and text", replace(product, text_of=lambda c: f"{c.title}\n{c.text}")
    yield (
        "headings and text",
        replace(product, text_of=lambda c: "\n".join((*c.section_path, c.text))),
    )
    for target in (350, 500, 1_000, 1_500):
        sizes = ChunkingSettings(target_characters=target, maximum_characters=target * 10 // 7)
        yield f"chunks of {target} characters", replace(product, chunking=sizes)
    for share in (0.1, 0.25):
        yield (
            f"{share:g} of the better neighbour's score added",
            replace(product, neighbour_share=share),
        )
    yield "acronyms spelt out", replace(product, expands_acronyms=True)


def on_obliqa(limit: int | None) -> Measured | None:
    """Measures a choice on ObliQA; None where that is not here."""
    inputs = obliqa_inputs(SuiteOptions(settings=Settings(), limit=limit))
    if isinstance(inputs, str):
        return None
    documents = [document for document in inputs.documents if not document.is_twin]
    questions = {each.question_id: each.text for each in inputs.questions}
    gold = {each.question_id: set(map(place_name, each.places)) for each in inputs.questions}

    def measured(choices: WordChoices) -> tuple[Measure, ...]:
        found = found_by_words(documents, questions, choices, CANDIDATES)
        rankings = {
            name: list(dict.fromkeys(place_name(place_of_chunk(chunk)) for chunk in chunks))
            for name, chunks in found.items()
        }
        scores = ranking_scores(rankings, gold, recall_at=(10,), ndcg_at=())
        return tuple(
            mean_measure(name, [each[name] for each in scores.values()])
            for name in ("recall_at_10", "map_at_10")
        )

    return measured


def on_contracts(limit: int | None) -> Measured | None:
    """Measures a choice on ContractNLI; None where that is not here."""
    folder, path = data_folder() / "spans" / "contractnli", data_folder() / "spans"
    questions = path / "contractnli.json"
    if not folder.exists() or not questions.exists():
        return None
    files = text_files(folder)
    with ProgressBar() as progress:
        documents = read_documents(
            files, Settings().parsing, progress, open_reader=DocumentReader
        )  # fmt: skip
    spans = OriginalSpans(files, documents)
    queries = dict(limited(named(load_queries(questions)), lambda item: item[0], limit))

    def measured(choices: WordChoices) -> tuple[Measure, ...]:
        texts = {name: query.query for name, query in queries.items()}
        found = found_by_words(documents, texts, choices, LOOKED_AT)
        shares = [
            citation_recall(map(spans.of, found[name]), query.gold)
            for name, query in queries.items()
        ]
        return (mean_measure("char_recall_at_8", shares),)

    return measured


def found_by_words(
    documents: Sequence[TextDocument],
    questions: Mapping[str, str],
    choices: WordChoices,
    limit: int,
) -> dict[str, list[Chunk]]:
    """The best chunks by question ID."""
    chunks = [c for document in documents for c in chunks_of(document, choices.chunking)]
    ranking = WordRanking(chunks, choices)
    known = acronyms_in(document.text for document in documents)
    ask = partial(expanded, acronyms=known) if choices.expands_acronyms else str
    return {name: ranking.best(ask(text), limit) for name, text in questions.items()}


def main() -> int:
    """Prints the table row by row; 0 also where no data is here, which is then said."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=int, help="questions of each data set")
    given = parser.parse_args()
    suites = [suite for suite in (on_obliqa(given.limit), on_contracts(given.limit)) if suite]
    if not suites:
        sys.stdout.write("Neither ObliQA nor ContractNLI is in the data folder.\n")
        return 0
    for name, choices in rows():
        told = [f"{m.value:.3f} ({m.low:.3f}–{m.high:.3f})" for s in suites for m in s(choices)]
        sys.stdout.write(f"| {' | '.join([name, *told])} |\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
