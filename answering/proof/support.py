"""The exact checks of a sentence against its quotes: word for word, or no figure of its own.

Pure code, so that it can be down no more than addition can. What a sentence means is judged by
the verifier (``short_answer``); a figure, a bound or a date is compared here.
"""

from collections.abc import Sequence
from enum import StrEnum

from answering.evidence.sentences import sentences_of
from answering.evidence.statements import fold, read_on
from domain.quantities.matching import turned_bounds, unmatched_figures


class Problem(StrEnum):
    """What is wrong with a sentence beside its quotes."""

    NO_QUOTE = "no_quote"
    NOT_ITS_QUOTES = "not_its_quotes"  # other words than the quotes'
    FIGURES = "figures"  # a figure that no quote has
    BOUNDS = "bounds"  # "at least" for "up to"


def is_word_for_word(sentence: str, quotes: Sequence[str]) -> bool:
    """Whether a sentence is its quotes, white space aside: all of them, or one whole sentence."""
    parts = [quote[span.start : span.end] for quote in quotes for span in sentences_of(quote)]
    return fold(sentence) in (fold(" ".join(quotes)), read_on(quotes), *map(fold, parts))


def claim_problem(sentence: str, quotes: Sequence[str]) -> Problem | None:
    """Why a claim is not released; None where it is its quotes, word for word."""
    if not sentence.strip() or not any(quote.strip() for quote in quotes):
        return Problem.NO_QUOTE
    return None if is_word_for_word(sentence, quotes) else Problem.NOT_ITS_QUOTES


def figure_problem(sentence: str, quotes: Sequence[str]) -> Problem | None:
    """Why a restated sentence cannot be true by its figures alone; None where they hold.

    Every token with a digit, a fraction or a raised digit stands in a quote or equals a quantity
    there, on the same side of its bound.
    """
    if not sentence.strip() or not any(quote.strip() for quote in quotes):
        return Problem.NO_QUOTE
    if unmatched_figures(sentence, quotes):
        return Problem.FIGURES
    return Problem.BOUNDS if turned_bounds(sentence, quotes) else None
