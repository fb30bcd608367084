"""Turns a model's sentences into claims: each quote is found in the passage that it names, or not.

A quote that is not there drops its whole sentence (A7); nothing is matched loosely but white space.
Quotes are widened to whole statements of the passage, as the quotes generator cuts them: none can
leave out the "not" of its sentence, the stem of its list, or the "unless" that follows.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from answering.drafting.model.output import DraftedAnswer, DraftedSentence
from answering.drafting.model.prompt import as_data
from answering.evidence.sentences import Span
from answering.evidence.statements import fold, statements_of
from domain.answers import Claim, Quote
from domain.types import Chunk

# An address, or the markup of a link: a sentence may not bring one that its quotes do not hold.
_LINK = re.compile(
    r"[a-z][a-z0-9+.-]*://\S*|\bwww\.\S+|\b(?:mailto|javascript|data):\S+|\S+@\S+\.\w+"
    r"|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|example|test|info|biz|dev|app)\b(?:/\S*)?"
    r"|\]\([^)]*\)|</?[a-z][^>]*>?",
    re.IGNORECASE,
)


class Dropped(StrEnum):
    """Why a drafted sentence never became a claim."""

    UNKNOWN_PASSAGE = "unknown_passage"
    NOT_IN_PASSAGE = "not_in_passage"  # altered, invented, or another passage's
    NO_STATEMENT = "no_statement"  # a heading, a caption, a page number: it states nothing
    BRINGS_A_LINK = "brings_a_link"
    NO_PLAIN_TEXT = "no_plain_text"  # control characters, marks that turn text round


@dataclass(frozen=True, slots=True)
class Resolved:
    """Claims in the model's order, and why the others were dropped."""

    claims: tuple[Claim, ...]
    dropped: tuple[Dropped, ...]


def claims_of(drafted: DraftedAnswer, chunks: Mapping[str, Chunk]) -> Resolved:
    """``chunks`` by the labels that the model was given."""
    claims: list[Claim] = []
    dropped: list[Dropped] = []
    for sentence in drafted.sentences:
        outcome = _claim(sentence, chunks)
        if isinstance(outcome, Dropped):
            dropped.append(outcome)
        else:
            claims.append(outcome)
    return Resolved(tuple(claims), tuple(dropped))


def _claim(drafted: DraftedSentence, chunks: Mapping[str, Chunk]) -> Claim | Dropped:
    quotes: dict[Quote, None] = {}  # two parts of one sentence are one quote
    for quote in drafted.quotes:
        chunk = chunks.get(quote.passage)
        if chunk is None:
            return Dropped.UNKNOWN_PASSAGE
        span = find(quote.quote, chunk.text)
        if span is None:
            return Dropped.NOT_IN_PASSAGE
        widened = statement_around(chunk, span)
        if not widened:
            return Dropped.NO_STATEMENT
        quotes |= dict.fromkeys(_quote(chunk, part) for part in widened)
    sentence = fold(drafted.sentence)
    if any(unicodedata.category(c) in ("Cc", "Cf", "Co", "Cs", "Cn") for c in sentence):
        return Dropped.NO_PLAIN_TEXT
    borne = fold(" ".join(quote.text for quote in quotes)).lower()
    if any(link.group().lower() not in borne for link in _LINK.finditer(sentence)):
        return Dropped.BRINGS_A_LINK
    return Claim(sentence=sentence, quotes=tuple(quotes)) if sentence else Dropped.NO_PLAIN_TEXT


def find(quote: str, text: str) -> Span | None:
    """Where a quote stands in a text, for the first time; white space may differ. None: nowhere.

    The model saw ``as_data(text)``, in which every character keeps its place.
    """
    words = quote.split()
    if not words:
        return None
    for seen in (text, as_data(text)):
        start = seen.find(quote.strip())
        if start >= 0:
            return Span(start, start + len(quote.strip()))
        matched = re.search(r"\s+".join(map(re.escape, words)), seen)
        if matched:
            return Span(*matched.span())
    return None


def statement_around(chunk: Chunk, span: Span) -> tuple[Span, ...]:
    """The shortest statement that holds a span of the chunk's text, or all that it touches.

    A caption that stands apart comes in front, as a span of its own. () where nothing is stated.
    """
    start, end = chunk.start + span.start, chunk.start + span.end
    touched = [s for s in statements_of(chunk) if s.span.start < end and start < s.span.end]
    if not touched:
        return ()
    around = [s for s in touched if s.span.start <= start and end <= s.span.end]
    chosen = [min(around, key=lambda s: s.span.end - s.span.start)] if around else touched
    whole = Span(min(s.span.start for s in chosen), max(s.span.end for s in chosen))
    lead = chosen[0].lead
    spans = (whole,) if lead is None else (lead, whole)
    return tuple(Span(s.start - chunk.start, s.end - chunk.start) for s in spans)


def _quote(chunk: Chunk, span: Span) -> Quote:
    return Quote(
        chunk_id=chunk.chunk_id,
        document_id=chunk.document_id,
        version=chunk.version,
        start=chunk.start + span.start,
        end=chunk.start + span.end,
        text=chunk.text[span.start : span.end],
    )
