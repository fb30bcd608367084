"""Plain words: are questions that avoid a policy's words answered, and near misses refused?

The corpus is passages of real regulation that nobody here wrote. Documents are split: half of the
held-out ones calibrate the judge (``evals/fit_calibration.py``), the other half is asked here.
"""

from collections.abc import Sequence
from pathlib import Path

from api.wiring import open_stores
from domain.answers import Citation
from domain.ports import Progress
from domain.settings import answer_fingerprint, index_fingerprint
from evals.corpus_store import OpenStores, opened_corpus
from evals.data_folder import data_folder, missing
from evals.held_out import is_for_measuring
from evals.listening import Listener
from evals.refusal.asking import Asker, IsGold, Outcome
from evals.refusal.measures import refusal_measures
from evals.result import CaseRow, Corpus, SuiteOptions, SuiteResult
from evals.sampling import limited
from evals.summary import measures_by_slice
from evals.text_corpus import TextDocument, asker, sha256_of, with_twins
from evals.written.data import WrittenQuestion, load_written

FILE = Path("reader") / "policy" / "questions.jsonl"
ANSWERED, NEAR = "answered by its passage", "near miss"


class WrittenSuite:
    """The suite. ``--questions`` names another file of the same form."""

    name = "written"
    description = "Plain words about real regulation: answered where it answers, else refused"

    def __init__(self, stores_for: OpenStores = open_stores) -> None:
        """``stores_for`` is another than the product's in tests."""
        self._stores_for = stores_for

    def run(self, options: SuiteOptions, progress: Progress) -> SuiteResult:
        """Every question through the whole answering path; skipped where the file is not here.

        Raises:
            EvalInputError: the questions cannot be used.
        """
        path = options.questions or data_folder() / FILE
        if not path.exists():
            return SuiteResult(suite=self.name, skipped=missing(str(FILE)))
        documents, questions = load_written(path)
        asked = [q for q in questions if options.questions or is_for_measuring(q.document_id)]
        asked = list(limited(asked, lambda q: q.name, options.limit))
        rows = self._ask(documents, asked, options, progress)
        return SuiteResult(
            suite=self.name,
            measures=refusal_measures(rows),
            measures_by_slice=measures_by_slice(rows, better={"near_miss_answered": "lower"}),
            rows=rows,
            corpus=Corpus(
                description="passages of regulation", sha256=sha256_of(documents),
                documents=len(documents), questions=f"{len(asked)} written questions",
                asked_by="a reader of all but the twins",
            ),
            index_fingerprint=index_fingerprint(options.settings),
            answer_fingerprint=answer_fingerprint(options.settings),
        )  # fmt: skip

    def _ask(
        self, documents: Sequence[TextDocument], asked: Sequence[WrittenQuestion],
        options: SuiteOptions, progress: Progress,
    ) -> tuple[CaseRow, ...]:  # fmt: skip
        listener = Listener()
        with opened_corpus(
            with_twins(documents), name="written", settings=options.settings, progress=progress,
            stores_for=self._stores_for, adapt=listener.around,
        ) as corpus:  # fmt: skip
            corpus.attest.warm_up()
            asking = Asker(corpus, listener)
            progress.start("questions", len(asked))
            rows = []
            for question in asked:
                outcome = asking.ask(question.text, asker(), is_gold=_gold_of(question))
                rows.append(_row(question, outcome))
                progress.advance("questions")
        return tuple(rows)


def _gold_of(question: WrittenQuestion) -> IsGold:
    def is_gold(document_id: str, position: int) -> bool:
        start, end = question.passage
        return document_id == question.document_id and start <= position < end

    return is_gold


def holds_answer(citation: Citation, question: WrittenQuestion) -> bool:
    """Whether a quote holds the answering words, or most of them where they run over sentences."""
    if question.answer is None or citation.document_id != question.document_id:
        return False
    start, end = question.answer
    shared = min(end, citation.end) - max(start, citation.start)
    return shared >= 0.5 * (end - start)


def _row(question: WrittenQuestion, outcome: Outcome) -> CaseRow:
    holds = [holds_answer(citation, question) for citation in outcome.citations]
    answerable = question.answer is not None
    if answerable:
        is_right = any(holds)
        scores = {
            "answering_words_cited": float(is_right),
            "first_quote_answers": float(bool(holds) and holds[0]),
            "answerable_refused": float(not outcome.is_answered),
        }
    else:
        is_right = not outcome.is_answered and not outcome.error
        scores = {"near_miss_refused": float(is_right)}
    return CaseRow(
        case_id=question.name,
        question=question.text,
        asked_as="reader",
        slices=(ANSWERED if answerable else NEAR, question.wording),
        answerable=answerable,
        is_right=is_right and not outcome.inexact,
        verdict=outcome.words,
        scores=scores,
        signals={
            "probability": outcome.probability,
            "nearest": outcome.nearest,
            "draft_is_right": float(answerable and outcome.is_draft_right),
        },
        expected=(question.document_id if answerable else "a refusal",),
        found=tuple(f"{c.document_id} {c.start}: {c.quote}" for c in outcome.citations),
        seconds=outcome.seconds,
        leaks=outcome.leaks,
        inexact=outcome.inexact,
        has_crashed=bool(outcome.error),
    )
