"""Where the base model's weights lie: all-MiniLM-L6-v2, carried by a package."""

from pathlib import Path

from retrieval.embedder import packaged_model


def base_folder() -> Path:
    """The folder of all-MiniLM-L6-v2."""
    return packaged_model("all-MiniLM-L6-v2")
