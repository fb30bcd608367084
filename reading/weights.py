"""Where weights lie, and what came with them: ONNX file, tokenizer, card."""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from domain.errors import ReaderUnavailable

WEIGHTS_FOLDER = Path(__file__).parent / "weights"


@dataclass(frozen=True)
class Weights:
    """A folder with ``model.onnx``, ``tokenizer.json`` and ``card.json``."""

    folder: Path

    @property
    def model(self) -> Path:
        """The ONNX file."""
        return self.folder / "model.onnx"

    @property
    def tokenizer(self) -> Path:
        """The tokenizer's file."""
        return self.folder / "tokenizer.json"

    @cached_property
    def card(self) -> dict[str, Any]:
        """What the weights were trained on and how they did.

        Raises:
            ReaderUnavailable: the card cannot be read.
        """
        try:
            return dict(json.loads((self.folder / "card.json").read_text(encoding="utf-8")))
        except (OSError, ValueError) as error:
            raise ReaderUnavailable(
                f"The reader's card in {self.folder.name} cannot be read.",
                advice="Install Attest again, or make the weights again with: make train-reader",
            ) from error

    @cached_property
    def fingerprint(self) -> str:
        """The first 12 hex digits of the model file's SHA-256: other weights, other answers."""
        with self.model.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()[:12]


def reader_weights() -> Weights:
    """The reader that ships."""
    return Weights(WEIGHTS_FOLDER / "reader")


def verifier_weights() -> Weights:
    """The verifier that ships."""
    return Weights(WEIGHTS_FOLDER / "verifier")
