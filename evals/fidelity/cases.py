"""The cases: files with what their stored text must hold, and questions about folders of files."""

from datetime import date
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from evals.errors import EvalInputError

CASES_FOLDER = Path(__file__).parents[1] / "fidelity_cases"
SHARED_CASES = CASES_FOLDER / "shared.yaml"
MADE_CASES = CASES_FOLDER / "made.yaml"


class _Case(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str


class FileCase(_Case):
    """One file and what is right of it. Texts are compared with white space as one space."""

    file: str  # below the data folder; for a made case only its name
    holds: tuple[str | tuple[str, ...], ...] = ()  # of a list, one of its texts
    lacks: tuple[str, ...] = ()
    sections: tuple[tuple[str, ...], ...] = ()  # each must be the end of some section's path
    section_count: int | None = None  # sections with a heading
    findings: tuple[str, ...] = ()  # codes that must be reported
    clean: bool = False  # no finding at all
    rows_whole: bool = False  # no chunk begins or ends inside a table row
    may_lose: bool = False  # a fidelity below what is asked is right here


class MadeCase(FileCase):
    """A file that the case itself holds: its text, or the body of a Word document."""

    text: str = ""
    encoding: str = "utf-8"
    body: str = ""  # WordprocessingML inside w:body
    styles: str = ""  # inside w:styles
    numbering: str = ""  # inside w:numbering
    footnotes: str = ""  # inside w:footnotes
    endnotes: str = ""  # inside w:endnotes
    strict: bool = False


class QuestionCase(_Case):
    """A question about a folder that is ingested alone."""

    folder: str
    question: str
    as_of: date | None = None
    expect: Literal["answer", "refusal", "either", "conflict"] = "answer"
    quotes_hold: tuple[str, ...] = ()  # of an answer: one of its quotes holds each
    quotes_lack: tuple[str, ...] = ()  # no quote holds any


class Cases(BaseModel):
    """A file of cases."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    files: tuple[FileCase, ...] = ()
    made: tuple[MadeCase, ...] = ()
    questions: tuple[QuestionCase, ...] = ()


def load_cases(path: Path) -> Cases:
    """The cases of a YAML file.

    Raises:
        EvalInputError: the file has another form; the message names the first field that is wrong.
    """
    try:
        content: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        return Cases.model_validate(content)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise EvalInputError(f"{path} holds no cases: {type(error).__name__}.") from error
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise EvalInputError(f"{path}: {place}: {first['msg']}.") from error
