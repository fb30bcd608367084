"""Asks one provider for a completion, and lets nothing it does last or cost more than was allowed.

One supplier lives as long as the process; the circuit, the slots and the budget are its own.
"""

import threading
from collections.abc import Sequence

from answering.drafting.model.messages import (
    BILLED,
    Completion,
    JsonSchema,
    Malformed,
    Message,
    ModelProvider,
    Refused,
    Unavailable,
)
from answering.drafting.model.supply.account import Account
from answering.drafting.model.supply.budget import Budget, Charge, estimate_tokens
from answering.drafting.model.supply.retry import Clock, retrying
from domain.breaker import Circuit, CircuitBreaker
from domain.deadline import DeadlineLoop
from domain.settings import GenerationSettings


class ModelSupplier:
    """One provider behind a deadline, retries, a circuit breaker, slots and a budget."""

    def __init__(
        self,
        provider: ModelProvider,
        settings: GenerationSettings,
        *,
        budget: Budget,
        clock: Clock | None = None,
    ) -> None:
        """Asks nothing yet."""
        self.name = provider.name
        self.settings = settings
        self.budget = budget
        self._provider = provider
        self._clock = clock or Clock()
        self._loop = DeadlineLoop()
        self._slots = threading.BoundedSemaphore(settings.concurrency)
        self._breaker = CircuitBreaker(
            failures=settings.breaker_failures,
            rest_seconds=settings.breaker_rest_seconds,
            clock=self._clock.now,
        )

    @property
    def circuit(self) -> Circuit:
        """For the operator."""
        return self._breaker.state

    def open_account(self, subject: str) -> Account:
        """For one response; its time begins now."""
        deadline = self._clock.now() + self.settings.total_timeout_seconds
        return Account(subject=subject, deadline=deadline)

    def complete(
        self, messages: Sequence[Message], *, schema: JsonSchema, account: Account
    ) -> Completion:
        """A completion before the account's deadline.

        Raises:
            Unavailable: after the last try, or without one: no slot, no budget, the circuit open.
            Refused: it would be declined again.
            Malformed: the provider's response is not a completion.
        """
        tries = retrying(
            maximum_tries=self.settings.maximum_tries,
            first_wait_seconds=self.settings.first_wait_seconds,
            deadline=account.deadline,
            clock=self._clock,
        )
        return tries(self._try_once, messages, schema, account)

    def close(self) -> None:
        """Ends what is under way and releases connections; a second call does nothing."""
        self._loop.close(self._provider.close)
        self.budget.close()

    def _try_once(
        self, messages: Sequence[Message], schema: JsonSchema, account: Account
    ) -> Completion:
        if not self._slots.acquire(timeout=max(0.0, account.deadline - self._clock.now())):
            raise Unavailable("busy")
        try:
            return self._charged(messages, schema, account)
        finally:
            self._slots.release()

    def _charged(
        self, messages: Sequence[Message], schema: JsonSchema, account: Account
    ) -> Completion:
        """One request: charged before, settled after."""
        left = account.deadline - self._clock.now()
        if left <= 0:
            raise Unavailable("timeout")
        if self._breaker.state is Circuit.OPEN:  # before the budget is charged for nothing
            raise Unavailable("circuit open")
        expected = estimate_tokens(sum(len(message.text) for message in messages))
        most = self.settings.maximum_output_tokens
        charge = self.budget.charge(account.subject, input_tokens=expected, output_tokens=most)
        completion = self._guarded(messages, schema, account, charge, left)
        used = (
            expected if completion.input_tokens is None else completion.input_tokens,
            estimate_tokens(len(completion.text))
            if completion.output_tokens is None
            else completion.output_tokens,
        )
        self.budget.settle(charge, input_tokens=used[0], output_tokens=used[1])
        account.input_tokens += used[0]
        account.output_tokens += used[1]
        return completion

    def _in_time(
        self, messages: Sequence[Message], schema: JsonSchema, seconds: float
    ) -> Completion:
        try:
            return self._loop.run(
                lambda: self._provider.complete(messages, schema=schema), seconds=seconds
            )
        except TimeoutError:
            raise Unavailable("timeout") from None

    def _guarded(
        self,
        messages: Sequence[Message],
        schema: JsonSchema,
        account: Account,
        charge: Charge | None,
        left: float,
    ) -> Completion:
        """One request past the circuit breaker, which hears how it went."""
        if not self._breaker.allows():
            self.budget.settle(charge, input_tokens=0, output_tokens=0)
            raise Unavailable("circuit open")
        account.tries += 1
        seconds = min(left, self.settings.try_timeout_seconds)
        try:
            completion = self._in_time(messages, schema, seconds)
        except Malformed:
            self._breaker.succeeded()  # it is there and talks; what it says is another matter
            raise
        except (Unavailable, Refused) as failure:
            if isinstance(failure, Unavailable) or failure.every_request:
                self._breaker.failed()
            else:
                self._breaker.succeeded()
            if failure.reason not in BILLED:
                self.budget.settle(charge, input_tokens=0, output_tokens=0)
            raise
        self._breaker.succeeded()
        return completion
