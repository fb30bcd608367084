"""Two policies in force that say nearly the same with different figures.

For now both are shown in one answer, each with its proof: ``QuotesGenerator`` asks ``disagree``
and takes the counterpart along. Whether two policies truly bind the same person at once, which
makes it a ``conflicting_policies`` refusal, is for a later step that knows each policy's reach.
"""

from answering.figures import figures_of
from answering.statements import Statement
from answering.terms import terms_of

# Share of the terms of both that they have in common (Jaccard), figures left out.
_NEARLY_THE_SAME = 0.6


def disagree(one: Statement, other: Statement) -> bool:
    """Whether two documents use nearly the same words with different figures."""
    if one.chunk.document_id == other.chunk.document_id:
        return False
    mine, theirs = (
        {term for term in terms_of(s.text) if not term[0].isdigit()} for s in (one, other)
    )
    union = mine | theirs
    alike = bool(union) and len(mine & theirs) / len(union) >= _NEARLY_THE_SAME
    return alike and _without_clause_number(one) != _without_clause_number(other)


def _without_clause_number(statement: Statement) -> frozenset[tuple[str, str, str]]:
    """The figures of a statement but those at its front, where its number stands."""
    return figures_of(statement.text.lstrip("0123456789. "))
