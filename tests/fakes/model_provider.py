"""A ``ModelProvider`` that follows a script, a clock that is told the time, and their supplier."""

import asyncio
import json
import re
from collections.abc import Sequence
from datetime import date

from answering.drafting.model.messages import Completion, JsonSchema, Message
from answering.drafting.model.supply.budget import Budget, Prices
from answering.drafting.model.supply.retry import Clock
from answering.drafting.model.supply.supplier import ModelSupplier
from domain.settings import GenerationSettings


class FakeTime:
    """Passes only where somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    @property
    def clock(self) -> Clock:
        return Clock(now=lambda: self.now, sleep=self.sleep)


class ScriptedProvider:
    """Gives, or raises, one thing after the other; the last one for ever after."""

    name = "scripted-1"

    def __init__(self, *script: str | dict[str, object] | Completion | Exception) -> None:
        self._script = list(script)
        self.asked: list[tuple[Message, ...]] = []
        self.schemas: list[JsonSchema] = []
        self.closed = False

    async def complete(self, messages: Sequence[Message], *, schema: JsonSchema) -> Completion:
        self.asked.append(tuple(messages))
        self.schemas.append(schema)
        said = self._script.pop(0) if len(self._script) > 1 else self._script[0]
        if isinstance(said, Exception):
            raise said
        if isinstance(said, Completion):
            return said
        text = said if isinstance(said, str) else json.dumps(said)
        return Completion(text=text, input_tokens=100, output_tokens=10)

    async def close(self) -> None:
        self.closed = True


class ChoosingProvider(ScriptedProvider):
    """Chooses the statements that hold a phrase, and gives one short answer."""

    def __init__(self, phrase: str, *, short_answer: str = "") -> None:
        super().__init__("")
        self._phrase = phrase
        self._short_answer = short_answer

    async def complete(self, messages: Sequence[Message], *, schema: JsonSchema) -> Completion:
        self.asked.append(tuple(messages))
        statements = re.findall(r"^(\d+): (.*)$", messages[1].text, re.MULTILINE)
        numbers = [int(number) for number, text in statements if self._phrase in text]
        said = {"statements": numbers, "short_answer": self._short_answer}
        return Completion(text=json.dumps(said), input_tokens=100, output_tokens=10)


class HangingProvider(ScriptedProvider):
    """Never comes back by itself."""

    async def complete(self, messages: Sequence[Message], *, schema: JsonSchema) -> Completion:
        self.asked.append(tuple(messages))
        await asyncio.Event().wait()
        raise AssertionError("unreachable")


def supplier_of(
    provider: ScriptedProvider,
    *,
    time: FakeTime | None = None,
    tokens_per_day: int | None = None,
    **settings: object,
) -> ModelSupplier:
    """With settings that fit a test; the budget is kept in memory."""
    generation = GenerationSettings.model_validate({"first_wait_seconds": 0.0, **settings})
    budget = Budget(
        None, tokens_per_day=tokens_per_day, cost_per_day=None, prices=Prices(1.0, 2.0),
        today=lambda: date(2026, 6, 1),
    )  # fmt: skip
    clock = time.clock if time else None
    return ModelSupplier(provider, generation, budget=budget, clock=clock)
