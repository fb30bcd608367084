"""Whether each figure is said of what it belongs to: "12 months" of high ratings, not of low ones.

Where quotes hold several figures of a kind, the words around one of them that stand around no
other one tell them apart. A sentence must hold some of those, and not more of another figure's.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from answering.proof.clauses import is_row
from answering.proof.quantities import Quantity, QuantityKind, quantities_of, without_quantities
from answering.proof.verified_terms import content_terms

_CUTS = re.compile(r"[;:]|,|\b(?:and|or|but|while|unless|otherwise)\b(?! up to\b)", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\(([^()]*)\)")
_VERB = re.compile(r"\b(?:must|may|should|is|are|has|have|limitedto|needs?|requires?|\w+ed)\b")
_ONE_MORE = re.compile(r",\s*(?:and|or)\s*$", re.IGNORECASE)
_EXPLAINS = re.compile(r"\s*(?:as|because|since|which|so that|in order)\b", re.IGNORECASE)
_NAMES = re.compile(r"\b[A-Z][\w&'-]*(?:(?: (?:&|of|and|the))* [A-Z][\w&'.-]*)+")
_CASE = re.compile(
    r"\b(?:for|in) (?:an?|the|each|every) (?P<case>[\w' -]+?)(?=,|\.|$)", re.IGNORECASE
)
_POINTERS = re.compile(r"\b(?:it|its|they|their|them|this|these|he|she)\b", re.IGNORECASE)
# Another figure's words must be held this much more fully before a sentence counts as swapped.
_CLEARLY_MORE = 0.2
# Held by a figure that no word of its own tells from the others.
_NOTHING_TO_TELL = 0.5
_KINDS = (
    QuantityKind.MONEY, QuantityKind.PERCENTAGE, QuantityKind.DURATION, QuantityKind.DATE,
    QuantityKind.TIME,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Zone:
    """A figure with the terms around it, those of its whole sentence, and a table row's name."""

    quantity: Quantity
    terms: frozenset[str]
    sentence: frozenset[str]
    row_name: frozenset[str] = frozenset()
    names: tuple[frozenset[str], ...] = ()
    has_pointer: bool = False  # "it", "they": a name may stand in the sentence before


def zones_of(sentence: str, *, is_quoted: bool = True) -> list[Zone]:
    """Each figure of a sentence with the terms that belong to it.

    In what is quoted, the items of a list share what stands in front of its first figure.
    """
    if is_row(sentence):
        return _zones_of_row(sentence)
    everything = frozenset(content_terms(sentence))
    points = bool(_POINTERS.search(sentence))
    names = tuple(frozenset(content_terms(name)) for name in _NAMES.findall(sentence))
    found: list[Zone] = []
    for inside in _IN_BRACKETS.finditer(sentence):
        terms = frozenset(content_terms(without_quantities(inside[1])))
        found += [
            Zone(q, terms, everything, names=names, has_pointer=points)
            for q in quantities_of(inside[1])
        ]
    outside = _IN_BRACKETS.sub("", sentence)
    quantities = quantities_of(outside)
    for kind in _KINDS:
        same = [quantity for quantity in quantities if quantity.kind is kind]
        found += [
            Zone(q, terms, everything, names=names, has_pointer=points)
            for q, terms in _pieces(outside, same, is_quoted)
        ]
    return found


def _zones_of_row(row: str) -> list[Zone]:
    """A cell's terms are its own and its header's; the first cell that is no code names the row."""
    cells = row.split("; ")
    values = [cell.partition(": ")[2] for cell in cells]
    names = [frozenset(content_terms(value)) for value in values if len(value) > 3]
    name = names[0] if names else frozenset[str]()
    everything = frozenset(content_terms(row))
    return [
        Zone(quantity, name | frozenset(content_terms(without_quantities(cell))), everything, name)
        for cell in cells
        for quantity in quantities_of(cell)
    ]


def _pieces(
    sentence: str, quantities: Sequence[Quantity], is_quoted: bool
) -> list[tuple[Quantity, frozenset[str]]]:
    """Cut at commas and conjunctions; a piece without a figure goes with the one before it.

    Pieces in front of the first figure, and after a semicolon, go with the one behind them.
    """
    blanked = without_quantities(sentence)
    cuts = [0, *(m.end() for m in _CUTS.finditer(sentence)), len(sentence)]
    zones: list[tuple[list[Quantity], set[str]]] = []
    waiting: set[str] = set()
    shared: set[str] = set()  # what stands in front of the first figure of a list
    for start, end in pairwise(cuts):
        inside = [q for q in quantities if start <= q.start < end]
        terms = set(content_terms(blanked[start:end]))
        if inside:
            if not zones:
                shared = waiting | set(content_terms(blanked[start : inside[0].start]))
            front = blanked[start : inside[0].start]
            is_item = bool(zones) and len(content_terms(front)) <= 3 and not _VERB.search(front)
            zones.append((inside, terms | waiting | (shared if is_item and is_quoted else set())))
            waiting = set()
        elif not zones or sentence[start - 1 : start] in (";", ":"):
            waiting |= terms
        elif (
            len(zones) > 1
            and _ONE_MORE.search(sentence[:start])
            and not _VERB.search(sentence[start:end])
        ):
            continue  # an item of the list without a figure: "and at the start in a red case"
        elif not _EXPLAINS.match(sentence[start:end]):
            zones[-1][1].update(terms)
    return [(q, frozenset(terms)) for inside, terms in zones for q in inside]


def _same(one: Quantity, other: Quantity) -> bool:
    return (one.kind, one.unit, one.value) == (other.kind, other.unit, other.value)


def _held(zone: Zone, others: Sequence[Zone], mine: frozenset[str]) -> float:
    """Share of the terms that only this zone has which the sentence holds."""
    own = zone.terms.difference(*(other.terms for other in others))
    return len(own & mine) / len(own) if own else _NOTHING_TO_TELL


def swapped(sentence: str, quote_sentences: Sequence[str]) -> bool:
    """Whether a figure of the sentence belongs to something else in the quotes."""
    zones = [zone for text in quote_sentences for zone in zones_of(text)]
    mine = zones_of(sentence, is_quoted=False)
    names = [frozenset(content_terms(name)) for name in _NAMES.findall(sentence)]
    whole = frozenset(content_terms(without_quantities(sentence)))
    held = [zone.quantity for zone in mine]
    cases = [frozenset(content_terms(match["case"])) for match in _CASE.finditer(sentence)]
    return any(_is_swapped(zone, zones, names, whole, held, cases) for zone in mine)


def _is_swapped(
    mine: Zone, zones: Sequence[Zone], names: Sequence[frozenset[str]], whole: frozenset[str],
    held: Sequence[Quantity], cases: Sequence[frozenset[str]],
) -> bool:  # fmt: skip
    rivals = [zone for zone in zones if zone.quantity.kind is mine.quantity.kind]
    homes = [zone for zone in rivals if _same(zone.quantity, mine.quantity)]
    foreign = [zone for zone in rivals if not _same(zone.quantity, mine.quantity)]
    if homes and all(zone.row_name and not zone.row_name & whole for zone in homes):
        return True
    if not homes or not foreign:
        return False
    if any(_is_named_elsewhere(name, homes, foreign) for name in names):
        return True
    alone = len(held) == 1
    if alone and any(_is_case_of_another(case, homes, foreign) for case in cases):
        return True
    at_home, abroad = _shares(homes, foreign, whole if alone else mine.terms)
    if not alone and (at_home == abroad or not mine.terms):
        other = [zone for zone in foreign if not any(_same(zone.quantity, q) for q in held)]
        if not other:
            return False
        at_home, abroad = _shares(homes, other, whole)
    return at_home == 0.0 or abroad >= at_home + _CLEARLY_MORE


def _is_case_of_another(
    case: frozenset[str], homes: Sequence[Zone], foreign: Sequence[Zone]
) -> bool:
    """Whether "for a foreign bank" stands with another figure and not with this one."""
    return (
        bool(case)
        and not any(case & zone.terms for zone in homes)
        and any(case <= zone.terms for zone in foreign)
    )


def _is_named_elsewhere(
    name: frozenset[str], homes: Sequence[Zone], foreign: Sequence[Zone]
) -> bool:
    """Whether a name stands in the sentence of another figure alone."""
    return (
        bool(name)
        and not any(name <= zone.sentence for zone in homes)
        and any(name <= zone.sentence for zone in foreign)
        and not any(zone.has_pointer for zone in homes)
        and not any(_is_short_for(name, zone) for zone in homes)
    )


def _is_short_for(name: frozenset[str], zone: Zone) -> bool:
    """Whether the zone's sentence says a part of the name alone: "the Desk" of the Breach Desk."""
    return bool(name & zone.sentence) and not any(
        name & other and not other <= name for other in zone.names
    )


def _shares(
    homes: Sequence[Zone], foreign: Sequence[Zone], around: frozenset[str]
) -> tuple[float, float]:
    at_home = max(_held(zone, foreign, around) for zone in homes)
    away = [zone for zone in foreign if zone.terms.difference(*(h.terms for h in homes))]
    abroad = max(
        (_held(zone, [z for z in (*homes, *away) if z is not zone and z.terms != zone.terms],
               around) for zone in away),
        default=0.0,
    )  # fmt: skip
    return at_home, abroad
