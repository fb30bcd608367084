"""Who must do it, and to whom: the doer of each verb, in the active and in the passive."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from answering.proof.clauses import rules_in
from answering.proof.quantities import quantities_of, without_quantities
from answering.proof.verified_terms import GLUE, content_terms, term_of

_EVENT = re.compile(
    r"(?P<modal>\bmust not\b|\bmust\b|\bmay\b|\bshould(?: not)?\b|\blimitedto\b)"
    r"(?P<passive> (?:only |also |both |not )?(?:be|have been)\b)?",
    re.IGNORECASE,
)
_BY = re.compile(r"\bby (?P<who>(?!\d|law|reference|the end)[^.;,]*)", re.IGNORECASE)
_DONE_BY = re.compile(r"\b(?P<verb>\w+(?:ed|en|nt|ld|pt)) by (?P<who>(?:the |an? )?[A-Z][^.;,]*)")
_APPROVAL_OF = re.compile(
    r"\b(?P<what>approval|consent|agreement) of (?P<who>[^.;,]*?)(?=[.;,]|$"
    r"|\b(?:may|must|should|where|if|for|on|before|is|was|has|to|when|unless|without|at)\b)",
    re.IGNORECASE,
)
_AND_OF = re.compile(r"(?:,|\band|\bor) of (?:the |an? )?(?P<who>[A-Z][\w&-]*(?: [A-Z][\w&-]*)*)")
_SUBJECT_ENDS = re.compile(
    r"[.;,:]|\b(?:and|but|or|if|where|when|unless|once|until)\b", re.IGNORECASE
)
_PHRASE_ENDS = re.compile(
    r"\b(?:within|before|after|on|in|at|for|to|from|unless|where|if|when|only|with|without|by"
    r"|until|who|which|that|must|may|should|limitedto)\b|[,;(]",
    re.IGNORECASE,
)
# They stand for whoever was named before.
# Share of a doer's terms that must agree: "Group Legal" is not "Group Technology".
_SAME_DOER = 0.6
_POINTERS = frozenset(("it", "they", "he", "she", "who", "which", "that", "this", "these", "those"))
# Everyone in the bank: a quote in the passive voice binds them without naming them.
GENERIC = frozenset(("bank", "staff"))


@dataclass(frozen=True, slots=True)
class Event:
    """A verb with its doer and what it is done to; () where the text does not say."""

    verb: str
    doer: frozenset[str]
    done_to: frozenset[str]
    further: frozenset[str] = frozenset()  # what else "by …" says of the doer
    head: frozenset[str] = frozenset()  # of what it is done to, in the passive


def _subject(text: str, end: int) -> str:
    """What stands before a modal, back to the start of its clause."""
    before = text[:end]
    cuts = [match.end() for match in _SUBJECT_ENDS.finditer(before)]
    subject = before[cuts[-1] :] if cuts else before
    if subject.split() and re.search(
        r"\b(?:and|or)\s*$", before[: cuts[-1] if cuts else 0], re.IGNORECASE
    ):
        wider = before[cuts[-2] :] if len(cuts) > 1 else before
        # "Group Compliance and the Head must": both; "must A and must B": the first one's subject
        subject = subject if _EVENT.search(wider) else wider
    # "For Tier C the business must": the subject begins at its article
    article = re.search(r"^\s*(?:for|in|at|on|within|by|under|after|once|above|below|over)\b.*"
                        r"\b(?=(?:the|an?|each|every)\b)", subject, re.IGNORECASE)  # fmt: skip
    return subject[article.end() :] if article else subject


# "Must be no older than", "may be at most": what follows is a measure.
_NO_VERB = re.compile(r"\s*(?:be )?(?:for )?(?:total )?(?:at most|at least|no)\b", re.IGNORECASE)
_ASIDE = re.compile(r", of (?:which|whom)\b[^,.;]*,", re.IGNORECASE)
_WHO = re.compile(r"(?P<before>[^.;,]*), (?:who|which)\s*$", re.IGNORECASE)


def _antecedent(text: str, end: int) -> str:
    """Who ", who must" is: the last name or role in front of the comma."""
    found = _WHO.search(text[:end])
    return re.split(r"\b(?:to|by|of|from|with|for|the|an?)\b", found["before"])[-1] if found else ""


def events_of(text: str) -> list[Event]:
    """Every verb after a modal word, and every approval by somebody."""
    found: list[Event] = []
    text = _ASIDE.sub(",", without_quantities(text))
    who = frozenset[str]()
    for match in _EVENT.finditer(text):
        rest = re.split(r"[.;]", text[match.end() :], maxsplit=1)[0]
        subject = _antecedent(text, match.start()) or _subject(text, match.start())
        if subject.split():
            is_pointer = subject.split()[-1].lower() in _POINTERS
            who = frozenset() if is_pointer else frozenset(content_terms(subject))
        # else "must confirm … and must report": whoever did the former
        terms = content_terms(rest)
        if not terms or _NO_VERB.match(rest):
            continue
        if match["passive"]:
            by = _BY.search(rest)
            doer = frozenset(content_terms(_phrase(by["who"]))) if by else frozenset[str]()
            further = frozenset(content_terms(by["who"])) if by else frozenset[str]()
            head = who & frozenset(content_terms(_phrase(subject)))
            found.append(Event(terms[0], doer, who, further, head or who))
        else:
            found.append(Event(terms[0], who, frozenset(terms[1:])))
    for match in _DONE_BY.finditer(text):
        doer = frozenset(content_terms(_phrase(match["who"])))
        found.append(Event(term_of(match["verb"].lower()), doer, frozenset()))
    for match in _APPROVAL_OF.finditer(text):
        (verb,) = content_terms(match["what"])[:1] or ("",)
        found.append(Event(verb, frozenset(content_terms(match["who"])), frozenset()))
        rest = re.split(r"[.;]", text[match.end("who") :], maxsplit=1)[0]
        for other in _AND_OF.finditer(rest):  # "of A up to £40, and of B above that"
            found.append(Event(verb, frozenset(content_terms(other["who"])), frozenset()))
    return found


def _phrase(text: str) -> str:
    end = _PHRASE_ENDS.search(text)
    return text[: end.start()] if end else text


def party_problem(sentence: str, quote_sentences: Sequence[str]) -> bool:
    """Whether the sentence names another doer of a verb than the quotes do."""
    theirs = [event for text in quote_sentences for event in events_of(text)]
    for mine in events_of(sentence):
        same = [event for event in theirs if event.verb == mine.verb]
        if not same or not mine.doer - GENERIC - GLUE:
            if same and not mine.doer and _is_reversed(mine, same):
                return True
            if (
                same
                and mine.doer
                and all(e.doer and e.doer <= mine.done_to and not e.doer & mine.doer for e in same)
            ):
                return True  # "staff must help the Bank" where the Bank must help staff
            continue
        named = [event for event in same if event.doer]
        in_full = {frozenset(content_terms(n)) for t in quote_sentences for n in _names_of(t)}
        short = mine.doer in in_full and any(event.doer < mine.doer for event in named)
        if named and not short and not any(_is_one_of(mine, event) for event in named):
            return True
        if not named and all(
            mine.doer & event.head and not mine.doer - event.head for event in same
        ):
            return True  # "the customer must be sent" is not "the customer must send"
    return False


def _is_one_of(mine: Event, theirs: Event) -> bool:
    """Whether the doer is the same, or a generic one leaves the verb to what it is done to."""
    said = mine.doer - GENERIC - GLUE
    if len(said & theirs.doer) >= _SAME_DOER * len(said):
        return True
    if theirs.doer and theirs.doer - GLUE <= said <= theirs.doer | theirs.further:
        return True  # "by an accredited translator who is independent"
    is_turned = theirs.doer & mine.done_to
    return (
        theirs.doer <= GENERIC and said <= theirs.done_to and not is_turned
    )  # "measures must continue"


def _is_reversed(mine: Event, theirs: Sequence[Event]) -> bool:
    """Whether what something is done to is the one who does it in the quotes."""
    return bool(mine.done_to) and all(
        event.doer and mine.done_to <= event.doer and not mine.done_to & event.done_to
        for event in theirs
    )


_NAMES = re.compile(r"\b[A-Z][\w&'-]*(?:(?: (?:&|of|and|the))* [A-Z][\w&'.-]*)+")


def _names_of(text: str) -> list[str]:
    """The names of several words, without the article of a first one or a full stop."""
    found = (re.sub(r"^(?:The|An?|Each|Every|Any|No) ", "", n) for n in _NAMES.findall(text))
    return [name.rstrip(".") for name in found]


def misplaced_name(sentence: str, quote_sentences: Sequence[str]) -> bool:
    """Whether a name of one clause took the place of the name of the clause that is repeated."""
    mine = frozenset(content_terms(_NAMES.sub("", sentence)))
    figures = {q.value for q in quantities_of(sentence)}
    said = set(_names_of(sentence))
    for text in quote_sentences:
        clauses = rules_in(text)
        drawn = [
            len(mine & frozenset(content_terms(_NAMES.sub("", clause))))
            + len(figures & {q.value for q in quantities_of(clause)})
            for clause in clauses
        ]
        if drawn.count(max(drawn)) > 1:
            continue
        best = clauses[drawn.index(max(drawn))]
        there = set(_names_of(best))
        elsewhere = {n for c in clauses[1:] if c is not best for n in _names_of(c)}
        if (said & elsewhere) - there - set(_names_of(clauses[0])) and there - said:
            return True
    return False


_COORDINATED = re.compile(r"(?P<left>[^\s,;]+)[,]? (?P<word>and|or) (?P<right>[^,;.]{3,40})")


def _pairs(text: str) -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = {}
    for match in _COORDINATED.finditer(text):
        left, right = content_terms(match["left"]), content_terms(match["right"])
        if left and right:
            found.setdefault((left[-1], right[0]), set()).add(match["word"].lower())
    return found


def coordination_problem(sentence: str, quotes: str) -> bool:
    """Whether "A and B" became "A or B" or the other way round."""
    theirs = _pairs(quotes)
    return any(
        pair in theirs and not words & theirs[pair] for pair, words in _pairs(sentence).items()
    )
