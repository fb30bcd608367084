"""Anthropic's messages API; the schema goes in as the input of a tool that it has to use."""

import json
import logging
from collections.abc import Mapping
from typing import Any

import anthropic
import httpx
from llama_index.core.base.llms.types import ChatResponse, LLMMetadata, ToolCallBlock
from llama_index.llms.anthropic import Anthropic

from answering.drafting.model.messages import (
    Completion,
    JsonSchema,
    Malformed,
    Refused,
    Unavailable,
)
from answering.drafting.model.providers.http import client_for, is_never_served, status_failure
from answering.drafting.model.providers.llama_index import LlamaIndexProvider, whole_number
from domain.settings import GenerationSettings

ANTHROPIC_URL = "https://api.anthropic.com"  # said here, so that no environment variable redirects
TOOL_NAME = "chosen_statements"


class AnyAnthropic(Anthropic):
    """LlamaIndex's class without its list of known models: a model of next month is one, too."""

    @property
    def metadata(self) -> LLMMetadata:
        """As much as is needed here; the context window is the passages' setting to keep to."""
        return LLMMetadata(num_output=self.max_tokens, is_chat_model=True, model_name=self.model)


def anthropic_provider(settings: GenerationSettings, *, api_key: str) -> LlamaIndexProvider:
    """Connects to nothing yet."""
    # At DEBUG it would log whole requests: questions, policies and all.
    logging.getLogger("anthropic").setLevel(logging.INFO)
    base_url = settings.base_url or ANTHROPIC_URL
    llm = AnyAnthropic(
        model=settings.model,
        api_key=api_key,
        base_url=base_url,
        temperature=settings.temperature,
        max_tokens=settings.maximum_output_tokens,
        max_retries=0,  # retries are ours: they know the deadline
        timeout=settings.try_timeout_seconds,
    )
    client = client_for(
        maximum_bytes=settings.maximum_response_bytes,
        timeout_seconds=settings.try_timeout_seconds,
    )
    # LlamaIndex's class takes no HTTP client, and its own follows redirects and reads without end.
    llm._aclient = anthropic.AsyncAnthropic(
        api_key=api_key, base_url=base_url, max_retries=0, http_client=client
    )
    _ = llm._aclient.messages  # the SDK imports it when asked; the first question need not wait
    return LlamaIndexProvider(
        llm,
        name=settings.model,
        arguments=_arguments if settings.constrained != "none" else lambda schema: {},
        read=_read,
        failure_of=_failure_of,
        errors=(anthropic.AnthropicError, httpx.HTTPError),
        on_close=client.aclose,
    )


def _arguments(schema: JsonSchema) -> Mapping[str, Any]:
    tool = {
        "name": TOOL_NAME,
        "description": "Takes the sentences of the answer, each with its quotes.",
        "input_schema": schema,
    }
    return {"tools": [tool], "tool_choice": {"type": "tool", "name": TOOL_NAME}}


def _read(response: ChatResponse) -> Completion:
    raw: Any = response.raw  # unchecked: what is missing raises, and the caller knows why
    if raw["stop_reason"] == "refusal":
        raise Refused("declined")
    calls = [b for b in response.message.blocks if isinstance(b, ToolCallBlock)]
    if any(call.tool_name != TOOL_NAME for call in calls) or len(calls) > 1:
        raise Malformed("wrong schema", problem="only one answer can be taken")
    text = json.dumps(calls[0].tool_kwargs) if calls else response.message.content or ""
    usage = raw["usage"]
    return Completion(
        text=text,
        input_tokens=whole_number(usage.input_tokens),
        output_tokens=whole_number(usage.output_tokens),
        is_cut_short=raw["stop_reason"] == "max_tokens",
    )


def _failure_of(error: Exception) -> Unavailable | Refused:
    if isinstance(error, anthropic.APITimeoutError | httpx.TimeoutException):
        return Unavailable("timeout")
    if isinstance(error, anthropic.APIStatusError):
        again = status_failure(error.response)
        every = is_never_served(error.response)
        return again or Refused(f"status {error.status_code}", every_request=every)
    if isinstance(error, anthropic.APIConnectionError | httpx.HTTPError):
        return Unavailable("connection failed")
    return Unavailable("unreadable response")
