from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answering.drafting.model.messages import Unavailable
from answering.drafting.model.supply.budget import Budget, Prices, estimate_tokens

PRICES = Prices(input=0.5, output=2.0)  # per 1,000 tokens
DAY = date(2026, 6, 1)


def budget(
    path: Path | None = None,
    *,
    tokens: int | None = None,
    cost: float | None = None,
    days: list[date] | None = None,
) -> Budget:
    today = iter(days).__next__ if days else lambda: DAY
    return Budget(path, tokens_per_day=tokens, cost_per_day=cost, prices=PRICES, today=today)


def test_without_limits_nothing_is_kept(tmp_path: Path) -> None:
    kept = budget(tmp_path / "spent.sqlite")
    assert kept.charge("ada", input_tokens=10**9, output_tokens=10**9) is None
    kept.settle(None, input_tokens=1, output_tokens=1)
    assert not (tmp_path / "spent.sqlite").exists()


def test_what_would_go_over_is_not_sent() -> None:
    kept = budget(tokens=1_000)
    kept.charge("ada", input_tokens=500, output_tokens=400)
    with pytest.raises(Unavailable, match="over budget"):
        kept.charge("ada", input_tokens=100, output_tokens=1)
    kept.charge("ada", input_tokens=100, output_tokens=0)


def test_principals_have_a_budget_each() -> None:
    kept = budget(tokens=100)
    kept.charge("ada", input_tokens=100, output_tokens=0)
    kept.charge("bob", input_tokens=100, output_tokens=0)


def test_money_is_counted_by_the_prices_per_1000_tokens() -> None:
    assert PRICES.cost(2_000, 500) == 0.5 * 2 + 2.0 * 0.5
    kept = budget(cost=1.0)
    kept.charge("ada", input_tokens=1_000, output_tokens=250)
    with pytest.raises(Unavailable, match="over budget"):
        kept.charge("ada", input_tokens=1, output_tokens=0)


def test_a_charge_is_corrected_to_what_was_used_and_can_be_taken_back() -> None:
    kept = budget(tokens=1_000)
    first = kept.charge("ada", input_tokens=500, output_tokens=500)
    kept.settle(first, input_tokens=90, output_tokens=10)
    second = kept.charge("ada", input_tokens=900, output_tokens=0)
    kept.settle(second, input_tokens=0, output_tokens=0)
    kept.charge("ada", input_tokens=900, output_tokens=0)


def test_a_new_day_is_a_new_budget() -> None:
    kept = budget(tokens=100, days=[DAY, date(2026, 6, 2)])
    kept.charge("ada", input_tokens=100, output_tokens=0)
    kept.charge("ada", input_tokens=100, output_tokens=0)


def test_a_restart_gives_no_second_budget(tmp_path: Path) -> None:
    path = tmp_path / "spent.sqlite"
    first = budget(path, tokens=100)
    first.charge("ada", input_tokens=60, output_tokens=0)
    other_process = budget(path, tokens=100)
    with pytest.raises(Unavailable, match="over budget"):
        other_process.charge("ada", input_tokens=60, output_tokens=0)
    first.close()
    first.close()


def test_names_of_principals_are_not_stored(tmp_path: Path) -> None:
    path = tmp_path / "spent.sqlite"
    kept = budget(path, tokens=100)
    kept.charge("ada.lovelace", input_tokens=1, output_tokens=0)
    kept.close()
    assert b"lovelace" not in path.read_bytes()


def test_an_account_that_cannot_be_kept_spends_nothing(tmp_path: Path) -> None:
    kept = budget(tmp_path / "absent" / "spent.sqlite", tokens=100)
    with pytest.raises(Unavailable, match="budget account unavailable"):
        kept.charge("ada", input_tokens=1, output_tokens=0)


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=20))
def test_no_order_of_charges_goes_over_the_limit(requests: list[tuple[int, int]]) -> None:
    kept = budget(tokens=100)
    spent = 0
    for expected, used in requests:
        try:
            charge = kept.charge("ada", input_tokens=expected, output_tokens=0)
        except Unavailable:
            assert spent + expected > 100
            continue
        assert spent + expected <= 100
        kept.settle(charge, input_tokens=used, output_tokens=0)
        spent += used
    kept.close()


def test_an_estimate_is_on_the_high_side_of_english() -> None:
    assert estimate_tokens(4_500) > 1_000
