import pytest

from answering.drafting.model.messages import Completion, Malformed, Message, Refused, Unavailable
from answering.drafting.model.supply.supplier import ModelSupplier
from domain.breaker import Circuit
from tests.fakes.model_provider import FakeTime, HangingProvider, ScriptedProvider, supplier_of

MESSAGES = (Message("user", "x" * 350),)
GOOD = Completion("{}", input_tokens=100, output_tokens=10)


def complete(supplier: ModelSupplier) -> Completion:
    account = supplier.open_account("ada")
    try:
        return supplier.complete(MESSAGES, schema={}, account=account)
    finally:
        supplier.close()


def test_what_is_worth_another_try_gets_one() -> None:
    provider = ScriptedProvider(Unavailable("status 500"), Unavailable("connection failed"), GOOD)
    assert complete(supplier_of(provider, time=FakeTime())) == GOOD
    assert len(provider.asked) == 3


def test_after_the_last_try_the_failure_is_told() -> None:
    provider = ScriptedProvider(Unavailable("status 500"))
    with pytest.raises(Unavailable, match="status 500"):
        complete(supplier_of(provider, time=FakeTime(), maximum_tries=2))
    assert len(provider.asked) == 2


@pytest.mark.parametrize("failure", [Refused("status 400"), Malformed("wrong schema")])
def test_what_would_be_the_same_again_is_not_tried_again(failure: Exception) -> None:
    provider = ScriptedProvider(failure)
    with pytest.raises(type(failure)):
        complete(supplier_of(provider, time=FakeTime()))
    assert len(provider.asked) == 1


def test_a_provider_that_asks_for_time_gets_it() -> None:
    time = FakeTime()
    provider = ScriptedProvider(Unavailable("rate limited", retry_after_seconds=3), GOOD)
    assert complete(supplier_of(provider, time=time, first_wait_seconds=0.1)) == GOOD
    assert time.slept == [3]


def test_a_wait_that_would_pass_the_deadline_is_not_begun() -> None:
    time = FakeTime()
    provider = ScriptedProvider(Unavailable("rate limited", retry_after_seconds=30), GOOD)
    with pytest.raises(Unavailable, match="rate limited"):
        complete(supplier_of(provider, time=time, total_timeout_seconds=20))
    assert time.slept == []


def test_waits_grow_and_are_jittered_within_their_bound() -> None:
    time = FakeTime()
    provider = ScriptedProvider(Unavailable("status 500"))
    supplier = supplier_of(provider, time=time, first_wait_seconds=1, maximum_tries=4,
                           total_timeout_seconds=100)  # fmt: skip
    with pytest.raises(Unavailable):
        complete(supplier)
    assert [slept <= most for slept, most in zip(time.slept, (1, 2, 4), strict=True)] == [True] * 3


def test_a_call_that_never_ends_is_cut_off() -> None:
    provider = HangingProvider("")
    supplier = supplier_of(provider, try_timeout_seconds=0.01, maximum_tries=2)
    with pytest.raises(Unavailable, match="timeout"):
        complete(supplier)
    assert len(provider.asked) == 2


def test_an_open_circuit_asks_nobody() -> None:
    provider = ScriptedProvider(Unavailable("status 500"))
    supplier = supplier_of(provider, time=FakeTime(), breaker_failures=2, maximum_tries=5)
    with pytest.raises(Unavailable, match="circuit open"):
        complete(supplier)
    assert len(provider.asked) == 2
    assert supplier.circuit is Circuit.OPEN


def test_a_refusal_of_one_request_leaves_the_circuit_closed() -> None:
    one = supplier_of(ScriptedProvider(Refused("declined")), breaker_failures=1)
    every = supplier_of(
        ScriptedProvider(Refused("status 401", every_request=True)), breaker_failures=1
    )
    for supplier in (one, every):
        with pytest.raises(Refused):
            complete(supplier)
    assert (one.circuit, every.circuit) == (Circuit.CLOSED, Circuit.OPEN)


def test_output_that_cannot_be_used_is_no_failure_of_the_service() -> None:
    supplier = supplier_of(ScriptedProvider(Malformed("output cut short")), breaker_failures=1)
    with pytest.raises(Malformed):
        complete(supplier)
    assert supplier.circuit is Circuit.CLOSED


def test_over_budget_nothing_is_sent() -> None:
    provider = ScriptedProvider(GOOD)
    with pytest.raises(Unavailable, match="over budget"):
        complete(supplier_of(provider, tokens_per_day=50))
    assert provider.asked == []


def test_a_provider_that_gives_no_counts_is_charged_by_estimate() -> None:
    supplier = supplier_of(ScriptedProvider(Completion("{}")))
    account = supplier.open_account("ada")
    supplier.complete(MESSAGES, schema={}, account=account)
    supplier.close()
    assert (account.input_tokens, account.output_tokens) == (101, 2)  # 350 and 2 over 3.5, plus 1


@pytest.mark.parametrize(("reason", "left"), [("timeout", False), ("status 500", True)])
def test_only_work_that_may_be_billed_stays_charged(reason: str, left: bool) -> None:
    provider = ScriptedProvider(Unavailable(reason), GOOD)
    # 101 tokens of input and 16 of output are expected of one request: enough for one of them.
    supplier = supplier_of(provider, tokens_per_day=150, maximum_output_tokens=16)
    account = supplier.open_account("ada")
    if left:
        assert supplier.complete(MESSAGES, schema={}, account=account) == GOOD
    else:
        with pytest.raises(Unavailable, match="over budget"):
            supplier.complete(MESSAGES, schema={}, account=account)
    supplier.close()


def test_without_a_free_slot_nobody_waits_past_the_deadline() -> None:
    supplier = supplier_of(ScriptedProvider(GOOD), concurrency=1)
    supplier._slots.acquire()
    account = supplier.open_account("ada")
    account.deadline = 0
    with pytest.raises(Unavailable, match="busy"):
        supplier.complete(MESSAGES, schema={}, account=account)


def test_closing_twice_closes_the_provider_once_it_was_used() -> None:
    provider = ScriptedProvider(GOOD)
    supplier = supplier_of(provider)
    complete(supplier)
    supplier.close()
    assert provider.closed
