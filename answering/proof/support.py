"""Whether a sentence says no more than its quotes.

Pure code, so that it can be down no more than addition can. It is strict: a sound sentence that it
cannot follow is withheld. A sentence that repeats its quotes word for word is borne out by them.
"""

import re
from collections.abc import Sequence

from answering.evidence.sentences import sentences_of
from answering.evidence.statements import fold, read_on
from answering.proof.alignment import (
    Source,
    exchanges_figures,
    mixes_places,
    puts_in_place,
    rules_with_sources,
)
from answering.proof.associations import swapped
from answering.proof.clauses import is_row, sentences_in
from answering.proof.conditions import condition_problem
from answering.proof.figures import figure_problem
from answering.proof.parties import coordination_problem, misplaced_name, party_problem
from answering.proof.party_slots import exchanged_in_place, plays_another_part
from answering.proof.polarity import Modality, modality_problem, negation_problem, rules_of
from answering.proof.quantities import without_quantities
from answering.proof.restrictions import drops_narrowing
from answering.proof.verified_terms import LIGHT, content_terms
from answering.proof.wording import normal_form

_NAME = re.compile(r"(?<![.?!:] )(?<!^)\b[A-Z][A-Za-z]+\b")
# What a table row leaves unsaid: "Period: 6 years" is an obligation, "Limit: £50" a permission.
# "Period: 6 years" of a record is the time that it must be kept.
_IN_A_ROW = frozenset(("keep", "approv", "grant"))
_UNSAID_IN_A_ROW = {Modality.OBLIGATION, Modality.PERMISSION}


def _sentences(quotes: Sequence[str]) -> list[str]:
    """The quotes' sentences in order, word for word."""
    return [quote[span.start : span.end] for quote in quotes for span in sentences_of(quote)]


def _closest(sentence: str, candidates: Sequence[str]) -> list[str]:
    """The quotes' sentences that the sentence draws on: the best, then what adds a term to it."""
    wanted = set(content_terms(sentence))
    numbers = set(re.findall(r"\d+(?:\.\d+)?", sentence))
    left = list(candidates)
    chosen: list[str] = []
    missing, missing_numbers = set(wanted), set(numbers)
    while left and (not chosen or missing or missing_numbers):
        gains = [_gain(text, missing | missing_numbers, wanted) for text in left]
        if chosen and max(gains)[0] == 0:
            break
        best = left[gains.index(max(gains))]
        chosen.append(best)
        left.remove(best)
        missing -= set(content_terms(best))
        missing_numbers -= set(re.findall(r"\d+(?:\.\d+)?", best))
    return [text for text in candidates if text in chosen]


def _gain(text: str, missing: set[str], wanted: set[str]) -> tuple[int, int]:
    """How many missing terms and numbers a quote's sentence holds, then how many terms in all."""
    terms = set(content_terms(text))
    found = len(missing & (terms | set(re.findall(r"\d+(?:\.\d+)?", text))))
    return found, len(wanted & terms)


def _missing_word(sentence: str, original: str, borne: str) -> str | None:
    """Why a word of the sentence is in no quote: "names" for a name, "words" for another."""
    said = set(content_terms(without_quantities(sentence))) - LIGHT
    missing = said - set(content_terms(borne)) - (_IN_A_ROW if is_row(borne) else set())
    if not missing:
        return None
    names = {term for name in _NAME.findall(original) for term in content_terms(name)}
    return "names" if missing & names else "words"


def _modals(sentence: str, near: Sequence[str]) -> bool:
    if any(is_row(text) for text in near):
        return any(rule.modality not in _UNSAID_IN_A_ROW for rule in rules_of(sentence))
    return modality_problem(sentence, " ".join(near))


def unsupported_because(sentence: str, quotes: Sequence[str]) -> str | None:
    """Why the quotes do not bear the sentence out, or None where they do.

    The reasons, in the order of the checks: "no_quote", "names", "words", "figures", "threshold",
    "order", "association", "modals", "negation", "conditions", "parties".
    """
    if not sentence.strip() or not any(quote.strip() for quote in quotes):
        return "no_quote"
    borne = fold(" ".join(quotes))
    verbatim = (borne, read_on(quotes), *map(fold, _sentences(quotes)))
    if fold(sentence) in verbatim:
        return None
    normal = [[normal_form(text) for text in sentences_in(quote)] for quote in quotes]
    for part in map(normal_form, sentences_in(sentence)):
        if problem := _problem_of(part, sentence, [text for quote in normal for text in quote]):
            return problem
        placed = rules_with_sources(part, normal)
        if condition_problem(part, list(dict.fromkeys(source.text for _, source in placed))):
            return "conditions"
        if problem := _problem_of_place(placed):
            return problem
    return None


def _problem_of_place(placed: Sequence[tuple[str, Source]]) -> str | None:
    """What is wrong with a sentence beside the one place that each rule of it draws on."""
    for rule, source in placed:
        if mixes_places(rule, source, _IN_A_ROW) or puts_in_place(rule, source):
            return "association"
        if rules_of(source.text) and _modals(rule, [source.text]):
            return "modals"
        if exchanges_figures(rule, source):
            return "association"
        if drops_narrowing(rule, source):
            return "conditions"
    return None


def _problem_of(sentence: str, original: str, quotes: Sequence[str]) -> str | None:
    """What is wrong with one sentence; all texts but ``original`` are in normal form."""
    near = _closest(sentence, quotes)
    if problem := _missing_word(sentence, original, " ".join(near)):
        return problem
    if problem := figure_problem(sentence, near):
        return problem
    if swapped(sentence, near):
        return "association"
    if _modals(sentence, near):
        return "modals"
    if negation_problem(sentence, near):
        return "negation"
    if (
        party_problem(sentence, near)
        or plays_another_part(sentence, near)
        or exchanged_in_place(sentence, near)
        or misplaced_name(sentence, near)
        or coordination_problem(sentence, " ".join(near))
    ):
        return "parties"
    return None
