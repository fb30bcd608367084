"""Renders a versioned prompt file: rules as instructions, passages and question as data.

Data stands between markers with a boundary that no part of it holds. Signs by which a chat template
or markup would end a message are replaced one for one, so that a quote from the replaced text has
the same span in the original.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template

from answering.drafting.model.messages import Message
from domain.errors import SettingsError
from domain.types import Chunk

PROMPT_FOLDER = Path(__file__).parent / "prompts"
BOUNDARY_DIGITS = 16  # of SHA-256, hexadecimal: nobody writes a text that holds its own hash

_PROMPT_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_PART = re.compile(r"^## (\w+)$", re.MULTILINE)
_PLACEHOLDERS = {
    "system": {"boundary", "maximum_sentences"},
    "user": {"passages", "question"},
    "repair": {"problem"},
}
# "<|im_end|>", "</s>", "<<SYS>>", "[INST]": servers read these as their own in a message's text.
_ANGLES = str.maketrans({"<": "‹", ">": "›"})
_CONTROL_WORD = re.compile(r"\[(?=/?[A-Z_]{3,24}\])")


@dataclass(frozen=True)
class Prompt:
    """A prompt file, read and checked."""

    prompt_id: str
    sha256: str  # of the file's bytes
    system: Template
    user: Template
    repair: Template

    @property
    def stamp(self) -> str:
        """ID and hash, for the record."""
        return f"{self.prompt_id} sha256:{self.sha256}"


def load_prompt(prompt_id: str, *, folder: Path = PROMPT_FOLDER) -> Prompt:
    """The prompt of that ID.

    Raises:
        SettingsError: there is no such file, or its parts or placeholders are not as expected.
    """
    path = folder / f"{prompt_id}.md"
    try:
        # The ID becomes a path: nothing but a plain name may reach the file system.
        data = path.read_bytes() if _PROMPT_ID.fullmatch(prompt_id) else None
    except OSError:
        data = None
    if data is None:
        known = ", ".join(sorted(file.stem for file in folder.glob("*.md")))
        raise SettingsError(
            "ATTEST_GENERATION__PROMPT names no prompt.", advice=f"There are: {known}."
        )
    pieces = _PART.split(data.decode("utf-8"))[1:]
    parts = dict(zip(pieces[::2], (Template(p.strip()) for p in pieces[1::2]), strict=True))
    if {name: set(part.get_identifiers()) for name, part in parts.items()} != _PLACEHOLDERS:
        raise SettingsError(
            f"The prompt {path.name} has not the parts and placeholders that it must have.",
            advice=f"They are: {_PLACEHOLDERS}. See answering/drafting/model/prompts/cite-v1.md.",
        )
    return Prompt(prompt_id=prompt_id, sha256=hashlib.sha256(data).hexdigest(), **parts)


def as_data(text: str) -> str:
    """The text as the model sees it: as long as before, character for character."""
    return _CONTROL_WORD.sub("⟦", text.translate(_ANGLES))


def boundary_for(texts: Sequence[str]) -> str:
    """A code that none of the texts holds: the same for the same texts, so that replays agree."""
    body = "\x00".join(texts)
    digest = hashlib.sha256(body.encode()).hexdigest()
    while digest[:BOUNDARY_DIGITS] in body:
        digest = hashlib.sha256(digest.encode()).hexdigest()
    return digest[:BOUNDARY_DIGITS]


def label_of(position: int) -> str:
    """What the model calls the passage at a position from 1. Short, and the same every time."""
    return f"P{position}"


def render(
    prompt: Prompt, question: str, chunks: Sequence[Chunk], *, maximum_sentences: int
) -> tuple[Message, ...]:
    """System and user message. The passages are labelled P1, P2 … in the order given."""
    texts = [as_data(text) for chunk in chunks for text in (chunk.context, chunk.text)]
    asked = as_data(question)
    boundary = boundary_for([*texts, asked])
    passages = "\n\n".join(
        _block(f"passage {label_of(n)}", f"[{context}]\n{text}", boundary)
        for n, (context, text) in enumerate(zip(texts[::2], texts[1::2], strict=True), start=1)
    )
    system = prompt.system.substitute(boundary=boundary, maximum_sentences=maximum_sentences)
    user = prompt.user.substitute(passages=passages, question=_block("question", asked, boundary))
    return Message("system", system), Message("user", user)


def render_repair(prompt: Prompt, problem: str) -> Message:
    """What is said to an unusable output. ``problem`` is in our words and quotes nothing."""
    return Message("user", prompt.repair.substitute(problem=problem))


def _block(name: str, text: str, boundary: str) -> str:
    return f"<<{name} {boundary}>>\n{text}\n<<end of {name} {boundary}>>"
