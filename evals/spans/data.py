"""Reads LegalBench-RAG's form: queries with gold character spans in text files.

Pipitone and Alami, LegalBench-RAG (2024), arXiv:2408.10343; here with ContractNLI's contracts
(Koreeda and Manning 2021).
"""

import json
from pathlib import Path, PurePosixPath
from typing import Annotated
from urllib.parse import unquote

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from evals.errors import EvalInputError
from evals.measures import Span


class Snippet(BaseModel):
    """A gold span: half-open, in characters of the file."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    file_path: str
    span: tuple[int, int]

    @property
    def file_name(self) -> str:
        """Without its folder, which the data set names after the benchmark."""
        return PurePosixPath(self.file_path).name


class Query(BaseModel):
    """A question and where its answer stands; at least one place."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    query: str
    snippets: Annotated[tuple[Snippet, ...], Field(min_length=1)]

    @property
    def gold(self) -> tuple[Span, ...]:
        """The spans, files by name."""
        return tuple(Span(each.file_name, *each.span) for each in self.snippets)

    @property
    def file_names(self) -> frozenset[str]:
        """The files that hold gold."""
        return frozenset(each.file_name for each in self.snippets)

    @property
    def kind(self) -> str:
        """What is asked, without the contract that it is asked of: behind the semicolon."""
        return self.query.rpartition(";")[2].strip()


class _Benchmark(BaseModel):
    tests: Annotated[tuple[Query, ...], Field(min_length=1)]


_BENCHMARK = TypeAdapter(_Benchmark)


def load_queries(path: Path) -> tuple[Query, ...]:
    """Every query, in file order.

    Raises:
        EvalInputError: the file is missing or not of that shape.
    """
    try:
        return _BENCHMARK.validate_python(json.loads(path.read_text(encoding="utf-8"))).tests
    except OSError as error:
        raise EvalInputError(f"{path.name} cannot be read.", advice="Check the path.") from error
    except (UnicodeDecodeError, json.JSONDecodeError, ValidationError) as error:
        raise EvalInputError(
            f"{path.name} does not hold tests of {{query, snippets: [{{file_path, span}}]}}.",
            advice="Pass a benchmark file of LegalBench-RAG, such as contractnli.json.",
        ) from error


def text_files(folder: Path) -> tuple[Path, ...]:
    """The text files of a folder, by name.

    Raises:
        EvalInputError: the folder holds no such files.
    """
    files = tuple(sorted(folder.rglob("*.txt")))
    if not files:
        raise EvalInputError(
            f"{folder.name} holds no .txt files.", advice="Pass the folder of the contracts."
        )
    return files


def original_text(path: Path) -> str:
    """The characters that spans are counted in: line ends are kept as they are.

    Raises:
        EvalInputError: it is no UTF-8 text.
    """
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise EvalInputError(f"{path.name} cannot be read as UTF-8 text.") from error


def name_of(path: Path) -> str:
    """The document's name as its file says it, in words.

    >>> name_of(Path("5-NSK-Confidentiality_Agreement%20v1.txt"))
    '5 NSK Confidentiality Agreement v1'
    """
    return " ".join(unquote(path.stem).replace("-", " ").replace("_", " ").split())
