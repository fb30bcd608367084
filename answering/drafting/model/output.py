"""Reads a model's output against the schema that it was asked for; every field is checked."""

import re
from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from answering.drafting.model.messages import JsonSchema, Malformed

# Far above any honest answer; what is longer is no answer and costs time to read.
LONGEST_OUTPUT_CHARACTERS = 64 * 1024
LONGEST_SENTENCE_CHARACTERS = 600
LONGEST_QUOTE_CHARACTERS = 2_000  # twice the longest chunk
MOST_QUOTES = 6

# Providers without constrained decoding like to wrap JSON in a Markdown fence.
_FENCE = re.compile(r"\s*```(?:json)?\s*\n(.*)\n\s*```\s*", re.DOTALL)


class _Output(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class DraftedQuote(_Output):
    """A passage by its label and what is said to stand in it; unchecked."""

    passage: Annotated[str, Field(min_length=1, max_length=16)]
    quote: Annotated[str, Field(min_length=1, max_length=LONGEST_QUOTE_CHARACTERS)]


class DraftedSentence(_Output):
    """A sentence and its quotes; unchecked."""

    quotes: Annotated[list[DraftedQuote], Field(min_length=1, max_length=MOST_QUOTES)]
    sentence: Annotated[str, Field(min_length=1, max_length=LONGEST_SENTENCE_CHARACTERS)]


class DraftedAnswer(_Output):
    """The whole output. No sentences: the model says that the passages do not answer."""

    sentences: list[DraftedSentence]


def schema_for(labels: Sequence[str]) -> JsonSchema:
    """The JSON schema to ask for. Labels are enumerated: constrained decoding invents none.

    It keeps to the keywords that every provider with constrained decoding takes.
    """
    quote = _object({"passage": {"type": "string", "enum": [*labels]}, "quote": {"type": "string"}})
    sentence = _object(
        # Quotes first: a model that has to copy before it concludes invents less.
        {"quotes": {"type": "array", "items": quote}, "sentence": {"type": "string"}}
    )
    return _object({"sentences": {"type": "array", "items": sentence}})


def _object(properties: dict[str, object]) -> dict[str, object]:
    return {
        "type": "object",
        "properties": properties,
        "required": [*properties],
        "additionalProperties": False,
    }


def read_output(text: str, *, maximum_sentences: int) -> DraftedAnswer:
    """The output as far as its shape goes.

    Raises:
        Malformed: empty, too long, no JSON, or not of the schema.
    """
    if not text.strip():
        raise Malformed("empty output")
    if len(text) > LONGEST_OUTPUT_CHARACTERS:
        raise Malformed("output too long")
    fenced = _FENCE.fullmatch(text)
    try:
        drafted = DraftedAnswer.model_validate_json(fenced.group(1) if fenced else text)
    except ValidationError as error:
        raise _malformed(error, text) from None  # its text repeats the output
    if len(drafted.sentences) > maximum_sentences:
        problem = f"there are more than {maximum_sentences} sentences"
        raise Malformed("wrong schema", problem=problem, output=text)
    return drafted


def _malformed(error: ValidationError, text: str) -> Malformed:
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    if first["type"] == "json_invalid":
        return Malformed("no JSON", problem="it is no JSON object", output=text)
    # Names of fields that the model made up are its words, not ours: only positions are told.
    known = {"sentences", "quotes", "quote", "passage", "sentence"}
    place = ".".join(str(p) for p in first["loc"] if isinstance(p, int) or p in known)
    problem = f"it does not fit the format at {place or 'the top'} ({first['type']})"
    return Malformed("wrong schema", problem=problem, output=text)
