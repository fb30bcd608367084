"""The verifier's verdict on each pair as a row, and precision and recall of what it releases."""

import time
from collections.abc import Iterable, Sequence

from answering.proof.short_answer import prove_short_answer
from domain.answers import Citation, Sentence
from domain.reading_ports import Verifier
from domain.settings import AnsweringSettings
from evals.bootstrap import measure_of_rows
from evals.result import CaseRow, Measure
from evals.verifier.pairs_file import Pair, Part

# "fresh": held back, written after the verifier, and measured once.
HELD_BACK, TUNED, FRESH, FRESH_MODEL = "held back", "tuned", "fresh", "fresh, a model's words"
PARTS = (TUNED, HELD_BACK, FRESH, FRESH_MODEL)
# Scores by name: the mean of each is a share.
RECALL = "true_sentences_released"
DETECTED = "wrong_sentences_withheld"
PRECISION = "released_sentences_true"


def part_of(pair: Pair) -> str:
    """The part under whose name a pair is counted."""
    if pair.part is Part.FRESH:
        return FRESH_MODEL if pair.written_by == "model" else FRESH
    return HELD_BACK if pair.is_held_back else TUNED


def problem_of(sentence: str, quotes: Sequence[str], verifier: Verifier) -> str | None:
    """Why a sentence would not be released as a short answer over the quotes; None: it would."""
    citations = tuple(
        Citation(
            document_id="POL",
            version="1",
            title="",
            section="",
            page=1,
            start=0,
            end=len(quote),
            quote=quote,
            boxes=(),
            quote_sha256="",
            source_sha256="",
        )
        for quote in quotes
    )
    quoted = Sentence(text=" ".join(quotes), citations=citations)
    least = AnsweringSettings().short_answer_support
    proof = prove_short_answer(sentence, [quoted], verifier=verifier, least_support=least)
    return proof.unproved.value if proof.unproved else None


def row_of(pair: Pair, verifier: Verifier, *, origin: str) -> CaseRow:
    """One pair judged. ``origin`` says how it came about: "written" or "made"."""
    started = time.perf_counter()
    problem = problem_of(pair.sentence, pair.quotes, verifier)
    is_released = problem is None
    part = f"{origin}, {part_of(pair)}"
    return CaseRow(
        case_id=pair.pair_id,
        question=pair.sentence,
        asked_as="nobody",
        slices=(part, f"{part}: {pair.kind or 'true'}"),
        answerable=pair.is_supported,
        is_right=is_released == pair.is_supported,
        verdict="released" if is_released else f"withheld: {problem}",
        scores={RECALL: float(is_released)}
        if pair.is_supported
        else {DETECTED: float(not is_released)},
        expected=("released",) if pair.is_supported else (f"withheld: {pair.kind}",),
        seconds=time.perf_counter() - started,
    )


def rows_of(pairs: Iterable[Pair], verifier: Verifier, *, origin: str) -> tuple[CaseRow, ...]:
    """One row a pair, in order."""
    return tuple(row_of(pair, verifier, origin=origin) for pair in pairs)


def precision(rows: Sequence[CaseRow]) -> float | None:
    """Share of the released sentences that are true; None where nothing was released."""
    released = [row for row in rows if row.verdict == "released"]
    return sum(row.answerable for row in released) / len(released) if released else None


def precision_measure(rows: Sequence[CaseRow]) -> tuple[Measure, ...]:
    """The precision with its interval; () where nothing was released."""
    measure = measure_of_rows(PRECISION, rows, precision)
    return (measure,) if measure else ()
