"""Trains the verifier: `python -m training.train_verifier --data FOLDER --out FOLDER`."""

import argparse
import logging
import random
from pathlib import Path

import torch
from transformers import AutoTokenizer

from evals.held_out import is_obliqa_training
from training.base_model import base_folder
from training.falsehoods import restated_pairs
from training.loop import Plan, train
from training.model import PairEncoder
from training.nli import Pair, encode_pairs, public_pairs, verifier_loss, written_pairs
from training.questions.locate import located_questions
from training.rulebooks import load_passages
from training.written import load_written

LONGEST_TOKENS = 160
MADE_PAIRS = 12_000
WRITTEN_TIMES = 3  # they are few, and the only ones in the product's own form


def main() -> None:
    """One pass over all pairs, or the rest of one that was stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="holds reader/ and obliqa/")
    parser.add_argument("--most-public", type=int, help="at most so many pairs of the public sets")
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(1)
    torch.manual_seed(0)
    pairs = _pairs(asked.data, asked.most_public)
    tokenizer = AutoTokenizer.from_pretrained(base_folder())
    groups = encode_pairs(tokenizer, pairs, longest=LONGEST_TOKENS)
    tokens = sum(len(g[0].ids) for g in groups)
    logging.info("%d pairs, %.0f tokens a pair", len(groups), tokens / len(groups))
    model = PairEncoder(base_folder(), classes=3)
    train(model, groups, plan=Plan("verifier", learning_rate=1.5e-4), loss_of=verifier_loss,
          folder=asked.out)  # fmt: skip


def _pairs(data: Path, most_public: int | None) -> list[Pair]:
    written = load_written([data / "reader" / "policy" / "questions.jsonl"])
    rows = [row for row in (*written, *located_questions(data)) if row.is_training]
    rulebooks = load_passages(data / "obliqa" / "documents.zip")
    passages = [p.text for p in rulebooks if is_obliqa_training(p.document_id)]
    public = list(public_pairs(data / "reader"))
    random.Random(1).shuffle(public)
    pairs = [
        *public[:most_public],
        *restated_pairs(passages, most=MADE_PAIRS, seed=0),
        *(pair for _ in range(WRITTEN_TIMES) for pair in written_pairs(rows)),
    ]
    random.Random(0).shuffle(pairs)
    return pairs


if __name__ == "__main__":
    main()
