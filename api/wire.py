"""The one serialisation of a response: the HTTP body and what ``attest ask --json`` prints."""

from pydantic import TypeAdapter

from domain.answers import Answer, Refusal, Response

ANSWER_BODY: TypeAdapter[Answer | Refusal] = TypeAdapter(Response)
