"""Groups of examples to padded batches of like length."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from transformers import PreTrainedTokenizerBase

from training.examples import Example

IGNORED = -100  # a pair without a marked answer takes no part in the span's loss


@dataclass(frozen=True, slots=True)
class Encoded:
    """A pair as tokens: ids, segment of each, and the tokens where the answer starts and ends."""

    ids: list[int]
    segments: list[int]
    start: int
    end: int
    label: float
    group: int


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded tensors of shape (pairs, length), and vectors of shape (pairs,)."""

    ids: Tensor
    mask: Tensor
    segments: Tensor
    starts: Tensor
    ends: Tensor
    labels: Tensor
    groups: Tensor


def encode(
    tokenizer: PreTrainedTokenizerBase, examples: Sequence[Example], *, longest: int
) -> list[Encoded]:
    """Tokens of each example; a text that is too long is cut at its end."""
    seconds = [f"{e.context}\n{e.text}" if e.context else e.text for e in examples]
    batch = tokenizer(
        [e.question for e in examples], seconds, truncation="only_second", max_length=longest,
        return_offsets_mapping=True,
    )  # fmt: skip
    numbers = {name: i for i, name in enumerate(dict.fromkeys(e.group for e in examples))}
    encoded = []
    for i, example in enumerate(examples):
        shift = len(example.context) + 1 if example.context else 0
        segments = batch["token_type_ids"][i]
        start, end = _tokens_of(example.span, shift, batch["offset_mapping"][i], segments)
        encoded.append(
            Encoded(batch["input_ids"][i], segments, start, end, float(example.answers),
                    numbers[example.group])
        )  # fmt: skip
    return encoded


def _tokens_of(
    span: tuple[int, int] | None, shift: int, offsets: list[tuple[int, int]], segments: list[int]
) -> tuple[int, int]:
    """First and last token of a character span; ``IGNORED`` twice where it was cut off."""
    if span is None:
        return IGNORED, IGNORED
    inside = [
        i
        for i, (start, end) in enumerate(offsets)
        if segments[i] == 1 and end > start and start < span[1] + shift and end > span[0] + shift
    ]
    return (inside[0], inside[-1]) if inside else (IGNORED, IGNORED)


def batches(
    groups: Sequence[list[Encoded]], *, tokens: int, seed: int, window: int = 600
) -> Iterator[Batch]:
    """Whole groups, shuffled, then sorted by length within windows; at most ``tokens`` a batch."""
    shuffler = random.Random(seed)
    order = list(groups)
    shuffler.shuffle(order)
    planned: list[list[Encoded]] = []
    for begin in range(0, len(order), window):
        part = sorted(order[begin : begin + window], key=lambda g: max(len(e.ids) for e in g))
        current: list[Encoded] = []
        for group in part:
            longest = max(len(e.ids) for e in (*current, *group))
            if current and longest * (len(current) + len(group)) > tokens:
                planned.append(current)
                current = []
            current = [*current, *group]
        if current:
            planned.append(current)
    shuffler.shuffle(planned)
    for members in planned:
        yield padded(members)


def padded(members: Sequence[Encoded]) -> Batch:
    """One batch of the members, in order."""
    longest = max(len(e.ids) for e in members)

    def rows(values: list[list[int]]) -> Tensor:
        return torch.tensor([v + [0] * (longest - len(v)) for v in values])

    return Batch(
        ids=rows([e.ids for e in members]),
        mask=rows([[1] * len(e.ids) for e in members]),
        segments=rows([e.segments for e in members]),
        starts=torch.tensor([e.start for e in members]),
        ends=torch.tensor([e.end for e in members]),
        labels=torch.tensor([e.label for e in members]),
        groups=torch.tensor([e.group for e in members]),
    )
