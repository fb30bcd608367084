"""The state machine: a step and a standing give the next standing, or a refusal. Pure functions.

drafted --submit--> submitted --approve--> approved --release--> released
   ^                    |                     |
   +----- change -------+------ change -------+      (a change voids whatever was approved)
   +----- reject -------+------ withdraw -----+

Released is the end: what has left the bank is not changed, it is followed by something new.
"""

from enum import StrEnum

from domain.errors import ApprovalRefused
from domain.types import Value


class State(StrEnum):
    """Where an approval stands."""

    DRAFTED = "drafted"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RELEASED = "released"


class Action(StrEnum):
    """What a person may do."""

    CHANGE = "change"
    SUBMIT = "submit"
    APPROVE = "approve"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    RELEASE = "release"


class Standing(Value):
    """An approval as it stands. ``content_sha256`` is the content's that all of it speaks of."""

    approval_id: str
    kind: str  # what is approved: "reply", "case-summary"; a permission is asked for by it
    about: str  # the ID of what is approved
    state: State
    content_sha256: str
    drafter: str
    last_editor: str
    approver: str | None = None  # of this content; None as soon as it changes
    revision: int = 1


class Step(Value):
    """What somebody does, and of which content they believe to do it."""

    action: Action
    by: str
    content_sha256: str  # of the new content for a change, else of the one that was looked at


_FROM: dict[Action, frozenset[State]] = {
    Action.CHANGE: frozenset({State.DRAFTED, State.SUBMITTED, State.APPROVED}),
    Action.SUBMIT: frozenset({State.DRAFTED}),
    Action.APPROVE: frozenset({State.SUBMITTED}),
    Action.REJECT: frozenset({State.SUBMITTED}),
    Action.WITHDRAW: frozenset({State.SUBMITTED, State.APPROVED}),
    Action.RELEASE: frozenset({State.APPROVED}),
}
_TO: dict[Action, State] = {
    Action.CHANGE: State.DRAFTED,
    Action.SUBMIT: State.SUBMITTED,
    Action.APPROVE: State.APPROVED,
    Action.REJECT: State.DRAFTED,
    Action.WITHDRAW: State.DRAFTED,
    Action.RELEASE: State.RELEASED,
}


def after(standing: Standing, step: Step) -> Standing:
    """The standing that the step leads to.

    Raises:
        ApprovalRefused: the step does not fit the state, the content or the person.
    """
    if standing.state not in _FROM[step.action]:
        raise ApprovalRefused(
            f"This is {standing.state}, so it cannot be {_PAST[step.action]}.",
            advice="Load it again to see its state.",
        )
    if step.action is not Action.CHANGE and step.content_sha256 != standing.content_sha256:
        raise ApprovalRefused(
            "The content changed after you looked at it.",
            advice="Load it again, and read what changed.",
        )
    _require_another_person(standing, step)
    changes: dict[str, object] = {
        "state": _TO[step.action],
        "revision": standing.revision + 1,
        "approver": None,
    }
    if step.action is Action.CHANGE:
        changes |= {"content_sha256": step.content_sha256, "last_editor": step.by}
    elif step.action is Action.APPROVE:
        changes["approver"] = step.by
    elif step.action is Action.RELEASE:
        changes["approver"] = standing.approver
    return standing.model_copy(update=changes)


_PAST = {
    Action.CHANGE: "changed",
    Action.SUBMIT: "submitted",
    Action.APPROVE: "approved",
    Action.REJECT: "rejected",
    Action.WITHDRAW: "withdrawn",
    Action.RELEASE: "released",
}


def _require_another_person(standing: Standing, step: Step) -> None:
    """An approval is worth something only from somebody who did not write the content."""
    if step.action is Action.APPROVE and step.by in (standing.drafter, standing.last_editor):
        raise ApprovalRefused(
            "Whoever drafted the content or changed it last cannot approve it.",
            advice="Ask somebody else to approve it.",
        )
