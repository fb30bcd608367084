"""An outcome as a row: what is right of an answer or a refusal, and in which slice it belongs."""

from collections.abc import Callable, Mapping, Sequence
from statistics import median

from domain.types import Passage
from evals.obliqa.corpus import place_of_chunk
from evals.obliqa.questions import Question
from evals.refusal.asking import IsGold, Outcome, rank_of_gold
from evals.refusal.clapnq_data import PassageQuestion
from evals.result import Better, CaseRow

BETTER: Mapping[str, Better] = {
    "answered_elsewhere": "lower",
    "unanswerable_answered": "lower",
    "clapnq_unanswerable_answered": "lower",
}
ANSWERABLE, LEFT_OUT, PARTLY = "answerable", "left out", "left out in part"
NEAR, FAR = "relevant but does not answer", "nothing near"
CLAPNQ = "one passage (CLAPNQ)"
SHOWN = 3


def obliqa_row(
    question: Question, outcome: Outcome, *, readable: frozenset[str], is_gold: IsGold
) -> CaseRow:
    """The row of a question that is answerable where all its gold is in ``readable`` documents.

    What is left out and what was never in the corpus come to the same.
    """
    gone = frozenset(place for place in question.places if place[0] not in readable)
    cited = [is_gold(citation.document_id, citation.start) for citation in outcome.citations]
    if gone:
        slices = (LEFT_OUT if gone == question.places else PARTLY,)
        is_right = not outcome.is_answered and not outcome.error
        scores = {"unanswerable_answered": float(outcome.is_answered)}
    else:
        slices = (ANSWERABLE,)
        is_right = any(cited)
        scores = {
            "answerable_answered": float(outcome.is_answered),
            "right_clause_cited": float(is_right),
            "answered_elsewhere": float(outcome.is_answered and not is_right),
        }
        if cited:
            scores["citation_precision"] = sum(cited) / len(cited)
    expected = tuple(" ".join(place) for place in sorted(question.places))
    return _row(
        outcome,
        case_id=question.question_id,
        question=question.text,
        slices=slices,
        answerable=not gone,
        is_right=is_right,
        scores=scores,
        expected=("a refusal",) if gone else expected,
        gold_rank=rank_of_gold(outcome.passages, is_gold),
        told=lambda passage: " ".join(place_of_chunk(passage.chunk)),
    )


def passage_row(question: PassageQuestion, outcome: Outcome) -> CaseRow:
    """The row of a question asked of its own passage alone.

    An answer to an answerable one counts as right wherever in the passage it was found.
    """
    kind = "answerable" if question.is_answerable else "unanswerable"
    return _row(
        outcome,
        case_id=question.document_id,
        question=question.text,
        slices=(CLAPNQ,),
        answerable=question.is_answerable,
        is_right=outcome.is_answered == question.is_answerable and not outcome.error,
        scores={f"clapnq_{kind}_answered": float(outcome.is_answered)},
        expected=("an answer" if question.is_answerable else "a refusal",),
        gold_rank=0,
        told=lambda passage: passage.chunk.text,
    )


def with_nearness(rows: Sequence[CaseRow]) -> tuple[CaseRow, ...]:
    """Each unanswerable row also under "relevant but does not answer", or under "nothing near".

    Relevant is one whose nearest passage is as near to its question as that of every second
    answerable question: a threshold on similarity alone would let it pass.
    """
    wanted = [row.signals["nearest"] for row in rows if row.answerable]
    if not wanted:
        return tuple(rows)
    line = median(wanted)
    return tuple(
        row
        if row.answerable
        else row.model_copy(
            update={"slices": (*row.slices, NEAR if row.signals["nearest"] >= line else FAR)}
        )
        for row in rows
    )


def _row(
    outcome: Outcome,
    *,
    case_id: str,
    question: str,
    slices: tuple[str, ...],
    answerable: bool,
    is_right: bool,
    scores: Mapping[str, float],
    expected: tuple[str, ...],
    gold_rank: int,
    told: Callable[[Passage], str],
) -> CaseRow:
    said = [f"cited {each.document_id} {each.start}: {each.quote}" for each in outcome.citations]
    return CaseRow(
        case_id=case_id,
        question=question,
        asked_as="reader",
        slices=slices,
        answerable=answerable,
        is_right=is_right and not outcome.inexact,
        verdict=outcome.words,
        scores=scores,
        signals={
            "probability": outcome.probability,
            "nearest": outcome.nearest,
            "draft_is_right": float(answerable and outcome.is_draft_right),
            "gold_rank": float(gold_rank),
        },
        expected=expected,
        found=tuple(said) or tuple(map(told, outcome.passages[:SHOWN])),
        seconds=outcome.seconds,
        leaks=outcome.leaks,
        inexact=outcome.inexact,
        has_crashed=bool(outcome.error),
    )
