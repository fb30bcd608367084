"""A refusal put together: why, what lies nearest, whom to ask."""

from dataclasses import dataclass

from answering.deciding import Decision, Means
from answering.question.seeking import Sought
from answering.refusal.messages import message_of, next_steps_of
from answering.refusal.nearest import nearest_to
from domain.answers import Citation, Provenance, Refusal, RefusalCode

# Where a related passage, or a person, may help on. Two sides of a conflict are shown already.
SHOWS_NEAREST = frozenset(
    (
        RefusalCode.NO_EVIDENCE,
        RefusalCode.NOT_ANSWERED_BY_POLICY,
        RefusalCode.NAMED_TEXT_NOT_FOUND,
        RefusalCode.AMBIGUOUS_QUESTION,
    )
)
_A_CLAUSE = "a clause of that number"


@dataclass(frozen=True, slots=True)
class Help:
    """What may help on: related passages, and whom to ask. Both may be empty."""

    nearest: tuple[Citation, ...] = ()
    owner: str = ""


def helpful(decided: Decision, sought: Sought, means: Means) -> Help:
    """The nearest passages and the owner of the nearest document, else the policy team.

    Nothing for an answer, and nothing for a refusal that a passage or a person would not help.

    Raises:
        IndexUnavailable, OSError: the catalogue is away.
        EntitlementBreach: a passage outside the scope reached the answer path.
    """
    if decided.refused not in SHOWS_NEAREST or decided.in_doubt:
        return Help()
    nearest = nearest_to(
        sought.passages,
        scope=sought.hearing.scope,
        catalogue=means.catalogue,
        today=means.today,
        most=means.limits.nearest_passages,
    )
    if decided.refused is RefusalCode.AMBIGUOUS_QUESTION:
        return Help(nearest)  # the caller alone can say what is meant
    document = means.catalogue.document(nearest[0].document_id) if nearest else None
    return Help(nearest, (document.owner if document else "") or means.limits.policy_team)


def refusal(
    question: str,
    sought: Sought,
    decided: Decision,
    help_given: Help,
    answer_id: str,
    provenance: Provenance,
) -> Refusal:
    """The refusal that a decision comes to; ``decided.refused`` is set."""
    code, hearing = decided.refused, sought.hearing
    if code is None:
        raise ValueError("an answer cannot be written as a refusal")
    named = decided.in_doubt or " and no ".join(sought.not_found) or _A_CLAUSE
    is_about_a_day = bool(decided.in_doubt)
    as_of, owner = hearing.scope.as_of, help_given.owner
    return Refusal(
        answer_id=answer_id,
        question=question,
        as_of=as_of,
        code=code,
        message=message_of(code, as_of, named=named, is_about_a_day=is_about_a_day),
        next_steps=next_steps_of(code, owner=owner, is_about_a_day=is_about_a_day),
        sentences=decided.sentences,
        nearest=help_given.nearest,
        owner=owner,
        not_found=sought.not_found,
        heard=None if is_about_a_day else hearing.heard,
        unanswered_parts=decided.unanswered_parts,
        provenance=provenance,
    )
