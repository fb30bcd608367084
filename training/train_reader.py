"""Trains the reader: `python -m training.train_reader stage1 --data FOLDER --out FOLDER`."""

import argparse
import logging
import random
from pathlib import Path

import torch
from transformers import AutoTokenizer

from training.base_model import base_folder
from training.batches import Encoded, encode
from training.examples import Example, without_context
from training.loop import Plan, train
from training.losses import reader_loss
from training.model import PairEncoder
from training.sources import SOURCES, examples_of

LONGEST_TOKENS = 176


def general_groups(data: Path, *, seed: int = 0) -> list[list[Example]]:
    """The public sets, half of the titled texts without their titles."""
    chooser = random.Random(seed)
    groups: list[list[Example]] = []
    for source in SOURCES:
        for members in examples_of(source, data, seed=seed).values():
            bare = chooser.random() < 0.5
            groups.append([without_context(e) for e in members] if bare else members)
    return groups


def main() -> None:
    """Runs one stage, or goes on with one that was stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stage", choices=("stage1",))
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(1)
    torch.manual_seed(0)
    tokenizer = AutoTokenizer.from_pretrained(base_folder())
    groups = [encode(tokenizer, g, longest=LONGEST_TOKENS) for g in general_groups(asked.data)]
    for number, members in enumerate(groups):
        groups[number] = [_numbered(e, number) for e in members]
    pairs = sum(len(g) for g in groups)
    tokens = sum(len(e.ids) for g in groups for e in g)
    logging.info("%d groups, %d pairs, %.0f tokens a pair", len(groups), pairs, tokens / pairs)
    model = PairEncoder(base_folder(), classes=1)
    plan = Plan("stage1", learning_rate=1.5e-4)
    train(model, groups, plan=plan, loss_of=reader_loss, folder=asked.out)


def _numbered(encoded: Encoded, number: int) -> Encoded:
    return Encoded(encoded.ids, encoded.segments, encoded.start, encoded.end, encoded.label, number)


if __name__ == "__main__":
    main()
