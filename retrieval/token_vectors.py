"""A text's word pieces and a vector for each: what late interaction compares."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Vectors are kept as signed bytes: a quarter of float32's room. A unit test bounds what that costs:
# cosines with the exact vectors stay above 0.999.
_STEPS = 127.0


@dataclass(frozen=True)
class TokenVectors:
    """Word pieces without [CLS] and [SEP], and a vector for each, in steps of its largest part."""

    token_ids: tuple[int, ...]
    steps: NDArray[np.int8]  # shape (len(token_ids), dimensions)

    @classmethod
    def of(cls, token_ids: Sequence[int], vectors: NDArray[np.float32]) -> "TokenVectors":
        """From float vectors of any length; directions are kept to about half a degree."""
        largest = np.abs(vectors).max(axis=1, keepdims=True, initial=1e-9)
        return cls(tuple(token_ids), np.round(vectors / largest * _STEPS).astype(np.int8))

    def unit(self) -> NDArray[np.float32]:
        """The vectors at unit length, shape (len(token_ids), dimensions)."""
        vectors = self.steps.astype(np.float32)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)
