"""Spans: how much of the exact words that answer is in the first k chunks, and how much else.

Character recall and precision at k as in LegalBench-RAG (arXiv:2408.10343, section 4): the union
of the first k chunks against the gold spans, per query, then the mean.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from api.wiring import open_stores
from domain.ports import Progress
from domain.settings import answer_fingerprint, index_fingerprint
from evals.asking import Asked, ask_each, counted, search_settings
from evals.corpus_store import OpenCorpus, OpenStores, opened_corpus
from evals.data_folder import data_folder, missing
from evals.measures import Span, citation_precision, citation_recall
from evals.result import CaseRow, Corpus, Curve, SuiteOptions, SuiteResult
from evals.sampling import limited
from evals.spans.corpus import OriginalSpans, read_documents
from evals.spans.data import Query, load_queries, text_files
from evals.summary import measures_by_slice, measures_of
from evals.text_corpus import TextDocument, with_twins
from ingest.run import OpenReader
from ingest.workers.isolation import DocumentReader

FOLDER = Path("spans")
CUTOFFS = (1, 2, 4, 8, 16)  # LegalBench-RAG's, up to what the product gives back
RIGHT_FROM = 0.5  # share of the gold characters in the first eight chunks
SHOWN = 5
HASH_DIGITS = 12


class SpansSuite:
    """The suite. Its texts and queries may be any of LegalBench-RAG's shape."""

    name = "spans"
    description = "Contracts: are the exact words that answer retrieved (ContractNLI)"

    def __init__(
        self, stores_for: OpenStores = open_stores, open_reader: OpenReader = DocumentReader
    ) -> None:
        """Both are others than the product's in tests."""
        self._stores_for = stores_for
        self._open_reader = open_reader

    def run(self, options: SuiteOptions, progress: Progress) -> SuiteResult:
        """Character recall and precision by query; skipped where the data is not here.

        Raises:
            EvalInputError: documents or questions cannot be used.
        """
        folder = options.documents or data_folder() / FOLDER / "contractnli"
        questions = options.questions or data_folder() / FOLDER / "contractnli.json"
        for given, path in ((options.documents, folder), (options.questions, questions)):
            if given is None and not path.exists():
                return SuiteResult(suite=self.name, skipped=missing(f"{FOLDER}/{path.name}"))
        files, queries = text_files(folder), load_queries(questions)
        documents = read_documents(
            files, options.settings.parsing, progress, open_reader=self._open_reader
        )
        readable = {path.name for path in files} - options.leave_out
        answerable = [item for item in named(queries) if item[1].file_names <= readable]
        chosen = dict(limited(answerable, lambda item: item[0], options.limit))
        with opened_corpus(
            with_twins(documents),
            name=self.name,
            settings=search_settings(options.settings),
            progress=progress,
            stores_for=self._stores_for,
        ) as corpus:
            texts = {name: query.query for name, query in chosen.items()}
            asked = ask_each(corpus, texts, leave_out=options.leave_out, progress=progress)
        rows = rows_of(chosen, asked, OriginalSpans(files, documents))
        told = counted(asked.values(), left_out=len(queries) - len(answerable))
        return SuiteResult(
            suite=self.name,
            measures=(*measures_of(rows), *told),
            measures_by_slice=measures_by_slice(rows),
            curves=(recall_curve(rows),) if rows else (),
            rows=rows,
            corpus=_described(corpus, documents, questions, len(rows)),
            index_fingerprint=index_fingerprint(corpus.settings),
            answer_fingerprint=answer_fingerprint(corpus.settings),
        )


def named(queries: Sequence[Query]) -> list[tuple[str, Query]]:
    """Each query under a name made of what it says: the data set gives none."""
    return [(sha256(query.query.encode()).hexdigest()[:HASH_DIGITS], query) for query in queries]


def rows_of(
    queries: Mapping[str, Query], asked: Mapping[str, Asked], spans: OriginalSpans
) -> tuple[CaseRow, ...]:
    """One row a query, scored by the spans of what was found for it."""
    return tuple(_row(name, query, asked[name], spans) for name, query in queries.items())


def scores_of(found: Sequence[Span], gold: Sequence[Span]) -> dict[str, float]:
    """Character recall and precision of the first k spans, for each k."""
    scores = {}
    for k in CUTOFFS:
        scores[f"char_recall_at_{k}"] = citation_recall(found[:k], gold)
        scores[f"char_precision_at_{k}"] = citation_precision(found[:k], gold)
    return scores


def recall_curve(rows: Sequence[CaseRow]) -> Curve:
    """Mean character recall by how many chunks are looked at."""
    points = [
        (float(k), sum(row.scores[f"char_recall_at_{k}"] for row in rows) / len(rows))
        for k in CUTOFFS
    ]
    return Curve(
        name="recall",
        x_label="chunks",
        y_label="share of gold characters found",
        points=tuple(points),
    )


def _row(name: str, query: Query, asked: Asked, spans: OriginalSpans) -> CaseRow:
    found = [spans.of(passage.chunk) for passage in asked.passages[: max(CUTOFFS)]]
    scores = scores_of(found, query.gold)
    files = [span.document_id for span in found]
    is_named = bool(files) and files[0] in query.file_names
    return CaseRow(
        case_id=name,
        question=query.query,
        asked_as="reader",
        slices=(query.kind,),
        answerable=True,
        is_right=scores["char_recall_at_8"] >= RIGHT_FROM,
        verdict=asked.error or ("right contract first" if is_named else "another contract first"),
        scores=scores,
        expected=tuple(map(_told, query.gold)),
        found=tuple(map(_told, found[:SHOWN])),
        seconds=asked.seconds,
        leaks=asked.leaks,
        has_crashed=bool(asked.error),
    )


def _told(span: Span) -> str:
    return f"{span.document_id} {span.start}–{span.end}"


def _described(
    corpus: OpenCorpus, documents: Sequence[TextDocument], questions: Path, asked: int
) -> Corpus:
    both = f"{corpus.sha256}{sha256(questions.read_bytes()).hexdigest()}"
    return Corpus(
        description=f"{len(documents)} non-disclosure agreements as text files, read and cut by "
        f"the product, and {corpus.documents - len(documents)} forbidden twins",
        sha256=sha256(both.encode()).hexdigest(),
        documents=corpus.documents,
        passages=corpus.chunks,
        questions=f"{asked} queries with gold character spans",
        asked_by="a reader who may read every document but the twins and what is left out",
    )
