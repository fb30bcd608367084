"""Trains the reader, stage by stage: `python -m training.train_reader --data FOLDER --out FOLDER`.

Stage 1 reads general questions beside sentences and passages; stage 2 reads rules and policies,
with a share of stage 1 beside them so that it forgets nothing. A run that is stopped goes on at
its last checkpoint.
"""

import argparse
import logging
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import torch
from transformers import AutoTokenizer, PreTrainedTokenizerBase

from training.base_model import base_folder
from training.batches import Encoded, encode
from training.examples import Example, without_context
from training.loop import Plan, train
from training.losses import reader_loss
from training.model import PairEncoder, load_weights
from training.questions.locate import located_questions
from training.rulebooks import rulebook_groups
from training.sources import SOURCES, examples_of
from training.written import load_written, passage_groups, sentence_groups

STAGE_1 = Plan("stage1", learning_rate=1.5e-4)
STAGE_2 = Plan("stage2", learning_rate=8e-5)
LONGEST_TOKENS = {STAGE_1.name: 176, STAGE_2.name: 224}
GENERAL_GROUPS_IN_STAGE_2 = 1_500
WRITTEN_TIMES = 2  # each time with other neighbours: they are few, and the most like the product

logger = logging.getLogger(__name__)


def general_groups(data: Path, *, seed: int = 0) -> list[list[Example]]:
    """The public sets, half of the titled texts without their titles."""
    chooser = random.Random(seed)
    groups: list[list[Example]] = []
    for source in SOURCES:
        for members in examples_of(source, data / "reader", seed=seed).values():
            bare = chooser.random() < 0.5
            groups.append([without_context(e) for e in members] if bare else members)
    return groups


def rule_groups(data: Path, *, cache: Path, seed: int = 0) -> list[list[Example]]:
    """Written questions beside passages and sentences, rulebooks' questions, a general share."""
    rows = [
        row
        for row in (
            *load_written([data / "reader" / "policy" / "questions.jsonl"]),
            *located_questions(data),
        )
        if row.is_training
    ]
    obliqa = data / "obliqa"
    general = general_groups(data, seed=seed + 1)
    random.Random(seed).shuffle(general)
    return [
        *(g for time in range(WRITTEN_TIMES) for g in passage_groups(rows, seed=seed + time)),
        *(g for time in range(WRITTEN_TIMES) for g in sentence_groups(rows, seed=seed + time)),
        *rulebook_groups(obliqa / "documents.zip", obliqa / "dev.json", cache=cache, seed=seed),
        *general[:GENERAL_GROUPS_IN_STAGE_2],
    ]


def encoded(
    groups: Sequence[list[Example]], tokenizer: PreTrainedTokenizerBase, *, longest: int
) -> list[list[Encoded]]:
    """The groups as tokens, each with a number of its own."""
    tokens = [encode(tokenizer, group, longest=longest) for group in groups]
    return [
        [replace(each, group=number) for each in members] for number, members in enumerate(tokens)
    ]


def main() -> None:
    """Runs both stages, or goes on where a run was stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="holds reader/ and obliqa/")
    parser.add_argument("--out", type=Path, required=True, help="checkpoints; ignored by git")
    parser.add_argument("--stage", choices=("stage1", "stage2", "both"), default="both")
    parser.add_argument("--from-weights", type=Path, help="in the place of stage 1's end")
    asked = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(1)
    torch.manual_seed(0)
    tokenizer = AutoTokenizer.from_pretrained(base_folder())
    model = PairEncoder(base_folder(), classes=1)
    if asked.stage in ("stage1", "both"):
        run(model, STAGE_1, general_groups(asked.data), tokenizer, asked.out)
    if asked.stage in ("stage2", "both"):
        load_weights(model, asked.from_weights or asked.out / f"{STAGE_1.name}.safetensors")
        cache = asked.out / "rulebooks.npy"
        run(model, STAGE_2, rule_groups(asked.data, cache=cache), tokenizer, asked.out)


def run(
    model: PairEncoder, plan: Plan, groups: list[list[Example]],
    tokenizer: PreTrainedTokenizerBase, out: Path,
) -> None:  # fmt: skip
    """One stage over the groups."""
    tokens = encoded(groups, tokenizer, longest=LONGEST_TOKENS[plan.name])
    logger.info("%s: %d groups, %d pairs", plan.name, len(tokens), sum(map(len, tokens)))
    train(model, tokens, plan=plan, loss_of=reader_loss, folder=out)


if __name__ == "__main__":
    main()
