"""Whether a model's short answer is borne out by the quotes that are released with it.

It is released whole or not at all: it must be one or two plain sentences, bring no figure and no
address of its own, and the verifier must find each sentence supported and none contradicted.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from answering.evidence.sentences import sentences_of
from answering.evidence.statements import fold, read_on
from answering.proof.support import figure_problem
from domain.answers import Citation, Sentence, ShortAnswer
from domain.errors import ReaderUnavailable
from domain.reading_ports import Verifier

MOST_SENTENCES, LONGEST_CHARACTERS = 2, 400
# A quote that contradicts at least this much stops the whole short answer, whatever supports it.
LEAST_CONTRADICTION = 0.5
# An address or markup: a scheme, a mail address, a link's or a tag's signs, "name.name".
_ADDRESS = re.compile(r"\S*(?:://|@|\]\(|[<>]|[^\W\d_]{2}\.[^\W\d_]{2}|\bwww\.)\S*")
# Control characters, characters that turn text round or are invisible, private and unassigned ones.
_NOT_PLAIN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})


class Unproved(StrEnum):
    """Why a short answer was dropped: for the record, never for the caller."""

    NOT_PLAIN_TEXT = "not_plain_text"
    TOO_LONG = "too_long"
    BRINGS_AN_ADDRESS = "brings_an_address"
    EXACT_CHECKS = "exact_checks"  # figures above all: see answering/proof/support.py
    CONTRADICTED = "contradicted"
    NOT_SUPPORTED = "not_supported"
    NO_VERIFIER = "no_verifier"
    VERIFIER_UNAVAILABLE = "verifier_unavailable"


@dataclass(frozen=True, slots=True)
class ShortAnswerProof:
    """A short answer that may be released, or why not; exactly one of the two."""

    short_answer: ShortAnswer | None = None
    unproved: Unproved | None = None


def prove_short_answer(
    text: str, sentences: Sequence[Sentence], *, verifier: Verifier | None, least_support: float
) -> ShortAnswerProof:
    """The proof of ``text`` by what is released: the quotes of ``sentences``, at least one.

    ``verifier`` None: nothing can be proved. ``least_support`` is a probability, 0 to 1.
    """
    said = fold(text)
    quoted = [read_on([_without_number(each) for each in s.citations]) for s in sentences]
    problem = _problem_of(said, [c.quote for s in sentences for c in s.citations])
    if problem is None and verifier is None:
        problem = Unproved.NO_VERIFIER
    if problem is not None or verifier is None:
        return ShortAnswerProof(unproved=problem)
    parts = [said[span.start : span.end] for span in sentences_of(said)]
    try:
        return _judged(said, parts, sentences, quoted, verifier, least_support)
    except ReaderUnavailable:
        return ShortAnswerProof(unproved=Unproved.VERIFIER_UNAVAILABLE)


def _without_number(citation: Citation) -> str:
    """The quote without the number of its clause in front: the number is no part of the rule."""
    number = re.match(rf"{re.escape(citation.section)}[.)]?\s+(?=\S)", citation.quote)
    return citation.quote[number.end() :] if number and citation.section else citation.quote


def _problem_of(said: str, quotes: Sequence[str]) -> Unproved | None:
    """What needs no verifier; None where nothing is wrong."""
    if not said or any(unicodedata.category(character) in _NOT_PLAIN for character in said):
        return Unproved.NOT_PLAIN_TEXT
    if len(said) > LONGEST_CHARACTERS or len(sentences_of(said)) > MOST_SENTENCES:
        return Unproved.TOO_LONG
    borne = fold(" ".join(quotes)).casefold()
    if any(found.group().casefold() not in borne for found in _ADDRESS.finditer(said)):
        return Unproved.BRINGS_AN_ADDRESS
    return None if figure_problem(said, quotes) is None else Unproved.EXACT_CHECKS


def _judged(
    said: str,
    parts: Sequence[str],
    sentences: Sequence[Sentence],
    quoted: Sequence[str],
    verifier: Verifier,
    least_support: float,
) -> ShortAnswerProof:
    """Each part against each quote alone, and against all of them together.

    A part rests on the quotes that support it alone; on all of them where only all together do.
    """
    premises = (*quoted, " ".join(quoted))
    judged = verifier.judge([(premise, part) for part in parts for premise in premises])
    used: set[int] = set()
    for at in range(0, len(judged), len(premises)):
        *alone, together = judged[at : at + len(premises)]
        if any(each.contradicts >= LEAST_CONTRADICTION for each in alone):
            return ShortAnswerProof(unproved=Unproved.CONTRADICTED)
        supporting = {n for n, each in enumerate(alone) if each.supports >= least_support}
        if not supporting and together.supports < least_support:
            return ShortAnswerProof(unproved=Unproved.NOT_SUPPORTED)
        used |= supporting or set(range(len(quoted)))
    citations = dict.fromkeys(c for number in sorted(used) for c in sentences[number].citations)
    return ShortAnswerProof(short_answer=ShortAnswer(text=said, citations=tuple(citations)))
