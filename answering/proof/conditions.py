"""Whether a sentence keeps what limits the rule it repeats: unless, except, only, where, if."""

import re
from collections.abc import Sequence

from answering.proof.associations import zones_of
from answering.proof.bounds import Bound
from answering.proof.clauses import Condition, conditions_of, is_row, rules_in
from answering.proof.quantities import Quantity, QuantityKind, quantities_of, without_quantities
from answering.proof.verified_terms import GLUE, content_terms

# Share of a condition's own terms that the sentence must hold to count as having kept it.
_LEAST_KEPT = 0.4
# A condition of so few terms must be held more fully: "the customer's consent".
_SHORT, _LEAST_KEPT_OF_A_SHORT_ONE = 4, 0.6
# A sentence draws on a clause when it holds this share of the clause's terms, conditions apart.
_DRAWS_ON = 0.5
_RESTRICTS = re.compile(
    r"\b(?:only|unless|except|save|other than|without|until|provided|sole|alone"
    r"|no(?:body| one) else)\b",
    re.IGNORECASE,
)
_ANY_CUE = re.compile(
    r"\b(?:only|unless|except|save|other than|until|provided|if|where|when|while|during|for|at)\b",
    re.IGNORECASE,
)
_MODAL = re.compile(r"\b(?:must|may|should|limitedto|need not|needs?|requires?|is|are)\b")


def condition_problem(sentence: str, quotes: Sequence[str]) -> bool:
    """Whether a limit of a rule was dropped, or one was added that the quotes do not have."""
    if _RESTRICTS.search(sentence) and not _RESTRICTS.search(" ".join(quotes)):
        return True
    return any(_drops_something(sentence, text) for text in quotes if not is_row(text))


_RELATIVE = re.compile(r", (?:which|who) (?:must|may|should|need)\b.*", re.IGNORECASE)


def _without_relative(clause: str, mine: frozenset[str]) -> str:
    """The clause without ", which must …" where the sentence says nothing of that."""
    found = _RELATIVE.search(clause)
    if found is None or mine & (
        frozenset(content_terms(found.group())) - frozenset(content_terms(clause[: found.start()]))
    ):
        return clause
    return clause[: found.start()]


def _drops_something(sentence: str, quote: str) -> bool:
    """Whether a condition, a threshold or an anchor of the clauses drawn on is missing."""
    mine = frozenset(content_terms(sentence))
    clauses = [_without_relative(clause, mine) for clause in rules_in(quote)]
    shares = [_share(mine, _main_terms(clause)) for clause in clauses]
    figures = {(q.kind, q.unit, q.value) for q in quantities_of(sentence)}
    said = [_after_modal(clause) for clause in clauses]

    def drawn(at: int) -> tuple[int, float]:
        theirs = {(q.kind, q.unit, q.value) for q in quantities_of(clauses[at])}
        return len(mine & frozenset(said[at])) + len(figures & theirs), shares[at]

    ranked = sorted(range(len(clauses)), key=drawn, reverse=True)
    left = set(mine)
    for at in ranked:
        clause, verb = clauses[at], frozenset(said[at][:1])
        added = left & frozenset(said[at])
        if at != ranked[0] and not (verb & left or (added and shares[at] >= _DRAWS_ON)):
            continue
        left -= set(content_terms(clause))
        if any(_is_dropped(group, sentence, clause) for group in _alternatives(clause, sentence)):
            return True
        if _drops_threshold(sentence, clause):
            return True
    lead = [c for c in conditions_of(quote)[:1] if c.start < _AT_THE_FRONT]
    return bool(lead) and _is_dropped(_with_alternatives(lead[0], quote, sentence), sentence, quote)


_PARTICIPLE = re.compile(r",\s\w+ed\b[^,.;]*,?\s*$")
_AT_THE_FRONT = 3  # characters: a condition that begins the sentence governs all its clauses


def _alternatives(clause: str, sentence: str) -> list[list[Condition]]:
    """The conditions, those joined by "or" together: one of them is enough."""
    held = {(q.kind, q.unit, q.value) for q in quantities_of(sentence)}
    groups: list[list[Condition]] = []
    mine = frozenset(content_terms(sentence))
    for condition in conditions_of(clause):
        said_of = _PARTICIPLE.search(clause[: condition.start])
        if said_of and not frozenset(content_terms(said_of.group())) & mine:
            continue  # "a test, approved by A and, where B, by C" in a sentence on the test alone
        piece = clause[: condition.start].rpartition(",")[2]
        is_drawn_on = held & {(q.kind, q.unit, q.value) for q in quantities_of(piece)}
        if is_drawn_on:  # "or for seven years where …", and the sentence says seven years
            groups.append([condition])
        elif condition.is_alternative and groups:
            groups[-1].append(condition)
        elif not condition.is_alternative:  # else it stands in place of what is no condition
            groups.append([condition])
    return groups


def _with_alternatives(first: Condition, quote: str, sentence: str) -> list[Condition]:
    return next((group for group in _alternatives(quote, sentence) if first in group), [first])


def _is_dropped(group: Sequence[Condition], sentence: str, clause: str) -> bool:
    """Whether the sentence keeps none of the alternatives."""
    mine = frozenset(content_terms(without_quantities(sentence)))
    held = {(q.kind.value, q.unit, q.value) for q in quantities_of(sentence)}
    main = _main_terms(clause)
    for condition in group:
        terms = frozenset(content_terms(without_quantities(condition.text)))
        own = terms - main
        figures = {(q.kind.value, q.unit, q.value) for q in quantities_of(condition.text)}
        if figures and not figures & held:
            continue
        if figures and not own:
            return False
        if not terms:
            return False
        least = _LEAST_KEPT_OF_A_SHORT_ONE if len(own) <= _SHORT else _LEAST_KEPT
        if own and _share(mine, own) >= least:
            parts = _TOGETHER if condition.cue.startswith("only") else _AND_THAT
            if _loses_one_of_several(parts.split(condition.text), main, mine, held):
                continue
            return _is_turned_round(condition, sentence, own)
        if not own and _ANY_CUE.search(sentence):
            return False
    return True


_AND_THAT = re.compile(r"(?:\band|,) (?=(?:[\w'-]+ ){1,4}(?:is|are|has|have|was|were)\b)")


# "Only by the Head together with one member", "only with the approval of A and of B".
_TOGETHER = re.compile(r"\b(?:together with|and)\b|,(?! (?:in|on|for|after|where) )")


def _loses_one_of_several(
    pieces: Sequence[str], main: frozenset[str], mine: frozenset[str],
    held: set[tuple[str, str, str]],
) -> bool:  # fmt: skip
    """Whether one of the things that must hold together is left out: "if A and B"."""
    for piece in pieces:
        own = frozenset(content_terms(without_quantities(piece))) - main - GLUE
        figures = {(q.kind.value, q.unit, q.value) for q in quantities_of(piece)}
        if own and not own & mine and not figures & held:
            return True
    return False


_OPENS = re.compile(
    r"\b(?:only|must|needs?|require[sd]?|unless|until|without|sole|alone|not)\b", re.IGNORECASE
)
_TAKES_OUT = re.compile(
    r"\b(?:not|no|never|only|without|but|apart from|besides|need|instead)\b", re.IGNORECASE
)
_EXCEPTS = ("unless", "except", "save", "other than")


def _is_turned_round(condition: Condition, sentence: str, own: frozenset[str]) -> bool:
    """Whether "only with" became "with", or "unless" became "if"."""
    if condition.cue.startswith("only") and not _OPENS.search(sentence):
        return True
    excepts = condition.cue.startswith(_EXCEPTS)
    mine = [c for c in conditions_of(sentence) if own & frozenset(content_terms(c.text))]
    if excepts and not mine:
        return not _TAKES_OUT.search(sentence)  # "except those" became "including those"
    return bool(mine) and all(c.cue.startswith(_EXCEPTS) != excepts for c in mine)


def _share(mine: frozenset[str], terms: frozenset[str]) -> float:
    return len(mine & terms) / len(terms) if terms else 0.0


def _main_terms(clause: str) -> frozenset[str]:
    """The clause's terms, conditions and figures apart."""
    text = without_quantities(clause)
    for condition in reversed(conditions_of(clause)):
        text = text[: condition.start] + text[condition.end :]
    return frozenset(content_terms(text))


def _after_modal(clause: str) -> tuple[str, ...]:
    """What a clause says of its subject, which the clauses behind it share."""
    modal = _MODAL.search(clause)
    return content_terms(without_quantities(clause)[modal.end() :] if modal else clause)


def _drops_threshold(sentence: str, clause: str) -> bool:
    """Whether an amount is missing that says which cases are meant: "a cheque of £10,000 or more".

    Only of what the sentence speaks of: another item of a list has its own.
    """
    mine = frozenset(content_terms(sentence))
    held = {(q.kind, q.unit, q.value) for q in quantities_of(sentence)}
    modal = _MODAL.search(clause)
    around = {zone.quantity: zone.terms for zone in zones_of(clause)}
    conditions = conditions_of(clause)
    several = conditions if any(c.is_alternative for c in conditions) else conditions[1:]
    for quantity in quantities_of(clause):
        if (quantity.kind, quantity.unit, quantity.value) in held:
            continue
        if any(c.start <= quantity.start < c.end for c in several):
            continue  # one of several conditions, which are looked at themselves
        is_subject = modal is not None and quantity.start < modal.start()
        if not _says_which(quantity, clause, is_subject=is_subject):
            continue
        piece = around.get(quantity, frozenset())
        if is_subject and modal:
            piece &= frozenset(content_terms(clause[: modal.start()]))
        if _share(mine, piece) >= _DRAWS_ON:
            return True
        head = content_terms(clause)[:1]
        if is_subject and _stands_apart(clause, quantity) and head and head[0] in mine:
            return True
    return False


def _stands_apart(clause: str, quantity: Quantity) -> bool:
    """Whether a figure's piece between commas has no word of its own: ", of £40 or less"."""
    blank = without_quantities(clause)
    cuts = [match.end() for match in re.finditer(r",|\b(?:and|or)\b(?! (?:more|less))", blank)]
    start = max((cut for cut in cuts if cut <= quantity.start), default=0)
    end = min((cut for cut in cuts if cut > quantity.start), default=len(blank))
    return start > 0 and not set(content_terms(blank[start:end])) - GLUE


def _says_which(quantity: Quantity, clause: str, *, is_subject: bool) -> bool:
    """Whether a figure tells cases apart: a bounded amount of the subject, or an age."""
    if quantity.kind is QuantityKind.DURATION:
        return clause[quantity.end :].startswith(" old")
    is_amount = quantity.kind in (QuantityKind.MONEY, QuantityKind.PERCENTAGE)
    return is_amount and is_subject and quantity.bound is not Bound.EXACTLY
