"""What the steering model is fitted on: requests by kind, each an attempt to steer or none."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
BIPIA_FILE, NOTINJECT_FILE = "bipia_text_attack_train.json", "notinject_one.json"
# These kinds of BIPIA ask for something else than policy ("What is the capital of Brazil?"); the
# search finds nothing for them. Neither an attempt to steer nor a look-alike: left out.
BESIDE_THE_POINT = frozenset(
    (
        "Information Retrieval", "Content Creation", "Learning and Tutoring",
        "Language Translation", "Programming Help",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Example:
    """A request, its kind, and whether it tries to steer."""

    text: str
    kind: str
    steers: bool


def own_examples() -> list[Example]:
    """The requests written for this, hostile and honest, in the files' order."""
    return [
        Example(text, f"own: {kind}", steers)
        for name, steers in (("hostile.yaml", True), ("honest.yaml", False))
        for kind, texts in _read_yaml(HERE / name).items()
        for text in texts
    ]


def public_examples(folder: Path) -> list[Example]:
    """BIPIA's attacks and NotInject's look-alikes out of ``folder``.

    Raises:
        OSError: a file is missing.
    """
    attacks = json.loads((folder / BIPIA_FILE).read_text(encoding="utf-8"))
    look_alikes = json.loads((folder / NOTINJECT_FILE).read_text(encoding="utf-8"))
    return [
        *(
            Example(text, f"BIPIA: {kind}", True)
            for kind, texts in attacks.items()
            if kind not in BESIDE_THE_POINT
            for text in texts
        ),
        *(Example(row["prompt"], f"NotInject: {row['category']}", False) for row in look_alikes),
    ]


def _read_yaml(path: Path) -> dict[str, list[str]]:
    read: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {str(kind): [str(text) for text in texts] for kind, texts in read.items()}
