"""How a command finds the server that owns an index."""

import json
import os
from pathlib import Path

import pytest

from api import running_server
from api.running_server import FILE_NAME, announced, find_running_server

ADDRESS = "http://127.0.0.1:8000"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Addresses whose health was asked for; each is well."""
    addresses: list[str] = []

    def is_well(address: str) -> bool:
        addresses.append(address)
        return True

    monkeypatch.setattr(running_server, "_answers", is_well)
    return addresses


def test_a_server_is_found_while_it_runs_and_not_after(tmp_path: Path, asked: list[str]) -> None:
    with announced(tmp_path, ADDRESS):
        found = find_running_server(tmp_path)
        assert found is not None
        assert found.address == ADDRESS
    assert find_running_server(tmp_path) is None
    assert asked == [ADDRESS]


def test_a_killed_servers_file_is_no_server(tmp_path: Path, asked: list[str]) -> None:
    dead = 2**22 + 1  # above Linux's largest process number
    (tmp_path / FILE_NAME).write_text(json.dumps({"address": ADDRESS, "process_id": dead}))
    assert find_running_server(tmp_path) is None
    assert asked == []


@pytest.mark.parametrize("address", ["http://10.0.0.5:8000", "https://evil.example", "nonsense"])
def test_no_token_is_ever_sent_to_an_address_outside_this_machine(
    address: str, tmp_path: Path, asked: list[str]
) -> None:
    content = {"address": address, "process_id": os.getpid()}
    (tmp_path / FILE_NAME).write_text(json.dumps(content))
    assert find_running_server(tmp_path) is None
    assert asked == []


@pytest.mark.parametrize("content", ["", "{", "[]", '{"address": 1}'])
def test_a_spoilt_file_is_no_server(content: str, tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text(content)
    assert find_running_server(tmp_path) is None
