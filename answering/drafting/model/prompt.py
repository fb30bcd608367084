"""Renders a versioned prompt file: rules as instructions, statements and question as data.

Data stands between markers with a boundary that no part of it holds. Each statement and each
heading is one line, so that no text can begin a line that looks like another statement. Signs by
which a chat template or markup would end a message are replaced.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template

from answering.drafting.model.messages import Message
from answering.evidence.statements import Statement, fold, read_on
from domain.errors import SettingsError

PROMPT_FOLDER = Path(__file__).parent / "prompts"
BOUNDARY_DIGITS = 16  # of SHA-256, hexadecimal: nobody writes a text that holds its own hash

_PROMPT_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_PART = re.compile(r"^## (\w+)$", re.MULTILINE)
_PLACEHOLDERS = {
    "system": {"boundary", "maximum_statements"},
    "user": {"statements", "question"},
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
            "ATTEST_GENERATION__PROMPT names a prompt that does not exist.",
            advice=f"Set it to one of: {known}.",
        )
    pieces = _PART.split(data.decode("utf-8"))[1:]
    parts = dict(zip(pieces[::2], (Template(p.strip()) for p in pieces[1::2]), strict=True))
    if {name: set(part.get_identifiers()) for name, part in parts.items()} != _PLACEHOLDERS:
        raise SettingsError(
            f"The prompt {path.name} lacks a part or a placeholder, or has one too many.",
            advice=f"A prompt has these parts, with these placeholders: {_PLACEHOLDERS}.",
        )
    return Prompt(prompt_id=prompt_id, sha256=hashlib.sha256(data).hexdigest(), **parts)


def as_data(text: str) -> str:
    """The text as the model sees it: one line, without signs that end a message."""
    return _CONTROL_WORD.sub("⟦", fold(text).translate(_ANGLES))


def boundary_for(texts: Sequence[str]) -> str:
    """A code that none of the texts holds: the same for the same texts, so that replays agree."""
    body = "\x00".join(texts)
    digest = hashlib.sha256(body.encode()).hexdigest()
    while digest[:BOUNDARY_DIGITS] in body:
        digest = hashlib.sha256(digest.encode()).hexdigest()
    return digest[:BOUNDARY_DIGITS]


def render(
    prompt: Prompt, question: str, statements: Sequence[Statement], *, maximum_statements: int
) -> tuple[Message, ...]:
    """System and user message. The statements are numbered from 1 in the order given."""
    listed, asked = "\n".join(_lines(statements)), as_data(question)
    boundary = boundary_for([listed, asked])
    system = prompt.system.substitute(boundary=boundary, maximum_statements=maximum_statements)
    user = prompt.user.substitute(
        statements=_block("statements", listed, boundary),
        question=_block("question", asked, boundary),
    )
    return Message("system", system), Message("user", user)


def _lines(statements: Sequence[Statement]) -> Iterator[str]:
    """Each statement, under the policy and the headings that it stands under."""
    above = None
    for number, statement in enumerate(statements, start=1):
        heading = as_data(statement.chunk.context)
        if heading != above:
            yield f"# {heading}"
            above = heading
        words = read_on([text for text in (statement.lead_text, statement.text) if text])
        yield f"{number}: {as_data(words)}"


def render_repair(prompt: Prompt, problem: str) -> Message:
    """What is said to an unusable output. ``problem`` is in our words and quotes nothing."""
    return Message("user", prompt.repair.substitute(problem=problem))


def _block(name: str, text: str, boundary: str) -> str:
    return f"<<{name} {boundary}>>\n{text}\n<<end of {name} {boundary}>>"
