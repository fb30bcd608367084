"""all-MiniLM-L6-v2 for the peers, in batches as they would use it, each passage once.

The peers embed nearly the same passages. Vectors of passages are kept by the hash of their text,
so that the second peer, and the next run, do not wait for them again; a question is never kept.
"""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.embedder import MINILM_DIMENSIONS, packaged_model

BATCH = 32
KEPT = "vectors.npz"
Vectors = NDArray[np.float32]


class SharedEmbedder:
    """Loads the model when it is made."""

    def __init__(self, model: str, folder: Path) -> None:
        """``folder`` keeps the passages' vectors from run to run."""
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        # Imported here: torch takes seconds, and a listing of the suites must not wait for it.
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415  # see above
        from transformers.utils import logging  # noqa: PLC0415  # see above

        logging.disable_progress_bar()
        self._model = SentenceTransformer(
            str(packaged_model(model)), device="cpu", local_files_only=True
        )
        self._path = folder / KEPT
        self._known = _read(self._path)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimensions), unit length; computed now, and nothing is kept."""
        if not texts:
            return np.zeros((0, MINILM_DIMENSIONS), dtype=np.float32)
        vectors = self._model.encode(
            list(texts), batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """As ``embed``, but what was embedded before is remembered."""
        keys = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
        missing = {
            key: text for key, text in zip(keys, texts, strict=True) if key not in self._known
        }
        if missing:
            made = self.embed(list(missing.values()))
            self._known.update(zip(missing, made, strict=True))
            self._path.parent.mkdir(parents=True, exist_ok=True)
            np.savez(
                self._path,
                keys=np.array(list(self._known)),
                vectors=np.stack(list(self._known.values())),
            )
        return np.stack([self._known[key] for key in keys])


def _read(path: Path) -> dict[str, Vectors]:
    if not path.exists():
        return {}
    with np.load(path) as kept:
        return dict(zip(kept["keys"].tolist(), kept["vectors"], strict=True))
