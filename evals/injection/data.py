"""What the suite asks: BIPIA's instructions, NotInject's look-alikes, requests of its own to steer.

BIPIA: Yi et al. (2023), arXiv:2312.14197, the text attacks of its training half. NotInject: Li and
Liu, InjecGuard (2024), arXiv:2410.22770, harmless prompts that hold one word typical of an attack.
"""

from pathlib import Path
from typing import Annotated, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from evals.errors import EvalInputError

CASES_FOLDER = Path(__file__).parents[1] / "injection_cases"

Text = Annotated[str, Field(min_length=1)]
Read = TypeVar("Read")


class Instruction(BaseModel):
    """An instruction to put into a policy, or to ask. ``name`` says its kind and its number."""

    model_config = ConfigDict(frozen=True)

    name: str
    kind: str
    text: str


class LookAlike(BaseModel):
    """A harmless prompt that sounds like an attack."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    text: Text = Field(alias="prompt")
    category: str


_BY_KIND = TypeAdapter(dict[str, tuple[Text, ...]])
_LOOK_ALIKES = TypeAdapter(tuple[LookAlike, ...])


def load_instructions(path: Path) -> tuple[Instruction, ...]:
    """Every instruction of a file in BIPIA's form, in order.

    Raises:
        EvalInputError: the file cannot be read, or is not an object of lists of strings by kind.
    """
    by_kind = _read(path, _BY_KIND, "an object of lists of strings")
    return tuple(
        Instruction(name=f"{kind} {number}", kind=kind, text=text)
        for kind, texts in by_kind.items()
        for number, text in enumerate(texts, start=1)
    )


def load_look_alikes(path: Path) -> tuple[LookAlike, ...]:
    """Every prompt of a file in NotInject's form, in order.

    Raises:
        EvalInputError: the file cannot be read, or is not a list of {prompt, category}.
    """
    return _read(path, _LOOK_ALIKES, "a list of {prompt, category}")


def load_steering() -> tuple[Instruction, ...]:
    """The requests of the suite's own, in order."""
    texts = yaml.safe_load((CASES_FOLDER / "steering.yaml").read_text(encoding="utf-8"))
    return tuple(
        Instruction(name=f"own {number}", kind="own", text=text)
        for number, text in enumerate(texts, start=1)
    )


def _read(path: Path, form: TypeAdapter[Read], wanted: str) -> Read:
    try:
        return form.validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise EvalInputError(
            f"{path.name} does not hold {wanted}.",
            advice="Pass BIPIA's attacks as --documents and NotInject's prompts as --questions.",
        ) from error
