"""The generator for "What does clause 3.2 say?": the clause, word for word, from its beginning."""

from collections.abc import Sequence

from answering.drafting.composing import claims_of
from answering.evidence.statements import statements_of
from domain.drafts import Draft
from domain.types import Passage


class ClauseText:
    """Drafts the statements of the passages that it is given, in their order."""

    name = "clause text"

    def __init__(self, *, maximum_sentences: int) -> None:
        """A chapter is not read out whole: at most so many claims."""
        self._maximum_sentences = maximum_sentences

    def draft(self, question: str, passages: Sequence[Passage]) -> Draft:
        """No claims for no passages."""
        statements = [s for passage in passages for s in statements_of(passage.chunk)]
        claims = claims_of(statements)
        return Draft(drafted_by=self.name, claims=claims[: self._maximum_sentences])
