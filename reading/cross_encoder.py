"""Any cross-encoder of sentence-transformers as the reader: by folder, or by its hub name."""

from collections.abc import Sequence
from typing import Any

from domain.errors import ReaderUnavailable
from domain.reading_ports import Reading
from reading.onnx_reader import SCORE_DIGITS, in_context


class CrossEncoderReader:
    """``Reader`` over a sentence-transformers cross-encoder. It marks no spans."""

    def __init__(self, model: str) -> None:
        """Loads ``model``: a folder, or a name that the hub's cache holds.

        Raises:
            ReaderUnavailable: it cannot be loaded.
        """
        # torch takes seconds to import, and only who chose this reader needs it.
        from sentence_transformers import CrossEncoder  # noqa: PLC0415  # see above

        try:
            self._model: Any = CrossEncoder(model, device="cpu")
        except (OSError, ValueError) as error:
            raise ReaderUnavailable(
                f"The cross-encoder {model} cannot be loaded.",
                advice="Set ATTEST_READING__MODEL to a folder that holds one.",
            ) from error
        self.name = f"cross-encoder/{model}"

    def read(self, question: str, texts: Sequence[tuple[str, str]]) -> list[Reading]:
        """See the port. One pair a call: padding beside a longer text changes the last bits."""
        return [
            Reading(
                score=round(float(self._model.predict([(question, in_context(c, t))])[0]),
                            SCORE_DIGITS)
            )
            for c, t in texts
        ]  # fmt: skip
