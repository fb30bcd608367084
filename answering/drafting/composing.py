"""Composes claims of chosen statements: the words are the documents' own, cut by position.

Both generators choose statements and nothing else. No generator writes a quote.
"""

from collections.abc import Sequence

from answering.evidence.sentences import Span
from answering.evidence.statements import Statement, read_on
from domain.answers import AnsweringWords, Claim, Quote


def claims_of(chosen: Sequence[Statement], answers: Sequence[Span] = ()) -> tuple[Claim, ...]:
    """The chosen statements as claims, in the order given; () for none.

    ``answers`` are the words that answer, each inside one of the statements: they are marked in
    the quotes that hold them.

    Neighbours in one paragraph become one claim at the place of the first chosen of them, so that
    they are quoted in one piece and in the text's own order.
    """
    return tuple(_claim(run, answers) for run in _runs(chosen))


def in_reading_order(chosen: Sequence[Statement]) -> list[Statement]:
    """Documents in the order in which they were first chosen; inside a document by position."""
    documents = list(dict.fromkeys((s.chunk.document_id, s.chunk.version) for s in chosen))
    return sorted(
        chosen,
        key=lambda s: (documents.index((s.chunk.document_id, s.chunk.version)), s.span.start),
    )


def overlap(one: Statement, other: Statement) -> bool:
    """Whether two statements share characters of one version."""
    same = (one.chunk.document_id, one.chunk.version) == (
        other.chunk.document_id,
        other.chunk.version,
    )
    return same and one.span.start < other.span.end and other.span.start < one.span.end


def _runs(chosen: Sequence[Statement]) -> list[list[Statement]]:
    """Neighbours together, each run in the text's order; runs by the first chosen of each."""
    runs: list[list[Statement]] = []
    for statement in sorted(chosen, key=lambda s: (s.chunk.chunk_id, s.span.start, s.span.end)):
        if runs and _are_neighbours(runs[-1], statement):
            runs[-1].append(statement)
        else:
            runs.append([statement])
    return sorted(runs, key=lambda run: min(map(chosen.index, run)))


def _are_neighbours(run: Sequence[Statement], statement: Statement) -> bool:
    """Whether nothing but white space lies between a run and a statement of its paragraph."""
    last = run[-1]
    if last.block != statement.block or last.chunk != statement.chunk:
        return False
    start, end = last.chunk.start, max(each.span.end for each in run)
    return not last.chunk.text[end - start : statement.span.start - start].strip()


def _claim(run: list[Statement], answers: Sequence[Span]) -> Claim:
    """One claim of neighbouring statements; a caption that stands apart is quoted in front."""
    first = run[0]
    spans = [Span(first.span.start, max(statement.span.end for statement in run))]
    if first.lead is not None:
        spans.insert(0, first.lead)
    quotes = tuple(_quote(first, span, answers) for span in spans)
    return Claim(sentence=read_on([quote.text for quote in quotes]), quotes=quotes)


def _quote(statement: Statement, span: Span, answers: Sequence[Span]) -> Quote:
    chunk = statement.chunk
    inside = (a for a in answers if span.start <= a.start < a.end <= span.end)
    return Quote(
        chunk_id=chunk.chunk_id,
        document_id=chunk.document_id,
        version=chunk.version,
        start=span.start,
        end=span.end,
        text=chunk.text[span.start - chunk.start : span.end - chunk.start],
        answers=tuple(AnsweringWords(start=a.start, end=a.end) for a in inside),
    )
