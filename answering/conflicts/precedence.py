"""Which of two conflicting policies prevails, where their manifest entries say so."""

from datetime import date

from domain.types import Document, DocumentVersion


def bind_together(one: Document, other: Document) -> bool:
    """Whether two policies can bind the same person: not where each has a jurisdiction of its own.

    A policy of one country's entity and one of another's differ, and do not conflict.
    """
    return not one.jurisdiction or not other.jurisdiction or one.jurisdiction == other.jurisdiction


def prevailing(
    one: tuple[Document, DocumentVersion], other: tuple[Document, DocumentVersion]
) -> tuple[Document, str] | None:
    """The policy that prevails and by which rule, in words; None where nothing decides.

    The lower ``precedence`` prevails. Between equal ones the version in force later does, where
    both entries say ``later_prevails``.
    """
    (first, first_version), (second, second_version) = one, other
    ranks = first.precedence, second.precedence
    if None not in ranks and ranks[0] != ranks[1]:
        winner = min(first, second, key=lambda document: document.precedence or 0)
        return winner, "it stands above the other in the order of policies"
    if first.later_prevails and second.later_prevails:
        began = (_began(first_version), _began(second_version))
        if began[0] != began[1]:
            return (first if began[0] > began[1] else second), "it came into force later"
    return None


def _began(version: DocumentVersion) -> date:
    return version.effective_from or date.min
