"""A question to an answer or a refusal, step by step.

question -> its day, the clauses it names, evidence -> what may be said (``deciding``) -> an answer,
or a refusal with what lies nearest. Nothing leaves that was not verified, and nothing is asked of a
generator without evidence.
"""

import logging
from collections.abc import Callable
from datetime import date
from functools import partial

from answering.deciding import Decision, Means, decide
from answering.drafting.generator import Generator
from answering.evidence.reading import ReadsEvidence
from answering.evidence.sufficiency import Judge
from answering.proof.short_answer import prove_short_answer
from answering.question.hearing import Hearing
from answering.question.question import Question, read_question
from answering.question.seeking import Sought, seek
from answering.question.taking import screen, take_question
from answering.question.understanding import Understanding
from answering.refusal.composing import Help, helpful, refusal
from domain.answering_ports import Retriever
from domain.answers import Answer, Provenance, Refusal, RefusalCode
from domain.errors import GenerationError, ReaderUnavailable, RetrievalError
from domain.observing import UNOBSERVED, Observer, Step
from domain.ports import Catalogue, SearchFilter
from domain.reading_ports import Verifier
from domain.records import Evidence, Outcome, Working
from domain.settings import AnsweringSettings
from domain.types import Scope

logger = logging.getLogger(__name__)


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
    understanding: Understanding | None = None,
    day_is_given: bool = False,
    settings: AnsweringSettings | None = None,
    observer: Observer | None = None,
) -> Outcome:
    """Answers from what ``scope`` may read, in sentences that each carry proof, or refuses.

    An index, a catalogue or a generator that is away gives a ``temporarily_unavailable`` refusal.
    ``model`` is asked first, and ``generator``, which needs none, where it fails. A model's short
    answer is released where ``verifier`` proves it, and never without one. ``day_is_given``: the
    request itself set the scope's day, and a date in the question does not move it. What comes with
    the response says how it came about, and is for the record alone.

    Raises:
        QuestionError: the question itself cannot be taken.
        Abandoned: ``observer`` says that nobody waits for it any more.
        EntitlementBreach: something outside the scope reached the answer path; nothing leaves.
    """
    limits, understanding = settings or AnsweringSettings(), understanding or Understanding()
    asked = take_question(question, maximum_characters=limits.maximum_question_characters)
    screened = screen(asked, understanding.steering)
    sought, help_given = Sought(Hearing(scope, narrow), ()), Help()
    if screened is not None:
        decided = Decision((), screened, Working(reason="screened"))
    else:
        means = Means(
            generators=(generator,) if model is None else (model, generator),
            reading=reading,
            judge=judge,
            catalogue=catalogue,
            finder=understanding.sections,
            prove=partial(
                prove_short_answer, verifier=verifier, least_support=limits.short_answer_support
            ),
            today=today,
            limits=limits,
            observer=observer or UNOBSERVED,
        )
        read = read_question(asked, today=today, glossary=understanding.glossary)
        search = partial(seek, read, day_is_given=day_is_given, retriever=retriever)
        sought, decided, help_given = _decided(read, sought, search, means)
    working = decided.working.model_copy(update={"evidence": _evidence(sought)})
    made_by = _made_by(provenance, sought, decided)
    response = _response(asked, sought, decided, help_given, answer_id, made_by)
    return Outcome(response=response, working=working)


def _decided(
    question: Question, unsought: Sought, search: Callable[..., Sought], means: Means
) -> tuple[Sought, Decision, Help]:
    """What was found, what may be said, and what helps on where nothing may.

    What is away is a refusal like the others.
    """
    sought, start = unsought, unsought.hearing
    try:
        with means.observer.step(Step.SEARCHING):
            sought = search(
                scope=start.scope, narrow=start.narrow, today=means.today, finder=means.finder,
                catalogue=means.catalogue,
            )  # fmt: skip
        decided = decide(question, sought, means)
        return sought, decided, helpful(decided, sought, means)
    except (RetrievalError, GenerationError, ReaderUnavailable, OSError) as error:
        logger.error("Answering is unavailable: %s", type(error).__name__)
        working = Working(reason=type(error).__name__)
        return sought, Decision((), RefusalCode.TEMPORARILY_UNAVAILABLE, working), Help()


def _response(
    asked: str,
    sought: Sought,
    decided: Decision,
    help_given: Help,
    answer_id: str,
    provenance: Provenance,
) -> Answer | Refusal:
    """What is released of what was found."""
    hearing = sought.hearing
    if decided.refused is not None:
        return refusal(asked, sought, decided, help_given, answer_id, provenance)
    return Answer(
        answer_id=answer_id,
        question=asked,
        as_of=hearing.scope.as_of,
        short_answer=decided.short_answer,
        sentences=decided.sentences,
        note=decided.note,
        heard=hearing.heard,
        unanswered_parts=decided.unanswered_parts,
        provenance=provenance,
    )


def _made_by(provenance: Provenance, sought: Sought, decided: Decision) -> Provenance:
    """The provenance with what really reranked and drafted, where something stood in for it."""
    reranked_by = next((p.reranked_by for p in sought.passages if p.reranked_by), None)
    used = {"reranker": reranked_by, "generator": decided.drafted_by}
    return provenance.model_copy(update={name: by for name, by in used.items() if by})


def _evidence(sought: Sought) -> tuple[Evidence, ...]:
    chunks = (passage.chunk for passage in sought.passages)
    return tuple(Evidence(**c.model_dump(include=set(Evidence.model_fields))) for c in chunks)
