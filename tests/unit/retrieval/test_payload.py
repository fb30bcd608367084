from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.entitlement import in_force
from domain.types import Status
from retrieval.payload import chunk_of, days_in_force, payload_of, version_key, version_of
from tests.fakes.library import make_chunk

dates = st.none() | st.dates(date(2025, 1, 1), date(2025, 1, 20))


@given(st.sampled_from(Status), dates, dates, st.integers(0, 25))
def test_the_stored_days_say_what_in_force_says(
    status: Status, first: date | None, last: date | None, day: int
) -> None:
    chunk = make_chunk("c", "x", status=status, effective_from=first, effective_to=last)
    as_of = date(2024, 12, 30) + timedelta(days=day)
    low, high = days_in_force(chunk)
    assert (low <= as_of.toordinal() <= high) == in_force(status, first, last, as_of)


@given(st.text(), st.text())
def test_a_version_key_comes_back_as_its_pair(document_id: str, version: str) -> None:
    assert version_of(version_key(document_id, version)) == (document_id, version)


def test_a_chunk_comes_back_equal() -> None:
    chunk = make_chunk("c", "“£100” – ok\n", effective_to=date(2025, 1, 1))
    assert chunk_of(payload_of(chunk)) == chunk
