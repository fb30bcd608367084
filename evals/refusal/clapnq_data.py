"""CLAPNQ: a question and one passage that is about it, and answers it or does not.

Rosenthal et al., CLAPnq (2024), arXiv:2404.02103: questions of Natural Questions. The unanswerable
ones are the hard case of a refusal: relevant, and no answer in it.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from domain.types import Section
from evals.errors import EvalInputError
from evals.obliqa.corpus import canonical
from evals.text_corpus import TextDocument
from ingest.text.characters import clean


class _Passage(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    title: str
    text: str


class _Output(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    answer: str = ""


class PassageQuestion(BaseModel):
    """A question with the passages to judge it by."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: str = Field(alias="id")
    # Some end in a zero-width space, which the product takes for no part of a question.
    text: Annotated[str, AfterValidator(clean)] = Field(alias="input", min_length=1)
    passages: Annotated[tuple[_Passage, ...], Field(min_length=1)]
    output: tuple[_Output, ...] = ()

    @property
    def is_answerable(self) -> bool:
        """Whether an annotator wrote an answer from the passages."""
        return any(each.answer for each in self.output)

    @property
    def document_id(self) -> str:
        """Of the document that its passages make."""
        return f"clapnq{self.name}"

    def document(self) -> TextDocument:
        """Its passages as a document that nobody else's question may read.

        So each question is asked of its own passages alone, without an index for each.
        """
        text = "\n\n".join(canonical(passage.text) for passage in self.passages)
        whole = Section(number="", path=(), level=0, start=0, end=len(text))
        return TextDocument(
            document_id=self.document_id,
            title=self.passages[0].title,
            text=text,
            sections=(whole,),
            readers=self.document_id,
        )


def load_passage_questions(files: Iterable[Path]) -> tuple[PassageQuestion, ...]:
    """Every question of JSON-lines files, in order.

    Raises:
        EvalInputError: a file is missing, or not of that shape.
    """
    return tuple(question for path in files for question in _questions_of(path))


def _questions_of(path: Path) -> Iterable[PassageQuestion]:
    try:
        # Not splitlines: a passage may hold a line separator that JSON leaves as it is.
        lines = path.read_text(encoding="utf-8").split("\n")
        return [PassageQuestion.model_validate_json(line) for line in lines if line.strip()]
    except (OSError, UnicodeDecodeError, ValidationError) as error:
        raise EvalInputError(
            f"{path.name} does not hold lines of {{id, input, passages, output}}.",
            advice="Pass CLAPNQ's JSON lines.",
        ) from error
