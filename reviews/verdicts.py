"""Verdicts: what may be said of each citation and of the whole, and what a draft still lacks.

A place is "SENTENCE.CITATION", both from 0, or "whole". Verdicts change no ranking and no answer.
"""

from collections.abc import Sequence
from enum import StrEnum

from domain.answers import Answer, Refusal
from domain.errors import ReviewIncomplete
from domain.types import Value

WHOLE = "whole"


class CitationCode(StrEnum):
    """Whether the cited words bear the sentence out, as the page shows them."""

    SUPPORTS = "supports"
    PARTLY = "partly"
    DOES_NOT_SUPPORT = "does_not_support"
    WRONG_VERSION = "wrong_version"
    CANNOT_TELL = "cannot_tell"


class WholeCode(StrEnum):
    """Whether the response was the right one. A refusal that a policy answers is wrong."""

    RIGHT = "right"
    INCOMPLETE = "incomplete"
    WRONG = "wrong"
    SHOULD_HAVE_REFUSED = "should_have_refused"


class Mark(Value):
    """One verdict with its reason, as far as the reviewer got. ``code`` empty: not chosen yet."""

    code: str = ""
    reason: str = ""


Marks = dict[str, Mark]


class Verdict(Value):
    """A whole verdict: a code and a reason at each place, and for the whole."""

    marks: dict[str, Mark]

    @property
    def whole(self) -> WholeCode:
        """What was said of the response as a whole."""
        return WholeCode(self.marks[WHOLE].code)

    @property
    def codes(self) -> dict[str, str]:
        """The codes by place, without the reasons."""
        return {place: mark.code for place, mark in self.marks.items()}


def places_of(response: Answer | Refusal) -> tuple[str, ...]:
    """The place of each citation, in reading order, and the whole last."""
    cited = [
        f"{s}.{c}"
        for s, sentence in enumerate(response.sentences)
        for c in range(len(sentence.citations))
    ]
    return (*cited, WHOLE)


def require_fitting(place: str, mark: Mark, places: Sequence[str], *, maximum: int) -> None:
    """Passes where the mark may be saved at the place.

    Raises:
        ReviewIncomplete: there is no such place or code, or the reason is too long.
    """
    codes = WholeCode if place == WHOLE else CitationCode
    if place not in places:
        raise ReviewIncomplete(
            "The response has no such part.", advice="Open the item again: it may have changed."
        )
    if mark.code and mark.code not in [*codes]:
        allowed = ", ".join(codes)
        raise ReviewIncomplete("Unknown verdict.", advice=f"Use one of: {allowed}.")
    if len(mark.reason) > maximum:
        raise ReviewIncomplete(
            f"The reason has {len(mark.reason)} characters.", advice=f"Use {maximum} at most."
        )


def finished(marks: Marks, places: Sequence[str]) -> Verdict:
    """The draft as a verdict that can be signed.

    Raises:
        ReviewIncomplete: a place has no code, or no reason.
    """
    whole = {place: marks.get(place, Mark()) for place in places}
    lacking = [place for place, mark in whole.items() if not (mark.code and mark.reason.strip())]
    if lacking:
        raise ReviewIncomplete(
            f"{len(lacking)} of {len(places)} verdicts still lack a code or a reason.",
            advice="Give each citation, and the answer as a whole, a verdict and a reason.",
        )
    return Verdict(marks=whole)
