"""The default reader: our own weights, int8 ONNX, on this machine."""

from collections.abc import Sequence

import numpy as np

from domain.reading_ports import Reading
from reading.pair_session import PairOutput, PairSession
from reading.weights import Weights

SCORE_DIGITS = 4  # the last bits differ between processors
LONGEST_ANSWER_TOKENS = 48


class OnnxReader:
    """``Reader`` over a cross-encoder with a score and a span head.

    Scores are log-odds that the text answers: above 0, it rather does.
    """

    def __init__(self, weights: Weights) -> None:
        """Loads the weights.

        Raises:
            ReaderUnavailable: they cannot be loaded.
        """
        self.name = f"{weights.folder.name}/{weights.fingerprint}"
        self._session = PairSession(weights)

    def read(self, question: str, texts: Sequence[tuple[str, str]]) -> list[Reading]:
        """See the port."""
        pairs = [(question, in_context(context, text)) for context, text in texts]
        outputs = self._session.run(pairs)
        return [
            Reading(
                score=round(float(output.scores[0]), SCORE_DIGITS),
                span=_answer_in(output, len(in_context(context, "")), len(text)),
            )
            for (context, text), output in zip(texts, outputs, strict=True)
        ]


def in_context(context: str, text: str) -> str:
    """Title and headings on a line of their own, as in training; the text alone without them."""
    return f"{context}\n{text}" if context else text


def _answer_in(output: PairOutput, shift: int, length: int) -> tuple[int, int] | None:
    """The likeliest answer as characters of the text; None where its tokens were cut off."""
    if output.starts is None or output.ends is None:
        return None
    inside = [
        i
        for i, (start, end) in enumerate(output.offsets)
        if output.segments[i] == 1 and not output.special[i] and start >= shift and end > start
    ]
    if not inside:
        return None
    starts, ends = output.starts[inside], output.ends[inside]
    best, first, last = -np.inf, 0, 0
    for i in range(len(inside)):
        j = i + int(np.argmax(ends[i : i + LONGEST_ANSWER_TOKENS]))
        if starts[i] + ends[j] > best:
            best, first, last = starts[i] + ends[j], i, j
    span = (output.offsets[inside[first]][0] - shift, output.offsets[inside[last]][1] - shift)
    return span if span[1] <= length else None
