"""A small run of the reader's training, from data to ONNX, and one that is stopped midway."""

from pathlib import Path

import pytest
import torch
from transformers import AutoTokenizer, BertConfig, BertModel

from domain.reading_ports import Reading
from reading.onnx_reader import OnnxReader
from reading.weights import Weights
from training.base_model import base_folder
from training.batches import Encoded, encode
from training.examples import Example
from training.export import export
from training.loop import Plan, train
from training.losses import reader_loss
from training.model import PairEncoder, load_weights

pytestmark = pytest.mark.integration
SUBJECTS = ("gifts", "loans", "cheques", "records", "fees", "wires")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of one thin layer, over the real word pieces."""
    folder = tmp_path_factory.mktemp("base")
    torch.manual_seed(1)
    config = BertConfig(
        hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    return folder


def groups() -> list[list[Encoded]]:
    tokenizer = AutoTokenizer.from_pretrained(base_folder())
    made = []
    for n, subject in enumerate(SUBJECTS * 4):
        other = SUBJECTS[(n + 1) % len(SUBJECTS)]
        question, right = f"What of {subject}?", f"All {subject} are kept."
        made.append(
            encode(
                tokenizer,
                [
                    Example(question, "Policy", right, True, str(n), "t", (4, 4 + len(subject))),
                    Example(question, "", f"All {other} are kept.", False, str(n), "t"),
                ],
                longest=40,
            )
        )
    return made


def test_a_run_learns_and_ships_as_onnx(base: Path, tmp_path: Path) -> None:
    torch.manual_seed(0)
    model, plan = PairEncoder(base, classes=1), Plan("small", learning_rate=5e-3, epochs=6)
    train(model, groups(), plan=plan, loss_of=reader_loss, folder=tmp_path / "run")
    target = tmp_path / "shipped" / "model.onnx"
    export(model, target, tokenizer_file=base_folder() / "tokenizer.json", spans=True)
    reader = OnnxReader(Weights(target.parent))
    right, wrong = reader.read(
        "What of gifts?", [("", "All gifts are kept."), ("", "All fees are kept.")]
    )
    assert isinstance(right, Reading)
    assert right.span is not None
    assert right != wrong


def test_a_stopped_run_goes_on_where_it_was(base: Path, tmp_path: Path) -> None:
    plan = Plan("small", learning_rate=1e-3, tokens_a_batch=64, checkpoint_seconds=0.0)
    steps = 0

    def stops(heads: object, batch: object) -> torch.Tensor:
        nonlocal steps
        steps += 1
        if steps == 4:
            raise KeyboardInterrupt
        return reader_loss(heads, batch)  # type: ignore[arg-type]  # passed on

    with pytest.raises(KeyboardInterrupt):
        train(PairEncoder(base, classes=1), groups(), plan=plan, loss_of=stops, folder=tmp_path)
    before = steps
    model = PairEncoder(base, classes=1)
    train(model, groups(), plan=plan, loss_of=stops, folder=tmp_path)
    assert before == 4
    again = PairEncoder(base, classes=1)
    load_weights(again, tmp_path / "small.safetensors")
    assert all(
        torch.equal(a, b) for a, b in zip(model.parameters(), again.parameters(), strict=True)
    )
