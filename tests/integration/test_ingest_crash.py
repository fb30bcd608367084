"""An ingest that is killed, finds the disk full, or meets another: real processes and files."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from domain.ports import SearchFilter
from domain.settings import EncodingSettings
from domain.types import Scope
from ingest.report import EXIT_REJECTED
from ingest.store.catalogue import SqliteCatalogue
from retrieval.disk_space import SPACE_KEPT_FREE_BYTES
from retrieval.edge_index import EdgeIndex
from retrieval.sparse import Bm25Encoder
from tests.fakes.embedder import HashingEmbedder
from tests.fakes.ingesting import GIFTS, Office, entry, version
from tests.integration.ingest_child import DIMENSIONS

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "corpus_samples" / "pdf"
NAMES = ("gifts", "loans", "cards", "deals", "fees")
CLAUSES = "".join(
    f"{n}.1 Staff of branch {n} must report each gift worth over £{n} to the register.\n"
    for n in range(1, 90)
)


@dataclass(frozen=True)
class Ingest:
    """Runs the child over one policy folder."""

    folder: Path
    reader: str = "text"

    def start(self, data: Path, **environment: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.integration.ingest_child"]
        return subprocess.Popen(
            [*command, str(self.folder), str(data), self.reader],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, data: Path, **environment: str) -> tuple[int, list[str]]:
        """Exit code and lines."""
        process = self.start(data, **environment)
        output, _ = process.communicate()
        return process.returncode, output.splitlines()

    def kill_after(self, data: Path, events: int, *, delay_seconds: float = 0.0) -> None:
        """Kills it so long after it has printed so many lines."""
        process = self.start(data)
        assert process.stdout is not None
        for _ in range(events):
            process.stdout.readline()
        time.sleep(delay_seconds)
        process.kill()
        process.wait()
        process.stdout.close()


def stored(data: Path) -> dict[str, object]:
    """All that index and catalogue hold, in a form that can be compared."""
    index = EdgeIndex(data / "index", dimensions=DIMENSIONS)
    catalogue = SqliteCatalogue(data)
    scope = Scope(names=frozenset({"group:everyone"}), as_of=date(2026, 6, 1))
    dense = HashingEmbedder(DIMENSIONS).embed_question("report a gift to the register")
    sparse = Bm25Encoder(EncodingSettings()).encode_question("staff of branch 7")
    everything = {"scope": scope, "narrow": SearchFilter(), "limit": 100_000}
    versions = [v for d in catalogue.documents() for v in catalogue.versions(d.document_id)]
    found = {
        "indexed": index.versions(),
        "dense": index.search_dense(dense, **everything),
        "sparse": index.search_sparse(sparse, **everything),
        "documents": catalogue.documents(),
        "versions": versions,
        "words": [
            catalogue.page_words(v.document_id, v.version, page.number)
            for v in versions
            for page in v.pages
        ],
        "rows": catalogue.stored_versions(),
        "pending": catalogue.pending(),
        "sources": sorted(path.name for path in (data / "sources").iterdir()),
    }
    index.close()
    catalogue.close()
    return found


@pytest.fixture(scope="module")
def ingest(tmp_path_factory: pytest.TempPathFactory) -> Ingest:
    """Five policies of some ninety clauses, and one that cannot be read."""
    home = tmp_path_factory.mktemp("bank")
    office = Office(folder=home / "policies", data=home / "unused")
    for name in NAMES:
        office.write(f"{name}.txt", GIFTS.replace("Gifts", name.title()) + CLAUSES)
    office.write("broken.txt", "BROKEN")
    office.label(
        *(entry(f"POL-{name}", version("1", f"{name}.txt")) for name in (*NAMES, "broken"))
    )
    office.catalogue.close()
    return Ingest(office.folder)


@pytest.fixture(scope="module")
def undisturbed(ingest: Ingest, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, object]:
    """How many lines a whole run prints, and what it stores."""
    data = tmp_path_factory.mktemp("undisturbed")
    code, lines = ingest.run(data)
    assert code == EXIT_REJECTED
    return len(lines), stored(data)


@pytest.mark.parametrize("seed", range(3))
def test_an_ingest_killed_at_a_random_moment_and_run_again_stores_the_same(
    ingest: Ingest, undisturbed: tuple[int, object], tmp_path: Path, seed: int
) -> None:
    line_count, expected = undisturbed
    chance = random.Random(seed)
    for _ in range(2):  # killed once more while it makes up for the first time
        events = chance.randrange(line_count - len(NAMES))
        ingest.kill_after(tmp_path, events, delay_seconds=chance.uniform(0, 0.05))
    code, _ = ingest.run(tmp_path)
    assert code == EXIT_REJECTED
    assert stored(tmp_path) == expected


def test_what_a_killed_run_had_finished_is_not_read_again(ingest: Ingest, tmp_path: Path) -> None:
    process = ingest.start(tmp_path)
    assert process.stdout is not None
    while not process.stdout.readline().startswith("start chunks"):
        pass
    while not process.stdout.readline().startswith("start chunks"):
        pass  # the first version is stored before the second one's chunks are begun
    process.kill()
    process.wait()
    _, lines = ingest.run(tmp_path)
    assert "unchanged POL-gifts " in lines


def test_a_killed_ingest_of_pdfs_leaves_no_worker_and_runs_again(tmp_path: Path) -> None:
    office = Office(folder=tmp_path / "policies", data=tmp_path / "unused")
    for name in ("POL-CHQ-016-v1.0.pdf", "POL-GFT-003-v1.0.pdf"):
        shutil.copy(SAMPLES / name, office.folder)
    office.label(
        entry("POL-CHQ", version("1", "POL-CHQ-016-v1.0.pdf")),
        entry("POL-GFT", version("1", "POL-GFT-003-v1.0.pdf")),
    )
    office.catalogue.close()
    ingest = Ingest(office.folder, reader="real")
    # A name of its own in the environment, which every process that it starts inherits.
    marker = f"ATTEST_TEST_RUN={tmp_path.name}"
    process = ingest.start(tmp_path / "data", **dict([marker.split("=")]))
    assert process.stdout is not None
    process.stdout.readline()
    assert len(processes_with(marker)) > 1
    process.kill()
    process.wait()
    deadline = time.monotonic() + 60
    while processes_with(marker) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert processes_with(marker) == []
    code, lines = ingest.run(tmp_path / "data")
    assert (code, lines[-2:]) == (0, ["ingested POL-CHQ ", "ingested POL-GFT "])


def processes_with(marker: str) -> list[int]:
    """The live processes that have this in their environment."""
    found = []
    for entry_ in Path("/proc").iterdir():
        if not entry_.name.isdigit():
            continue
        try:
            environment = (entry_ / "environ").read_bytes()
        except OSError:  # ended meanwhile, or somebody else's
            continue
        if marker.encode() in environment.split(b"\0"):
            found.append(int(entry_.name))
    return found


def test_a_second_ingest_into_the_same_data_is_told_to_wait(ingest: Ingest, tmp_path: Path) -> None:
    first = ingest.start(tmp_path)
    assert first.stdout is not None
    first.stdout.readline()
    first.send_signal(signal.SIGSTOP)  # it holds the index for as long as the second one needs
    code, lines = ingest.run(tmp_path)
    first.send_signal(signal.SIGCONT)
    output, _ = first.communicate()
    assert code == 1
    assert lines[0].startswith("IndexUnavailable Another process has the index")
    assert "Stop the running" in lines[0]
    assert first.returncode == EXIT_REJECTED  # the first one never noticed
    assert "ingested POL-fees " in output.splitlines()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk with room for the index and its reserve, and a little more."""
    folder = tmp_path / "disk"
    folder.mkdir()
    size = SPACE_KEPT_FREE_BYTES + 160 * 1024**2
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], check=False
    )
    if mounted.returncode:
        pytest.skip("a small disk can be mounted by root alone")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def fill(disk: Path, *, leave_bytes: int) -> Path:
    """A file that takes the disk's space but for so much."""
    ballast = disk / "ballast"
    with ballast.open("wb") as stream:
        os.posix_fallocate(stream.fileno(), 0, shutil.disk_usage(disk).free - leave_bytes)
    return ballast


def test_a_disk_that_fills_up_stops_the_run_and_loses_nothing(
    ingest: Ingest, undisturbed: tuple[int, object], small_disk: Path
) -> None:
    data = small_disk / "data"
    process = ingest.start(data)
    assert process.stdout is not None
    while not process.stdout.readline().startswith("start chunks"):
        pass
    ballast = fill(small_disk, leave_bytes=SPACE_KEPT_FREE_BYTES // 2)
    output, _ = process.communicate()
    assert process.returncode == 1
    (said,) = [line for line in output.splitlines() if line.startswith("StorageFull")]
    assert "needs 64 MiB" in said  # the figure, so that an operator knows how much to free
    assert "what was stored is kept" in said

    code, lines = ingest.run(data)  # still full: said at once
    assert (code, lines[0][:11]) == (1, "StorageFull")
    ballast.unlink()
    assert ingest.run(data)[0] == EXIT_REJECTED
    assert stored(data) == undisturbed[1]


def test_no_space_for_pages_on_their_way_is_a_full_disk_too(
    ingest: Ingest, undisturbed: tuple[int, object], small_disk: Path, tmp_path: Path
) -> None:
    spool = small_disk / "tmp"
    spool.mkdir()
    ballast = fill(small_disk, leave_bytes=16 * 1024)
    code, lines = ingest.run(tmp_path / "data", TMPDIR=str(spool))
    assert code == 1
    assert lines[-1].startswith("StorageFull The disk that holds")
    ballast.unlink()
    assert ingest.run(tmp_path / "data", TMPDIR=str(spool))[0] == EXIT_REJECTED
    assert stored(tmp_path / "data") == undisturbed[1]
