"""Whether two clauses speak of the same matter: gifts from clients are not gifts from suppliers."""

import re
from difflib import SequenceMatcher

from answering.conflicts.rules.quantities import quantities_of, without_quantities
from answering.conflicts.rules.verified_terms import GLUE, content_terms
from answering.conflicts.rules.wording import normal_form
from domain.terms import terms_of

# Share of the shorter clause's terms in the longer one, from which on they may be one matter.
_SAME_MATTER = 0.7
# Share of the terms of both that they have in common: a long clause holds many a short one.
_ALIKE = 0.45
# A heading that says for which customers its section is, where the other's does not.
_REACH = re.compile(
    r"\b(?:corporate|institution\w*|personal|private|retail|small-business|commercial|consumer)\b",
    re.IGNORECASE,
)
# Words of a line exclude one another: clauses that each hold another one differ in their subject.
_EXCLUSIVE = """
client supplier official
received given
receive give
accept give
high medium low restricted
personal corporate retail commercial private
gift entertainment meal cash voucher travel
call picture e-mail paper cheque card
internal external
new existing
public private
general payment
acknowledge answer decide close
first further final
inside outside
covered access
front senior
"""
_SETS = tuple(
    frozenset(term for word in line.split() for term in (*terms_of(word), *content_terms(word)))
    for line in _EXCLUSIVE.strip().splitlines()
)
# Whom a rule binds goes without saying, and how much is compared apart. "Personal" has the stem of
# "person", and tells customers from companies.
_NO_MATTER = (GLUE - {"person"}) | {
    "must",
    "limitedto",
    "busi",
    "day",
    "employe",
    "member",
    "least",
}
# In front of the verb stands whom or what a rule is for: a word of it that the other clause has
# nowhere makes another rule, or a special one ("payments", "payments to a sanctioned person").
# These words single nobody out: they are said of whoever the policy binds, or are mere verbs.
_MERE_WORDS = """
person people staff employee member colleague individual covered relevant concerned bank branch
team case time period date day value amount sum limit level total least rate number cost price
take hold receive make give offer have become begin start last stay remain cease leave use get
claim pay lose loss arise occur concern fall belong carry include relate reach contact acquire
enter involve work longer shorter more less fewer earlier later higher lower greater
"""
_SINGLES_OUT_NOBODY = GLUE | frozenset((*terms_of(_MERE_WORDS), *content_terms(_MERE_WORDS)))
# Every policy says this of itself, and each says something else.
_OF_ITSELF = re.compile(
    r"^\s*this (?:policy|standard|procedure|document|manual|code)\b|\bversion:|\beffective from\b"
    r"|\b(?:next|last) review(?:ed)?\b|\breview due\b",
    re.IGNORECASE,
)
_MODAL = re.compile(r"\b(?:must|may|should|need not|limitedto)\b")
_VERB = re.compile(r"\b(?:is|are|has|have)\b")
_CLAUSE_NUMBER = re.compile(r"^\s*(?:[A-Z]\.)?\d+(?:\.\d+)*\.?\s+(?=[A-Z(])")


def matter_of(text: str) -> tuple[str, ...]:
    """The terms of a clause that say what it is about, in order: no figures, no clause number."""
    plain = without_quantities(normal_form(_CLAUSE_NUMBER.sub("", text)))
    return tuple(term for term in terms_of(plain) if term not in _NO_MATTER)


def same_matter(one: str, other: str) -> bool:
    """Whether two clauses say something of the same thing, done to it by the same people."""
    if _OF_ITSELF.search(one) and _OF_ITSELF.search(other):
        return False
    mine, theirs = matter_of(one), matter_of(other)
    left, right = set(mine), set(theirs)
    if not left or not right or _exclude(_words(one, left), _words(other, right)):
        return False
    if _singled_out(one, other) or _singled_out(other, one):
        return False
    shared = len(left & right)
    return (
        shared / min(len(left), len(right)) >= _SAME_MATTER
        and shared / len(left | right) >= _ALIKE
        and _alike(mine, theirs)
    )


def _singled_out(one: str, other: str) -> bool:
    """Whether a clause is for a class of people or things of which the other says nothing."""
    text, rest = (normal_form(_CLAUSE_NUMBER.sub("", clause)) for clause in (one, other))
    subject = _subject(text)
    known = {*terms_of(rest), *content_terms(rest)}
    words = (
        {*terms_of(word), *content_terms(word)} for word in without_quantities(subject).split()
    )
    if any(word and not word & known and not word & _SINGLES_OUT_NOBODY for word in words):
        return True
    return bool(quantities_of(subject)) and len(quantities_of(text)) > len(quantities_of(rest))


def _subject(text: str) -> str:
    """What stands in front of the verb; of a clause without a known one, in front of the figure."""
    verb = _MODAL.search(text) or _VERB.search(text)
    figures = quantities_of(text)
    return text[: verb.start() if verb else figures[0].start if figures else 0]


def same_reach(one: str, other: str) -> bool:
    """Whether two places, as their headings have it, speak of the same customers."""
    mine, theirs = (
        {found.lower()[:8] for found in _REACH.findall(headings)} for headings in (one, other)
    )
    return mine == theirs


def _words(text: str, matter: set[str]) -> set[str]:
    """The matter's terms with those that ranking drops: "give" is not "accept"."""
    return matter | set(content_terms(normal_form(text)))


def _exclude(left: set[str], right: set[str]) -> bool:
    return any((left - right) & words and (right - left) & words for words in _SETS)


def _alike(mine: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Whether the two run alike: words that take each other's place are few."""
    changed = [
        (mine[a:b], theirs[c:d])
        for tag, a, b, c, d in SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes()
        if tag == "replace"
    ]
    swapped = sum(min(len(set(x) - set(theirs)), len(set(y) - set(mine))) for x, y in changed)
    return swapped <= max(1, len(set(mine) & set(theirs)) // 2)
