"""The generator that needs no model: picks the statements that answer, word for word."""

import re
from collections.abc import Sequence

from answering.conflicts.disagreement import disagree
from answering.drafting.composing import claims_of, in_reading_order, overlap
from answering.evidence.scoring import Evidence, EvidenceReader, ScoredStatement
from answering.question.lexicon import concepts_of
from domain.drafts import Draft
from domain.types import Passage

# A further statement must come this close to the best one. On the sample cases .85 showed 2.5
# statements an answer and missed the right one in 23 of 100; .80 showed 2.9 and missed 22.
_CLOSE_TO_BEST = 0.85
# "When must a SAR be filed, and what if no suspect can be identified?" asks twice.
_PARTS = re.compile(
    r"[?;]\s+|,?\s+and\s+(?=(?:what|who|whom|when|where|which|how|by when|is|are|may|must|can|does"
    r"|do|if)\b)|,\s+(?=(?:what|who|when|how|which)\b)",
    re.IGNORECASE,
)
# A part of fewer terms leans on the other part and is no question of its own.
_LEAST_TERMS_IN_A_PART = 2


class QuotesGenerator:
    """Generator "quotes": deterministic, and its claims are their own quotes."""

    name = "quotes"

    def __init__(self, reader: EvidenceReader, *, maximum_sentences: int = 4) -> None:
        self._reader = reader
        self._maximum_sentences = maximum_sentences

    def draft(self, question: str, passages: Sequence[Passage]) -> Draft:
        """At most ``maximum_sentences`` claims, the best one's document first, each in reading
        order; no claims for no passages.
        """
        evidence = self._reader.read(question, passages)
        chosen = self._best_of_each_part(question, passages, evidence)
        for candidate in evidence.statements:
            if len(chosen) >= self._maximum_sentences:
                break
            if _adds(candidate, chosen, evidence):
                chosen.append(candidate)
        claims = claims_of(in_reading_order([candidate.statement for candidate in chosen]))
        return Draft(drafted_by=self.name, claims=claims)

    def _best_of_each_part(
        self, question: str, passages: Sequence[Passage], evidence: Evidence
    ) -> list[ScoredStatement]:
        """The best statement for the whole question, then the best for each of its parts."""
        chosen = list(evidence.statements[:1])
        parts = [part for part in _PARTS.split(question) if part]
        if len(parts) < 2 or not chosen:
            return chosen
        for part in parts:
            if len(set(concepts_of(part))) < _LEAST_TERMS_IN_A_PART:
                continue
            for best in self._reader.read(part, passages).statements[:1]:
                if not any(overlap(best.statement, c.statement) for c in chosen):
                    chosen.append(best)
        return chosen[: self._maximum_sentences]


def _adds(candidate: ScoredStatement, chosen: list[ScoredStatement], evidence: Evidence) -> bool:
    """Whether a candidate is nearly as good as the best one, or contradicts it."""
    best = evidence.statements[0]
    if any(overlap(candidate.statement, c.statement) for c in chosen):
        return False
    is_close = candidate.score >= _CLOSE_TO_BEST * best.score
    return is_close or disagree(best.statement, candidate.statement)
