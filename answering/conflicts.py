"""Two policies in force that say different things of one matter: periods, amounts, must and may."""

import re

from answering.figures import figures_of
from answering.polarity import Modality, rules_of
from answering.quantities import QuantityKind
from answering.statements import Statement
from answering.subjects import same_matter
from answering.wording import normal_form

_CLAUSE_NUMBER = re.compile(r"^\s*(?:[A-Z]\.)?\d+(?:\.\d+)*\.?\s+")
# A figure of these kinds in both, with other values, is a disagreement; a bare count is none.
_TELLING = frozenset(
    kind.value
    for kind in (
        QuantityKind.MONEY, QuantityKind.PERCENTAGE, QuantityKind.DURATION, QuantityKind.DATE,
        QuantityKind.TIME,
    )
)  # fmt: skip
_OPPOSED = (
    {Modality.PROHIBITION, Modality.PERMISSION},
    {Modality.PROHIBITION, Modality.OBLIGATION},
    {Modality.OBLIGATION, Modality.EXEMPTION},
)


def disagree(one: Statement, other: Statement) -> bool:
    """Whether statements of two documents say different things of the same matter."""
    return one.chunk.document_id != other.chunk.document_id and texts_disagree(one.text, other.text)


def texts_disagree(one: str, other: str) -> bool:
    """Whether two clauses cannot both be followed, or give two figures for one thing."""
    if not same_matter(one, other):
        return False
    return _figures_differ(one, other) or _modals_differ(one, other)


def _figures_differ(one: str, other: str) -> bool:
    """Whether each has a figure of a kind that the other has with another value alone."""
    mine, theirs = (
        {(kind, _family(unit), unit, value) for kind, unit, value in figures_of(_bare(text))}
        for text in (one, other)
    )
    for kind in _TELLING:
        left = {figure for figure in mine if figure[0] == kind}
        right = {figure for figure in theirs if figure[0] == kind}
        if left and right and left - right and right - left:
            return True
    return False


def _family(unit: str) -> str:
    return unit.removeprefix("every ").removeprefix("business ")


def _modals_differ(one: str, other: str) -> bool:
    """Whether one forbids what the other allows, or demands what it leaves free."""
    mine, theirs = (rules_of(normal_form(_bare(text))) for text in (one, other))
    return any(
        {rule.modality, counter.modality} in _OPPOSED and rule.verb == counter.verb
        for rule in mine
        for counter in theirs
    )


def _bare(text: str) -> str:
    return _CLAUSE_NUMBER.sub("", text)
