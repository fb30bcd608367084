"""A question to an answer or a refusal, step by step.

question -> evidence -> sufficiency -> draft, verified -> conflicts -> short answer, proved. Nothing
leaves that was not verified, and nothing is asked of a generator without evidence.
"""

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from answering.conflicts.disagreement import Disagreement
from answering.conflicts.settling import settle
from answering.drafting.generator import Generator
from answering.drafting.pipeline import Drafted, draft_in_turn
from answering.evidence.reading import ReadsEvidence
from answering.evidence.sufficiency import Judge
from answering.proof.short_answer import ShortAnswerProof, prove_short_answer
from answering.proof.verification import verify
from answering.question.taking import screen, take_question
from answering.refusals import message_of, next_steps_of
from domain.answering_ports import Retriever
from domain.answers import Answer, Provenance, Refusal, RefusalCode, Sentence, ShortAnswer
from domain.entitlement import require_readable
from domain.errors import GenerationError, ReaderUnavailable, RetrievalError
from domain.observing import UNOBSERVED, Observer, Step
from domain.ports import Catalogue, SearchFilter
from domain.reading_ports import Verifier
from domain.records import SHORT_ANSWER, Evidence, Outcome, WithheldClaim, Working
from domain.settings import AnsweringSettings
from domain.types import Chunk, Passage, Scope

logger = logging.getLogger(__name__)

Prove = Callable[[str, Sequence[Sentence]], ShortAnswerProof]


def answer(
    question: str,
    *,
    scope: Scope,
    narrow: SearchFilter | None,
    retriever: Retriever,
    reading: ReadsEvidence,
    generator: Generator,
    judge: Judge,
    catalogue: Catalogue,
    provenance: Provenance,
    answer_id: str,
    today: date,
    model: Generator | None = None,
    verifier: Verifier | None = None,
    settings: AnsweringSettings | None = None,
    observer: Observer | None = None,
) -> Outcome:
    """Answers from what ``scope`` may read, in sentences that each carry proof, or refuses.

    An index, a catalogue or a generator that is away gives a ``temporarily_unavailable`` refusal.
    ``model`` is asked first, and ``generator``, which needs none, where it fails. A model's short
    answer is released where ``verifier`` proves it, and never without one. What comes with the
    response says how it came about, and is for the record alone.

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
            asked, scope=scope, narrow=narrow, retriever=retriever, reading=reading, judge=judge,
            catalogue=catalogue, today=today, observer=observer or UNOBSERVED,
            disagreement=Disagreement(verifier),
            generators=(generator,) if model is None else (model, generator),
            prove=partial(
                prove_short_answer, verifier=verifier, least_support=limits.short_answer_support
            ),
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
    short_answer: ShortAnswer | None = None


def _response(
    found: _Found, asked: str, as_of: date, *, answer_id: str, provenance: Provenance
) -> Answer | Refusal:
    """What is released of what was found."""
    if found.refused is None:
        return Answer(
            answer_id=answer_id, question=asked, as_of=as_of, sentences=found.sentences,
            short_answer=found.short_answer, note=found.note, provenance=provenance,
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
    reading: ReadsEvidence,
    generators: Sequence[Generator],
    judge: Judge,
    catalogue: Catalogue,
    today: date,
    observer: Observer,
    prove: Prove,
    disagreement: Disagreement,
) -> _Found:
    """Evidence, verdict, draft and verification; what is away is a refusal like the others."""
    passages: list[Passage] = []
    try:
        with observer.step(Step.SEARCHING):
            passages = _readable_passages(asked, scope=scope, narrow=narrow, retriever=retriever)
        result = _verified(
            asked, passages, scope=scope, reading=reading, generators=generators, judge=judge,
            catalogue=catalogue, today=today, observer=observer, prove=prove,
            disagreement=disagreement,
        )  # fmt: skip
    except (RetrievalError, GenerationError, ReaderUnavailable, OSError) as error:
        logger.error("Answering is unavailable: %s", type(error).__name__)
        unavailable = RefusalCode.TEMPORARILY_UNAVAILABLE
        result = _Found((), unavailable, Working(reason=type(error).__name__))
    evidence = tuple(_evidence(passage.chunk) for passage in passages)
    used = passages[0].reranked_by if passages else None
    working = result.working.model_copy(update={"evidence": evidence})
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
    reading: ReadsEvidence,
    generators: Sequence[Generator],
    judge: Judge,
    catalogue: Catalogue,
    today: date,
    observer: Observer,
    prove: Prove,
    disagreement: Disagreement,
) -> _Found:
    """What of a draft stands up, where there is evidence that suffices for one."""
    if not passages:
        return _Found((), RefusalCode.NO_EVIDENCE, Working(reason="no_passages"))
    with observer.step(Step.JUDGING):
        evidence = reading.read(asked, passages)
        sufficient = judge.assess(evidence).sufficient
    if not sufficient:
        return _Found((), RefusalCode.NOT_ANSWERED_BY_POLICY, Working(reason="insufficient"))
    chunks = [passage.chunk for passage in passages]
    check = partial(verify, scope=scope, catalogue=catalogue, chunks=chunks, today=today)
    drafted = draft_in_turn(evidence, generators=generators, verify=check, observer=observer)
    working = _working(drafted)
    if drafted.sentences:
        found = _settled(drafted.sentences, catalogue, working, disagreement)
        found = _with_short_answer(found, drafted.draft.short_answer, observer, prove)
    else:
        reason = "all_withheld" if drafted.withheld else "nothing_drafted"
        working = working.model_copy(update={"reason": reason})
        found = _Found((), RefusalCode.NOT_ANSWERED_BY_POLICY, working)
    return replace(found, drafted_by=drafted.draft.drafted_by)


def _working(drafted: Drafted) -> Working:
    """What goes on record of drafting and verification."""
    draft, withheld = drafted.draft, drafted.withheld
    if withheld:
        logger.warning("Withheld: %s", dict(Counter(w.reason.value for w in withheld)))
    return Working(
        withheld=tuple(WithheldClaim(reason=w.reason.value, detail=w.detail) for w in withheld),
        prompt=draft.prompt,
        model=draft.model,
        supply=draft.supply,
    )


def _settled(
    sentences: tuple[Sentence, ...],
    catalogue: Catalogue,
    working: Working,
    disagreement: Disagreement,
) -> _Found:
    """What may be said where policies that bind the same people may differ."""
    settled = settle(sentences, catalogue, disagreement)
    if settled.in_conflict:
        working = working.model_copy(update={"reason": "conflict"})
        return _Found(settled.sentences, RefusalCode.CONFLICTING_POLICIES, working)
    return _Found(settled.sentences, None, working, note=settled.note)


def _with_short_answer(found: _Found, text: str, observer: Observer, prove: Prove) -> _Found:
    """With the short answer, where the released quotes prove it; else it is counted and dropped.

    Over a conflict nothing is said: its two sides stand for themselves.
    """
    if not text.strip() or found.refused is not None:
        return found
    with observer.step(Step.VERIFYING):
        proof = prove(text, found.sentences)
    if proof.unproved is None:
        return replace(found, short_answer=proof.short_answer)
    dropped = WithheldClaim(reason=SHORT_ANSWER, detail=proof.unproved.value)
    logger.warning("The short answer was dropped: %s", dropped.detail)
    withheld = (*found.working.withheld, dropped)
    return replace(found, working=found.working.model_copy(update={"withheld": withheld}))


def _evidence(chunk: Chunk) -> Evidence:
    return Evidence(**chunk.model_dump(include=set(Evidence.model_fields)))
