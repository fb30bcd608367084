"""Any LlamaIndex ``LLM`` as a ``ModelProvider``; the adapters say what is particular to theirs."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

from llama_index.core.base.llms.types import ChatMessage, ChatResponse, MessageRole
from llama_index.core.llms import LLM
from llama_index.core.llms.custom import CustomLLM

from answering.drafting.model.messages import (
    Completion,
    JsonSchema,
    Malformed,
    Message,
    Refused,
    Unavailable,
)

Failure = Unavailable | Refused | Malformed
_ROLES = {
    "system": MessageRole.SYSTEM,
    "user": MessageRole.USER,
    "assistant": MessageRole.ASSISTANT,
}
# SDKs build their responses from JSON unchecked: a body of another shape breaks them anywhere.
_BROKEN_RESPONSE = (ValueError, TypeError, AttributeError, LookupError, AssertionError)


def no_arguments(schema: JsonSchema) -> Mapping[str, Any]:
    """For an LLM that knows no constrained decoding: the prompt alone asks for the format."""
    return {}


def plain_text(response: ChatResponse) -> Completion:
    """The message's text, with the token counts that most LlamaIndex LLMs give."""
    counts = response.additional_kwargs
    return Completion(
        text=response.message.content or "",
        input_tokens=whole_number(counts.get("prompt_tokens")),
        output_tokens=whole_number(counts.get("completion_tokens")),
    )


def unknown_failure(error: Exception) -> Failure | None:
    """For an LLM of which no error is known."""
    return None


def whole_number(value: object) -> int | None:
    """A provider's count; None if the value is not a count."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


async def nothing_to_close() -> None:
    """For an LLM whose connections are not ours."""


class LlamaIndexProvider:
    """``ModelProvider`` over a LlamaIndex LLM, with retries of its own switched off by the maker.

    An LLM that knows no ``achat`` of its own (``CustomLLM``) runs in a thread: it is left behind at
    the deadline, though nothing can stop it.
    """

    def __init__(
        self,
        llm: LLM,
        *,
        name: str,
        arguments: Callable[[JsonSchema], Mapping[str, Any]] = no_arguments,
        read: Callable[[ChatResponse], Completion] = plain_text,
        failure_of: Callable[[Exception], Failure | None] = unknown_failure,
        errors: tuple[type[Exception], ...] = (),
        on_close: Callable[[], Coroutine[Any, Any, None]] = nothing_to_close,
    ) -> None:
        """What is particular to one LLM.

        Args:
            llm: asked by ``achat``.
            name: of the model, for the record.
            arguments: for ``achat``, from the schema: constrained decoding.
            read: text and counts out of a response.
            failure_of: one of ``errors`` in our words; None where it is unknown.
            errors: what the SDK raises.
            on_close: releases connections.
        """
        self.name = name
        self._llm = llm
        self._arguments = arguments
        self._read = read
        self._failure_of = failure_of
        self._errors = errors
        self.close = on_close

    async def complete(self, messages: Sequence[Message], *, schema: JsonSchema) -> Completion:
        """See ``ModelProvider``."""
        chat = [ChatMessage(role=_ROLES[m.role], content=m.text) for m in messages]
        arguments = self._arguments(schema)
        try:
            if isinstance(self._llm, CustomLLM):
                response = await asyncio.to_thread(self._llm.chat, chat, **arguments)
            else:
                response = await self._llm.achat(chat, **arguments)
            return self._read(response)
        # Their texts may quote request and response, so they are named by our words alone.
        except self._errors as error:
            raise self._failure_of(error) or Unavailable("provider error") from None
        except _BROKEN_RESPONSE:
            raise Unavailable("unreadable response") from None
