"""What passes between the supplier of drafts and one provider, and how a provider fails.

A failure carries a ``reason`` of a few words that quote neither request nor response: it goes on
record, into the log and into the response's provenance.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from domain.errors import MalformedOutput, ProviderRefused, ProviderUnavailable

JsonSchema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a chat."""

    role: Literal["system", "user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class Completion:
    """What came back. Token counts are the provider's own; None where it gave none."""

    text: str
    input_tokens: int | None = None
    output_tokens: int | None = None
    is_cut_short: bool = False  # it ran into its limit of tokens


class ModelProvider(Protocol):
    """One model at one provider. It tries once: retries and deadlines are the supplier's."""

    name: str  # the model's, as it goes on record

    async def complete(self, messages: Sequence[Message], *, schema: JsonSchema) -> Completion:
        """One completion that is meant to fit the schema; nobody relies on it.

        Raises:
            Unavailable, Refused, Malformed: see there.
        """
        ...

    async def close(self) -> None:
        """Releases connections; a second call does nothing."""
        ...


class Unavailable(ProviderUnavailable):
    """Timeout, no connection, 429, 5xx, or a body that the API does not define."""

    def __init__(self, reason: str, *, retry_after_seconds: float | None = None) -> None:
        """``retry_after_seconds`` is what the provider asked for; None: nothing."""
        super().__init__(f"The model failed: {reason}.")
        self.reason = reason
        self.retry_after_seconds = retry_after_seconds


class Refused(ProviderRefused):
    """It would be declined again: a wrong key, an unknown model, a content filter."""

    def __init__(self, reason: str, *, every_request: bool = False) -> None:
        """``every_request``: not this question alone would be declined; the circuit counts it."""
        super().__init__(f"The model failed: {reason}.")
        self.reason = reason
        self.every_request = every_request


class Malformed(MalformedOutput):
    """The output does not fit the schema, or nothing in it can be cited. One repair may follow."""

    def __init__(self, reason: str, *, problem: str = "", output: str = "") -> None:
        """``problem`` is told to the model, with its own ``output``; neither goes anywhere else."""
        super().__init__(f"The model failed: {reason}.")
        self.reason = reason
        self.problem = problem or reason
        self.output = output


# Reasons after which the provider may have done the work, and will bill it.
BILLED = frozenset({"timeout", "declined"})
