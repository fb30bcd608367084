"""Who says must, may, should or need not of what, and what is denied.

Reads the normal form, in which every prohibition is "must not" and every exemption "need not".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from answering.conflicts.rules.verified_terms import GLUE, content_terms


class Modality(StrEnum):
    """How a rule binds."""

    OBLIGATION = "must"
    PROHIBITION = "must not"
    PERMISSION = "may"
    LIMIT = "may, up to"  # "must not exceed": a prohibition and a permission in one
    ADVICE = "should"
    EXEMPTION = "need not"


@dataclass(frozen=True, slots=True)
class Rule:
    """A modal word and the first term after it, the verb; "" where none follows."""

    modality: Modality
    verb: str


_UNNEEDED = (
    r"\bneed not\b|\bno (?:[\w'-]+ ){0,4}(?:is|are) (?:needed|required|necessary)\b"
    r"|\b(?:needs?|requires?) no\b|\b(?:is|are) not (?:needed|required|necessary)\b"
    r"|\b(?:does not|do not) (?:need|require)\b"
)
_MODALS = re.compile(
    rf"(?P<need_not>{_UNNEEDED})"
    r"|(?P<must_not>\bmust not\b|\b(?:is|are) (?:prohibited|forbidden)\b"
    r"|\b(?:is|are) (?:not|never) (?:allowed|permitted)\b)"
    r"|(?P<should>\bshould\b|\bought to\b|\b(?:is|are) recommended\b)"
    r"|(?P<limit>\blimitedto\b)"
    r"|(?P<must>\bmust\b|\b(?:is|are) (?:required|mandatory|compulsory|needed)\b|\bneeds?\b"
    r"|\brequires?\b)"
    r"|(?P<may>\bmay\b|\b(?:is|are) (?:allowed|permitted)\b)",
    re.IGNORECASE,
)
_NAMES = {
    "need_not": Modality.EXEMPTION, "must_not": Modality.PROHIBITION, "should": Modality.ADVICE,
    "limit": Modality.LIMIT, "must": Modality.OBLIGATION, "may": Modality.PERMISSION,
}  # fmt: skip
# What the quotes may say where the sentence says the key. A limit is said either way.
_BORNE_OUT_BY = {
    Modality.OBLIGATION: {Modality.OBLIGATION, Modality.LIMIT},
    Modality.PROHIBITION: {Modality.PROHIBITION, Modality.LIMIT},
    Modality.PERMISSION: {Modality.PERMISSION, Modality.LIMIT},
    Modality.LIMIT: {Modality.LIMIT, Modality.PERMISSION, Modality.OBLIGATION},
    Modality.ADVICE: {Modality.ADVICE},
    Modality.EXEMPTION: {Modality.EXEMPTION},
}
# "Must exceed" is not what "must not exceed" says.
_STAYS_WITHIN = re.compile(r"\bat most\b|\b(?:no|not) \w+ than\b|\bup to\b|\bwithin\b|\bonly\b")
_MUST_NOT = re.compile(r"\bmust not (?P<list>(?:(?!\bmust\b|\bmay\b|\bshould\b)[^.;])*)")
_NEXT_VERB = re.compile(r"(?:,|\bor|\bnor) (?:(?:or|nor) )?([a-z]+)\b")
_SAYS_A_LIMIT = (Modality.PERMISSION, Modality.LIMIT)
_AT_MOST = re.compile(r"\bat most\b|\bno (?:more|longer|later|higher) than\b|\bup to\b")
_MAY_AT_MOST = re.compile(
    r"\b(?:may|limitedto)(?: [\w'-]+){0,3} (?:at most|no (?:more|longer|higher) than|up to)\b"
)
_MUST_AT_MOST = re.compile(
    r"\b(?:must|limitedto)(?: [\w'-]+){0,3} (?:at most|no (?:more|longer|higher) than|up to)\b"
)
_ONLY = re.compile(r"\bonly\b", re.IGNORECASE)
_COMPARED = r"(?:more|less|fewer|later|earlier|longer|higher|lower|older|sooner|further|greater)"
_DENIALS = re.compile(
    rf"(?P<unneeded>{_UNNEEDED})"
    rf"|\b(?P<thing>no|without|nothing)\b(?! {_COMPARED} than)(?! one\b)"
    rf"|\b(?:not|never|nor|neither)\b(?! {_COMPARED} than)(?! (?:only|exceeding)\b)",
    re.IGNORECASE,
)
# "With no post": the word before is no verb that is denied, as in "pays no ransom".
_HAS = re.compile(r"\b(?:with|has|have|had|of|in|is|are|be)\s+$", re.IGNORECASE)
# Share of the terms of both that they have in common.
_NEARLY = 0.9
_DOES_NOT_APPLY = re.compile(r"\bThis does not apply to ([^.;,]*)", re.IGNORECASE)
_REFUSALS = re.compile(r"\b(?:refuse[sd]?|declin(?:e|es|ed)|turn(?:ed)? down)\b", re.IGNORECASE)
_STOP_AT = re.compile(
    r"[.;:,()]|\b(?:and|or|but|unless|where|if|when|which|who|until|than|only|for|from|of|in|on"
    r"|by|at|to|with|must|may|should|is|are)\b",
    re.IGNORECASE,
)

Denial = frozenset[str]


def rules_of(text: str) -> tuple[Rule, ...]:
    """Every modal word in order with its verb."""
    found = []
    for match in _MODALS.finditer(text):
        name = next(name for name, group in match.groupdict().items() if group)
        terms = content_terms(text[match.end() : match.end() + 70])
        found.append(Rule(_NAMES[name], terms[0] if terms else ""))
    return tuple(found)


def denials_of(text: str) -> list[Denial]:
    """What is denied, each as the terms that stand for it: the verb after "not", the thing after
    "no" and "without" with the verb before it ("pays no ransom").
    """
    denials: list[Denial] = []
    for match in _DENIALS.finditer(text):
        clause = re.split(r"[.;:,]", text[: match.start()])[-1]
        before = content_terms(clause[-40:])
        rest = text[match.end() : match.end() + 80]
        stop = _STOP_AT.search(rest, len(rest) - len(rest.lstrip()))
        after = content_terms(rest[: stop.start()] if stop else rest)
        if match["unneeded"]:
            inside = content_terms(match.group())
            is_of_a_verb = match.group().lower() == "need not"
            following = after[:1] if is_of_a_verb else after[:3]
            things = [t for t in (*inside, *following) if t != "need"]
            denials.append(
                frozenset(
                    things
                    or (
                        content_terms(re.split(r"[,;.]", rest)[0])[:1]
                        if is_of_a_verb
                        else before[-2:]
                    )
                )
            )
        elif match["thing"]:
            is_bare = match["thing"].lower() == "without" or _HAS.search(clause)
            denials.append(frozenset((*after[:3], *(() if is_bare else before[-1:]))))
        else:
            denials.append(frozenset(after[:1] or content_terms(rest)[:1]))
    if exempt := _DOES_NOT_APPLY.search(text):
        denials.append(frozenset(content_terms(exempt[1])[:1]))
    if _REFUSALS.search(text):
        denials.append(frozenset(("accept", "refus", "declin")))
    return [denial for denial in denials if denial]


def affirmed_terms(text: str) -> frozenset[str]:
    """The terms that stand somewhere outside every denial."""
    terms = list(content_terms(text))
    for denial in denials_of(text):
        for term in denial:
            if term in terms:
                terms.remove(term)
    return frozenset(terms)


def modality_problem(sentence: str, quotes: str) -> bool:
    """Whether the sentence binds otherwise than the quotes do, verb by verb."""
    theirs = rules_of(quotes)
    restricted = bool(_ONLY.search(quotes))
    exempt = _is_exempt(sentence, quotes)
    for mine in rules_of(sentence):
        allowed = _BORNE_OUT_BY[mine.modality]
        same_verb = [rule for rule in theirs if rule.verb == mine.verb]
        bearing = {rule.modality for rule in same_verb or theirs} & allowed
        if bearing == {Modality.LIMIT} and mine.modality is Modality.OBLIGATION:
            bearing = bearing if _STAYS_WITHIN.search(sentence) else set()
        if bearing:
            continue
        says_a_limit = mine.modality in _SAYS_A_LIMIT and _MAY_AT_MOST.search(sentence)
        is_a_limit = _MUST_AT_MOST.search(quotes) or (not theirs and _AT_MOST.search(quotes))
        if says_a_limit and is_a_limit:
            continue  # "may last at most an hour" where it "lasts no longer than an hour"
        if mine.modality is Modality.OBLIGATION and restricted and not same_verb:
            continue  # "may be accepted only with approval" is "needs approval"
        if mine.modality is Modality.EXEMPTION and exempt:
            continue  # "without approval"
        return True
    return False


def _is_exempt(sentence: str, quotes: str) -> bool:
    """Whether what the sentence calls unneeded is what the quotes do without: approval."""
    denied = frozenset[str]().union(*denials_of(quotes))
    is_of_a_verb = re.search(r"\bneed not\b", sentence, re.IGNORECASE)
    return not is_of_a_verb and any(denial & denied for denial in denials_of(sentence))


def negation_problem(sentence: str, quote_sentences: Sequence[str]) -> bool:
    """Whether something that the quotes affirm is denied, or the other way round."""
    quotes = " ".join(quote_sentences)
    mine, theirs = denials_of(sentence), denials_of(quotes)
    forbidden = frozenset(_also_forbidden(quotes))
    if any(
        rule.verb in forbidden and rule.modality in (Modality.PERMISSION, Modality.OBLIGATION)
        for rule in rules_of(sentence)
    ):
        return True
    if mine and not theirs:
        return True
    if any(
        _is_nearly_the_same(sentence, text)
        and len(mine) % 2 != len(denials_of(text)) % 2
        and all(denial & set(content_terms(sentence)) for denial in denials_of(text))
        for text in quote_sentences
    ):
        return True
    also = [frozenset((verb,)) for verb in forbidden]
    return _contradicts(mine, [*theirs, *also], affirmed_terms(quotes)) or _contradicts(
        [d for d in theirs if not d & affirmed_terms(quotes)], mine, affirmed_terms(sentence)
    )


def _also_forbidden(text: str) -> Iterator[str]:
    """The further verbs of "must not be released, returned or cancelled"."""
    for match in _MUST_NOT.finditer(text):
        for word in _NEXT_VERB.findall(match["list"]):
            yield from content_terms(word)


def _is_nearly_the_same(sentence: str, quotes: str) -> bool:
    """Whether the sentence repeats the quotes but for a word: then a denial more is a change."""
    mine, theirs = set(content_terms(sentence)), set(content_terms(quotes))
    return bool(mine) and len(mine & theirs) >= _NEARLY * len(mine | theirs)


def _contradicts(
    denials: Sequence[Denial], others: Sequence[Denial], affirmed: frozenset[str]
) -> bool:
    """Whether one text denies what the other affirms and nowhere denies."""
    denied = frozenset().union(*others)
    return any((denial - GLUE or denial) & affirmed and not denial & denied for denial in denials)
