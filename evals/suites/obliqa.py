"""ObliQA: is the passage that answers among the first ten? Questions of regulation, by place.

Recall@10 and MAP@10 as its authors define them (Gokhan et al. 2024): per question over all its
gold passages, then the mean. A question whose gold is left out has no answer here and is only
counted; the suite ``refusal`` asks those, too.
"""

from collections.abc import Mapping, Sequence

from api.wiring import open_stores
from domain.ports import Progress
from domain.settings import answer_fingerprint, index_fingerprint
from evals.asking import DEEPEST_RANK, Asked, ask_each, counted, ranked, search_settings
from evals.corpus_store import OpenCorpus, OpenStores, opened_corpus
from evals.measures import ranking_scores
from evals.obliqa.corpus import place_of_chunk
from evals.obliqa.inputs import ObliqaInputs, obliqa_inputs
from evals.obliqa.questions import Place, Question, is_answerable
from evals.result import CaseRow, Curve, SuiteOptions, SuiteResult
from evals.summary import measures_by_slice, measures_of

CURVE_CUTOFFS = (1, 2, 3, 5, 10, 15, 20, 30, 40, DEEPEST_RANK)
SHOWN = 5  # places told to a reader of the report


class ObliqaSuite:
    """The suite. Its documents and questions may be any of ObliQA's shape."""

    name = "obliqa"
    description = "Regulatory questions: is the passage that answers found (ObliQA)"

    def __init__(self, stores_for: OpenStores = open_stores) -> None:
        """``stores_for`` is another than the product's in tests."""
        self._stores_for = stores_for

    def run(self, options: SuiteOptions, progress: Progress) -> SuiteResult:
        """Recall and average precision by question; skipped where the data is not here.

        Raises:
            EvalInputError: documents or questions cannot be used.
        """
        inputs = obliqa_inputs(options)
        if isinstance(inputs, str):
            return SuiteResult(suite=self.name, skipped=inputs)
        settings = search_settings(options.settings)
        with opened_corpus(
            inputs.documents,
            name="obliqa",
            settings=settings,
            progress=progress,
            stores_for=self._stores_for,
        ) as corpus:
            return _result(self.name, corpus, inputs, options.leave_out, progress)


def _result(
    name: str,
    corpus: OpenCorpus,
    inputs: ObliqaInputs,
    leave_out: frozenset[str],
    progress: Progress,
) -> SuiteResult:
    readable = inputs.document_ids - leave_out
    questions = [each for each in inputs.questions if is_answerable(each, readable)]
    texts = {question.question_id: question.text for question in questions}
    asked = ask_each(corpus, texts, leave_out=leave_out, progress=progress)
    rows = rows_of(questions, asked)
    told = counted(asked.values(), left_out=len(inputs.questions) - len(questions))
    return SuiteResult(
        suite=name,
        measures=(*measures_of(rows), *told),
        measures_by_slice=measures_by_slice(rows),
        curves=(recall_curve(rows),) if rows else (),
        rows=rows,
        corpus=inputs.described(sha256_of_documents=corpus.sha256, chunks=corpus.chunks),
        index_fingerprint=index_fingerprint(corpus.settings),
        answer_fingerprint=answer_fingerprint(corpus.settings),
    )


def rows_of(questions: Sequence[Question], asked: Mapping[str, Asked]) -> tuple[CaseRow, ...]:
    """One row a question, scored by what was found for it."""
    rankings = {
        question_id: ranked(each.passages, place_of_chunk) for question_id, each in asked.items()
    }
    scores = ranking_scores(
        {name: [place_name(place) for place in places] for name, places in rankings.items()},
        {each.question_id: {place_name(place) for place in each.places} for each in questions},
        recall_at=CURVE_CUTOFFS,
    )
    return tuple(
        _row(each, asked[each.question_id], rankings[each.question_id], scores[each.question_id])
        for each in questions
    )


def place_name(place: Place) -> str:
    """A place as one word, for measures and readers: "13 4.2.1"."""
    return " ".join(place)


def recall_curve(rows: Sequence[CaseRow]) -> Curve:
    """Mean recall by how many passages are looked at."""
    points = [
        (float(k), sum(row.scores[f"recall_at_{k}"] for row in rows) / len(rows))
        for k in CURVE_CUTOFFS
    ]
    return Curve(
        name="recall", x_label="passages", y_label="share of gold found", points=tuple(points)
    )


def _row(
    question: Question, asked: Asked, places: tuple[Place, ...], scores: Mapping[str, float]
) -> CaseRow:
    gold = question.places
    ranks = [rank for rank, place in enumerate(places, start=1) if place in gold]
    best = f"gold at {', '.join(map(str, ranks))}" if ranks else "gold not found"
    return CaseRow(
        case_id=question.question_id,
        question=question.text,
        asked_as="reader",
        slices=(
            f"group {question.group}",
            "one gold passage" if len(gold) == 1 else "several gold passages",
        ),
        answerable=True,
        is_right=scores["recall_at_10"] == 1.0,
        verdict=asked.error or best,
        scores=scores,
        expected=tuple(sorted(map(place_name, gold))),
        found=tuple(map(place_name, places[:SHOWN])),
        seconds=asked.seconds,
        leaks=asked.leaks,
        has_crashed=bool(asked.error),
    )
