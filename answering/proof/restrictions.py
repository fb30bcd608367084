"""Whether a sentence keeps what narrows a rule: whom it is of, and what it allows or forbids.

"A customer aged 75 or over may …" says nothing of other customers, and "must not translate a
document for a file on which that person works" nothing of other documents. What an obligation is
about may be said in part: who must do two things must do the first.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from answering.proof.alignment import Source, tokens_of
from answering.proof.clauses import conditions_of, is_row, statements_in
from answering.proof.quantities import QuantityKind, quantities_of
from answering.proof.verified_terms import GLUE, LIGHT

_MODAL = re.compile(
    r"(?<!who )(?<!which )(?<!that )"
    r"\b(?P<modal>must not|must|may|should|limitedto|need not|needs?|requires?)\b"
)
# In what is allowed, forbidden or limited each narrowing counts; in a duty it may be left out.
_NARROW = frozenset(("must not", "may", "limitedto"))
_OPENS = re.compile(
    r"\b(?:that|which|who|whom|whose|with|without|for|of|from|in|under|over|on|at|to|by|against"
    r"|between|within|after|before|during|through|outside|inside|across|together)\b",
    re.IGNORECASE,
)
_ALTERNATIVE = re.compile(r"(?:\b(?:or|and)|,)\s*$", re.IGNORECASE)
_LISTED = re.compile(r",|\b(?:and|or)\b(?! (?:more|less|over|under|above|below)\b)", re.IGNORECASE)
_ASIDE = re.compile(
    r"\([^()]*\)|, (?:who|which)\b[^,.;]*|\b(?:under|in|by|of) (?:POL-[\w-]+|clauses? [\d.]+"
    r"|sections? [\d.]+|(?:table|annex) ?\w+)|,? (?:such as|including|for example|in particular"
    r"|in order to|whether|so as|so that|because|since|as)\b"
    r"[^,.;]*(?:,[^,.;]*\b(?:or|and)\b[^,.;]*)?,?",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"\b(?:every|each|any|all) (?P<of>(?:(?!(?:of|in|to|from|by|on|for|with|within|before|after"
    r"|and|or|unless|where|if|must|may|is|are)\b)[\w'-]+ ?){2,8})"
)
_ALL_OF = re.compile(r"\b(?:every|any|all|each) (?P<of>(?:[\w'-]+ ?){1,3})", re.IGNORECASE)
_NARROWS = frozenset(("who", "that", "which", "with", "of", "where"))
_EVERY = re.compile(r"\b(?:every|any|all|each|always)\b", re.IGNORECASE)
_WHICHEVER = re.compile(r"\b(?:either|any|all|both|whatever|whichever)\b", re.IGNORECASE)
_OR = re.compile(r"\bor\b")
_UNTOLD = LIGHT | {"#count::1"}  # "a single score" is a score
_IN_FRONT = re.compile(r"^(?:for|in|at|on) [^,]*, ", re.IGNORECASE)
_NEW_ITEM = re.compile(
    r",? (?:and|or) (?=(?:any\w*|an?|each|every)\b)|, (?=(?:any\w*|an?|each|every)\b)"
)
_FINITE = re.compile(
    r"\b(?:is|are|has|have)\b|\b[a-z]{3,}s (?=(?:the|an?|for|its|to|at|in|on|with|no|each)\b)"
)
# "A sale made to limit a loss" is a sale to limit a loss.
# "Card holders" are customers who hold a card.
_LIGHT = frozenset(("make", "give", "take", "custom", "staff"))
# "keeps the register and may …": the subject ends at the verb before.
_VERB = re.compile(r"\s[a-z]{3,}s (?=(?:the|an?|for|its|to|at|in|on|with|no|each)\b)")
# Share of a narrowing's words that the sentence must hold.
_LEAST_KEPT = 0.6


@dataclass(frozen=True, slots=True)
class _Part:
    """A run between two prepositions or relative pronouns, with what each of its items says."""

    items: tuple[frozenset[str], ...]
    is_alternative: bool
    opener: str  # its first word

    @property
    def words(self) -> frozenset[str]:
        return frozenset().union(*self.items)


def drops_narrowing(clause: str, source: Source) -> bool:
    """Whether the rule that a clause repeats is narrower than the clause; all in normal form."""
    if is_row(source.text):
        return False
    mine = frozenset(token.word for token in tokens_of(clause))
    rules = [_Rule.of(text) for text in statements_in(source.text)]
    rule = max(rules, key=lambda rule: len(mine & rule.words))
    if _lists_figures(f"{rule.subject} {rule.predicate}"):
        return False
    if _widens_whole(rule.predicate, mine) or _takes_all(clause, rule.predicate, mine):
        return True
    spoken_of = [part for part in _subjects(rule) if mine & {t.word for t in tokens_of(part)}]
    is_whole = bool(_EVERY.search(clause)) and not _EVERY.search(source.text)
    least = 1.0 if is_whole else _LEAST_KEPT
    if spoken_of and all(_loses(part, mine, whole_head=True, least=least) for part in spoken_of):
        return True
    return rule.modal in _NARROW and any(
        _loses(chunk, mine, whole_head=False) for chunk in _objects(rule.predicate, mine)
    )


def _takes_all(clause: str, predicate: str, mine: frozenset[str]) -> bool:
    """Whether "a relative who is employed by the Bank" became every relative."""
    parts = list(_parts(predicate))
    for match in _ALL_OF.finditer(clause):
        words = frozenset(t.word for t in tokens_of(match["of"])) - _UNTOLD
        for part, after in pairwise(parts):
            if words and words <= part.words and after.opener in _NARROWS:
                return not _is_kept(after, mine, 1.0)
    return False


def _subjects(rule: "_Rule") -> list[str]:
    """What the rule is of; the items of a list that each begin with a word like "any" apart."""
    if rule.modal is None and "," in rule.subject and not _NEW_ITEM.search(rule.subject):
        return []  # "meets monthly, is chaired by": where the subject ends is not known
    return _NEW_ITEM.split(_IN_FRONT.sub("", rule.subject))


def _widens_whole(predicate: str, mine: frozenset[str]) -> bool:
    """Whether "every customer rated high" became every customer, in a duty too."""
    for match in _WHOLE.finditer(predicate):
        words = frozenset(t.word for t in tokens_of(match["of"])) - GLUE
        if words & mine and not words <= mine and not _LISTED.search(match["of"]):
            return True
    return False


def _lists_figures(text: str) -> bool:
    """Whether figures of one kind stand in a list, each with its own case: see ``associations``."""
    kinds = [q.kind for q in quantities_of(text) if q.kind is not QuantityKind.COUNT]
    return len(set(kinds)) < len(kinds)


def _objects(predicate: str, mine: frozenset[str]) -> Iterator[str]:
    """The parts of a list that the sentence speaks of, and what limits them all: ", after …"."""
    start = 0
    seen: frozenset[str] = frozenset()
    for cut in (*_LISTED.finditer(predicate), None):
        chunk = predicate[start : cut.start() if cut else len(predicate)]
        head = next(_parts(chunk), None)
        if head and (head.words - seen) & mine:
            yield chunk
        elif head and _is_aside(predicate, start, cut):
            yield next(iter(_OPENS.split(chunk, maxsplit=1)[1:]), chunk)
        start = cut.end() if cut else start
        seen |= head.words if head else frozenset()


@dataclass(frozen=True, slots=True)
class _Rule:
    """One clause of the quotes, cut at its modal word; conditions and asides are blanked."""

    subject: str
    modal: str | None
    predicate: str

    @property
    def words(self) -> frozenset[str]:
        return frozenset(t.word for text in (self.subject, self.predicate) for t in tokens_of(text))

    @classmethod
    def of(cls, clause: str) -> "_Rule":
        for condition in reversed(conditions_of(clause)):
            blank = " " * (condition.end - condition.start)
            clause = clause[: condition.start] + blank + clause[condition.end :]
        clause = _ASIDE.sub(lambda match: " " * len(match.group()), clause)
        modal = _MODAL.search(clause)
        if modal is None:
            verb = _FINITE.search(clause)
            start, end = verb.span() if verb else (0, 0)
            return cls(clause[:start], None, clause[end:])
        subject = _VERB.split(clause[: modal.start()], maxsplit=1)[0]
        return cls(subject, modal["modal"].lower(), clause[modal.end() :])


def _is_aside(predicate: str, start: int, cut: re.Match[str] | None) -> bool:
    """Whether a part of a list is none, but limits all in front of it: ", after …"."""
    opens = _OPENS.match(predicate[start:].lstrip())
    return start > 0 and predicate[start - 1] == "," and cut is None and opens is not None


def _loses(
    text: str, mine: frozenset[str], *, whole_head: bool, least: float = _LEAST_KEPT
) -> bool:
    """Whether the sentence speaks of what ``text`` says, and leaves out what narrows it."""
    parts = list(_parts(text))
    if whole_head and not any(part.words & mine for part in parts):
        return False
    groups = _alternatives(parts)
    if whole_head and _OR.search(text) and len(groups) > 1:
        groups = [groups[0], [part for group in groups[1:] for part in group]]
    for number, group in enumerate(groups):
        if whole_head and number == 0:
            if not any(item - _LIGHT <= mine for part in group for item in part.items):
                return True
        elif number == 0 and any(part.words & mine for part in group):
            continue  # the verb may be another: "take the place of documents"
        elif not any(_is_kept(part, mine, least) for part in group):
            # "at the signing of a mortgage, a birth or a wedding": what is left out is the first
            after = groups[number + 1][0].items[1:] if number + 1 < len(groups) else ()
            if not any(item & mine for item in after):
                return True
    return False


def _alternatives(parts: Sequence[_Part]) -> list[list[_Part]]:
    """Parts that stand for one another in one list: "with no post, or with fewer than …"."""
    groups: list[list[_Part]] = []
    for part in parts:
        if not part.is_alternative or not groups:
            groups.append([part])
            continue
        same = [i for i, group in enumerate(groups) if i and group[0].opener == part.opener]
        at = same[-1] if same else len(groups) - 1
        groups[at:] = [[each for group in groups[at:] for each in group] + [part]]
    return groups


def _is_kept(part: _Part, mine: frozenset[str], least: float) -> bool:
    if len(part.items) > 1:
        return bool(part.words & mine)
    return len(part.words & mine) >= least * len(part.words)


def _parts(text: str) -> Iterator[_Part]:
    cuts = [0, *(match.start() for match in _OPENS.finditer(text)), len(text)]
    within = False
    said: frozenset[str] = frozenset()
    for start, end in pairwise(cuts):
        piece = text[start:end]
        if _WHICHEVER.search(piece) and start > 0:
            continue  # "by either side" narrows nothing
        within = within or (bool(_ALTERNATIVE.search(text[:start])) and start > 0)
        items = tuple(
            words
            for item in _LISTED.split(piece)
            if (words := frozenset(t.word for t in tokens_of(item)) - _UNTOLD - said)
        )
        said = said.union(*items)
        if items:
            yield _Part(items, within, piece.split(" ", 1)[0].lower())
        if "," in piece:
            within = False
