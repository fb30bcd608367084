"""A cross-encoder from a local folder, through LlamaIndex's sentence-transformers reranker."""

import os
from pathlib import Path

from llama_index.postprocessor.sbert_rerank import SentenceTransformerRerank

from domain.errors import SettingsError
from retrieval.llama_index_adapters import PostprocessorReranker

EVERY_PASSAGE = 10_000  # the pipeline cuts; a reranker only scores


def cross_encoder_reranker(path: Path | None) -> PostprocessorReranker:
    """Loads the model now, so that a broken folder shows at start-up.

    Its batches hold the caller's candidates alone, so padding lets nothing hidden in.

    Raises:
        SettingsError: there is no model in the folder, or none was named.
    """
    if path is None or not (path / "config.json").is_file():
        raise SettingsError(
            f"There is no cross-encoder in {path}.",
            advice="Set retrieval.cross_encoder_path to a folder in sentence-transformers' format.",
        )
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    try:
        postprocessor = SentenceTransformerRerank(
            model=str(path), top_n=EVERY_PASSAGE, device="cpu"
        )
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"The cross-encoder in {path} cannot be loaded.",
            advice="Check that config.json, the tokenizer and the weights are all there.",
        ) from error
    return PostprocessorReranker(postprocessor, name=f"cross-encoder/{path.name}")
