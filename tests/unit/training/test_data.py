"""The reader's data: what is held out stays out, negatives stay few, falsehoods are false."""

import gzip
import json
from pathlib import Path

import pytest

from evals.held_out import OBLIQA_HELD_OUT, OBLIQA_TWINS, is_file_held_out, is_obliqa_training
from training.examples import Example, with_few_negatives
from training.falsehoods import restated_pairs
from training.sources import SOURCES, Source, examples_of
from training.written import passage_groups, sentence_groups, written_of

PASSAGE = (
    "A firm must keep each record for six years. It must not destroy a record under dispute. "
    "The Compliance Officer may extend the period where the Regulator asks."
)


def row(identity: str = "obliqa/1/2.1") -> dict[str, str]:
    return {
        "id": identity, "passage": PASSAGE, "policy": "For how long must records be kept?",
        "plain": "how long do we hold on to paperwork?",
        "plain2": "who can make us keep it longer?",
        "near": "Where must records be kept?", "near_plain": "who pays for storage?",
        "answer": "six years", "answer_plain": "six years",
        "answer_plain2": "The Compliance Officer", "true": "Records are held for six years.",
        "false": "Records are held for ten years.",
    }  # fmt: skip


def test_no_document_is_both_trained_on_and_held_out() -> None:
    assert not OBLIQA_HELD_OUT & OBLIQA_TWINS
    assert not any(map(is_obliqa_training, OBLIQA_HELD_OUT | OBLIQA_TWINS))
    names = [f"policy-{n}.pdf" for n in range(600)]
    share = sum(map(is_file_held_out, names)) / len(names)
    assert 0.1 < share < 0.25


@pytest.mark.parametrize(
    ("identity", "trains"),
    [("obliqa/1/2.1", True), ("obliqa/3/2.1", False), ("obliqa/16/1", False)],
)
def test_a_written_row_of_a_held_out_rulebook_trains_nothing(identity: str, trains: bool) -> None:
    assert written_of(row(identity)).is_training is trains


def test_written_groups_mark_the_answer_and_near_misses_answer_nothing() -> None:
    rows = [written_of(row())]
    for group in (*passage_groups(rows, seed=1), *sentence_groups(rows, seed=1)):
        for example in group:
            if example.span is not None:
                assert example.answers
                start, end = example.span
                assert example.text[start:end] in ("six years", "The Compliance Officer")
            if "/near" in example.group:
                assert not example.answers


def test_few_negatives_are_drawn_and_every_answer_is_kept() -> None:
    examples = [Example("q", "", f"t{n}", n == 0, "g", "s") for n in range(9)]
    (members,) = with_few_negatives(examples, most=3, seed=0).values()
    assert [e.answers for e in members] == [True, False, False, False]


def test_hedged_labels_are_left_out(tmp_path: Path) -> None:
    rows = [
        {"question": "q?", "passage": "It is red.", "label": label, "qid": "1", "answer": "red"}
        for label in (1, 0, 2, 3)
    ]
    (tmp_path / "train").mkdir()
    with gzip.open(tmp_path / "train" / "x.jsonl.gz", "wt") as file:
        file.writelines(json.dumps(each) + "\n" for each in rows)
    source = Source("x", "x", "MIT", "X", most_groups=5, most_negatives=3)
    (group,) = examples_of(source, tmp_path).values()
    assert [(e.answers, e.span) for e in group] == [(True, (6, 9)), (False, None)]


def test_every_source_names_its_licence() -> None:
    assert all(source.licence and source.origin for source in SOURCES)


def test_a_falsehood_differs_from_its_sentence_by_one_change() -> None:
    pairs = list(restated_pairs([PASSAGE] * 40, most=40, seed=3))
    assert {pair.label for pair in pairs} > {"entailment"}
    for true, false in zip(pairs[::2], pairs[1::2], strict=True):
        assert true.label == "entailment"
        assert true.hypothesis in true.premise
        assert false.label != "entailment"
        assert false.hypothesis != true.hypothesis
