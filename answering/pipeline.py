"""A question to an answer or a refusal, step by step.

question -> evidence -> sufficiency -> draft -> verify -> gate. Nothing leaves that was not
verified, and nothing is asked of a generator without evidence.
"""

import logging
from collections import Counter
from datetime import date

from answering.question import screen, take_question
from answering.refusals import message_of, next_steps_of
from answering.sufficiency import Judge
from answering.verification import verify
from domain.entitlement import require_readable
from domain.errors import GenerationError, RetrievalError
from domain.ports import Catalogue, Generator, Retriever, SearchFilter
from domain.settings import AnsweringSettings
from domain.types import Answer, Passage, Provenance, Refusal, RefusalCode, Scope, Sentence

logger = logging.getLogger(__name__)


def answer(
    question: str,
    *,
    scope: Scope,
    narrow: SearchFilter | None,
    retriever: Retriever,
    generator: Generator,
    judge: Judge,
    catalogue: Catalogue,
    provenance: Provenance,
    answer_id: str,
    today: date,
    settings: AnsweringSettings | None = None,
) -> Answer | Refusal:
    """Answers from what ``scope`` may read, in sentences that each carry proof, or refuses.

    An index, a catalogue or a generator that is away gives a ``temporarily_unavailable`` refusal.

    Raises:
        QuestionError: the question itself cannot be taken.
        EntitlementBreach: something outside the scope reached the answer path; nothing leaves.
    """
    limits = settings or AnsweringSettings()
    asked = take_question(question, maximum_characters=limits.maximum_question_characters)
    outcome: tuple[Sentence, ...] | RefusalCode | None = screen(asked)
    try:
        if outcome is None:
            passages = _readable_passages(asked, scope=scope, narrow=narrow, retriever=retriever)
            provenance = _as_reranked(provenance, passages)
            outcome = _verified_sentences(
                asked, passages, scope=scope, generator=generator, judge=judge,
                catalogue=catalogue, today=today,
            )  # fmt: skip
    except (RetrievalError, GenerationError, OSError) as error:
        logger.error("Answering is unavailable: %s", type(error).__name__)
        outcome = RefusalCode.TEMPORARILY_UNAVAILABLE
    if isinstance(outcome, RefusalCode):
        return Refusal(
            answer_id=answer_id, question=asked, as_of=scope.as_of, code=outcome,
            message=message_of(outcome, scope.as_of), next_steps=next_steps_of(outcome),
            provenance=provenance,
        )  # fmt: skip
    return Answer(
        answer_id=answer_id, question=asked, as_of=scope.as_of, sentences=outcome,
        provenance=provenance,
    )  # fmt: skip


def _readable_passages(
    asked: str, *, scope: Scope, narrow: SearchFilter | None, retriever: Retriever
) -> list[Passage]:
    """The evidence, best first, each passage through gate two; [] where there is none."""
    passages = retriever.retrieve(asked, scope=scope, narrow=narrow)
    for passage in passages:
        require_readable(passage.chunk, scope)
    return passages


def _as_reranked(provenance: Provenance, passages: list[Passage]) -> Provenance:
    """With what really reranked: a hosted reranker that is away leaves it to the local one."""
    used = passages[0].reranked_by if passages else None
    return provenance.model_copy(update={"reranker": used}) if used else provenance


def _verified_sentences(
    asked: str,
    passages: list[Passage],
    *,
    scope: Scope,
    generator: Generator,
    judge: Judge,
    catalogue: Catalogue,
    today: date,
) -> tuple[Sentence, ...] | RefusalCode:
    """Sentences that may be released, at least one, or the code of the refusal."""
    if not passages:
        return RefusalCode.NO_EVIDENCE
    if not judge.assess(asked, passages).sufficient:
        return RefusalCode.NOT_ANSWERED_BY_POLICY
    claims = generator.draft(asked, passages)
    result = verify(
        claims, scope=scope, catalogue=catalogue, chunks=[p.chunk for p in passages], today=today
    )
    if result.withheld:
        logger.warning("Withheld: %s", dict(Counter(w.reason.value for w in result.withheld)))
    return result.sentences or RefusalCode.NOT_ANSWERED_BY_POLICY
