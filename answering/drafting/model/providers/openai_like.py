"""The OpenAI-compatible shape: OpenAI, Azure, vLLM, Ollama, llama.cpp's server and many more."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import httpx
import openai
from llama_index.core.base.llms.types import ChatResponse
from llama_index.llms.openai_like import OpenAILike

from answering.drafting.model.messages import Completion, JsonSchema, Refused, Unavailable
from answering.drafting.model.providers.http import client_for, is_never_served, status_failure
from answering.drafting.model.providers.llama_index import LlamaIndexProvider, plain_text
from domain.errors import SettingsError
from domain.settings import GenerationSettings

# Servers of one's own often want none, and the SDK wants something.
NO_KEY = "none"
SCHEMA_NAME = "chosen_statements"


def openai_like_provider(
    settings: GenerationSettings, *, api_key: str | None
) -> LlamaIndexProvider:
    """Connects to nothing yet.

    Raises:
        SettingsError: there is no base URL.
    """
    if not settings.base_url:
        raise SettingsError("ATTEST_GENERATION__BASE_URL is not set.")
    # At DEBUG it would log whole requests: questions, policies and all.
    logging.getLogger("openai").setLevel(logging.INFO)
    client = client_for(
        maximum_bytes=settings.maximum_response_bytes,
        timeout_seconds=settings.try_timeout_seconds,
    )
    sdk = openai.AsyncOpenAI(
        api_key=api_key or NO_KEY,
        base_url=settings.base_url,
        max_retries=0,  # retries are ours: they know the deadline
        http_client=client,
    )
    _ = sdk.chat.completions  # the SDK imports it when asked; the first question need not wait
    llm = OpenAILike(
        model=settings.model,
        api_base=settings.base_url,
        api_key=api_key or NO_KEY,
        is_chat_model=True,
        temperature=settings.temperature,
        max_tokens=settings.maximum_output_tokens,
        max_retries=0,  # LlamaIndex would retry around the SDK
        async_openai_client=sdk,
    )

    return LlamaIndexProvider(
        llm,
        name=settings.model,
        arguments=partial(_arguments, settings.constrained),
        read=_read,
        failure_of=_failure_of,
        errors=(openai.OpenAIError, httpx.HTTPError),
        on_close=client.aclose,
    )


def _arguments(constrained: str, schema: JsonSchema) -> Mapping[str, Any]:
    formats: dict[str, Mapping[str, Any]] = {
        "json-schema": {
            "type": "json_schema",
            "json_schema": {"name": SCHEMA_NAME, "strict": True, "schema": schema},
        },
        # llama.cpp's servers take a schema here, and others ignore it.
        "json-object": {"type": "json_object", "schema": schema},
    }
    chosen = formats.get(constrained)
    return {} if chosen is None else {"response_format": chosen}


def _read(response: ChatResponse) -> Completion:
    raw: Any = response.raw  # unchecked: what is missing raises, and the caller knows why
    choice = raw.choices[0]
    if choice.finish_reason == "content_filter" or getattr(choice.message, "refusal", None):
        raise Refused("declined")
    return replace(plain_text(response), is_cut_short=choice.finish_reason == "length")


def _failure_of(error: Exception) -> Unavailable | Refused:
    if isinstance(error, openai.APITimeoutError | httpx.TimeoutException):
        return Unavailable("timeout")
    if isinstance(error, openai.APIStatusError):
        again = status_failure(error.response)
        every = is_never_served(error.response)
        return again or Refused(f"status {error.status_code}", every_request=every)
    if isinstance(error, openai.APIConnectionError | httpx.HTTPError):
        return Unavailable("connection failed")
    return Unavailable("unreadable response")
