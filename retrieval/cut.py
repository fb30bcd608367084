"""The best hits up to a limit, so that where the cut falls depends on the visible points alone.

An engine breaks ties by where points happen to be stored, and that depends on points that the
caller may not see. So the whole group that ties at the cut is fetched before it is ordered.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from domain.ports import Hit
from domain.types import Chunk
from retrieval.payload import chunk_of

# Dense scores are exact on the embedder's grid (decision 0009); this only makes them readable.
DENSE_DIGITS = 6
# BM25 is a sum of float32 numbers in no fixed order, so that one and the same score may differ in
# its last bits, by 2e-6 for one of 20: a wider grid, which is still far below what ranks.
SPARSE_DIGITS = 4

# Passages under one number that one caller may read: a chapter of each of a thousand policies.
MOST_OF_ONE_NUMBER = 50_000

ScoredPayload = tuple[float, Mapping[str, Any]]


def best_hits(
    fetch: Callable[[int], Sequence[ScoredPayload]], *, limit: int, digits: int = DENSE_DIGITS
) -> list[Hit]:
    """The ``limit`` best, by score rounded to ``digits``, then chunk_id.

    ``fetch(n)`` gives the engine's n best, best first. It is asked again for more as long as the
    group that ties at the cut may go on beyond what it gave.
    """
    asked = limit + 1
    found = [(round(score, digits), stored) for score, stored in fetch(asked)]
    while len(found) == asked and found[limit - 1][0] == found[-1][0]:
        asked *= 2
        found = [(round(score, digits), stored) for score, stored in fetch(asked)]
    if len(found) > limit:
        found = [pair for pair in found if pair[0] >= found[limit - 1][0]]
    hits = [Hit(chunk=chunk_of(stored), score=score) for score, stored in found]
    return sorted(hits, key=lambda hit: (-hit.score, hit.chunk.chunk_id))[:limit]


def in_place(payloads: Iterable[Mapping[str, Any]], *, limit: int) -> list[Chunk]:
    """The chunks by document, version and place in the text, the first ``limit``."""
    chunks = [chunk_of(stored) for stored in payloads]
    return sorted(chunks, key=lambda c: (c.document_id, c.version, c.start, c.chunk_id))[:limit]
