"""Refusal: does it say no where the answer is not there? ObliQA with whole documents left out.

A question whose gold lies in a document that is left out, in part or wholly, has to be refused;
every other one can be answered. Apart from that, CLAPNQ's questions are each asked of the one
passage that is about them and answers them or not: relevant, which is not enough.
"""

from collections.abc import Sequence
from pathlib import Path

from api.wiring import open_stores
from domain.ports import Progress
from domain.settings import answer_fingerprint, index_fingerprint
from evals.corpus_store import OpenStores, opened_corpus
from evals.data_folder import data_folder
from evals.listening import Listener
from evals.obliqa.corpus import Places
from evals.obliqa.inputs import ObliqaInputs, obliqa_inputs
from evals.obliqa.questions import Question
from evals.refusal.asking import Asker
from evals.refusal.clapnq_data import PassageQuestion, load_passage_questions
from evals.refusal.measures import refusal_measures
from evals.refusal.rows import BETTER, CLAPNQ, obliqa_row, passage_row, with_nearness
from evals.result import CaseRow, Corpus, SuiteOptions, SuiteResult
from evals.sample.run import sample_curves
from evals.sampling import limited
from evals.summary import measures_by_slice
from evals.text_corpus import asker, with_twins

# Of the five rulebooks that are measured on, the two whose questions are some two in five. Fixed,
# so that every run leaves out the same.
LEFT_OUT = frozenset({"3", "5"})
CLAPNQ_FILES = ("clapnq_answerable_150.jsonl", "clapnq_unanswerable_150.jsonl")
FOLDER = "refusal"


class RefusalSuite:
    """The suite. ``--leave-out`` takes the place of the documents left out by default."""

    name = "refusal"
    description = "Questions without an answer: are they refused (ObliQA cut, CLAPNQ)"

    def __init__(self, stores_for: OpenStores = open_stores) -> None:
        """``stores_for`` is another than the product's in tests."""
        self._stores_for = stores_for

    def run(self, options: SuiteOptions, progress: Progress) -> SuiteResult:
        """Every question through the whole answering path; skipped where ObliQA is not here.

        Raises:
            EvalInputError: documents or questions cannot be used.
        """
        inputs = obliqa_inputs(options)
        if isinstance(inputs, str):
            return SuiteResult(suite=self.name, skipped=inputs)
        left_out = (options.leave_out or LEFT_OUT) & inputs.document_ids
        rows, corpus = self._ask_obliqa(inputs, left_out, options, progress)
        passages = self._ask_passages(_passage_questions(options), options, progress)
        every = (*with_nearness(rows), *passages)
        return SuiteResult(
            suite=self.name,
            measures=refusal_measures(every),
            measures_by_slice=measures_by_slice(every, better=BETTER),
            curves=sample_curves(rows),
            rows=every,
            corpus=corpus,
            index_fingerprint=index_fingerprint(options.settings),
            answer_fingerprint=answer_fingerprint(options.settings),
        )

    def _ask_obliqa(
        self,
        inputs: ObliqaInputs,
        left_out: frozenset[str],
        options: SuiteOptions,
        progress: Progress,
    ) -> tuple[tuple[CaseRow, ...], Corpus]:
        places = Places(inputs.documents)
        listener = Listener()
        with opened_corpus(
            inputs.documents, name="obliqa", settings=options.settings, progress=progress,
            stores_for=self._stores_for, adapt=listener.around,
        ) as corpus:  # fmt: skip
            corpus.attest.warm_up()
            asking = Asker(corpus, listener)
            progress.start("questions", len(inputs.questions))
            rows = []
            for question in inputs.questions:
                rows.append(_asked(question, asking, places, inputs.document_ids, left_out))
                progress.advance("questions")
        described = inputs.described(sha256_of_documents=corpus.sha256, chunks=corpus.chunks)
        told = f"; left out: documents {', '.join(sorted(left_out))}"
        return tuple(rows), described.model_copy(
            update={"description": f"{described.description}{told}"}
        )

    def _ask_passages(
        self, questions: Sequence[PassageQuestion], options: SuiteOptions, progress: Progress
    ) -> tuple[CaseRow, ...]:
        """Each of its own passage alone; () where CLAPNQ is not here."""
        if not questions:
            return ()
        all_ids = frozenset(question.document_id for question in questions)
        documents = with_twins([question.document() for question in questions])
        listener = Listener()
        with opened_corpus(
            documents, name="clapnq", settings=options.settings, progress=progress,
            stores_for=self._stores_for, adapt=listener.around,
        ) as corpus:  # fmt: skip
            corpus.attest.warm_up()
            asking = Asker(corpus, listener)
            progress.start(CLAPNQ, len(questions))
            rows = []
            for question in questions:
                own = question.document_id
                principal = asker(readers=own)
                outcome = asking.ask(
                    question.text, principal, is_gold=_nowhere, forbidden=all_ids - {own}
                )
                rows.append(passage_row(question, outcome))
                progress.advance(CLAPNQ)
        return tuple(rows)


def _asked(
    question: Question,
    asking: Asker,
    places: Places,
    document_ids: frozenset[str],
    left_out: frozenset[str],
) -> CaseRow:
    def is_gold(document_id: str, position: int) -> bool:
        return places.at(document_id, position) in question.places

    outcome = asking.ask(question.text, asker(left_out), is_gold=is_gold, forbidden=left_out)
    return obliqa_row(question, outcome, readable=document_ids - left_out, is_gold=is_gold)


def _passage_questions(options: SuiteOptions) -> tuple[PassageQuestion, ...]:
    files: list[Path] = [data_folder() / FOLDER / name for name in CLAPNQ_FILES]
    if not all(path.exists() for path in files):
        return ()
    return limited(load_passage_questions(files), lambda each: each.name, options.limit)


def _nowhere(document_id: str, position: int) -> bool:
    """CLAPNQ marks sentences that this suite does not compare with."""
    return False
