"""Is a request an attempt to steer the product, or a question? A small linear model decides.

Its features are words, pairs of words, pieces of words, and the embedder's vector of the request:
it looks at nothing else. ``training/steering`` fits it; the card beside it says on what, and how
good it is on kinds of request that it was not fitted on.
"""

import json
import math
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol

from domain.errors import SettingsError
from domain.ports import Embedder

MODEL_PATH = Path(__file__).with_name("steering_model.json")
# So many places for each of the two kinds of feature; several pieces may share one.
WORD_PLACES, PIECE_PLACES = 4_096, 8_192
_TOKEN = re.compile(r"\w+|[^\w\s]")
_PIECE_LENGTHS = (3, 4, 5)


def features_of(text: str) -> dict[int, float]:
    """Weight by place: words and pairs first, then pieces of words; each group of length 1.

    Empty for a text without a word or a sign.
    """
    tokens = _TOKEN.findall(text.lower())
    words = Counter(_place(gram, WORD_PLACES) for gram in _words_and_pairs(tokens))
    pieces = Counter(WORD_PLACES + _place(gram, PIECE_PLACES) for gram in _pieces(tokens))
    return {**_of_length_one(words), **_of_length_one(pieces)}


def _words_and_pairs(tokens: list[str]) -> Iterator[str]:
    yield from tokens
    yield from (" ".join(pair) for pair in pairwise(tokens))


def _pieces(tokens: list[str]) -> Iterator[str]:
    """Runs of characters inside each token, its ends marked by spaces."""
    for token in tokens:
        padded = f" {token} "
        for length in _PIECE_LENGTHS:
            last = max(len(padded) - length, 0)
            yield from (padded[start : start + length] for start in range(last + 1))


def _place(gram: str, places: int) -> int:
    return zlib.crc32(gram.encode("utf-8", "surrogatepass")) % places


def _of_length_one(counts: Mapping[int, int]) -> dict[int, float]:
    length = math.sqrt(sum(count * count for count in counts.values()))
    return {place: count / length for place, count in counts.items()}


class Screen(Protocol):
    """Says whether a request is refused before any search."""

    def steers(self, text: str) -> bool:
        """Whether the text tries to steer the product."""
        ...


class SteeringModel:
    """The fitted weights. Equal texts get equal probabilities.

    With the embedder that it was fitted with, the text's vector counts, too; it then tells more
    apart. With another embedder, or none, words and their pieces decide alone.
    """

    def __init__(self, embedder: Embedder | None = None, *, path: Path = MODEL_PATH) -> None:
        """Reads card and numbers.

        Raises:
            SettingsError: the file is missing, or was fitted for other features.
        """
        stored = _read(path)
        try:
            fits = embedder is not None and embedder.name == stored["card"]["embedder"]
            head = stored["with_vector" if fits else "words_alone"]
            self.threshold = float(head["threshold"])
            self._intercept = float(head["intercept"])
            self._weights = [float(weight) for weight in head["weights"]]
            self._vector_weights = [float(weight) for weight in head["vector_weights"]]
        except (KeyError, TypeError, ValueError) as error:
            raise _unusable(path, "has another shape") from error
        self._embedder = embedder if fits else None
        if len(self._weights) != WORD_PLACES + PIECE_PLACES:
            raise _unusable(path, "was fitted for other features")

    def probability(self, text: str) -> float:
        """That the text is an attempt to steer, 0..1."""
        logit = self._intercept + sum(
            self._weights[place] * weight for place, weight in features_of(text).items()
        )
        if self._embedder is not None:
            vector = self._embedder.embed_question(text).tolist()
            logit += sum(w * x for w, x in zip(self._vector_weights, vector, strict=True))
        return round(1 / (1 + math.exp(-max(-40.0, min(40.0, logit)))), 6)

    def steers(self, text: str) -> bool:
        """Whether the text is refused as an attempt to steer."""
        return self.probability(text) >= self.threshold


def _read(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise _unusable(path, "cannot be read") from error


def _unusable(path: Path, why: str) -> SettingsError:
    return SettingsError(
        f"The steering model {path.name} {why}.",
        advice="Install Attest again, or fit it with python -m training.steering.fit.",
    )
