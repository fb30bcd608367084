"""Stores of a suite without a model, and tiny data sets of the shape of the real ones."""

import json
import zipfile
from pathlib import Path
from typing import Any

from api.wiring import Stores
from domain.settings import Settings
from evals.result import SuiteOptions
from ingest.store.catalogue import SqliteCatalogue
from retrieval.sparse import Bm25Encoder
from retrieval.token_store import TokenStore
from tests.fakes.embedder import HashingEmbedder
from tests.fakes.index import InMemoryIndex

# DocumentID -> (PassageID, Passage), as the data set has them.
RULEBOOKS = {
    1: [
        ("1.", "GIFTS"),
        ("1.1", "Receiving gifts"),
        ("1.1.1", ""),
        ("1.1.1.(1)", "An Employee must refuse any gift above fifty dollars from a Client."),
        ("1.1.1.(2)", "An Employee must record each gift in the gifts register within two days."),
    ],
    2: [
        ("2", "RECORDS\n"),
        ("2.1", "A Fund Manager must keep records of each valuation for six years."),
        ("2.2", "\u200eA Trustee must report a breach to the Regulator without delay."),
    ],
    3: [("1)", "INTRODUCTION\nThis Guidance applies to drones that carry mail over the harbour.")],
}


def fake_stores(settings: Settings) -> Stores:
    """Catalogue and token store on disk, the index in memory, words for vectors."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return Stores(
        catalogue=SqliteCatalogue(settings.data_dir),
        index=InMemoryIndex(),
        embedder=HashingEmbedder(256),
        sparse_encoder=Bm25Encoder(settings.encoding),
        tokens=TokenStore(settings.data_dir / "tokens"),
    )


def question(name: str, text: str, *places: tuple[int, str], group: int = 1) -> dict[str, Any]:
    """A question as the data set has it."""
    passages = [
        {"DocumentID": document, "PassageID": passage, "Passage": "…"}
        for document, passage in places
    ]
    return {"QuestionID": name, "Question": text, "Passages": passages, "Group": group}


QUESTIONS = (
    question("gift", "Must an Employee refuse a gift above fifty dollars?", (1, "1.1.1.(1)")),
    question("records", "How many years must a Fund Manager keep records?", (2, "2.1"), group=2),
    question("drones", "Which mail do drones carry over the harbour?", (3, "1)")),
)


def write_obliqa(
    folder: Path,
    rulebooks: dict[int, list[tuple[str, str]]] | None = None,
    questions: tuple[dict[str, Any], ...] = QUESTIONS,
) -> tuple[Path, Path]:
    """documents.zip and a split file, with the litter that the real archive has."""
    folder.mkdir(parents=True, exist_ok=True)
    archive, split = folder / "documents.zip", folder / "split.json"
    with zipfile.ZipFile(archive, "w") as made:
        for document, rows in (rulebooks or RULEBOOKS).items():
            body = [
                {"ID": "x", "DocumentID": document, "PassageID": name, "Passage": text}
                for name, text in rows
            ]
            made.writestr(f"Documents/{document}.json", json.dumps(body))
        made.writestr("__MACOSX/Documents/._1.json", b"\x00\x05")
    split.write_text(json.dumps(list(questions)))
    return archive, split


def options_for(
    folder: Path, documents: Path | None, questions: Path | None, **changes: Any
) -> SuiteOptions:
    """Options with a data folder under ``folder``."""
    settings = Settings(data_dir=folder / "data")
    return SuiteOptions(settings=settings, documents=documents, questions=questions, **changes)
