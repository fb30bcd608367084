"""What training minimises for a reader: answerability, rank inside a question, and the span."""

import torch
from torch import Tensor
from torch.nn import functional

from training.batches import IGNORED, Batch
from training.model import Heads

RANK_SHARE = 0.5
SPAN_SHARE = 0.25


def reader_loss(heads: Heads, batch: Batch) -> Tensor:
    """Binary cross-entropy, plus the softmax over each question's texts, plus the span's edges."""
    scores = heads.score.float().squeeze(-1)
    loss = functional.binary_cross_entropy_with_logits(scores, batch.labels)
    return loss + RANK_SHARE * _rank_loss(scores, batch) + SPAN_SHARE * _span_loss(heads, batch)


def _rank_loss(scores: Tensor, batch: Batch) -> Tensor:
    """Mean over answering texts of -log softmax among that text and those that do not answer."""
    losses = []
    for group in batch.groups.unique():
        inside = batch.groups == group
        good, bad = scores[inside & (batch.labels > 0.5)], scores[inside & (batch.labels < 0.5)]
        if len(good) and len(bad):
            others = torch.logsumexp(bad, dim=0)
            losses.append((torch.logaddexp(good, others) - good).mean())
    return torch.stack(losses).mean() if losses else scores.sum() * 0


def _span_loss(heads: Heads, batch: Batch) -> Tensor:
    """Cross-entropy of the first and last token of the answer, over pairs that have one."""
    if not bool((batch.starts != IGNORED).any()):
        return heads.starts.sum() * 0
    first = functional.cross_entropy(heads.starts.float(), batch.starts, ignore_index=IGNORED)
    last = functional.cross_entropy(heads.ends.float(), batch.ends, ignore_index=IGNORED)
    return (first + last) / 2
