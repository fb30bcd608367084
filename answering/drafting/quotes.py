"""The generator that needs no model: picks the statements that answer, word for word."""

import re
from collections.abc import Sequence
from itertools import groupby

from answering.conflicts.disagreement import disagree
from answering.evidence.scoring import Evidence, EvidenceReader, ScoredStatement
from answering.evidence.sentences import Span
from answering.evidence.statements import Statement, read_on
from answering.question.lexicon import concepts_of
from domain.answers import Claim, Quote
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

    def draft(self, question: str, passages: Sequence[Passage]) -> tuple[Claim, ...]:
        """At most ``maximum_sentences`` claims, the best one's document first, each in reading
        order; () for no passages.
        """
        evidence = self._reader.read(question, passages)
        chosen = self._best_of_each_part(question, passages, evidence)
        for candidate in evidence.statements:
            if len(chosen) >= self._maximum_sentences:
                break
            if _adds(candidate, chosen, evidence):
                chosen.append(candidate)
        return tuple(_claim(run) for run in _in_reading_order(chosen))

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
                if not any(_overlap(best.statement, c.statement) for c in chosen):
                    chosen.append(best)
        return chosen[: self._maximum_sentences]


def _adds(candidate: ScoredStatement, chosen: list[ScoredStatement], evidence: Evidence) -> bool:
    """Whether a candidate is nearly as good as the best one, or contradicts it."""
    best = evidence.statements[0]
    if any(_overlap(candidate.statement, c.statement) for c in chosen):
        return False
    is_close = candidate.score >= _CLOSE_TO_BEST * best.score
    return is_close or disagree(best.statement, candidate.statement)


def _overlap(one: Statement, other: Statement) -> bool:
    """Whether two statements share characters of one version."""
    same = (one.chunk.document_id, one.chunk.version) == (
        other.chunk.document_id,
        other.chunk.version,
    )
    return same and one.span.start < other.span.end and other.span.start < one.span.end


def _in_reading_order(chosen: list[ScoredStatement]) -> list[list[Statement]]:
    """Documents in the order of their best statement; inside one by position.

    Neighbours in one paragraph become one run, so that they are quoted in one piece.
    """
    documents = list(
        dict.fromkeys((c.statement.chunk.document_id, c.statement.chunk.version) for c in chosen)
    )
    runs: list[list[Statement]] = []
    ordered = sorted(
        (c.statement for c in chosen),
        key=lambda s: (documents.index((s.chunk.document_id, s.chunk.version)), s.span.start),
    )
    for _, group in groupby(ordered, key=lambda s: (s.chunk.chunk_id, s.block)):
        for statement in group:
            last = runs[-1][-1] if runs else None
            if last and last.block == statement.block and last.chunk == statement.chunk and (
                not statement.chunk.text[
                    last.span.end - last.chunk.start : statement.span.start - last.chunk.start
                ].strip()
            ):  # fmt: skip
                runs[-1].append(statement)
            else:
                runs.append([statement])
    return runs


def _claim(run: list[Statement]) -> Claim:
    """One claim of neighbouring statements; a caption that stands apart is quoted in front."""
    first = run[0]
    spans = [Span(first.span.start, run[-1].span.end)]
    if first.lead is not None:
        spans.insert(0, first.lead)
    quotes = tuple(_quote(first, span) for span in spans)
    return Claim(sentence=read_on([quote.text for quote in quotes]), quotes=quotes)


def _quote(statement: Statement, span: Span) -> Quote:
    chunk = statement.chunk
    return Quote(
        chunk_id=chunk.chunk_id,
        document_id=chunk.document_id,
        version=chunk.version,
        start=span.start,
        end=span.end,
        text=chunk.text[span.start - chunk.start : span.end - chunk.start],
    )
