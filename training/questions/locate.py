"""Finds the passages of our own questions in the data folder: they are not copied into the project.

A row names its place and the passage's SHA-256; what does not match is left out and counted.
"""

import hashlib
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2

from evals.obliqa.documents import load_rulebooks
from training.written import Written, written_of

logger = logging.getLogger(__name__)

FOLDER = Path(__file__).parent


def located_questions(data: Path) -> list[Written]:
    """Every question whose passage is found: rulebooks first, then PDFs, in file order."""
    found = [*_of_rulebooks(data / "obliqa" / "documents.zip"), *_of_pdfs(data / "pdfs")]
    kept = [
        written_of(row | {"passage": passage})
        for row, passage in found
        if hashlib.sha256(passage.encode()).hexdigest() == row["passage_sha256"]
    ]
    logger.info("%d of our own passages found, %d changed", len(kept), len(found) - len(kept))
    return kept


def _rows(name: str) -> Iterator[dict[str, Any]]:
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def _of_rulebooks(archive: Path) -> Iterator[tuple[dict[str, Any], str]]:
    passages = {
        (int(name), row.passage_id): row.text
        for name, rows in load_rulebooks(archive).items()
        for row in rows
    }
    for row in _rows("obliqa_a.jsonl"):
        yield row, passages.get((int(row["document_id"]), row["passage_id"]), "")


def _of_pdfs(folder: Path) -> Iterator[tuple[dict[str, Any], str]]:
    pages: dict[tuple[str, int], str] = {}
    for row in _rows("pdfs.jsonl"):
        key = (row["file"], row["page"])
        if key not in pages:
            pages[key] = _text_of(folder / row["file"], row["page"])
        yield row, pages[key][row["start"] : row["end"]].replace("\r\n", " ")


def _text_of(path: Path, page: int) -> str:
    if not path.is_file():
        return ""
    with pypdfium2.PdfDocument(path) as document:
        return str(document[page - 1].get_textpage().get_text_range())
