"""BM25 term weights: stemmed English, stop words out, figures kept whole."""

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from qdrant_edge import Bm25, Bm25Config

from domain.ports import SparseVector
from domain.quantities.quantity import QuantityKind
from domain.quantities.reading import quantities_in
from domain.settings import EncodingSettings

# "4.2.1", "2.75", "1,000", "10,000.50": the encoder splits these at each point and comma, and
# "clause 4.2.1" would match any text with a 4, a 2 and a 1.
FIGURE = re.compile(r"\d+(?:[.,]\d+)+")
THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_VALUED = (QuantityKind.MONEY, QuantityKind.PERCENTAGE, QuantityKind.COUNT)


def figure_terms(text: str) -> list[str]:
    """One made-up word for each figure of several parts, and for each value spelt otherwise.

    "£1,000", "1 000 euros" and "€1k" all give "1000", so that each of them finds the others.

    >>> figure_terms("Under 4.2.1, gifts above £1,000 need approval.")
    ['n4x2x1n', '1000']
    >>> figure_terms("PKR 5 lakh at 50 bps")
    ['500000', 'n0x5n']
    """
    terms: list[str] = []
    known: set[str | Decimal] = set()
    for figure in FIGURE.findall(text):
        plain = figure.replace(",", "") if THOUSANDS.fullmatch(figure) else figure
        terms.append(_term(re.split(r"[.,]", plain)))
        known.add(Decimal(plain) if re.fullmatch(r"[\d.]+", plain) and plain.count(".") < 2 else "")
    for quantity in quantities_in(text):
        value = quantity.value
        is_new = isinstance(value, Decimal) and value >= 0 and value not in known
        if quantity.kind in _VALUED and isinstance(value, Decimal) and is_new:
            known.add(value)
            term = _term(f"{value.normalize():f}".split("."))
            if term not in terms and not re.search(rf"\b{term}\b", text):
                terms.append(term)
    return terms


def _term(parts: Sequence[str]) -> str:
    """Letters at both ends keep it one token, and no suffix that the stemmer would cut."""
    return f"n{'x'.join(parts)}n" if len(parts) > 1 else parts[0]


class Bm25Encoder:
    """``SparseEncoder`` over Qdrant's BM25, which runs in this process for both engines."""

    def __init__(self, settings: EncodingSettings) -> None:
        """Takes k1, b and the fixed average length from the settings."""
        self._encoder = _encoder(
            settings.bm25_k1, settings.bm25_b, settings.bm25_average_length_words
        )

    def encode_passage(self, text: str) -> SparseVector:
        """Saturated term frequencies; empty for a text of stop words or none."""
        vector = self._encoder.embed_document(with_figures(text))
        return SparseVector(tuple(vector.indices), tuple(vector.values))

    def encode_question(self, text: str) -> SparseVector:
        """Weight 1 for each distinct term."""
        vector = self._encoder.embed_query(with_figures(text))
        return SparseVector(tuple(vector.indices), tuple(vector.values))


@lru_cache(maxsize=4)
def _encoder(k1: float, b: float, average_length_words: float) -> Bm25:
    return Bm25(Bm25Config(k=k1, b=b, avg_len=average_length_words, language="english"))


def with_figures(text: str) -> str:
    """The text and, behind it, its figures as whole words: what the encoder is given."""
    return " ".join([text, *figure_terms(text)])
