"""Lays a sentence beside the one place of its quotes that it draws on, word by word.

Words that all stand somewhere in the quotes prove nothing when they come from two rules, or when
one of them stands in the place of another.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from answering.proof.associations import zones_of
from answering.proof.clauses import is_row, rules_in, statements_in
from answering.proof.quantities import quantities_of, without_quantities
from answering.proof.verified_terms import GLUE, LIGHT, placed_terms

# A sentence that points back takes its matter from the one before it.
_POINTS_BACK = re.compile(
    r"\b(?:it|its|they|them|their|this|these|those|such|then|there|he|she|his|her|both|either"
    r"|neither|same|above|below|otherwise|former|latter|one)\b|^(?:more|less) than\b",
    re.IGNORECASE,
)


_PRONOUN = re.compile(r"\b(?:it|its|they|them|their|this|these|he|she)\b", re.IGNORECASE)
_OBJECT = re.compile(r"\b(?:them|it)\b", re.IGNORECASE)
_MODAL = re.compile(r"\b(?:must|may|should|limitedto|need not|is|are|has|have)\b")
# Words: as far as a compound moves what it is made of.
_NEAR = 5
# What a word counts that stands in the sentence before: less than one that stands here.
_LENT = 0.6


_DEFINITE = re.compile(r"\bthe (?P<noun>[\w'-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Token:
    """A term or a figure at its place in a text. ``word`` of a figure tells kind, unit, value."""

    start: int
    word: str
    is_figure: bool


@dataclass(frozen=True, slots=True)
class Source:
    """The quote's sentence that a clause draws on, and those before it where it points back."""

    text: str
    before: str


def tokens_of(text: str) -> list[Token]:
    """Terms and figures in order of their place."""
    figures = [Token(q.start, f"#{q.kind}:{q.unit}:{q.value}", True) for q in quantities_of(text)]
    terms = [Token(at, term, False) for at, term in placed_terms(without_quantities(text))]
    return sorted((*figures, *terms), key=lambda token: token.start)


def source_of(clause: str, quotes: Sequence[Sequence[str]]) -> Source:
    """Where a clause stands best: the sentence that shares most with it, the earlier of equals.

    ``quotes`` are in normal form, each as its sentences.
    """
    mine = {token.word for token in tokens_of(clause)}
    places = [(quote, at) for quote in quotes for at in range(len(quote))]

    def shared(source: Source) -> tuple[float, int]:
        here = {token.word for token in tokens_of(source.text)}
        around = {token.word for token in tokens_of(source.before)} - here
        return len(mine & here) + _LENT * len(mine & around), len(mine & here)

    return max((_source(quote, at) for quote, at in places), key=shared)


def _source(quote: Sequence[str], at: int) -> Source:
    before = " ".join(quote[:at])
    points = not is_row(quote[at]) and (_POINTS_BACK.search(quote[at]) or _names(quote[at], before))
    return Source(quote[at], before if points else "")


def _names(text: str, before: str) -> bool:
    """Whether "the desk" is the desk that was spoken of."""
    known = {token.word for token in tokens_of(before)} - {"bank"}
    if any(token.word in known for token in tokens_of(text)[:1]):
        return True  # "Certificates must be kept": those of destruction
    return any(
        token.word in known
        for found in _DEFINITE.finditer(text)
        for token in tokens_of(found["noun"])
    )


def mixes_places(clause: str, source: Source, unsaid: frozenset[str]) -> bool:
    """Whether a word of the clause stands in another sentence than the one it draws on.

    ``unsaid`` may be added to a table row: what its columns are about goes without saying.
    """
    there = {t.word for t in (*tokens_of(source.text), *tokens_of(source.before))} | LIGHT
    if is_row(source.text):
        there |= unsaid
    return any(t.word not in there and not t.is_figure for t in tokens_of(clause))


def puts_in_place(clause: str, source: Source) -> bool:
    """Whether words stand where the source has others, which the clause leaves out.

    Words that the source has elsewhere may have moved, unless both neighbours stayed.
    """
    if is_row(source.text):
        return False
    mine, here = tokens_of(clause), {t.word for t in tokens_of(source.text)}
    said = {t.word for t in mine}
    rules = map(tokens_of, statements_in(source.text))
    theirs = max(rules, key=lambda rule: (len(said & {t.word for t in rule}), -len(rule)))
    left_out = [t.word if t.word not in said | GLUE and not t.is_figure else "" for t in theirs]
    belongs = _said_of_figures(source.text, said)
    put_in = [t.word if t.word not in belongs | LIGHT and not t.is_figure else "" for t in mine]
    matcher = SequenceMatcher(
        None, [t.word for t in theirs], [t.word for t in mine], autojunk=False
    )
    for tag, start, end, mine_start, mine_end in matcher.get_opcodes():
        put = [word for word in put_in[mine_start:mine_end] if word]
        if tag != "replace" or not put or not any(left_out[start:end]):
            continue
        is_flanked = start > 0 and end < len(theirs) and mine_start > 0 and mine_end < len(mine)
        takes_the_subject = _is_subject(source.text, theirs[start:end]) and _is_subject(
            clause, mine[mine_start:mine_end]
        )
        if (
            here.issuperset(put)
            and not takes_the_subject
            and (not is_flanked or _stay_near(put, theirs, start, end))
        ):
            continue
        earlier = {token.word for token in tokens_of(source.before)}
        stands_for = here if _OBJECT.search(source.text) and not takes_the_subject else set()
        if (not is_flanked and earlier.issuperset(put) and _PRONOUN.search(source.text)) or (
            stands_for.issuperset(put)
        ):
            continue  # what "it" is stands in the sentence before
        return True
    return False


def exchanges_figures(clause: str, source: Source) -> bool:
    """Whether a figure stands where the source has another of its kind, and that one elsewhere."""
    mine, theirs = _beside_figures(clause), _beside_figures(source.text)
    for figure, places in mine.items():
        at_home = theirs.get(figure, set())
        others = [o for o in theirs if o != figure and o in mine and _kind(o) == _kind(figure)]
        if at_home and not places & at_home and any(places & theirs[o] for o in others):
            return True
    return False


def _kind(figure: str) -> str:
    return figure.split(":")[0]


def _beside_figures(text: str) -> dict[str, set[str]]:
    """Each figure with the terms that stand next to it, "<" in front and ">" behind."""
    found: dict[str, set[str]] = {}
    tokens = [token for token in tokens_of(text) if token.word not in GLUE]
    for before, token, after in zip([None, *tokens], tokens, [*tokens[1:], None], strict=False):
        if token.is_figure:
            places = found.setdefault(token.word, set())
            places |= {f"<{before.word}"} if before else set()
            places |= {f">{after.word}"} if after else set()
    return found


def _is_subject(text: str, run: Sequence[Token]) -> bool:
    """Whether a run begins the text and ends at its modal word."""
    first = tokens_of(text)[0].start
    modal = _MODAL.search(text, run[-1].start)
    between = tokens_of(text[run[-1].start : modal.start()]) if modal else []
    return run[0].start == first and len(between) == 1


def _stay_near(put: Sequence[str], theirs: Sequence[Token], start: int, end: int) -> bool:
    """Whether words moved a little: "training on money laundering", "money laundering training"."""
    around = {t.word for t in theirs[max(0, start - _NEAR) : end + _NEAR]}
    return around.issuperset(put)


def _said_of_figures(text: str, said: set[str]) -> set[str]:
    """The terms that belong to the figures that are said, in a list of several."""
    return {
        term
        for zone in zones_of(text)
        if f"#{zone.quantity.kind}:{zone.quantity.unit}:{zone.quantity.value}" in said
        for term in zone.terms
    }


def rules_with_sources(sentence: str, quotes: Sequence[Sequence[str]]) -> list[tuple[str, Source]]:
    """Each rule of a normal-form sentence with its source."""
    return [(clause, source_of(clause, quotes)) for clause in rules_in(sentence)]
