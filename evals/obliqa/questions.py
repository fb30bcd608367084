"""Reads ObliQA's questions: any split file of {QuestionID, Question, Passages, Group}."""

import json
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from evals.errors import EvalInputError

Place = tuple[str, str]  # DocumentID, PassageID


class GoldPassage(BaseModel):
    """A passage that answers, by place. The text that the split repeats is not used."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    document_id: Annotated[str, BeforeValidator(str)] = Field(alias="DocumentID")
    passage_id: Annotated[str, BeforeValidator(str)] = Field(alias="PassageID")

    @property
    def place(self) -> Place:
        """What names it. Some PassageIDs stand over several rows: each of them counts."""
        return (self.document_id, self.passage_id)


class Question(BaseModel):
    """One question and the passages that answer it, at least one."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    question_id: Annotated[str, BeforeValidator(str)] = Field(alias="QuestionID")
    text: str = Field(alias="Question", min_length=1)
    gold: Annotated[tuple[GoldPassage, ...], Field(alias="Passages", min_length=1)]
    group: Annotated[str, BeforeValidator(str)] = Field(alias="Group", default="")

    @property
    def places(self) -> frozenset[Place]:
        """The gold places, each once."""
        return frozenset(passage.place for passage in self.gold)


_QUESTIONS = TypeAdapter(tuple[Question, ...])


def load_questions(path: Path) -> tuple[Question, ...]:
    """Every question, in file order.

    Raises:
        EvalInputError: the file is missing, or not of that shape, or names a question twice.
    """
    try:
        questions = _QUESTIONS.validate_python(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise EvalInputError(f"{path.name} cannot be read.", advice="Check the path.") from error
    except (UnicodeDecodeError, json.JSONDecodeError, ValidationError) as error:
        raise EvalInputError(
            f"{path.name} does not hold questions of {{QuestionID, Question, Passages, Group}}.",
            advice="Pass a split file of ObliQA, such as dev.json.",
        ) from error
    names = [question.question_id for question in questions]
    if len(set(names)) < len(names) or not names:
        raise EvalInputError(
            f"{path.name} holds no questions, or one QuestionID twice.",
            advice="Each question needs an ID of its own.",
        )
    return questions


def is_answerable(question: Question, readable_ids: frozenset[str]) -> bool:
    """Whether every gold passage lies in a document that the asker can read."""
    return all(passage.document_id in readable_ids for passage in question.gold)
