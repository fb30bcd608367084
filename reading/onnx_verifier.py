"""The default verifier: three-way entailment by our own weights, int8 ONNX, on this machine."""

from collections.abc import Sequence

import numpy as np

from domain.reading_ports import Support
from reading.pair_session import PairSession
from reading.weights import Weights

PROBABILITY_DIGITS = 4  # the last bits differ between processors


class OnnxVerifier:
    """``Verifier`` over a cross-encoder with three classes: supports, neither, contradicts."""

    def __init__(self, weights: Weights) -> None:
        """Loads the weights.

        Raises:
            ReaderUnavailable: they cannot be loaded.
        """
        self.name = f"{weights.folder.name}/{weights.fingerprint}"
        self._session = PairSession(weights)

    def judge(self, pairs: Sequence[tuple[str, str]]) -> list[Support]:
        """See the port. The sentence goes first, so that only quotes are ever cut."""
        outputs = self._session.run([(sentence, quotes) for quotes, sentence in pairs])
        return [_support(np.asarray(output.scores, dtype=np.float64)) for output in outputs]


def _support(scores: np.ndarray) -> Support:
    """Softmax over the three classes."""
    odds = np.exp(scores - scores.max())
    supports, neither, contradicts = (odds / odds.sum()).round(PROBABILITY_DIGITS).tolist()
    return Support(supports=supports, contradicts=contradicts, neither=neither)
