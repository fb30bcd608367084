"""Compares every claim with the catalogue before anything leaves (P1).

Pure code over what the catalogue holds. A claim passes whole or is withheld whole, with a reason
that is counted: nothing is trimmed, repaired or matched loosely.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from answering.proof.citation import cite
from answering.proof.support import Problem, claim_problem
from domain.answers import Citation, Claim, Quote, Sentence
from domain.entitlement import in_force, permits, require_readable, withheld_spans
from domain.errors import EntitlementBreach
from domain.ports import Catalogue
from domain.types import Chunk, DocumentVersion, Scope
from ingest.text.instructions.marking import REASON as ORDERS_TO_AI
from ingest.text.instructions.marking import speaks_to_ai


class Reason(StrEnum):
    """Why a claim was withheld: for the record, never for the caller."""

    NO_QUOTE = "no_quote"
    UNKNOWN_CHUNK = "unknown_chunk"  # the quote names a chunk that is not among the evidence
    OTHER_DOCUMENT = "other_document"  # the chunk belongs to another document or version
    UNKNOWN_VERSION = "unknown_version"  # the catalogue holds no such version
    ALTERED_TEXT = "altered_text"  # the stored text no longer has the hash it was stored under
    OUTSIDE_CHUNK = "outside_chunk"
    NOT_WORD_FOR_WORD = "not_word_for_word"
    UNCITABLE = "uncitable"
    UNSUPPORTED = "unsupported"


_REASONS = {Problem.NO_QUOTE: Reason.NO_QUOTE}


@dataclass(frozen=True, slots=True)
class Withheld:
    """A claim that was not released. ``detail`` says which check failed."""

    reason: Reason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class VerificationResult:
    """What may be released, in the claims' order, and what was withheld."""

    sentences: tuple[Sentence, ...]
    withheld: tuple[Withheld, ...]


class _Failed(Exception):
    """One quote or claim does not hold; carries the reason to ``verify``."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(reason)
        self.withheld = Withheld(reason, detail)


def verify(
    claims: Iterable[Claim],
    *,
    scope: Scope,
    catalogue: Catalogue,
    chunks: Sequence[Chunk],
    today: date,
) -> VerificationResult:
    """Resolves every quote of every claim. ``chunks`` are the evidence that was drafted from.

    Raises:
        EntitlementBreach: a quote touches what the scope may not read, by the chunk's or the
            catalogue's labels or dates. The whole request fails.
    """
    known = {chunk.chunk_id: chunk for chunk in chunks}
    sentences: list[Sentence] = []
    withheld: list[Withheld] = []
    for claim in claims:
        try:
            citations = tuple(
                _verified(quote, known, scope=scope, catalogue=catalogue, today=today)
                for quote in claim.quotes
            )
            problem = claim_problem(claim.sentence, [c.quote for c in citations])
            if problem is not None:
                raise _Failed(_REASONS.get(problem, Reason.UNSUPPORTED), problem.value)
            sentences.append(
                Sentence(text=claim.sentence, citations=citations, left_out=claim.left_out)
            )
        except _Failed as failure:
            withheld.append(failure.withheld)
    return VerificationResult(tuple(sentences), tuple(withheld))


def _verified(
    quote: Quote, known: dict[str, Chunk], *, scope: Scope, catalogue: Catalogue, today: date
) -> Citation:
    """The citation of a quote that holds."""
    chunk = known.get(quote.chunk_id)
    if chunk is None:
        raise _Failed(Reason.UNKNOWN_CHUNK)
    require_readable(chunk, scope)
    if (chunk.document_id, chunk.version) != (quote.document_id, quote.version):
        raise _Failed(Reason.OTHER_DOCUMENT)
    version = _readable_version(quote, scope, catalogue)
    # A list may run on beyond its chunk; labels, dates and text are the catalogue's either way.
    if not (quote.start < quote.end and quote.start < chunk.end and chunk.start < quote.end):
        raise _Failed(Reason.OUTSIDE_CHUNK)
    if version.text[quote.start : quote.end] != quote.text or not quote.text.strip():
        raise _Failed(Reason.NOT_WORD_FOR_WORD)
    if any(u.start < quote.end and quote.start < u.end for u in version.uncitable):
        raise _Failed(Reason.UNCITABLE)
    if speaks_to_ai(quote.text):  # indexed before ingest knew the wording
        raise _Failed(Reason.UNCITABLE, ORDERS_TO_AI)
    return cite(quote, version, scope=scope, catalogue=catalogue, today=today)


def _readable_version(quote: Quote, scope: Scope, catalogue: Catalogue) -> DocumentVersion:
    """The cited version as the catalogue holds it, after gate two over labels, sections, dates."""
    document = catalogue.document(quote.document_id)
    version = catalogue.version(quote.document_id, quote.version)
    if document is None or version is None:
        raise _Failed(Reason.UNKNOWN_VERSION)
    hidden = withheld_spans(version, scope)
    if (
        not permits(document.labels, scope)
        or not in_force(version.status, version.effective_from, version.effective_to, scope.as_of)
        or any(start < quote.end and quote.start < end for start, end in hidden)
    ):
        raise EntitlementBreach("The catalogue does not let the caller read a quoted passage.")
    if hashlib.sha256(version.text.encode()).hexdigest() != version.text_sha256:
        raise _Failed(Reason.ALTERED_TEXT)
    return version
