"""Whether each figure of a sentence stands in its quotes: value, unit, side of the bound."""

import re
from collections.abc import Sequence
from dataclasses import replace

from answering.conflicts.rules.bounds import Bound
from answering.conflicts.rules.quantities import Quantity, QuantityKind, quantities_of
from answering.conflicts.rules.verified_terms import content_terms
from answering.conflicts.rules.wording import normal_form

# What a sentence may say of a figure where the quote says the key. "Within ten days" and a period
# of ten days are one deadline; an open bound ("above £50") is never left out.
_BORNE_OUT_BY: dict[Bound, frozenset[Bound]] = {
    Bound.EXACTLY: frozenset((Bound.EXACTLY, Bound.AT_LEAST, Bound.AT_MOST)),
    Bound.AT_LEAST: frozenset((Bound.AT_LEAST,)),
    Bound.MORE: frozenset((Bound.MORE,)),
    Bound.AT_MOST: frozenset((Bound.AT_MOST,)),
    Bound.LESS: frozenset((Bound.LESS,)),
}
# Sides of what is no figure: "deposits below the profile".
_BELOW = re.compile(r"\bbelow\b|(?<!no )(?<!not )\b(?:less|fewer|lower|smaller) than\b")
_ANY_BELOW = re.compile(
    r"\bbelow\b|\bunder\b|\bor (?:less|lower|under)\b"
    r"|\b(?:less|fewer|lower|smaller|younger|shorter|earlier|sooner) than\b"
)
_ABOVE = re.compile(r"\babove\b|(?<!no )(?<!not )\b(?:more|higher|greater) than\b")
_ANY_ABOVE = re.compile(
    r"\babove\b|\bover\b|\bexceed|\bbeyond\b"
    r"|\b(?:more|higher|greater|other|older|longer|later|further) than\b"
)
_AT_LEAST = re.compile(
    r"\bat least\b(?! (?:every|each|once|annual|year|month|quarter|week|dai))", re.IGNORECASE
)
_ANY_AT_LEAST = re.compile(
    r"\bat (?:the )?least\b|\b(?:no|not) (?:less|fewer|lower|shorter|earlier|sooner|younger) than\b"
    r"|\bminimum\b|\bor (?:more|above|over|higher|older|longer)\b",
    re.IGNORECASE,
)
_AT_MOST = re.compile(r"\bat most\b", re.IGNORECASE)
_ANY_AT_MOST = re.compile(
    r"\bat (?:the )?most\b|\b(?:no|not) (?:more|longer|higher|later|older|greater|further) than\b"
    r"|\bmaximum\b|\bor (?:less|below|under|fewer|lower|shorter)\b|\bup to\b|\bwithin\b"
    r"|\bonly\b|\bexceed|\b(?:largest|longest|highest|greatest)\b|\blimit\b",
    re.IGNORECASE,
)
# "After a breach, … within two days" says of what.
_STARTS_FROM = re.compile(r"(?:after|on|upon|once|following|from|when|where|if)\b", re.IGNORECASE)
# "Every 12 months; for a bank the period is six": every six.
_PERIOD_IS = re.compile(r"\b(?:period|cycle|interval) is\b", re.IGNORECASE)
# "The next day" is not the next business day.
_BARE_DAY = re.compile(r"(?<!business )(?<!working )(?<!trading )\bdays?\b", re.IGNORECASE)
_WORKING_DAY = re.compile(r"\b(?:business|working|trading) days?\b", re.IGNORECASE)
_ENDS = re.compile(r"\b(?P<side>from|to) (?:the|an?) (?P<what>[\w'-]+)", re.IGNORECASE)
_ANCHORS = re.compile(r"\b(?P<side>before|after|until)\b (?P<what>[^.;,]{3,60})", re.IGNORECASE)


def _is_same(mine: Quantity, theirs: Quantity) -> bool:
    if mine.kind is not theirs.kind:
        return False
    if mine.kind is QuantityKind.COUNT:
        return mine.value == theirs.value and (not mine.around or bool(mine.around & theirs.around))
    if mine.kind is QuantityKind.DATE:
        return mine.unit == theirs.unit and (
            mine.value == theirs.value
            or (mine.value != "" and theirs.value.startswith(mine.value + " "))
        )
    return (mine.unit, mine.value) == (theirs.unit, theirs.value)


def _bound_holds(mine: Quantity, theirs: Quantity) -> bool:
    if theirs.bound in _BORNE_OUT_BY[mine.bound]:
        return True
    if mine.unit.startswith("every ") and mine.bound is Bound.AT_LEAST:
        return theirs.bound is Bound.EXACTLY  # "at least every year" is no more than "every year"
    is_deadline = mine.kind is QuantityKind.DURATION and mine.bound is Bound.AT_MOST
    return is_deadline and theirs.bound is Bound.EXACTLY


def _relation_holds(mine: Quantity, theirs: Quantity) -> bool:
    return not (mine.relation and theirs.relation) or mine.relation == theirs.relation


def figures_of(text: str) -> frozenset[tuple[str, str, str]]:
    """Kind, unit and value of each quantity of a text as it stands, each in one spelling."""
    return frozenset((q.kind.value, q.unit, q.value) for q in quantities_of(normal_form(text)))


def figure_problem(sentence: str, quotes: Sequence[str]) -> str | None:
    """ "figures", "threshold" or "order", or None where each figure is borne out."""
    theirs = [quantity for text in quotes for quantity in quantities_of(text)]
    for mine in quantities_of(sentence):
        same = [quantity for quantity in theirs if _is_same(mine, quantity)]
        if not same and mine.unit.startswith("every ") and _PERIOD_IS.search(" ".join(quotes)):
            plain = replace(mine, unit=mine.unit.removeprefix("every "))
            same = [quantity for quantity in theirs if _is_same(plain, quantity)]
        if not same:
            return "figures"
        bounded = [quantity for quantity in same if _bound_holds(mine, quantity)]
        if not bounded:
            return "threshold"
        if not any(_relation_holds(mine, quantity) for quantity in bounded):
            return "order"
        if (
            mine.bound is not Bound.EXACTLY
            and not mine.relation
            and all(q.relation for q in bounded)
            and not _STARTS_FROM.match(sentence)
        ):
            return "conditions"  # "within two days" of what?
    if _loses_working_days(sentence, " ".join(quotes)):
        return "figures"
    if _turns_bound_round(sentence, " ".join(quotes)):
        return "threshold"
    return "order" if _is_reversed(sentence, " ".join(quotes)) else None


def _loses_working_days(sentence: str, quotes: str) -> bool:
    """Whether "the next business day" became "the next day"."""
    return len(_BARE_DAY.findall(sentence)) > len(_BARE_DAY.findall(quotes)) and len(
        _WORKING_DAY.findall(sentence)
    ) < len(_WORKING_DAY.findall(quotes))


def _turns_bound_round(sentence: str, quotes: str) -> bool:
    """Whether the sentence bounds from a side from which the quotes nowhere do."""
    sides = ((_AT_LEAST, _ANY_AT_LEAST), (_AT_MOST, _ANY_AT_MOST), (_BELOW, _ANY_BELOW),
             (_ABOVE, _ANY_ABOVE))  # fmt: skip
    return any(said.search(sentence) and not any_.search(quotes) for said, any_ in sides)


def _anchors(text: str) -> dict[str, set[str]]:
    """Each first term after "before" and "after" with the words that it stands after."""
    found: dict[str, set[str]] = {}
    for match in _ANCHORS.finditer(text):
        for term in content_terms(match["what"])[:2]:
            found.setdefault(term, set()).add(match["side"].lower())
    return found


def _ends(text: str) -> dict[str, set[str]]:
    """Each side that is named after "from" or "to the": who gives and who gets."""
    found: dict[str, set[str]] = {}
    for match in _ENDS.finditer(text):
        for term in content_terms(match["what"])[:1]:
            found.setdefault(term, set()).add(match["side"].lower())
    return found


def _is_reversed(sentence: str, quotes: str) -> bool:
    """Whether "before X" became "after X"."""
    theirs, ends = _anchors(quotes), _ends(quotes)
    return any(
        term in theirs and not sides & theirs[term] for term, sides in _anchors(sentence).items()
    ) or any(term in ends and not sides & ends[term] for term, sides in _ends(sentence).items())
