"""What is written to disk is closed to every other user of the machine, whatever the umask."""

import os
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.data_folder import own_data_folder
from api.identity.names_seen import NamesSeen
from domain.settings import LedgerSettings
from ingest.store.catalogue import SqliteCatalogue
from ledger.signing import load_or_make_signer
from ledger.sql_ledger import SqlLedger
from retrieval.edge_index import EdgeIndex
from retrieval.token_store import TokenStore
from tests.fakes.library import encode, make_chunk
from tests.fakes.records import entry

pytestmark = pytest.mark.integration

DIMENSIONS = 32
NOBODY = 65534  # a user of the system who owns nothing


@pytest.fixture(autouse=True)
def _an_open_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that every user can reach: pytest's own are closed."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def open_to_others(folder: Path) -> list[str]:
    found = [folder, *folder.rglob("*")]
    return [p.name for p in found if stat.S_IMODE(p.stat().st_mode) & 0o077]


def fill(data: Path, policy: Path) -> None:
    """Every store of the product, each with something in it."""
    own_data_folder(data)
    catalogue = SqliteCatalogue(data)
    catalogue.begin("POL-1", "1")
    (data / "sources" / "a.txt").write_text(policy.read_text())
    index = EdgeIndex(data / "index" / "a", dimensions=DIMENSIONS)
    index.upsert(encode(make_chunk("c", "gifts")))
    tokens = TokenStore(data / "tokens" / "a")
    ledger = SqlLedger(
        LedgerSettings(), data / "ledger", load_or_make_signer(data / "ledger" / "key.pem")
    )
    ledger.append(entry("Question?", answer_id="a1"))
    NamesSeen(data).note(["group:hr"])
    for store in (index, catalogue, tokens, ledger):
        store.close()


def test_nothing_in_a_filled_data_folder_is_open(tmp_path: Path) -> None:
    policy = tmp_path / "a.txt"
    policy.write_text("for the board")
    data = tmp_path / "new" / "data"
    fill(data, policy)
    assert len(list(data.rglob("*"))) > 10
    assert open_to_others(tmp_path / "new") == []


def test_a_folder_that_was_open_is_closed_by_the_next_start(tmp_path: Path) -> None:
    policy = tmp_path / "a.txt"
    policy.write_text("for the board")
    fill(tmp_path / "data", policy)
    for path in (tmp_path / "data", *(tmp_path / "data").rglob("*")):
        path.chmod(0o777)
    own_data_folder(tmp_path / "data")
    assert open_to_others(tmp_path / "data") == []


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")
def test_another_user_of_the_machine_cannot_read_a_policy(place: Path) -> None:
    place.chmod(0o755)  # what stands in the way is to be the data folder itself
    policy = place / "a.txt"
    policy.write_text("for the board")
    fill(place / "data", policy)
    assert as_nobody(policy) == "for the board"
    assert as_nobody(place / "data" / "sources" / "a.txt") == ""


def as_nobody(file: Path) -> str:
    """What another user of the machine reads."""
    return subprocess.run(
        ["cat", str(file)],
        user=NOBODY,
        group=NOBODY,
        extra_groups=[],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
    ).stdout
