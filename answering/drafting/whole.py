"""A quote is never shorter than its rule (P9): an item of a list comes with its stem and all items.

A list may run over chunks and pages; its unit was stored with the version. What is too long for a
screen is cut to the stem and the items that were chosen, and the claim says what is left out.
"""

from collections.abc import Iterable

from answering.evidence.statements import read_on
from domain.answers import AnsweringWords, Claim, Quote
from domain.entitlement import withheld_spans
from domain.ports import Catalogue
from domain.types import DocumentVersion, Scope
from domain.units import Range, Unit, UnitKind, ancestors, innermost_around, units_over

LONGEST_WHOLE_CHARACTERS = 1_500  # a list up to this length fits on a screen


def whole_claims(
    claims: Iterable[Claim], *, catalogue: Catalogue, scope: Scope
) -> tuple[Claim, ...]:
    """The claims, each grown to the lists that its quotes stand in; equal ones once, in order.

    A claim of several quotes stays as it is, and so does one whose list holds text that the scope
    may not read or that no citation may touch.
    """
    grown = (_whole(claim, catalogue, scope) for claim in claims)
    return _once(grown)


def _whole(claim: Claim, catalogue: Catalogue, scope: Scope) -> Claim:
    if len(claim.quotes) != 1:
        return claim
    (quote,) = claim.quotes
    version = catalogue.version(quote.document_id, quote.version)
    if version is None:
        return claim
    found = _list_around(version.units, quote.start, quote.end)
    if found is None or _holds_what_may_not_be_quoted(version, found, scope):
        return claim
    if found.end - found.start <= LONGEST_WHOLE_CHARACTERS:
        start, end = min(found.start, quote.start), max(found.end, quote.end)
        whole = _part(quote, version, (start, end))
        return Claim(sentence=read_on([whole.text]), quotes=(whole,))
    return _marked(claim, quote, version, found)


def _list_around(units: tuple[Unit, ...], start: int, end: int) -> Unit | None:
    """The outermost list that the span stands in or touches; None where it touches none."""
    inside = innermost_around(units, start, end)
    at = [inside] if inside is not None else units_over(units, start, end)
    lists = [
        units[index]
        for first in at
        for index in ancestors(units, first)
        if units[index].kind is UnitKind.LIST
    ]
    return min(lists, key=lambda unit: (unit.start, -unit.end), default=None)


def _holds_what_may_not_be_quoted(version: DocumentVersion, unit: Unit, scope: Scope) -> bool:
    hidden = withheld_spans(version, scope)
    uncitable = [(each.start, each.end) for each in version.uncitable]
    return any(start < unit.end and unit.start < end for start, end in (*hidden, *uncitable))


def _marked(claim: Claim, quote: Quote, version: DocumentVersion, unit: Unit) -> Claim:
    """The stem and the items that the quote touches; what is left out is told by its place."""
    chosen = [i for i, (s, e) in enumerate(unit.items) if s < quote.end and quote.start < e]
    if not chosen:
        return claim
    places: list[Range] = [unit.items[i] for i in chosen]
    if unit.stem is not None and unit.stem not in places:
        places.insert(0, unit.stem)
    quotes = tuple(_part(quote, version, place) for place in places)
    left = [i for i in range(len(unit.items)) if i not in chosen]
    return Claim(
        sentence=read_on([each.text for each in quotes]),
        quotes=quotes,
        left_out=left_out(left, len(unit.items)),
    )


def left_out(items: list[int], of: int) -> str:
    """In words which items of a list are not shown; empty for none.

    >>> left_out([0, 3, 4], of=6)
    'Left out: items 1 and 4 to 5 of 6, to be read on the page.'
    """
    if not items:
        return ""
    runs: list[list[int]] = []
    for item in items:
        if runs and runs[-1][-1] == item - 1:
            runs[-1].append(item)
        else:
            runs.append([item])
    said = [f"{r[0] + 1}" if len(r) == 1 else f"{r[0] + 1} to {r[-1] + 1}" for r in runs]
    joined = said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"
    noun = "item" if len(items) == 1 else "items"
    return f"Left out: {noun} {joined} of {of}, to be read on the page."


def _part(quote: Quote, version: DocumentVersion, place: Range) -> Quote:
    start, end = place
    text = version.text[start:end]
    end -= len(text) - len(text.rstrip())
    start += len(text) - len(text.lstrip())
    answers = tuple(
        AnsweringWords(start=a.start, end=a.end)
        for a in quote.answers
        if start <= a.start < a.end <= end
    )
    return quote.model_copy(
        update={"start": start, "end": end, "text": version.text[start:end], "answers": answers}
    )


def _once(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Each place once: two items of one list have become the same quote. Answers are joined."""
    kept: dict[tuple[object, ...], Claim] = {}
    for claim in claims:
        key = tuple((q.document_id, q.version, q.start, q.end) for q in claim.quotes)
        before = kept.get(key)
        kept[key] = claim if before is None else _joined(before, claim)
    return tuple(kept.values())


def _joined(one: Claim, other: Claim) -> Claim:
    quotes = tuple(
        mine.model_copy(update={"answers": tuple(dict.fromkeys((*mine.answers, *theirs.answers)))})
        for mine, theirs in zip(one.quotes, other.quotes, strict=True)
    )
    return one.model_copy(update={"quotes": quotes})
