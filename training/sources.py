"""The public data sets that weights which ship may be trained on, with licence and share.

Each file is JSON lines, gzipped, in the folder ``train/`` of the data folder. Sets without a
stated licence are in ``evaluation_only/`` and are never read here.
"""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.examples import Example, with_few_negatives

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Source:
    """A file of question-text rows."""

    name: str
    file: str
    licence: str
    origin: str
    most_groups: int
    most_negatives: int


SOURCES = (
    Source("squad-sentences", "squad_train_sent", "CC BY-SA 4.0", "SQuAD 1.1", 20_000, 3),
    Source("squad2-unanswerable", "squad2_train_unans", "CC BY-SA 4.0", "SQuAD 2.0", 8_000, 1),
    Source("squad-passages", "squad_train_passage", "CC BY-SA 4.0", "SQuAD 1.1", 5_000, 1),
    Source("selqa", "selqa", "Apache-2.0", "SelQA", 3_000, 4),
    Source("policyqa", "policyqa", "MIT", "PolicyQA", 4_000, 1),
    Source("conditionalqa", "conditionalqa", "BSD-2-Clause", "ConditionalQA", 2_000, 2),
    Source("fitzgov", "fitzgov", "MIT", "fitz-gov", 3_000, 1),
    Source("xrefrag", "xrefrag", "MIT", "XRefRAG", 2_500, 2),
    Source("tatqa", "tatqa", "CC BY 4.0", "TAT-QA", 1_000, 3),
    Source("covidqa", "covidqa", "Apache-2.0", "COVID-QA", 1_000, 2),
    Source("qed", "qed", "CC BY-SA 3.0", "QED", 1_500, 2),
    Source("boolq", "boolq", "CC BY-SA 3.0", "BoolQ", 3_500, 1),
)


def rows_of(path: Path) -> Iterator[Row]:
    """The JSON rows of a gzipped file, in order.

    Raises:
        FileNotFoundError: there is no such file.
    """
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def examples_of(source: Source, folder: Path, *, seed: int = 0) -> dict[str, list[Example]]:
    """The groups of one source, few negatives each; hedged labels (above 1) are left out."""
    found = []
    for row in rows_of(folder / "train" / f"{source.file}.jsonl.gz"):
        if row["label"] not in (0, 1):
            continue
        found.append(_example(source, row))
    groups = with_few_negatives(found, most=source.most_negatives, seed=seed)
    return dict(list(groups.items())[: source.most_groups])


def _example(source: Source, row: Row) -> Example:
    qid = row.get("qid") or ""
    group = qid if source.name != "boolq" and qid else row["question"]
    text, answer = row["passage"], row.get("answer")
    start = text.find(answer) if answer and row["label"] == 1 else -1
    return Example(
        question=row["question"].strip(),
        context=(row.get("title") or "").replace("_", " "),
        text=text,
        answers=row["label"] == 1,
        group=f"{source.name}/{group}",
        source=source.name,
        span=(start, start + len(answer)) if start >= 0 else None,
    )
