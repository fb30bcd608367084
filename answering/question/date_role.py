"""Is a date in a question the day to answer for, or a part of the matter?

"What was the limit on 30 June 2019?" asks for the rules of that day. "May I close an account that
was opened on 30 June 2019?" asks for today's rules on an old account. Where the sentence does not
tell, neither is assumed.
"""

import re
from enum import StrEnum

from answering.question.dates import DateNamed


class Role(StrEnum):
    """What a date is to its question."""

    AS_OF = "as_of"  # the day whose rules are asked for
    MATTER = "matter"  # a fact of the case
    UNCLEAR = "unclear"


_LEADS_AS_OF = frozenset(("as of", "as at", "on", "in", "during", "throughout", "at", "of", ""))
_PAST = re.compile(r"\b(?:was|were|did|had|could|might|would|used to|applied|stood|ran)\b", re.I)
_QUESTION_BEGINS = re.compile(
    r"\b(?:what|who|whom|whose|which|when|where|why|how|is|are|was|were|do|does|did|can|could|may"
    r"|might|must|should|shall|will|would|has|have|had|am)\b",
    re.IGNORECASE,
)
# A clause that says more of a thing: the date behind it is that thing's.
_SAYS_MORE_OF = re.compile(
    r"\b(?:that|which|who|whom|whose|where|when|while|if|because|since|once)\b", re.I
)
_BE = r"(?:am|is|are|was|were|be|been|being|has|have|had)"
# A participle that hangs on a noun ("accounts opened before …"), not on an auxiliary.
_PARTICIPLE = re.compile(
    r"\b(?:[a-z]{2,}[a-df-z]ed|bought|sold|made|sent|kept|held|left|given|taken|written|born|paid|lent"
    r"|begun|broken|brought|built|drawn|found|lost|met|put|seen|spent|stolen|told|won|withdrawn)\s*$",
    re.IGNORECASE,
)
_IN_FORCE = re.compile(
    r"\b(?:in force|appl(?:y|ied|ies|icable)|valid|effective|allowed|permitted|required|prohibited"
    r"|forbidden|set|fixed)\s*$",
    re.IGNORECASE,
)
_LONGEST_LEAD_IN = 2  # words in front of a date that opens its sentence
_OF_A_TEXT = re.compile(
    r"\b(?:policy|policies|rules?|version|edition|limits?|wording|text)\s*$", re.I
)


def role_of(named: DateNamed, question: str) -> Role:
    """What the date is to the question that it stands in."""
    sentence, before, after = _sentence_around(question, named)
    if not _QUESTION_BEGINS.search(sentence):
        return Role.UNCLEAR  # a statement of its own: "I got it on 3 May 2019."
    if named.lead not in _LEADS_AS_OF:
        return Role.UNCLEAR if _PAST.search(sentence) else Role.MATTER
    if named.lead == "of" and not _OF_A_TEXT.search(before):
        return Role.MATTER
    if named.lead == "" and not _stands_alone(named, before, after):
        return Role.UNCLEAR
    begins = _QUESTION_BEGINS.search(before)
    if begins is None:  # "In March 2021, what was …", "Back in 2019, what was …"
        return Role.AS_OF if len(before.split()) <= _LONGEST_LEAD_IN else Role.UNCLEAR
    asked = before[begins.end() :]
    if _IN_FORCE.search(asked):
        return Role.AS_OF
    if more := _SAYS_MORE_OF.search(asked):
        main_clause = before[begins.start() : begins.end() + more.start()]
        return Role.UNCLEAR if _PAST.search(main_clause) else Role.MATTER
    participle = _PARTICIPLE.search(asked)
    if participle and not re.search(
        rf"\b{_BE}\b[^,;]*$", before[: len(before) - len(participle.group())], re.I
    ):
        return Role.MATTER
    if participle and not re.search(
        rf"\b{_BE}\s+(?:not\s+|\w+ly\s+)?$", asked[: participle.start()], re.I
    ):
        return Role.UNCLEAR
    return Role.AS_OF


def _sentence_around(question: str, named: DateNamed) -> tuple[str, str, str]:
    """The sentence that the date stands in; what is before the date in it, and what is after."""
    starts = [m.end() for m in re.finditer(r"[.?!;]\s+", question) if m.end() <= named.start]
    start = starts[-1] if starts else 0
    end = re.search(r"[.?!;](?:\s|$)", question[named.end :])
    stop = named.end + end.start() if end else len(question)
    return question[start:stop], question[start : named.start], question[named.end : stop]


def _stands_alone(named: DateNamed, before: str, after: str) -> bool:
    """Whether words without a preposition say when: "last year", at an end of the sentence."""
    if re.search(r"(?:['’]s?)?\s+\w", after) and before.strip(" ,"):
        text_of_year = re.search(r"\b(?:the|our|your)\s*$", before, re.I)
        return bool(text_of_year) or after.lstrip()[:1] in ("'", "’", ",")
    return True
