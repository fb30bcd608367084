"""The seam: a corpus of passages in, the best of them for a question out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

RESULTS = 10  # a user sees no more, and Recall@10 needs no more


@dataclass(frozen=True, slots=True)
class PeerPassage:
    """A passage as the data set has it. ``name`` is its place; some stand over several rows."""

    name: str
    text: str


class Peer(Protocol):
    """Holds a corpus and searches it. Knows nothing of who may read what."""

    name: str
    described: str  # for the table: versions, settings, what is not stock about it

    def add(self, passages: Sequence[PeerPassage]) -> None:
        """Called once, with all of them."""
        ...

    def search(self, question: str) -> list[str]:
        """Names of at most ten passages, best first, each once."""
        ...


def each_once(names: Sequence[str], limit: int = RESULTS) -> list[str]:
    """The first ``limit`` different names, in order."""
    return list(dict.fromkeys(names))[:limit]
