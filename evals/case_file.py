"""The question cases: what is asked, by whom, on which date, and what a right answer cites.

Gold was written from the sources of the policies, before any retriever ran.
"""

import hashlib
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

CASES_FOLDER = Path(__file__).parent / "cases"


class Kind(StrEnum):
    """What makes the case hard."""

    PROSE = "prose"
    TABLE = "table"
    SCAN = "scan"
    DATE = "date"
    UNANSWERABLE = "unanswerable"
    FORBIDDEN = "forbidden"
    CONFLICT = "conflict"
    INJECTION = "injection"


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Gold(_Entry):
    """One place that answers. A citation is right if it lies there and holds these words."""

    document_id: str
    version: str
    clause: str
    quote_contains: str


class Case(_Entry):
    """One question. ``gold`` lists alternatives, and is empty exactly where a refusal is right."""

    id: str
    question: str
    role: str
    as_of: date
    kind: Kind
    expect: Literal["answer", "refuse"]
    gold: tuple[Gold, ...]
    must_not_contain: tuple[str, ...] = ()
    note: str = ""  # "plain": asked in the policy's own vocabulary; the others avoid it on purpose

    @property
    def is_plain(self) -> bool:
        """Whether the question uses the words that a policy reader would type."""
        return self.note == "plain"


Cases = Annotated[tuple[Case, ...], Field(min_length=1)]


def load_cases(path: Path = CASES_FOLDER) -> tuple[Case, ...]:
    """Every case of a file, or of every file of a folder, files by name.

    Raises:
        ValueError: two cases share an ID, or gold and expectation contradict each other.
        pydantic.ValidationError: a case does not have the form.
    """
    cases = tuple(
        Case.model_validate(entry)
        for file in (sorted(path.glob("*.yaml")) if path.is_dir() else [path])
        for entry in yaml.safe_load(file.read_text(encoding="utf-8"))
    )
    names = [case.id for case in cases]
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise ValueError(f"case IDs used twice: {', '.join(doubled)}")
    contradictory = [case.id for case in cases if (case.expect == "answer") != bool(case.gold)]
    if contradictory:
        raise ValueError(f"gold contradicts what is expected: {', '.join(contradictory)}")
    return cases


def is_development(case: Case) -> bool:
    """Which half a case belongs to: thresholds may be fitted on this one only.

    By the last hexadecimal digit of the SHA-256 of its ID, so that new cases move no old one.
    """
    return int(hashlib.sha256(case.id.encode()).hexdigest()[-1], 16) % 2 == 0
