"""Cuts a normal-form text into sentences, the clauses that state a rule, and their conditions."""

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from answering.evidence.sentences import sentences_of

# A new rule begins after a semicolon, or after "and", "but" with a modal of its own further on.
_NEXT_RULE = re.compile(
    r";\s*(?:and |but )?"
    # "…, and falls away when"
    r"|,\s(?:and|but)\s(?=[a-z]{3,}s (?!must|may|should|are|have|of|and|or|who|that|which|need"
    r"|in|with)[a-z])"
    r"|,\s(?:and|but)\s(?=(?:any|the|an?|no|each|it|this) (?:[\w'-]+ ){0,3}?[a-z]{3,}s "
    r"(?:after|before|at|on|to|in|by|the|an?|for|from|if|when|unless|automatically)\b)"
    r"|,?\s(?:and|but|or)\s"
    r"(?!(?:more|less|fewer|above|below|over|under|older|younger|longer|higher|lower) )"
    # not at the first "and" of "for each person and event and needs approval"
    r"(?!(?:[\w'&-]+ ){1,6}?(?:and|but|or) (?:must|may|should|needs?|limitedto|is|are|requires?)\b)"
    r"(?=(?:(?!where|if|when|unless|that|which|who)[\w'&-]+ ){0,6}?"
    r"(?:must|may|should|(?<!the )(?<!a )needs?|limitedto|is|are|has|have|requires?)\b)"
    # "…, and sessions that originate there must"
    r"|,\s(?:and|but)\s(?=(?:[\w'-]+ ){1,8}?(?:must|may|should)\b)",
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


# "Which may be dealing or manipulation": the modal of a relative clause ends no rule.
_OWN_MODAL = re.compile(rf"(?<!which )(?<!who )(?<!that ){_A_MODAL}")
_STRONG = r"\b(?:must|may|should|limitedto|needs?|requires?)\b"


def _continues_condition(sentence: str, start: int, match: re.Match[str]) -> bool:
    """Whether "and" joins two things that must hold: "if it costs £40 and the host is present"."""
    if not re.fullmatch(r",?\s(?:and|or)\s", match.group()):
        return False
    before = sentence[start : match.start()]
    modal = re.search(_STRONG, before)
    cue = re.search(rf"\b{_CUE}\b", before[modal.end() :] if modal else "", re.IGNORECASE)
    behind = re.split(r"[;,.]|\bthat\b", sentence[match.end() :], maxsplit=1)[0]
    if cue and modal and match.group().startswith(","):  # "if A, B, and C", not "if A, and C"
        cue = cue if "," in before[modal.end() + cue.end() :] else None
    return cue is not None and re.search(_STRONG, behind) is None


def rules_in(sentence: str) -> list[str]:
    """The clauses of a sentence that state a rule each; the sentence alone where it is one.

    A clause that leaves its subject to the one before is given it: "… and must report".
    """
    cuts = [0]
    for match in _NEXT_RULE.finditer(sentence):
        joins_names = not re.match(r"[;,]", match.group()) and not _BEGINS_WITH_MODAL.match(
            sentence, match.end()
        )
        # "missing or meaningless information must": no rule has ended in front of "or"
        if _continues_condition(sentence, cuts[-1], match):
            continue
        if not joins_names or _OWN_MODAL.search(sentence[cuts[-1] : match.start()]):
            cuts.append(match.end())
    cuts.append(len(sentence))
    clauses: list[str] = []
    for start, end in pairwise(cuts):
        clause = sentence[start:end]
        has_subject = bool(clauses) and re.search(_A_MODAL, clauses[-1], re.IGNORECASE)
        if has_subject and _BEGINS_WITH_MODAL.match(clause):
            clause = _subject_of(clauses[-1]) + clause
        if clause.strip():
            clauses.append(clause)
    return clauses


_RELATIVE = re.compile(
    r"(?P<who>[^.;,]*), (?:who|which) (?P<says>[^.;,]*(?:,[^.;,]*\b(?:or|and)\b[^.;,]*)?)"
)


_EXCEPT_THAT = re.compile(r"\b(?:save|except) that (?P<rule>[^.;]*)", re.IGNORECASE)


def statements_in(sentence: str) -> list[str]:
    """The rules, and what is said behind ", who" or ", which" with the name it is said of."""
    found = rules_in(sentence)
    found += [match["rule"] for match in _EXCEPT_THAT.finditer(sentence)]
    for match in _RELATIVE.finditer(sentence):
        name = re.split(r"\b(?:to|by|of|from|with|for|ask|tell|the|an?)\b", match["who"])[-1]
        found.append(f"{name.strip()} {match['says']}")
    return found


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


# "if A is given, the B has been sent, and the C is": what must hold together
_GOES_ON = re.compile(
    r", (?:the|an?|its?|no) [^,.;]*\b(?:is|are|has|have)\b[^,.;]*, and (?:the|an?|its?|no)\b",
    re.IGNORECASE,
)


def conditions_of(clause: str) -> list[Condition]:
    """The conditions of a clause in order; nested ones once each."""
    found: list[Condition] = []
    at = 0
    while match := _CONDITION.search(clause, at):
        body = match["body"]
        leads = match.start() < 3
        end = match.start("body") + (_leading_end(body) if leads else _trailing_end(body))
        if not leads and _GOES_ON.match(clause, end):
            end = match.end("body")
        inner = _CONDITION.search(clause, match.start("body"), end)
        if inner:
            end = inner.start()
        found.append(
            Condition(match["cue"].lower().strip(), clause[match.start("body") : end],
                      match.start(), end,
                      _IS_ALTERNATIVE.search(clause[: match.start()]) is not None)
        )  # fmt: skip
        at = max(end, match.start("body") + 1)
    ifs = [c for c in found if c.cue == "if"]
    if any(re.search(r"\bor\s*$", clause[: c.start]) for c in ifs[1:]):
        found = [replace(c, is_alternative=c in ifs[1:] or c.is_alternative) for c in found]
    # "before A, where B, and where C": each of them is enough
    listed = [c for c in found if c.cue == "where" and c.start > 3]
    if any(c.cue.startswith("only") for c in found):
        return found  # "only where A, where B, and where C": all of them
    if any(re.search(r"\band\s*$", clause[: c.start]) for c in listed[1:]) or (
        len(listed) == 1 and re.search(r",[^,]*, and\s*$", clause[: listed[0].start])
    ):
        found = [replace(c, is_alternative=c in listed or c.is_alternative) for c in found]
    return found
