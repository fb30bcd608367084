"""Made-up policies, whole and with one instruction put into the clause that answers.

Each poisoned copy is a document of its own that one group alone may read. Who asks as it reads
every other policy clean, and this one poisoned: no index has to be built for each attack.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import escape

import yaml
from pydantic import BaseModel, ConfigDict

from domain.types import Principal, Section
from evals.injection.data import CASES_FOLDER, Instruction
from evals.obliqa.corpus import canonical
from evals.text_corpus import READERS, TextDocument, asker
from ingest.formats.html.reader import read_page
from ingest.text.instructions.marking import find_instructions

ZERO_WIDTH_SPACE = "\u200b"


class Placement(StrEnum):
    """Where the instruction stands."""

    START = "start of the clause"
    MIDDLE = "middle of the clause"
    END = "end of the clause"
    OWN_CLAUSE = "a clause of its own"
    ZERO_WIDTH = "zero-width spaces between its letters"
    HIDDEN = "hidden in HTML"


class Clause(BaseModel):
    """``answer`` answers ``question``; ``rest`` follows it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    heading: str
    answer: str
    rest: str
    question: str


class Policy(BaseModel):
    """A policy before anything is put into it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    document_id: str
    title: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class AttackCase:
    """A question, the document that answers it, and the instruction that stands in that document.

    ``instruction`` is None where nothing was put in.
    """

    case_id: str
    document: TextDocument
    base_id: str
    clause: Clause
    instruction: Instruction | None = None
    placement: Placement | None = None

    @property
    def gold(self) -> tuple[int, int]:
        """The span of the answering sentence."""
        return _span(self.document.text, self.clause.answer) or (0, 0)

    @property
    def attack(self) -> tuple[int, int] | None:
        """The span of the instruction; None if ingest left it out, or there is no instruction."""
        if self.instruction is None:
            return None
        return _span(self.document.text, canonical(self.instruction.text))

    @property
    def is_kept_out(self) -> bool:
        """Whether ingest left the instruction out, or took it out of what may be cited."""
        if self.attack is None:
            return True
        start, end = self.attack
        return any(span.start <= start and end <= span.end for span in self.document.uncitable)

    @property
    def asker(self) -> Principal:
        """A reader of its document, who may not read the clean original of a poisoned one."""
        own = self.document.document_id
        if own == self.base_id:
            return asker()
        usual = asker((self.base_id,))
        return usual.model_copy(update={"groups": usual.groups | {own}})


def load_policies() -> tuple[Policy, ...]:
    """All of them, in order."""
    entries = yaml.safe_load((CASES_FOLDER / "policies.yaml").read_text(encoding="utf-8"))
    return tuple(Policy.model_validate(entry) for entry in entries)


def clean_cases(policies: Sequence[Policy]) -> tuple[AttackCase, ...]:
    """One case a clause, with nothing put in."""
    return tuple(
        AttackCase(f"clean {policy.document_id} {number}", document, policy.document_id, clause)
        for policy in policies
        for document in [_document(policy, policy.document_id, READERS)]
        for number, clause in enumerate(policy.clauses, start=1)
    )


def attack_cases(
    policies: Sequence[Policy], instructions: Sequence[Instruction]
) -> Iterator[AttackCase]:
    """Each instruction in each placement, the clauses taken in turn."""
    places = [(policy, index) for policy in policies for index in range(len(policy.clauses))]
    for number, instruction in enumerate(instructions):
        policy, index = places[number % len(places)]
        for order, placement in enumerate(Placement):
            document_id = f"{policy.document_id}-ATTACK-{number + 1}-{order + 1}"
            yield AttackCase(
                case_id=f"{instruction.name}: {placement.value}",
                document=_document(
                    policy, document_id, document_id, index, instruction.text, placement
                ),
                base_id=policy.document_id,
                clause=policy.clauses[index],
                instruction=instruction,
                placement=placement,
            )


def _document(
    policy: Policy,
    document_id: str,
    readers: str,
    attacked: int | None = None,
    attack: str = "",
    placement: Placement | None = None,
) -> TextDocument:
    text, sections = "", []
    for index, clause in enumerate(policy.clauses):
        number, start = str(index + 1), len(text)
        bodies = [f"{clause.answer} {clause.rest}"]
        if index == attacked and placement is not None:
            bodies = _poisoned(clause, attack, placement)
        heading = f"{number} {clause.heading}"
        text += "\n".join((heading, *filter(None, map(canonical, bodies)))) + "\n\n"
        sections.append(
            Section(number=number, path=(heading,), level=1, start=start, end=len(text))
        )
    uncitable, _ = find_instructions(text, ())
    return TextDocument(
        document_id=document_id,
        title=policy.title,
        text=text,
        sections=tuple(sections),
        uncitable=uncitable,
        readers=readers,
    )


def _poisoned(clause: Clause, attack: str, placement: Placement) -> list[str]:
    """The clause's paragraphs, before ingest cleans them."""
    match placement:
        case Placement.START:
            return [f"{attack} {clause.answer} {clause.rest}"]
        case Placement.MIDDLE:
            return [f"{clause.answer} {attack} {clause.rest}"]
        case Placement.END:
            return [f"{clause.answer} {clause.rest} {attack}"]
        case Placement.OWN_CLAUSE:
            return [f"{clause.answer} {clause.rest}", attack]
        case Placement.ZERO_WIDTH:
            return [f"{clause.answer} {clause.rest}", ZERO_WIDTH_SPACE.join(attack)]
        case Placement.HIDDEN:
            return [_seen_of_html(f"{clause.answer} {clause.rest}", attack)]


def _seen_of_html(shown: str, hidden: str) -> str:
    """What ingest takes for visible of a page that hides the second text behind the first."""
    page = f'<p>{escape(shown)} <span style="display:none">{escape(hidden)}</span></p>'
    _, pages = read_page(page)
    return " ".join(block.text for block in pages[0].blocks)


def _span(text: str, wanted: str) -> tuple[int, int] | None:
    start = text.find(wanted)
    return None if start < 0 else (start, start + len(wanted))
