"""Which figures of a restated sentence its quotes do not bear out."""

from collections.abc import Collection, Sequence

from domain.quantities.bounds import Bound
from domain.quantities.quantity import Quantity, QuantityKind, certainly_differ, is_borne_out
from domain.quantities.reading import quantities_in

# What a sentence may say of a figure where the quote says the key. "Within ten days" and a period
# of ten days are one deadline; an open bound ("above £50") is never left out.
_BORNE_OUT_BY: dict[Bound, frozenset[Bound]] = {
    Bound.EXACTLY: frozenset((Bound.EXACTLY, Bound.AT_LEAST, Bound.AT_MOST)),
    Bound.AT_LEAST: frozenset((Bound.AT_LEAST,)),
    Bound.MORE: frozenset((Bound.MORE,)),
    Bound.AT_MOST: frozenset((Bound.AT_MOST,)),
    Bound.LESS: frozenset((Bound.LESS,)),
}


def unmatched_figures(sentence: str, quotes: Sequence[str]) -> tuple[str, ...]:
    """The figures of the sentence, as written, that no quote has; () where all are borne out.

    Every word with a digit, a fraction or a raised digit is a figure, and so are numbers in words.
    Value and unit count, bounds do not: see ``turned_bounds``. Without quotes, all are unmatched.
    """
    theirs = [quantity for quote in quotes for quantity in quantities_in(quote)]
    return tuple(
        sentence[mine.start : mine.end]
        for mine in quantities_in(sentence)
        if not any(is_borne_out(mine, other) for other in theirs)
    )


def turned_bounds(sentence: str, quotes: Sequence[str]) -> tuple[str, ...]:
    """The figures that a quote has, but on another side: "at least 5" where it says "up to 5".

    Each as written in the sentence, in order; () for none.
    """
    theirs = [quantity for quote in quotes for quantity in quantities_in(quote)]
    turned = []
    for mine in quantities_in(sentence):
        same = [other for other in theirs if is_borne_out(mine, other)]
        if same and not any(_bound_holds(mine, other) for other in same):
            turned.append(sentence[mine.start : mine.end])
    return tuple(turned)


def _bound_holds(mine: Quantity, theirs: Quantity) -> bool:
    if theirs.bound in _BORNE_OUT_BY[mine.bound]:
        return True
    if mine.kind is QuantityKind.FREQUENCY and mine.bound is Bound.AT_LEAST:
        return theirs.bound is Bound.EXACTLY  # "at least every year" says no more than "every year"
    is_deadline = mine.kind is QuantityKind.DURATION and mine.bound is Bound.AT_MOST
    return is_deadline and theirs.bound is Bound.EXACTLY


def figures_conflict(one: str, other: str, kinds: Collection[QuantityKind]) -> bool:
    """Whether, of some kind, each text has a figure that certainly differs from all of the other's.

    A figure whose sign or order may be read as the other's ("$500" and "HK$ 500") is no conflict.
    """
    mine, theirs = quantities_in(one), quantities_in(other)
    return any(
        _has_its_own([q for q in mine if q.kind is kind], [q for q in theirs if q.kind is kind])
        and _has_its_own([q for q in theirs if q.kind is kind], [q for q in mine if q.kind is kind])
        for kind in kinds
    )


def _has_its_own(mine: Sequence[Quantity], theirs: Sequence[Quantity]) -> bool:
    return bool(theirs) and any(
        all(certainly_differ(figure, other) for other in theirs) for figure in mine
    )
