"""Do two quotes that answer one question say different things? The verifier reads them.

Both stand under their headings, which say for whom a rule is. Where figures of one kind differ,
the rules must say the same apart from them; where none do, each must contradict the other.
"""

from domain.quantities.matching import figures_conflict
from domain.quantities.quantity import QuantityKind
from domain.quantities.reading import quantities_in
from domain.reading_ports import Support, Verifier
from domain.terms import terms_of

# Different values of one of these kinds are a disagreement; bare counts are not compared.
TELLING = (
    QuantityKind.MONEY, QuantityKind.PERCENTAGE, QuantityKind.DURATION, QuantityKind.DATE,
    QuantityKind.TIME,
)  # fmt: skip
LEAST_SUPPORT = 0.5  # that the rules are one apart from their figures; each way
LEAST_CONTRADICTION = 0.8  # where no figure differs; each way
LEAST_SHARED_TERMS = 0.5  # of the shorter one's: below it, they speak of different things


class Disagreement:
    """Compares two quotes with a verifier; without one, nothing is called a conflict."""

    def __init__(self, verifier: Verifier | None) -> None:
        """``verifier`` None: see above."""
        self._verifier = verifier

    def between(self, one: str, other: str) -> bool:
        """Whether two quotes, each with what stands over it, cannot both be followed.

        Raises:
            ReaderUnavailable: the verifier is away.
        """
        if self._verifier is None or not _may_be_one_matter(one, other):
            return False
        if figures_conflict(one, other, TELLING):
            bare = without_figures(one), without_figures(other)
            there, back = self._verifier.judge([bare, (bare[1], bare[0])])
            return min(there.supports, back.supports) >= LEAST_SUPPORT
        there, back = self._verifier.judge([(one, other), (other, one)])
        return _contradict(there, back)


def without_figures(text: str) -> str:
    """The text with one sign in the place of each figure.

    >>> without_figures("Refunds take 10 days.")
    'Refunds take #.'
    """
    kept, end = [], 0
    for quantity in quantities_in(text):
        if quantity.start >= end:
            kept += [text[end : quantity.start], "#"]
            end = quantity.end
    return "".join([*kept, text[end:]])


def _contradict(there: Support, back: Support) -> bool:
    return min(there.contradicts, back.contradicts) >= LEAST_CONTRADICTION


def _may_be_one_matter(one: str, other: str) -> bool:
    """A first look that spares most pairs the reading: enough words of the shorter one shared."""
    mine, theirs = set(terms_of(without_figures(one))), set(terms_of(without_figures(other)))
    fewer = min(len(mine), len(theirs))
    return bool(fewer) and len(mine & theirs) / fewer >= LEAST_SHARED_TERMS
