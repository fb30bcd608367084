"""The generator that needs no model: quotes the statements that answer, word for word."""

from collections.abc import Sequence

from answering.drafting.composing import claims_of, overlap
from answering.evidence.reading import Evidence, ReadStatement
from domain.drafts import Draft

# A further quote must not be far behind the best: log-odds of 2 mean that the best one is at most
# some seven times as likely. One statement in twenty that are read answers, so less likely than
# that is no answer at all. On the development half of the sample this shows 2.3 quotes an answer.
LEAST_PROBABILITY = 0.05
FARTHEST_BEHIND = 2.0


class QuotesGenerator:
    """Generator "quotes": deterministic, and its claims are their own quotes."""

    name = "quotes"

    def __init__(self, *, maximum_sentences: int = 4) -> None:
        """``maximum_sentences``: at most so many statements are quoted."""
        self._maximum_sentences = maximum_sentences

    def draft(self, evidence: Evidence) -> Draft:
        """Claims best first; none for evidence without statements.

        Exceptions that name a rule by its number are put behind it later: see ``exceptions``.
        """
        chosen = chosen_of(evidence.statements, most=self._maximum_sentences)
        answers = [each.answer for each in chosen if each.answer is not None]
        claims = claims_of([each.statement for each in chosen], answers)
        return Draft(drafted_by=self.name, claims=claims)


def chosen_of(statements: Sequence[ReadStatement], *, most: int) -> list[ReadStatement]:
    """The best statement and those that answer beside it, best first; [] for none."""
    chosen: list[ReadStatement] = []
    for candidate in statements:
        if len(chosen) >= most:
            break
        if any(overlap(candidate.statement, other.statement) for other in chosen):
            continue
        if not chosen or _answers_too(candidate, chosen[0]):
            chosen.append(candidate)
    return chosen


def _answers_too(candidate: ReadStatement, best: ReadStatement) -> bool:
    close = candidate.score >= best.score - FARTHEST_BEHIND
    return close and candidate.probability >= LEAST_PROBABILITY
