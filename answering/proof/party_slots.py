"""Which part each named party plays: who acts, to whom, from whom, by whose leave.

A sentence that gives a party another part than the quotes do has exchanged two parties.
"""

import re
from collections.abc import Sequence

from answering.proof.verified_terms import content_terms

_ROLES = (
    "customer|client|employee|staff|supplier|manager|officer|committee|board|director|regulator"
    "|supervisor|auditor|reporter|handler|clerk|owner|analyst|steward|investigator|applicant"
    "|signatory|beneficiary|trustee|lawyer|adviser|administrator|broker|payee|drawer|insider"
    "|ombudsman|complainant|representative|buyer|seller|bidder|host|recipient|guest|journalist"
)
_BODIES = (
    "Compliance|Office|Desk|Team|Room|Legal|Operations|Technology|Finance|Audit|Security|Commander"
    "|Official|Secretary|Counsel|Executive|Head|Chair|Panel|Forum|Function|Surveillance|Sanctions"
    "|Procurement|Resources|Underwriting|Treasury|Owner|Person|Client"
)
_PARTY = re.compile(
    rf"\b(?:[A-Z][\w&-]* (?:(?:&|of|and|for) )?)*(?i:{_ROLES}|{_BODIES})s?\b(?: of (?:[A-Z][\w-]*"
    r"(?: [A-Z][\w-]*)*))?|\b(?:MLRO|DPO|PDMR|PEP|OFSI|RC|STOR)s?\b"
)
_BEFORE = re.compile(
    r"\b(?P<word>by|to|from|of|for|without|with|in|outside|under|at|on|through|against|than|as"
    r"|and|or|nor)\s+(?:(?:both|either|only|the|an?|each|every|any|its|their|another|further)\s+)*$",
    re.IGNORECASE,
)
_PASSIVE = re.compile(
    r"\s*(?:\([^)]*\))?\s*(?:must not|must|may|should|limitedto)?\s*(?:only |also |both )?"
    r"(?:be|is|are|was|were|been|has been|have been)\s+(?:\w+ly )?"
    r"\w+(?:ed|en|nt|ld|pt|de|ght|und)\b"
)
_GETS = re.compile(r"\s*(?:must|may|should)?\s*(?:receives?|gets?|has|have)\b")
_ACTS = re.compile(
    r"(?:\s+(?!and\b|or\b)[\w'-]+){0,12}?\s+(?:must not|must|may|should|limitedto|is|are|has|have"
    r"|\w+s)\b"
)
# The parts that a party may play in the quotes where it plays the key's in the sentence.
_DOER, _DONE_TO, _WHOSE = "doer", "done to", "of"
_BORNE_OUT_BY = {
    _DOER: {_DOER, "by", _WHOSE, "with", "without", "from"},
    "by": {_DOER, "by", _WHOSE, "with", "without"},
    "to": {"to", _DONE_TO},
    _DONE_TO: {_DONE_TO, "to", "for"},
    "from": {"from", _DOER, "by", _WHOSE},
    "without": {"without", "with", _WHOSE, _DOER, "by"},
    "with": {"without", "with", _WHOSE, _DOER, "by"},
}


def slots_of(text: str) -> list[tuple[frozenset[str], str]]:
    """Each party's terms with its part, in order; what stands in a list has its neighbour's."""
    found: list[tuple[frozenset[str], str]] = []
    for match in _PARTY.finditer(text):
        terms = frozenset(content_terms(match.group()))
        if not terms:
            continue
        found.append((terms, _slot(text, match, found[-1][1] if found else "")))
    return found


def _slot(text: str, match: re.Match[str], last: str) -> str:
    if match.group().endswith("'s") or text[match.end() :].startswith("'"):
        return _WHOSE
    before = _BEFORE.search(text[: match.start()])
    word = before["word"].lower() if before else ""
    if word in ("and", "or", "nor"):
        if re.search(r"\bbetween [^,;.]*$", text[: match.start()]):
            return "between"
        begins = text[: match.start() - len(before[0])].rstrip().endswith(",") if before else False
        if not (begins and _ACTS.match(text, match.end())):
            return last or _DOER
    elif word:
        return word
    if _PASSIVE.match(text, match.end()) or _GETS.match(text, match.end()):
        return _DONE_TO
    return _DOER if _begins_clause(text[: match.start()]) else _DONE_TO


def _begins_clause(before: str) -> bool:
    """Whether a party stands where a subject stands: in front, or after a comma or a connective."""
    return (
        re.search(
            r"(?:^|[.;:,]|\b(?:where|if|when|unless|until|that|which|whom|once|while|only|after|before"
            r"|but|and|or|whether))\s*(?:(?:only|both|either|the|an?|each|every|any|no|\w+ing)\s+)*$",
            before,
            re.IGNORECASE,
        )
        is not None
    )


def _is_subsequence(mine: Sequence[object], theirs: Sequence[object]) -> bool:
    left = iter(theirs)
    return all(any(item == other for other in left) for item in mine)


def exchanged_in_place(sentence: str, quote_sentences: Sequence[str]) -> bool:
    """Whether a sentence repeats a quote in its order, but for parties that changed places."""
    mine = slots_of(sentence)
    for text in quote_sentences:
        theirs = slots_of(text)
        parties = frozenset[str]().union(*(terms for terms, _ in (*mine, *theirs)))
        frame, original = (
            [term for term in content_terms(each) if term not in parties]
            for each in (sentence, text)
        )
        if (
            len(frame) >= _LEAST_FRAME
            and _is_subsequence(frame, original)
            and {terms for terms, _ in mine} <= {terms for terms, _ in theirs}
            and not _is_subsequence([t for t, _ in mine], [t for t, _ in theirs])
        ):
            return True
    return False


# Fewer terms than this beside the parties stand in one order by chance.
_LEAST_FRAME = 3


def plays_another_part(sentence: str, quote_sentences: Sequence[str]) -> bool:
    """Whether two parties of the sentence play parts that they play nowhere in the quotes.

    One alone may have moved with the voice of the verb; who is exchanged moves with another.
    """
    theirs = [slot for text in quote_sentences for slot in slots_of(text)]
    moved: set[frozenset[str]] = set()
    for terms, slot in slots_of(sentence):
        parts = {part for other, part in theirs if terms <= other or other <= terms}
        if parts and slot in _BORNE_OUT_BY and not parts & _BORNE_OUT_BY[slot]:
            moved.add(terms)
    return len(moved) > 1
