"""Two policies in force that say different things of one matter: periods, amounts, must and may."""

import re

from answering.conflicts.rules.clauses import sentences_in
from answering.conflicts.rules.figures import figures_of
from answering.conflicts.rules.polarity import Modality, denials_of, rules_of
from answering.conflicts.rules.subjects import matter_of, same_matter
from answering.conflicts.rules.verified_terms import content_terms
from answering.conflicts.rules.wording import normal_form
from domain.quantities.matching import figures_conflict
from domain.quantities.quantity import QuantityKind

_CLAUSE_NUMBER = re.compile(r"^\s*(?:[A-Z]\.)?\d+(?:\.\d+)*\.?\s+")
# A figure of these kinds in both, with other values, is a disagreement; a bare count is none.
_TELLING = (
    QuantityKind.MONEY, QuantityKind.PERCENTAGE, QuantityKind.DURATION, QuantityKind.DATE,
    QuantityKind.TIME, QuantityKind.FREQUENCY,
)  # fmt: skip
_OPPOSED = (
    {Modality.PROHIBITION, Modality.PERMISSION},
    {Modality.PROHIBITION, Modality.OBLIGATION},
    {Modality.OBLIGATION, Modality.EXEMPTION},
)
_MUST_AND_MAY = {Modality.OBLIGATION, Modality.PERMISSION}
# "The pass mark is 80 %": of what, its two words do not say.
_LEAST_TERMS_IN_A_SENTENCE = 3
# "It must be kept for …": of what, only the sentence before says.
_LEANS_BACK = re.compile(
    r"(?:it|they|this|these|those|such|that|he|she|both|neither|above|below|otherwise|however|then"
    r"|in (?:that|this|such) case|where (?:it|this|they)|if (?:it|this|they|so|not)|the (?:same"
    r"|period|limit|latter))\b|\(",
    re.IGNORECASE,
)
# Said otherwise than by a modal verb: "it is forbidden for staff to …", "is to be kept", "… is not
# permitted".
_IT_IS_FORBIDDEN = re.compile(
    r"\bit is (?:prohibited|forbidden|not (?:allowed|permitted)) for ([^.;,]{1,60}?) to\b",
    re.IGNORECASE,
)
_IS_TO = re.compile(r"\b(?:is|are) to (?=[a-z])")
_ALLOWED = re.compile(
    r"(?P<deed>[^.;,]*)\b(?:is|are) (?P<no>(?:not|never) )?"
    r"(?P<said>allowed|permitted|prohibited|forbidden)\b",
    re.IGNORECASE,
)
_WITHOUT = re.compile(r"\bmay\b[^.;]*\bwithout (?P<what>[^.;,]+)", re.IGNORECASE)
_DEMANDS = re.compile(
    r"\b(?:must (?:obtain|get|have|seek|ask for)|requires?|needs?"
    r"|(?:is|are) (?:required|needed))\b",
    re.IGNORECASE,
)


def texts_disagree(one: str, other: str) -> bool:
    """Whether two clauses cannot both be followed, or give two figures for one thing.

    Of a clause of several sentences it is enough that one of them disagrees.
    """
    return any(
        figures_conflict(mine, theirs, _TELLING) or _modals_differ(mine, theirs)
        for mine in _rules_apart(one)
        for theirs in _rules_apart(other)
        if same_matter(mine, theirs)
    )


def _rules_apart(text: str) -> list[str]:
    """The whole, and of several sentences each that says by itself what it is about."""
    bare = _CLAUSE_NUMBER.sub("", text)
    sentences = sentences_in(bare)
    return [bare, *(s for s in sentences if len(sentences) > 1 and _stands_alone(s))]


def _stands_alone(sentence: str) -> bool:
    enough = len(set(matter_of(sentence))) >= _LEAST_TERMS_IN_A_SENTENCE
    return enough and not _LEANS_BACK.match(sentence)


def _modals_differ(one: str, other: str) -> bool:
    """Whether one forbids what the other allows, or demands what it leaves free."""
    mine, theirs = _rules(one), _rules(other)
    opposed = [
        {modality, counter} for modality, deed in mine for counter, same in theirs if deed & same
    ]
    if any(pair in _OPPOSED for pair in opposed):
        return True
    # "May be kept on paper" and "must be kept for a year" go together: all words have to agree.
    if _MUST_AND_MAY in opposed and set(matter_of(one)) == set(matter_of(other)):
        return "only" not in f"{one} {other}".split()
    return _frees(one, other) or _frees(other, one)


def _rules(text: str) -> list[tuple[Modality, frozenset[str]]]:
    """Each modality with the terms that its deed may be known by."""
    plain = normal_form(_IS_TO.sub("must ", _IT_IS_FORBIDDEN.sub(r"\1 must not", text)))
    found = [
        (_modality_of(said), frozenset(content_terms(said["deed"])))
        for said in _ALLOWED.finditer(plain)
    ]
    rest = _ALLOWED.sub(" ", plain)
    return found + [(rule.modality, frozenset((rule.verb,))) for rule in rules_of(rest)]


def _modality_of(said: re.Match[str]) -> Modality:
    denied = bool(said["no"]) != (said["said"].lower() in ("prohibited", "forbidden"))
    return Modality.PROHIBITION if denied else Modality.PERMISSION


def _frees(one: str, other: str) -> bool:
    """Whether one allows without what the other demands; figures would say which applies when."""
    plain = normal_form(other)
    freed = {
        term
        for found in _WITHOUT.finditer(normal_form(one))
        for term in content_terms(found["what"])
    }
    demanded = {
        term for found in _DEMANDS.finditer(plain) for term in content_terms(plain[found.end() :])
    }
    figures = figures_of(one) | figures_of(other)
    return bool(freed) and freed <= demanded and not figures and not denials_of(plain)
