"""The trained reader over the best passages: the last word on their order."""

from collections.abc import Sequence

from domain.reading_ports import Reader
from domain.types import Passage
from retrieval.fusion import scaled

SCORE_DIGITS = 4


def reread(
    question: str, passages: Sequence[Passage], reader: Reader, *, count: int, weight: float
) -> list[Passage]:
    """The passages with the first ``count`` put in order by the reader; the others after them.

    Args:
        question: as searched for.
        passages: best first.
        reader: looks at each passage alone, so none can move another's score.
        count: how many are read.
        weight: the reader's share, 0..1; the rest is the order that they came in.

    Returns:
        As many passages as given, ranked again; [] for none.
    """
    first, rest = list(passages[:count]), list(passages[count:])
    if len(first) < 2:
        return [*first, *rest]
    texts = [(passage.chunk.context, passage.chunk.text) for passage in first]
    readings = [reading.score for reading in reader.read(question, texts)]
    before = scaled([1 / rank for rank in range(2, len(first) + 2)])
    mixed = [
        (1 - weight) * earlier + weight * read
        for earlier, read in zip(before, scaled(readings), strict=True)
    ]
    order = sorted(range(len(first)), key=lambda i: (-round(mixed[i], SCORE_DIGITS), i))
    ranked = [first[i].model_copy(update={"reading_score": readings[i]}) for i in order] + rest
    return [p.model_copy(update={"rank": rank}) for rank, p in enumerate(ranked, start=1)]
