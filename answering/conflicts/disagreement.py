"""Do two quotes that answer one question say different things?

Both stand under their headings, which say for whom a rule is. Where figures of one kind differ,
the rules must be one apart from them: every word of one stands in the other, because a word that
takes another's place ("supplier" for "client") makes another rule. Where no figure differs, the
verifier must find that each contradicts the other.
"""

from domain.quantities.matching import figures_conflict
from domain.quantities.quantity import QuantityKind
from domain.quantities.reading import quantities_in
from domain.reading_ports import Support, Verifier
from domain.terms import terms_of

# A figure of these kinds in both, with other values, is a disagreement; a bare count is none.
TELLING = (
    QuantityKind.MONEY, QuantityKind.PERCENTAGE, QuantityKind.DURATION, QuantityKind.DATE,
    QuantityKind.TIME,
)  # fmt: skip
LEAST_CONTRADICTION = 0.8  # where no figure differs; each way
LEAST_SHARED_TERMS = 0.5  # of both together: below it, they speak of different things


class Disagreement:
    """Compares two quotes: figures by code, the rest with a verifier."""

    def __init__(self, verifier: Verifier | None) -> None:
        """``verifier`` None: figures alone are compared."""
        self._verifier = verifier

    def between(self, one: str, other: str) -> bool:
        """Whether two quotes, each with what stands over it, cannot both be followed.

        Raises:
            ReaderUnavailable: the verifier is away.
        """
        mine, theirs = _matter(one), _matter(other)
        if not mine | theirs or len(mine & theirs) / len(mine | theirs) < LEAST_SHARED_TERMS:
            return False
        if figures_conflict(one, other, TELLING):
            return mine <= theirs or theirs <= mine
        if self._verifier is None:
            return False
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


def _matter(text: str) -> frozenset[str]:
    """The terms of a rule without its figures."""
    return frozenset(terms_of(without_figures(text)))
