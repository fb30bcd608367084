"""What the calibration is fitted on: questions, the evidence that was read, where the answer is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from answering.evidence.reading import Evidence
from answering.evidence.statements import Statement
from domain.ports import Progress
from domain.settings import Settings
from domain.types import Principal
from evals.asking import AS_OF
from evals.corpus_store import OpenCorpus, opened_corpus
from evals.data_folder import data_folder
from evals.held_out import is_for_measuring, is_obliqa_held_out
from evals.obliqa.corpus import Places
from evals.obliqa.inputs import obliqa_inputs
from evals.obliqa.questions import Place
from evals.result import SuiteOptions
from evals.suites.written import FILE
from evals.text_corpus import asker, with_twins
from evals.written.data import load_written

LEAST_SHARE = 0.5  # of the answering words that a statement must hold


@dataclass(frozen=True)
class Asked:
    """One question asked of a corpus. ``holds_answer`` is False for all where none answers."""

    evidence: Evidence
    is_answerable: bool
    holds_answer: Callable[[Statement], bool]


def written_asked(settings: Settings, *, progress: Progress) -> Iterator[Asked]:
    """The written questions of the calibrating half; none where the file is not here."""
    path = data_folder() / FILE
    if not path.exists():
        return
    documents, questions = load_written(path)
    questions = tuple(q for q in questions if not is_for_measuring(q.document_id))
    with opened_corpus(
        with_twins(documents), name="written", settings=settings, progress=progress
    ) as corpus:
        progress.start("written questions", len(questions))
        for question in questions:
            progress.advance("written questions")
            evidence = _read(corpus, question.text, asker())
            yield Asked(
                evidence,
                question.answer is not None,
                _holds(question.document_id, question.answer),
            )


def obliqa_asked(settings: Settings, *, limit: int, progress: Progress) -> Iterator[Asked]:
    """ObliQA's questions about the calibrating half, each asked with its documents and without."""
    if not limit:
        return
    questions_path = data_folder() / "obliqa" / "dev.json"
    inputs = obliqa_inputs(SuiteOptions(settings=settings, questions=questions_path))
    if isinstance(inputs, str):
        return
    places = Places(inputs.documents)
    questions = [
        q
        for q in inputs.questions
        if all(
            is_obliqa_held_out(int(document)) and not is_for_measuring(f"obliqa-{document}")
            for document, _ in q.places
        )
    ][:limit]
    with opened_corpus(
        inputs.documents, name="obliqa", settings=settings, progress=progress
    ) as corpus:
        progress.start("rulebook questions", len(questions))
        for question in questions:
            progress.advance("rulebook questions")
            gold = question.places
            for left_out in (frozenset[str](), frozenset(place[0] for place in gold)):

                def holds(statement: Statement, gold: frozenset[Place] = gold) -> bool:
                    place = places.at(statement.chunk.document_id, statement.span.start)
                    return place in gold

                evidence = _read(corpus, question.text, asker(left_out))
                yield Asked(evidence, not left_out, holds)


def _read(corpus: OpenCorpus, question: str, principal: Principal) -> Evidence:
    passages = corpus.attest.search(question, principal=principal, as_of=AS_OF)
    return corpus.parts.reading.read(question, passages)


def _holds(document_id: str, answer: tuple[int, int] | None) -> Callable[[Statement], bool]:
    def holds(statement: Statement) -> bool:
        if answer is None or statement.chunk.document_id != document_id:
            return False
        shared = min(answer[1], statement.span.end) - max(answer[0], statement.span.start)
        return shared >= LEAST_SHARE * (answer[1] - answer[0])

    return holds
