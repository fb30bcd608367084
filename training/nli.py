"""The verifier's data: premise, hypothesis, and how one bears on the other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from transformers import PreTrainedTokenizerBase

from training.batches import Batch, Encoded
from training.model import Heads
from training.sources import rows_of
from training.written import Written

FILES = {
    "nli_classic": "MNLI, SNLI, SICK, SciTail, RTE, MPE, JOCI",
    "nli_fact": "FEVER, symmetric FEVER, COVID-Fact, HealthVer",
    "nli_grounded": "BEGIN, SummEdits, QAGS",
    "nli_wice": "WiCE",
}
# "not_entailment" is what sets with two labels say: neither or contradiction, nobody knows which.
LABELS = {"entailment": 0, "neutral": 1, "contradiction": 2, "not_entailment": 3, "partial": 3}


@dataclass(frozen=True, slots=True)
class Pair:
    """Quotes, a sentence, and whether they support it."""

    premise: str
    hypothesis: str
    label: str
    source: str


def public_pairs(data: Path) -> Iterator[Pair]:
    """Every row of the public sets whose label is known."""
    for name in FILES:
        for row in rows_of(data / "train" / f"{name}.jsonl.gz"):
            if row["label"] in LABELS:
                yield Pair(row["premise"], row["hypothesis"], row["label"], row["source"])


def written_pairs(rows: Sequence[Written]) -> Iterator[Pair]:
    """The true and the false paraphrase of each written passage."""
    for row in rows:
        if row.fields.get("true"):
            yield Pair(row.passage, row.fields["true"], "entailment", "written")
        if row.fields.get("false"):
            yield Pair(row.passage, row.fields["false"], "not_entailment", "written")


def encode_pairs(
    tokenizer: PreTrainedTokenizerBase, pairs: Sequence[Pair], *, longest: int
) -> list[list[Encoded]]:
    """Each pair as a group of its own; the sentence goes first, only the premise is cut."""
    batch = tokenizer(
        [p.hypothesis for p in pairs], [p.premise for p in pairs], truncation="only_second",
        max_length=longest,
    )  # fmt: skip
    return [
        [Encoded(batch["input_ids"][i], batch["token_type_ids"][i], 0, 0, LABELS[p.label], i)]
        for i, p in enumerate(pairs)
    ]


def verifier_loss(heads: Heads, batch: Batch) -> Tensor:
    """Cross-entropy over supports, neither, contradicts; for "not entailed", over the last two."""
    chances = torch.log_softmax(heads.score.float(), dim=-1)
    either = torch.logsumexp(chances[:, 1:], dim=-1, keepdim=True)
    picked = torch.cat([chances, either], dim=-1).gather(1, batch.labels.long().unsqueeze(1))
    return -picked.mean()
