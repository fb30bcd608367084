"""The generator for "What does clause 3.2 say?": the clause, word for word, from its beginning."""

from answering.drafting.composing import claims_of
from answering.evidence.reading import Evidence
from answering.evidence.statements import statements_of
from domain.answers import Claim
from domain.drafts import Draft


class ClauseText:
    """Drafts the statements of the passages that it is given, in their order."""

    name = "clause text"

    def __init__(self, *, maximum_sentences: int) -> None:
        """A chapter is not read out whole: at most so many claims."""
        self._maximum_sentences = maximum_sentences

    def draft(self, evidence: Evidence) -> Draft:
        """No claims for evidence without passages."""
        claims = _claims(evidence)[: self._maximum_sentences]
        return Draft(drafted_by=self.name, claims=claims)

    def is_cut(self, evidence: Evidence) -> bool:
        """Whether there is more than ``draft`` gives."""
        return len(_claims(evidence)) > self._maximum_sentences


def _claims(evidence: Evidence) -> tuple[Claim, ...]:
    return claims_of([s for p in evidence.passages for s in statements_of(p.chunk)])
