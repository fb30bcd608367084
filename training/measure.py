"""How good weights are on named splits that nothing was trained on."""

from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from sklearn.metrics import roc_auc_score
from transformers import PreTrainedTokenizerBase

from training.batches import encode, padded
from training.examples import Example
from training.model import PairEncoder
from training.sources import rows_of
from training.written import ANSWERED, NEAR_MISSES, Written, sentence_groups

LONGEST_TOKENS = 256
PAIRS_A_BATCH = 32
Score = Callable[[Sequence[Example]], list[float]]


def scorer(model: PairEncoder, tokenizer: PreTrainedTokenizerBase) -> Score:
    """Scores examples with a model that still has its full weights."""

    def score(examples: Sequence[Example]) -> list[float]:
        tokens = encode(tokenizer, examples, longest=LONGEST_TOKENS)
        order = sorted(range(len(tokens)), key=lambda i: len(tokens[i].ids))
        scores = [0.0] * len(tokens)
        model.eval()
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
            for begin in range(0, len(order), PAIRS_A_BATCH):
                chosen = order[begin : begin + PAIRS_A_BATCH]
                batch = padded([tokens[i] for i in chosen])
                heads = model(batch.ids, batch.mask, batch.segments)
                for i, value in zip(chosen, heads.score[:, 0].tolist(), strict=True):
                    scores[i] = float(value)
        return scores

    return score


def written_areas(rows: Sequence[Written], score: Score) -> dict[str, float]:
    """Areas under the ROC curve on written questions, and how often the right sentence is first."""
    kinds = [*(name for name, _ in ANSWERED), *NEAR_MISSES]
    named = [
        (kind, Example(row.fields[kind], row.title, row.passage, kind not in NEAR_MISSES, "", ""))
        for row in rows
        for kind in kinds
        if row.fields.get(kind)
    ]
    scores = score([example for _, example in named])

    def area(*wanted: str) -> float:
        kept = [(e.answers, s) for (k, e), s in zip(named, scores, strict=True) if k in wanted]
        return round(float(roc_auc_score(*zip(*kept, strict=True))), 3)

    return {
        "written_area": area(*kinds),
        "written_area_plain_words": area("plain", "plain2", "near_plain"),
        "written_area_policy_wording": area("policy", "near"),
        "right_sentence_first": first_share(list(sentence_groups(rows, seed=1)), score),
    }


def first_share(groups: Sequence[list[Example]], score: Score) -> float:
    """Share of the questions whose answering text has the highest score among its texts."""
    groups = [g for g in groups if len(g) > 1 and any(e.answers for e in g)]
    scores = iter(score([example for group in groups for example in group]))
    first = 0
    for group in groups:
        rated = [(next(scores), example.answers) for example in group]
        first += max(rated)[1]
    return round(first / max(1, len(groups)), 3)


def public_area(path: Path, score: Score, *, most: int) -> float:
    """The area on a public file of rows labelled 0 and 1."""
    rows = [row for row in rows_of(path) if row["label"] in (0, 1)][:most]
    examples = [
        Example(row["question"], "", row["passage"], row["label"] == 1, "", "") for row in rows
    ]
    return round(float(roc_auc_score([e.answers for e in examples], score(examples))), 3)
