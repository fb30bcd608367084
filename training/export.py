"""Weights to an int8 ONNX file with its tokenizer, for ``reading/``."""

import shutil
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from training.model import PairEncoder

_INPUTS = ["input_ids", "attention_mask", "token_type_ids"]


def export(model: PairEncoder, target: Path, *, tokenizer_file: Path, spans: bool) -> None:
    """Writes ``target`` (int8 ONNX) and ``tokenizer.json`` beside it.

    Weights become int8 per column; activations are scaled at run time over each call, which is
    why ``reading`` scores one pair a call.

    Args:
        model: trained; its outputs are ``score``, and ``starts`` and ``ends`` where ``spans``.
        target: the file to write.
        tokenizer_file: the base model's ``tokenizer.json``.
        spans: whether the span head is exported.
    """
    model.eval()
    example = torch.ones((1, 8), dtype=torch.long)
    outputs = ["score", "starts", "ends"] if spans else ["score"]
    unquantised = target.with_suffix(".float32.onnx")
    target.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        _Exported(model, spans), (example, example, example), str(unquantised),
        input_names=_INPUTS, output_names=outputs, opset_version=17, dynamo=False,
        dynamic_axes={name: {1: "length"} for name in (*_INPUTS, *outputs[1:])},
    )  # fmt: skip
    quantize_dynamic(
        unquantised, target, weight_type=QuantType.QInt8, per_channel=True,
        op_types_to_quantize=["MatMul", "Gather"],
    )  # fmt: skip
    unquantised.unlink()
    shutil.copyfile(tokenizer_file, target.with_name("tokenizer.json"))


class _Exported(torch.nn.Module):
    """The model with plain tensors as outputs, which the exporter asks for."""

    def __init__(self, model: PairEncoder, spans: bool) -> None:
        super().__init__()
        self._model = model
        self._spans = spans

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> tuple[torch.Tensor, ...]:
        heads = self._model(input_ids, attention_mask, token_type_ids)
        return (heads.score, heads.starts, heads.ends) if self._spans else (heads.score,)
