"""The gate for policies that disagree: shows both, or lets the stated precedence decide.

Works on sentences that are verified already, so that whatever it shows carries its proof.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from answering.conflicts.disagreement import texts_disagree
from answering.conflicts.precedence import bind_together, prevailing
from answering.conflicts.rules.subjects import same_reach
from domain.answers import Citation, Sentence
from domain.ports import Catalogue
from domain.types import Document, DocumentVersion


@dataclass(frozen=True, slots=True)
class Settled:
    """What may be said: all of an answer, or the sides of a conflict that nothing decides."""

    sentences: tuple[Sentence, ...]
    in_conflict: bool = False
    note: str = ""  # what was decided between policies that differ, and by which rule


def settle(sentences: Sequence[Sentence], catalogue: Catalogue) -> Settled:
    """The sentences without what a prevailing policy overrules, or both sides of a conflict.

    No sentences: none, and no conflict.
    """
    left = list(sentences)
    notes: list[str] = []
    for one, other in combinations(sentences, 2):
        if one not in left or other not in left:
            continue
        if not _in_conflict(one, other, catalogue):
            continue
        sides = _source(one, catalogue), _source(other, catalogue)
        decided = prevailing(sides[0], sides[1])
        if decided is None:
            return Settled((one, other), in_conflict=True)
        winner, rule = decided
        overruled = other if winner == sides[0][0] else one
        loser = sides[1][0] if winner == sides[0][0] else sides[0][0]
        left.remove(overruled)
        notes.append(
            f"{winner.document_id} prevails over {loser.document_id}, which says otherwise: {rule}."
        )
    return Settled(tuple(left), note=" ".join(dict.fromkeys(notes)))


def _in_conflict(one: Sentence, other: Sentence, catalogue: Catalogue) -> bool:
    """Whether sentences of two policies that can bind one person say different things."""
    if {c.document_id for c in one.citations} & {c.document_id for c in other.citations}:
        return False
    first, second = _source(one, catalogue)[0], _source(other, catalogue)[0]
    return bind_together(first, second) and any(
        same_reach(" ".join(mine.section_path), " ".join(theirs.section_path))
        and texts_disagree(mine.quote, theirs.quote)
        for mine in one.citations
        for theirs in other.citations
    )


def _source(sentence: Sentence, catalogue: Catalogue) -> tuple[Document, DocumentVersion]:
    """The policy that a verified sentence cites first."""
    citation: Citation = sentence.citations[0]
    document = catalogue.document(citation.document_id)
    version = catalogue.version(citation.document_id, citation.version)
    if document is None or version is None:
        raise OSError("the catalogue lost a version between verification and release")
    return document, version
