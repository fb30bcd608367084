"""The embedded index among processes: killed, opened twice, opened with other settings."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from domain.errors import IndexMismatch, IndexUnavailable
from domain.ports import SearchFilter
from retrieval.edge_index import EdgeIndex
from tests.fakes.library import EMBEDDER, STAFF, encode, make_chunk

pytestmark = pytest.mark.integration

WRITE_FOR_EVER = """
import sys
from pathlib import Path
from retrieval.edge_index import EdgeIndex
from tests.fakes.library import encode, make_chunk

index = EdgeIndex(Path(sys.argv[1]), dimensions=32)
number = 0
while True:
    index.upsert(encode(*(make_chunk(f"c{number}-{part}", "gifts", version=str(number))
                          for part in range(5))))
    print(number, flush=True)
    number += 1
"""


def open_index(folder: Path) -> EdgeIndex:
    return EdgeIndex(folder, dimensions=32)


def writer(folder: Path) -> subprocess.Popen[str]:
    root = str(Path(__file__).parents[2])
    return subprocess.Popen(
        [sys.executable, "-c", WRITE_FOR_EVER, str(folder)],
        cwd=root,
        env={**os.environ, "PYTHONPATH": root},
        stdout=subprocess.PIPE,
        text=True,
    )


def test_what_was_upserted_before_a_kill_is_there_after(tmp_path: Path) -> None:
    process = writer(tmp_path)
    assert process.stdout is not None
    written = [int(process.stdout.readline()) for _ in range(4)]
    process.send_signal(signal.SIGKILL)
    written += [int(line) for line in process.stdout.read().split()]
    process.wait()

    index = open_index(tmp_path)
    versions = index.versions()
    assert {("POL-1", str(number)) for number in written} <= versions
    assert index.count(scope=STAFF) >= 5 * len(written)
    index.upsert(encode(make_chunk("after", "loans")))
    vector = EMBEDDER.embed_question("loans")
    (best,) = index.search_dense(vector, scope=STAFF, narrow=SearchFilter(), limit=1)
    assert best.chunk.chunk_id == "after"
    index.close()


def test_a_second_process_is_told_who_may_have_it(tmp_path: Path) -> None:
    process = writer(tmp_path)
    assert process.stdout is not None
    process.stdout.readline()
    try:
        with pytest.raises(IndexUnavailable, match="Another process") as caught:
            open_index(tmp_path)
    finally:
        process.kill()
        process.wait()
    assert caught.value.retryable
    assert "attest serve" in caught.value.advice


def test_a_second_process_that_tries_to_open_it_does_the_first_no_harm(tmp_path: Path) -> None:
    # The engine's own lock comes too late: without ours the writer's next flush failed.
    process = writer(tmp_path)
    assert process.stdout is not None
    try:
        for _ in range(5):
            written = int(process.stdout.readline())
            with pytest.raises(IndexUnavailable):
                open_index(tmp_path)
        while int(process.stdout.readline()) < written + 5:
            pass
    finally:
        process.kill()
        process.wait()
    assert len(open_index(tmp_path).versions()) > written


def test_a_closed_index_opens_again_with_all_it_held(tmp_path: Path) -> None:
    chunks = [make_chunk(f"c{number}", "gifts") for number in range(30)]
    first = open_index(tmp_path)
    first.upsert(encode(*chunks))
    first.close()
    again = open_index(tmp_path)
    assert again.count(scope=STAFF) == 30
    again.close()


def test_a_closed_index_says_so(tmp_path: Path) -> None:
    index = open_index(tmp_path)
    index.close()
    with pytest.raises(IndexUnavailable, match="closed"):
        index.count(scope=STAFF)


def test_vectors_of_another_length_are_a_mismatch(tmp_path: Path) -> None:
    index = open_index(tmp_path)
    index.upsert(encode(make_chunk("c", "gifts")))
    index.close()
    with pytest.raises(IndexMismatch):
        EdgeIndex(tmp_path, dimensions=64)


def test_a_damaged_index_is_unavailable_and_says_what_to_do(tmp_path: Path) -> None:
    open_index(tmp_path).close()
    (tmp_path / "edge_config.json").write_text("{")
    with pytest.raises(IndexUnavailable, match="cannot be opened") as caught:
        open_index(tmp_path)
    assert "attest ingest" in caught.value.advice


def test_a_folder_that_cannot_be_made_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(IndexUnavailable):
        open_index(tmp_path / "file" / "index")
