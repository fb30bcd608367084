"""Pairs of texts through an ONNX cross-encoder, one pair a call, on every core.

One pair a call, because int8 weights scale the activations over the whole call: beside another
text, the same pair would give other bytes.
"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from domain.errors import ReaderUnavailable
from reading.weights import Weights

LONGEST_TOKENS = 256  # what the weights were trained with; the second text is cut there

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PairOutput:
    """What the model said of one pair. Arrays run over the pair's tokens, in order."""

    scores: Scores  # one a class
    starts: Scores | None  # None: the model marks no answers
    ends: Scores | None
    offsets: tuple[tuple[int, int], ...]  # characters of the token's own text
    segments: tuple[int, ...]  # 0 first text, 1 second text
    special: tuple[int, ...]  # 1 for [CLS] and [SEP]


class PairSession:
    """An ONNX session and its tokenizer. Safe to call from several threads at once."""

    def __init__(self, weights: Weights) -> None:
        """Loads the weights.

        Raises:
            ReaderUnavailable: a file is missing or no model.
        """
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # pairs run beside each other instead; see ``run``
        options.inter_op_num_threads = 1
        try:
            self._session = onnxruntime.InferenceSession(
                str(weights.model), options, providers=["CPUExecutionProvider"]
            )
            self._tokenizer = Tokenizer.from_file(str(weights.tokenizer))
        except Exception as error:  # both libraries raise types of their own, without a base
            raise ReaderUnavailable(
                f"The weights in {weights.folder.name} cannot be loaded.",
                advice="Install Attest again, or make them again with: make train-reader",
            ) from error
        self._tokenizer.enable_truncation(LONGEST_TOKENS, strategy="only_second")
        self._tokenizer.no_padding()
        self._pool = ThreadPoolExecutor(max_workers=os.cpu_count() or 1)

    def run(self, pairs: Sequence[tuple[str, str]]) -> list[PairOutput]:
        """One output a pair, in order; [] for no pairs."""
        if len(pairs) < 2:
            return [self._one(*pair) for pair in pairs]
        return list(self._pool.map(lambda pair: self._one(*pair), pairs))

    def _one(self, first: str, second: str) -> PairOutput:
        encoding = self._tokenizer.encode(first, second)
        inputs = {
            "input_ids": np.array([encoding.ids], dtype=np.int64),
            "attention_mask": np.array([encoding.attention_mask], dtype=np.int64),
            "token_type_ids": np.array([encoding.type_ids], dtype=np.int64),
        }
        outputs = self._session.run(None, inputs)
        edges = [np.asarray(each[0], dtype=np.float32) for each in outputs[1:]]
        return PairOutput(
            scores=np.asarray(outputs[0][0], dtype=np.float32),
            starts=edges[0] if edges else None,
            ends=edges[1] if edges else None,
            offsets=tuple(encoding.offsets),
            segments=tuple(encoding.type_ids),
            special=tuple(encoding.special_tokens_mask),
        )
