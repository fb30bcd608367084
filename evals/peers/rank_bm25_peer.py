"""rank-bm25 alone: BM25Okapi with its own constants over lower-cased words."""

import re
from collections.abc import Sequence
from importlib.metadata import version

import numpy as np
from rank_bm25 import BM25Okapi

from evals.peers.peer import RESULTS, PeerPassage, each_once

_WORD = re.compile(r"\w+")


class RankBm25Peer:
    """``Peer`` over rank-bm25; a part of the default installation."""

    name = "rank-bm25"

    def __init__(self) -> None:
        """Empty."""
        self.described = f"rank-bm25 {version('rank-bm25')}, BM25Okapi, words in lower case"
        self._names: list[str] = []

    def add(self, passages: Sequence[PeerPassage]) -> None:
        """Counts their words."""
        self._names = [passage.name for passage in passages]
        self._ranker = BM25Okapi([_words(passage.text) for passage in passages])

    def search(self, question: str) -> list[str]:
        """By BM25; scores every passage in Python."""
        scores = np.asarray(self._ranker.get_scores(_words(question)))
        best = np.argsort(-scores, kind="stable")[: 2 * RESULTS]  # some names stand twice
        return each_once([self._names[index] for index in best])


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())
