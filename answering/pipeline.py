"""A question to an answer or a refusal, step by step.

question -> evidence -> sufficiency -> draft -> verify -> gate. Nothing leaves that was not
verified, and nothing is asked of a generator without evidence.
"""

import logging
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from answering.conflicts.settling import settle
from answering.evidence.sufficiency import Judge
from answering.proof.verification import verify
from answering.question.taking import screen, take_question
from answering.refusals import message_of, next_steps_of
from domain.answering_ports import Generator, Retriever, SupervisedGenerator
from domain.answers import Answer, Provenance, Refusal, RefusalCode, Sentence
from domain.entitlement import require_readable
from domain.errors import GenerationError, RetrievalError
from domain.observing import UNOBSERVED, Observer, Step
from domain.ports import Catalogue, SearchFilter
from domain.records import Evidence, Outcome, WithheldClaim, Working
from domain.settings import AnsweringSettings
from domain.types import Chunk, Passage, Scope

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
    observer: Observer | None = None,
) -> Outcome:
    """Answers from what ``scope`` may read, in sentences that each carry proof, or refuses.

    An index, a catalogue or a generator that is away gives a ``temporarily_unavailable`` refusal.
    What comes with the response says how it came about, and is for the record alone.

    Raises:
        QuestionError: the question itself cannot be taken.
        Abandoned: ``observer`` says that nobody waits for it any more.
        EntitlementBreach: something outside the scope reached the answer path; nothing leaves.
    """
    limits = settings or AnsweringSettings()
    asked = take_question(question, maximum_characters=limits.maximum_question_characters)
    screened = screen(asked)
    if screened is not None:
        found = _Found((), screened, Working(reason="screened"))
    else:
        found = _find(
            asked, scope=scope, narrow=narrow, retriever=retriever, generator=generator,
            judge=judge, catalogue=catalogue, today=today, observer=observer or UNOBSERVED,
        )  # fmt: skip
    if found.reranked_by:  # a hosted reranker that is away leaves it to the local one
        provenance = provenance.model_copy(update={"reranker": found.reranked_by})
    if found.drafted_by:  # a model that failed leaves it to the quotes generator
        provenance = provenance.model_copy(update={"generator": found.drafted_by})
    response = _response(found, asked, scope.as_of, answer_id=answer_id, provenance=provenance)
    return Outcome(response=response, working=found.working)


@dataclass(frozen=True, slots=True)
class _Found:
    """Sentences that may be released, at least one, or the code of the refusal.

    The sides of a conflict come with its refusal.
    """

    sentences: tuple[Sentence, ...]
    refused: RefusalCode | None
    working: Working
    reranked_by: str | None = None
    drafted_by: str | None = None
    note: str = ""


def _response(
    found: _Found, asked: str, as_of: date, *, answer_id: str, provenance: Provenance
) -> Answer | Refusal:
    """What is released of what was found."""
    if found.refused is None:
        return Answer(
            answer_id=answer_id, question=asked, as_of=as_of, sentences=found.sentences,
            note=found.note, provenance=provenance,
        )  # fmt: skip
    return Refusal(
        answer_id=answer_id, question=asked, as_of=as_of, code=found.refused,
        message=message_of(found.refused, as_of), next_steps=next_steps_of(found.refused),
        sentences=found.sentences, provenance=provenance,
    )  # fmt: skip


def _find(
    asked: str,
    *,
    scope: Scope,
    narrow: SearchFilter | None,
    retriever: Retriever,
    generator: Generator,
    judge: Judge,
    catalogue: Catalogue,
    today: date,
    observer: Observer,
) -> _Found:
    """Evidence, verdict, draft and verification; what is away is a refusal like the others."""
    passages: list[Passage] = []
    try:
        with observer.step(Step.SEARCHING):
            passages = _readable_passages(asked, scope=scope, narrow=narrow, retriever=retriever)
        result = _verified(
            asked, passages, scope=scope, generator=generator, judge=judge,
            catalogue=catalogue, today=today, observer=observer,
        )  # fmt: skip
    except (RetrievalError, GenerationError, OSError) as error:
        logger.error("Answering is unavailable: %s", type(error).__name__)
        unavailable = RefusalCode.TEMPORARILY_UNAVAILABLE
        result = _Found((), unavailable, Working(reason=type(error).__name__))
    evidence = tuple(_evidence(passage.chunk) for passage in passages)
    used = passages[0].reranked_by if passages else None
    working = result.working.model_copy(update={"evidence": evidence})
    if isinstance(generator, SupervisedGenerator):
        drafted = generator.drafted()
        account = {name: getattr(drafted, name) for name in ("prompt", "model", "supply")}
        working = working.model_copy(update=account)
        result = replace(result, drafted_by=drafted.generator)
    return replace(result, working=working, reranked_by=used)


def _readable_passages(
    asked: str, *, scope: Scope, narrow: SearchFilter | None, retriever: Retriever
) -> list[Passage]:
    """The evidence, best first, each passage through gate two; [] where there is none."""
    passages = retriever.retrieve(asked, scope=scope, narrow=narrow)
    for passage in passages:
        require_readable(passage.chunk, scope)
    return passages


def _verified(
    asked: str,
    passages: list[Passage],
    *,
    scope: Scope,
    generator: Generator,
    judge: Judge,
    catalogue: Catalogue,
    today: date,
    observer: Observer,
) -> _Found:
    """What of a draft stands up, where there is evidence that suffices for one."""
    if not passages:
        return _Found((), RefusalCode.NO_EVIDENCE, Working(reason="no_passages"))
    with observer.step(Step.JUDGING):
        sufficient = judge.assess(asked, passages).sufficient
    if not sufficient:
        return _Found((), RefusalCode.NOT_ANSWERED_BY_POLICY, Working(reason="insufficient"))
    chunks = [passage.chunk for passage in passages]
    with observer.step(Step.DRAFTING):
        claims = generator.draft(asked, passages)
    with observer.step(Step.VERIFYING):
        result = verify(claims, scope=scope, catalogue=catalogue, chunks=chunks, today=today)
    failed = result.withheld
    if failed and not result.sentences and isinstance(generator, SupervisedGenerator):
        with observer.step(Step.DRAFTING):
            claims = generator.draft_instead(asked, passages)
        with observer.step(Step.VERIFYING):
            result = verify(claims, scope=scope, catalogue=catalogue, chunks=chunks, today=today)
        failed += result.withheld
    if failed:
        logger.warning("Withheld: %s", dict(Counter(w.reason.value for w in failed)))
    withheld = tuple(WithheldClaim(reason=w.reason.value, detail=w.detail) for w in failed)
    if result.sentences:
        return _settled(result.sentences, catalogue, Working(withheld=withheld))
    reason = "all_withheld" if withheld else "nothing_drafted"
    refused = RefusalCode.NOT_ANSWERED_BY_POLICY
    return _Found((), refused, Working(reason=reason, withheld=withheld))


def _settled(sentences: tuple[Sentence, ...], catalogue: Catalogue, working: Working) -> _Found:
    """What may be said where policies that bind the same people may differ."""
    settled = settle(sentences, catalogue)
    if settled.in_conflict:
        working = working.model_copy(update={"reason": "conflict"})
        return _Found(settled.sentences, RefusalCode.CONFLICTING_POLICIES, working)
    return _Found(settled.sentences, None, working, note=settled.note)


def _evidence(chunk: Chunk) -> Evidence:
    return Evidence(**chunk.model_dump(include=set(Evidence.model_fields)))
