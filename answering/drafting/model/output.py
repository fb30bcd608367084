"""Reads a model's output against the schema that it was asked for; every field is checked."""

import re

from pydantic import BaseModel, ConfigDict, ValidationError

from answering.drafting.model.messages import JsonSchema, Malformed

# Far above any honest answer; what is longer is no answer and costs time to read.
LONGEST_OUTPUT_CHARACTERS = 16 * 1024

# Providers without constrained decoding like to wrap JSON in a Markdown fence.
_FENCE = re.compile(r"\s*```(?:json)?\s*\n(.*)\n\s*```\s*", re.DOTALL)


class Selection(BaseModel):
    """The whole output, unchecked but for its shape.

    No statements: the model says that nothing answers. No short answer: it gave none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    statements: list[int]
    short_answer: str | None = None


def schema_for(statements: int) -> JsonSchema:
    """The JSON schema to ask for, with ``statements`` to choose from, at least one.

    Numbers are enumerated: constrained decoding invents none. It keeps to the keywords that every
    provider with constrained decoding takes.
    """
    number = {"type": "integer", "enum": [*range(1, statements + 1)]}
    return {
        "type": "object",
        # Statements first: a model that has to choose before it concludes invents less.
        "properties": {
            "statements": {"type": "array", "items": number},
            "short_answer": {"type": "string"},
        },
        "required": ["statements", "short_answer"],
        "additionalProperties": False,
    }


def read_output(text: str, *, maximum_statements: int) -> Selection:
    """The output as far as its shape goes.

    Raises:
        Malformed: empty, too long, no JSON, not of the schema, or it chooses without measure.
    """
    if not text.strip():
        raise Malformed("empty output")
    if len(text) > LONGEST_OUTPUT_CHARACTERS:
        raise Malformed("output too long")
    fenced = _FENCE.fullmatch(text)
    try:
        selection = Selection.model_validate_json(fenced.group(1) if fenced else text)
    except ValidationError as error:
        raise _malformed(error, text) from None  # its text repeats the output
    if len(set(selection.statements)) > maximum_statements:
        problem = f"it chooses more than {maximum_statements} statements"
        raise Malformed("too many statements", problem=problem, output=text)
    if not selection.statements and (selection.short_answer or "").strip():
        problem = "it has a short answer and no statements that the answer rests on"
        raise Malformed("answer without statements", problem=problem, output=text)
    return selection


def _malformed(error: ValidationError, text: str) -> Malformed:
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    if first["type"] == "json_invalid":
        return Malformed("no JSON", problem="it is no JSON object", output=text)
    # Names of fields that the model made up are its words, not ours: only positions are told.
    known = Selection.model_fields
    place = ".".join(str(p) for p in first["loc"] if isinstance(p, int) or p in known)
    problem = f"it does not fit the format at {place or 'the top'} ({first['type']})"
    return Malformed("wrong schema", problem=problem, output=text)
