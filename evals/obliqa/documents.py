"""Reads ObliQA's documents: JSON files of rows {DocumentID, PassageID, Passage}, zipped or not.

Gokhan et al., Regulatory Information Retrieval and Answer Generation (2024), the ObliQA data set:
40 rulebooks and guidance notes of the Abu Dhabi Global Market.
"""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from evals.errors import EvalInputError

_RESOURCE_FORKS = "__MACOSX"  # what macOS adds to a ZIP file


class Row(BaseModel):
    """One passage as the data set has it; ``text`` may be empty."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    document_id: Annotated[str, BeforeValidator(str)] = Field(alias="DocumentID")
    passage_id: Annotated[str, BeforeValidator(str)] = Field(alias="PassageID")
    text: str = Field(alias="Passage")


Rulebooks = dict[str, tuple[Row, ...]]
_ROWS = TypeAdapter(tuple[Row, ...])


def load_rulebooks(path: Path) -> Rulebooks:
    """Every document's rows in file order; documents by number, then name.

    Args:
        path: a ZIP file, or a folder that holds the JSON files at any depth.

    Raises:
        EvalInputError: there is no such file, or it does not hold rows of that shape.
    """
    found: dict[str, list[Row]] = {}
    for name, data in _json_files(path):
        for row in _rows_of(name, data):
            found.setdefault(row.document_id, []).append(row)
    if not found:
        raise EvalInputError(
            f"{path.name} holds no documents.",
            advice="Pass a ZIP file or a folder of JSON files of {DocumentID, PassageID, Passage}.",
        )
    return {name: tuple(found[name]) for name in sorted(found, key=_by_number)}


def _json_files(path: Path) -> Iterator[tuple[str, bytes]]:
    if path.is_dir():
        for file in sorted(path.rglob("*.json")):
            if _is_document(file.relative_to(path).as_posix()):
                yield file.name, file.read_bytes()
        return
    try:
        with zipfile.ZipFile(path) as archive:
            for name in sorted(filter(_is_document, archive.namelist())):
                yield name, archive.read(name)
    except (OSError, zipfile.BadZipFile) as error:
        raise EvalInputError(
            f"{path.name} cannot be read as a ZIP file.",
            advice="Pass documents.zip, or the folder that it was unpacked into.",
        ) from error


def _is_document(name: str) -> bool:
    parts = name.split("/")
    return name.endswith(".json") and _RESOURCE_FORKS not in parts and parts[-1][0] != "."


def _rows_of(name: str, data: bytes) -> tuple[Row, ...]:
    try:
        return _ROWS.validate_python(json.loads(data))
    except (UnicodeDecodeError, json.JSONDecodeError, ValidationError) as error:
        raise EvalInputError(
            f"{name} does not hold rows of {{DocumentID, PassageID, Passage}}.",
            advice="Each file is a JSON list of such objects.",
        ) from error


def _by_number(document_id: str) -> tuple[int, str]:
    return (int(document_id) if document_id.isdigit() else 0, document_id)
