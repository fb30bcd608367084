"""The cross-encoder: MiniLM with a score for the pair, and a start and an end for the answer."""

from pathlib import Path
from typing import NamedTuple

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from transformers import AutoConfig, AutoModel


class Heads(NamedTuple):
    """``score`` is (batch, classes); ``starts`` and ``ends``, for readers, are (batch, length)."""

    score: Tensor
    starts: Tensor
    ends: Tensor


class PairEncoder(nn.Module):
    """A BERT-shaped encoder with heads on top; ``classes`` is 1 for readers, 3 for verifiers."""

    def __init__(self, base: Path, *, classes: int) -> None:
        super().__init__()
        # Without dropout: its random numbers cost a fifth of the time on a CPU, and one pass over
        # the data does not overfit. Eager attention: its backward is three times as fast there.
        config = AutoConfig.from_pretrained(base, hidden_dropout_prob=0.0,
                                            attention_probs_dropout_prob=0.0)  # fmt: skip
        self.encoder = AutoModel.from_pretrained(
            base, config=config, attn_implementation="eager", dtype=torch.float32,
            add_pooling_layer=False,
        )  # fmt: skip
        width = config.hidden_size
        self.pooled = nn.Linear(width, width)
        self.score = nn.Linear(width, classes)
        self.span = nn.Linear(width, 2)

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Heads:
        """Scores the pairs; padding never answers."""
        states = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        score = self.score(torch.tanh(self.pooled(states[:, 0])))
        edges = self.span(states)
        outside = (token_type_ids * attention_mask) == 0
        starts = edges[..., 0].masked_fill(outside, -1e4)
        ends = edges[..., 1].masked_fill(outside, -1e4)
        return Heads(score, starts, ends)


def save_weights(model: PairEncoder, path: Path) -> None:
    """Writes the weights as safetensors, whole or not at all."""
    unfinished = path.with_suffix(".unfinished")
    save_file(
        {name: tensor.contiguous() for name, tensor in model.state_dict().items()}, unfinished
    )
    unfinished.replace(path)


def load_weights(model: PairEncoder, path: Path) -> None:
    """Reads weights that ``save_weights`` wrote."""
    model.load_state_dict(load_file(path))
