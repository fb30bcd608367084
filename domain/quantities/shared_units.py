"""A unit that is said once for several figures: in a range, a list, the head of a table cell."""

import re
from dataclasses import replace
from fractions import Fraction

from domain.quantities.bounds import Bound
from domain.quantities.currencies import meant_by
from domain.quantities.numbers import exact
from domain.quantities.periods import unit_of
from domain.quantities.quantity import Quantity, QuantityKind

_SHARE = (
    QuantityKind.MONEY, QuantityKind.PERCENTAGE, QuantityKind.DURATION, QuantityKind.MULTIPLE,
)  # fmt: skip
_JOINED = re.compile(r" ?(?:-|,|, and|, or|to|and|or|/) ?$|^ ?(?:-|/|,) ?$")
# "10 business days for Tier C, 15 for Tier B": nothing is counted behind the second figure.
_LISTED = re.compile(r"(?:,|\band|\bor|\bwithin|\bthan|\bleast|\bto|;) $")
_NOTHING_COUNTED = re.compile(r"\s*(?:$|[.;,)]| (?:for|in|where|if|of|on|to|and|or)\b)")
_NEXT_IN_LIST = re.compile(r"(?:, |, (?:and|or) |\b(?:and|or) )$")
# "Review period in months: 24", "Limit (EUR million): 5", "Months: 6".
_HEADS = tuple(
    re.compile(rf"{opens}(?P<unit>[^():;\n]{{1,24}}?)\)?: ?$")
    for opens in (r"\bin ", r"\(", r"(?:^|[;\n]) ?")
)


def with_shared_units(found: tuple[Quantity, ...], text: str) -> tuple[Quantity, ...]:
    """The figures, those without a unit with the one that they share with a neighbour or head."""
    quantities = list(found)
    for place in reversed(range(len(quantities) - 1)):  # "5 to 10 days": the unit comes later
        quantities[place] = _from_next(quantities[place], quantities[place + 1], text)
    for place, quantity in enumerate(quantities):
        headed = _from_head(quantity, text)
        quantities[place] = _from_earlier(headed, quantities[:place], text)
    return tuple(quantities)


def _is_bare(quantity: Quantity) -> bool:
    return quantity.kind is QuantityKind.COUNT and not isinstance(quantity.value, str)


def _given(bare: Quantity, model: Quantity, text: str) -> Quantity:
    factor = _factor(model, text)
    value = bare.value if isinstance(bare.value, str) else exact(Fraction(bare.value) * factor)
    return replace(bare, kind=model.kind, unit=model.unit, units=model.units, value=value, nouns=())


def _factor(model: Quantity, text: str) -> Fraction:
    """Of the model's value to the figure as it is written: 12 for "2 years", 1/100 for "50 bps"."""
    written = re.search(r"\d+(?:[.,]\d+)*", text[model.start : model.end])
    if model.kind is QuantityKind.MONEY or written is None or isinstance(model.value, str):
        return Fraction(1)
    figure = Fraction(written.group().replace(",", ""))
    return Fraction(model.value) / figure if figure else Fraction(1)


def _from_next(quantity: Quantity, after: Quantity, text: str) -> Quantity:
    between = text[quantity.end : after.start]
    if _is_bare(quantity) and after.kind in _SHARE and _JOINED.fullmatch(between):
        return _given(quantity, after, text)
    return quantity


def _from_earlier(quantity: Quantity, before: list[Quantity], text: str) -> Quantity:
    """Unit and bound of the figure in front, where a list goes on."""
    front = text[: quantity.start]
    if _is_bare(quantity) and not quantity.nouns and _NOTHING_COUNTED.match(text, quantity.end):
        models = [q for q in before if q.kind in _SHARE]
        joined = bool(before) and bool(_JOINED.fullmatch(text[before[-1].end : quantity.start]))
        if models and ((joined and before[-1] is models[-1]) or _goes_on(models, front)):
            quantity = replace(_given(quantity, models[-1], text), bound=models[-1].bound)
    same = [q for q in before if q.kind is quantity.kind]
    if not same or quantity.bound is not Bound.EXACTLY or quantity.kind not in _SHARE:
        return quantity
    bracket = re.search(r"\([^()]*$", front)  # "up to £1,500 (in Luxembourg €1,800)"
    is_aside = bracket is not None and same[-1].end <= bracket.start() + 1
    is_next = is_aside or _NEXT_IN_LIST.search(front) is not None
    return replace(quantity, bound=same[-1].bound) if is_next else quantity


def _goes_on(models: list[Quantity], front: str) -> bool:
    return models[-1].kind is QuantityKind.DURATION and bool(_LISTED.search(front))


def _from_head(quantity: Quantity, text: str) -> Quantity:
    """Unit of the head in front of a cell's figure."""
    if not _is_bare(quantity):
        return quantity
    front = text[max(0, quantity.start - 40) : quantity.start]
    found = next((found for head in _HEADS if (found := head.search(front))), None)
    if found is None:
        return quantity
    words = found["unit"].strip()
    if period := unit_of(words):
        value = exact(Fraction(quantity.value) * period[1])
        return replace(quantity, kind=QuantityKind.DURATION, unit=period[0], value=value, nouns=())
    if words in ("%", "per cent", "percent"):
        return replace(quantity, kind=QuantityKind.PERCENTAGE, unit="percent", nouns=())
    sign, _, scale = words.partition(" ")
    factor = {"": 1, "million": 10**6, "thousand": 10**3, "m": 10**6, "billion": 10**9}.get(scale)
    unit, units = meant_by(sign)
    if factor and units:
        value = exact(Fraction(quantity.value) * factor)
        return replace(
            quantity, kind=QuantityKind.MONEY, unit=unit, units=units, value=value, nouns=()
        )
    return quantity
