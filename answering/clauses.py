"""Cuts a normal-form text into sentences, the clauses that state a rule, and their conditions."""

import re
from dataclasses import dataclass
from itertools import pairwise

from answering.sentences import sentences_of

# A new rule begins after a semicolon, or after "and", "but" with a modal of its own further on.
_NEXT_RULE = re.compile(
    r";\s*(?:and |but )?"
    r"|,?\s(?:and|but|or)\s(?!more |less |fewer |above |below )"
    r"(?=(?:(?!where|if|when|unless|that|which|who)[\w'&-]+ ){0,6}?"
    r"(?:must|may|should|need|needs|limitedto|is|are|has|have|requires?)\b)",
    re.IGNORECASE,
)
_CUE = (
    r"(?:unless|except(?:ed)?(?: that| where| for)?|save(?: that| for| under| where)?|other than"
    r"|provided(?: that)?|only (?:if|where|when|with|after|by|in|on|for|to)?|only|if|where|when"
    r"|while|until|as long as|during)"
)
_CONDITION = re.compile(
    rf"\b(?<!even )(?P<cue>{_CUE})\b(?P<body>(?:[^.;]|\.(?=\d))*)", re.IGNORECASE
)
# "…, or where it is complex", "…, or one month where the supplier is supervised"
_IS_ALTERNATIVE = re.compile(r"(?:\bor|,\s*or\b[^,]*)\s*$", re.IGNORECASE)
_ROW = re.compile(r"[^:;\n]{1,80}: [^;\n]*(?:; [^:;\n]{1,80}: [^;\n]*)+$")


@dataclass(frozen=True, slots=True)
class Condition:
    """What restricts a rule: "unless …", "where …", "only with …", without its cue."""

    cue: str
    text: str
    start: int
    end: int
    is_alternative: bool = False  # "or where …": it holds in place of the one before


def is_row(text: str) -> bool:
    """Whether a text is a table row, "Header: value; Header: value"."""
    return _ROW.match(text) is not None


def sentences_in(text: str) -> list[str]:
    """The sentences in order."""
    return [text[span.start : span.end] for span in sentences_of(text)]


_A_MODAL = r"\b(?:must|may|should|limitedto|needs?|requires?|is|are|has|have)\b"
_BEGINS_WITH_MODAL = re.compile(rf"\s*{_A_MODAL}", re.IGNORECASE)


def _subject_of(clause: str) -> str:
    """What stands before the modal."""
    modal = re.search(_A_MODAL, clause, re.IGNORECASE)
    return clause[: modal.start()] if modal else clause


def rules_in(sentence: str) -> list[str]:
    """The clauses of a sentence that state a rule each; the sentence alone where it is one.

    A clause that leaves its subject to the one before is given it: "… and must report".
    """
    cuts = [0, *(match.end() for match in _NEXT_RULE.finditer(sentence)), len(sentence)]
    clauses: list[str] = []
    for start, end in pairwise(cuts):
        clause = sentence[start:end]
        if clauses and _BEGINS_WITH_MODAL.match(clause):
            clause = _subject_of(clauses[-1]) + clause
        if clause.strip():
            clauses.append(clause)
    return clauses


def _leading_end(body: str) -> int:
    """Where a condition in front of its rule ends: the last comma before the first modal."""
    modal = re.search(r"\b(?:must|may|should|limitedto)\b", body)
    comma = body.rfind(",", 0, modal.start()) if modal else body.find(",")
    if comma >= 0:
        return comma
    return modal.start() if modal else len(body)


def _trailing_end(body: str) -> int:
    """Where a condition behind its rule ends: the first comma that no "or" follows."""
    comma = re.search(r",(?! or )", body)
    return comma.start() if comma else len(body)


def conditions_of(clause: str) -> list[Condition]:
    """The conditions of a clause in order; nested ones once each."""
    found: list[Condition] = []
    at = 0
    while match := _CONDITION.search(clause, at):
        body = match["body"]
        leads = match.start() < 3
        end = match.start("body") + (_leading_end(body) if leads else _trailing_end(body))
        inner = _CONDITION.search(clause, match.start("body"), end)
        if inner:
            end = inner.start()
        found.append(
            Condition(match["cue"].lower().strip(), clause[match.start("body") : end],
                      match.start(), end,
                      _IS_ALTERNATIVE.search(clause[: match.start()]) is not None)
        )  # fmt: skip
        at = max(end, match.start("body") + 1)
    return found
