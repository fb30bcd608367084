"""Evidence to what may be said: is it enough, draft, verify, exceptions, conflicts, short answer.

Each step takes the values before it and gives one; nothing here searches for the question.
"""

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from answering.conflicts.settling import settle
from answering.drafting.clause_text import ClauseText
from answering.drafting.exceptions import exceptions_to
from answering.drafting.generator import Generator
from answering.drafting.pipeline import Drafted, draft_in_turn
from answering.drafting.whole import whole_claims
from answering.evidence.reading import Evidence, ReadsEvidence
from answering.evidence.sufficiency import Judge
from answering.proof.short_answer import ShortAnswerProof
from answering.proof.verification import VerificationResult, verify
from answering.question.hearing import makes_a_difference
from answering.question.question import Question
from answering.question.seeking import Sought
from domain.answering_ports import SectionFinder
from domain.answers import Claim, RefusalCode, Sentence, ShortAnswer
from domain.observing import Observer, Step
from domain.ports import Catalogue
from domain.records import SHORT_ANSWER, WithheldClaim, Working
from domain.settings import AnsweringSettings
from domain.types import Passage

logger = logging.getLogger(__name__)

GOES_ON = "Only the beginning of this text is quoted; it goes on in the document."

Prove = Callable[[str, Sequence[Sentence]], ShortAnswerProof]


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What a question is answered with. ``generators``: at least one, best first."""

    generators: Sequence[Generator]
    reading: ReadsEvidence
    judge: Judge
    catalogue: Catalogue
    finder: SectionFinder | None  # None: exceptions are not looked up by number
    prove: Prove
    today: date
    limits: AnsweringSettings
    observer: Observer


@dataclass(frozen=True, slots=True)
class Decision:
    """Sentences that may be released, at least one, or the code of the refusal.

    The sides of a conflict come with its refusal.
    """

    sentences: tuple[Sentence, ...]
    refused: RefusalCode | None
    working: Working
    drafted_by: str | None = None
    note: str = ""
    short_answer: ShortAnswer | None = None
    in_doubt: str = ""  # the words for a day that may be meant in two ways
    unanswered_parts: tuple[str, ...] = ()


def decide(question: Question, sought: Sought, means: Means) -> Decision:
    """What of a draft stands up, where there is evidence that suffices for one.

    Raises:
        Abandoned: the observer says that nobody waits for it any more.
        EntitlementBreach: something outside the scope reached the answer path.
    """
    if sought.refused is not None:
        working = Working(reason=sought.refused.value)
        return Decision((), sought.refused, working, in_doubt=sought.hearing.ambiguous)
    if not sought.passages:
        return Decision((), RefusalCode.NO_EVIDENCE, Working(reason="no_passages"))
    answered: tuple[Evidence, ...] = ()
    if not sought.asks_for_the_text:
        with means.observer.step(Step.JUDGING):
            answered = _answered_parts(question, sought.evidence, means)
    if not answered and not sought.named:
        parts = question.parts if len(question.parts) > 1 else ()
        code, working = RefusalCode.NOT_ANSWERED_BY_POLICY, Working(reason="insufficient")
        return Decision((), code, working, unanswered_parts=parts)
    decided = _drafted(question, sought, answered, means)
    if not answered or decided.refused is not None:
        return decided
    texts = {evidence.question for evidence in answered}
    if question.text in texts:
        return decided
    left = tuple(part for part in question.parts if part not in texts)
    return replace(decided, unanswered_parts=left)


def _answered_parts(
    question: Question, passages: Sequence[Passage], means: Means
) -> tuple[Evidence, ...]:
    """The evidence of each part that the passages answer, in order; () where they answer nothing.

    Where no part stands by itself, the question as a whole may still: then it is one part.
    """
    texts = (*question.parts, *((question.text,) if len(question.parts) > 1 else ()))
    answered: list[Evidence] = []
    for text in texts:
        if text == question.text and answered:
            break
        evidence = means.reading.read(text, passages)
        if means.judge.assess(evidence).sufficient:
            answered.append(evidence)
    return tuple(answered)


def _drafted(
    question: Question, sought: Sought, answered: tuple[Evidence, ...], means: Means
) -> Decision:
    """The draft for each answered part, verified. A named clause that does not say what is asked is
    read out instead: what stands under its number is what was asked about.
    """
    scope, catalogue = sought.hearing.scope, means.catalogue
    chunks = [passage.chunk for passage in sought.evidence]

    def check(claims: Sequence[Claim]) -> VerificationResult:
        whole = whole_claims(claims, catalogue=catalogue, scope=scope)
        return verify(whole, scope=scope, catalogue=catalogue, chunks=chunks, today=means.today)

    generators: Sequence[Generator] = means.generators
    note = ""
    if not answered:
        answered = (Evidence(question.text, sought.evidence, ()),)
        clause_text = ClauseText(maximum_sentences=means.limits.maximum_sentences)
        note = GOES_ON if clause_text.is_cut(answered[0]) else ""
        generators = (clause_text,)
    drafts = [
        draft_in_turn(evidence, generators=generators, verify=check, observer=means.observer)
        for evidence in answered
    ]
    drafted = _together(drafts)
    working = _working(drafted)
    if drafted.sentences:
        decided = _released(drafted, sought, working, means)
    else:
        reason = "all_withheld" if drafted.withheld else "nothing_drafted"
        working = working.model_copy(update={"reason": reason})
        decided = Decision((), RefusalCode.NOT_ANSWERED_BY_POLICY, working)
    notes = " ".join(text for text in (decided.note, note) if text)
    return replace(decided, drafted_by=drafted.draft.drafted_by, note=notes)


def _together(drafts: Sequence[Drafted]) -> Drafted:
    """The parts' drafts as one: each sentence once, and no short answer of one part for all."""
    first = drafts[0]
    if len(drafts) == 1:
        return first
    sentences = dict.fromkeys(s for drafted in drafts for s in drafted.sentences)
    withheld = tuple(w for drafted in drafts for w in drafted.withheld)
    draft = first.draft.model_copy(update={"short_answer": ""})
    return Drafted(draft, tuple(sentences), withheld)


def _released(drafted: Drafted, sought: Sought, working: Working, means: Means) -> Decision:
    """Verified sentences with their exceptions, unless they differ by day or by policy."""
    scope, doubt, sentences = sought.hearing.scope, sought.hearing.doubt, drafted.sentences
    if means.finder is not None:
        claims, found_in = exceptions_to(sentences, finder=means.finder, scope=scope)
        more = verify(
            claims, scope=scope, catalogue=means.catalogue, chunks=found_in, today=means.today
        )
        sentences += more.sentences
    if doubt is not None and makes_a_difference(doubt, sentences, means.catalogue):
        working = working.model_copy(update={"reason": "day_in_doubt"})
        return Decision((), RefusalCode.AMBIGUOUS_QUESTION, working, in_doubt=doubt.words)
    decided = _settled(sentences, working, means)
    return _with_short_answer(decided, drafted.draft.short_answer, means)


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


def _settled(sentences: tuple[Sentence, ...], working: Working, means: Means) -> Decision:
    """What may be said where policies that bind the same people may differ."""
    settled = settle(sentences, means.catalogue)
    if settled.in_conflict:
        working = working.model_copy(update={"reason": "conflict"})
        return Decision(settled.sentences, RefusalCode.CONFLICTING_POLICIES, working)
    return Decision(settled.sentences, None, working, note=settled.note)


def _with_short_answer(decided: Decision, text: str, means: Means) -> Decision:
    """With the short answer, where the released quotes prove it; else it is counted and dropped.

    Over a conflict nothing is said: its two sides stand for themselves.
    """
    if not text.strip() or decided.refused is not None:
        return decided
    with means.observer.step(Step.VERIFYING):
        proof = means.prove(text, decided.sentences)
    if proof.unproved is None:
        return replace(decided, short_answer=proof.short_answer)
    dropped = WithheldClaim(reason=SHORT_ANSWER, detail=proof.unproved.value)
    logger.warning("The short answer was withheld: %s", dropped.detail)
    withheld = (*decided.working.withheld, dropped)
    return replace(decided, working=decided.working.model_copy(update={"withheld": withheld}))
