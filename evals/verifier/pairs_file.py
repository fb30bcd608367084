"""Sentence-quote pairs: what a verifier must release and what it must withhold, by kind of error.

A pair's label was written by hand, from the texts of the sample corpus. Whole groups are held
back: a third of the first ones by hash, so that no quote stands on both sides of the split, and
those that say ``part: fresh``, written after the verifier and before it was measured on them.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

PAIRS_FOLDER = Path(__file__).parents[1] / "verifier_pairs"
# One group in three is held back: enough pairs for an interval, most of them left to tune on.
_PARTS = 3


class Part(StrEnum):
    """What a group may be used for."""

    BY_HASH = "by hash"  # one in three is held back
    DEVELOPMENT = "development"  # written to tune on
    FRESH = "fresh"  # held back whole; committed before the verifier was measured on it


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Wrong(_Entry):
    """A sentence that its quotes do not bear out, and what is wrong with it."""

    kind: str
    sentence: str


class Group(_Entry):
    """Quotes with sentences that are true of them and sentences that are not."""

    group: str
    document_id: str
    quotes: Annotated[tuple[str, ...], Field(min_length=1)]
    supported: tuple[str, ...]
    unsupported: tuple[Wrong, ...]
    part: Part = Part.BY_HASH
    written_by: Literal["hand", "model"] = "hand"  # who worded the sentences; labels are by hand


@dataclass(frozen=True, slots=True)
class Pair:
    """One sentence against its quotes. ``kind`` is None for a true sentence."""

    pair_id: str
    group: str
    sentence: str
    quotes: tuple[str, ...]
    kind: str | None
    part: Part = Part.BY_HASH
    written_by: str = "hand"

    @property
    def is_supported(self) -> bool:
        """Whether the quotes bear the sentence out."""
        return self.kind is None

    @property
    def is_held_back(self) -> bool:
        """Whether nothing may be tuned on it: by the hash of its group, so new ones move none."""
        if self.part is not Part.BY_HASH:
            return self.part is Part.FRESH
        return int(hashlib.sha256(self.group.encode()).hexdigest(), 16) % _PARTS == 0


def load_pairs(folder: Path = PAIRS_FOLDER) -> tuple[Pair, ...]:
    """Every pair of every file, files by name.

    Raises:
        ValueError: two groups share a name.
        pydantic.ValidationError: a group does not have the form.
    """
    groups = [
        Group.model_validate(entry)
        for path in sorted(folder.glob("*.yaml"))
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]
    names = [group.group for group in groups]
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise ValueError(f"groups named twice: {', '.join(doubled)}")
    return tuple(pair for group in groups for pair in _pairs_of(group))


def _pairs_of(group: Group) -> Iterable[Pair]:
    for number, sentence in enumerate(group.supported, start=1):
        name = f"{group.group}/s{number}"
        yield Pair(name, group.group, sentence, group.quotes, None, group.part, group.written_by)
    for number, wrong in enumerate(group.unsupported, start=1):
        name = f"{group.group}/u{number}"
        yield Pair(
            name, group.group, wrong.sentence, group.quotes, wrong.kind, group.part,
            group.written_by,
        )  # fmt: skip
