"""A fresh office for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.ingesting import Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An empty policy folder beside an empty data folder."""
    made = Office(folder=tmp_path / "policies", data=tmp_path / "data")
    yield made
    made.catalogue.close()
