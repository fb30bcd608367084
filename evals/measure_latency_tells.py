"""Whether time tells forbidden from absent: `python -m evals.measure_latency_tells --data-dir DIR`.

DIR holds the sample corpus, ingested; it is copied and never written. The same member of staff
asks the same question of two copies: one holds the board's paper, which staff may not read, the
other has it removed. Then the paper is opened by its ID, and one by an ID that never was. Each
pair is timed in random order, so that what else the machine does falls on both alike. Mann-Whitney
asks whether one side is slower, Kolmogorov-Smirnov whether the two differ in any way; a small p
says that they do. A p that is not small only says that so many pairs did not show it.
"""

import argparse
import json
import random
import shutil
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from scipy.stats import ks_2samp, mannwhitneyu

from api.app import create_app
from api.cli.door import InProcessClient
from api.door import Door
from api.engine import Attest
from api.identity.demo import DemoIssuer, DemoRole
from api.limits import RateLimiter
from api.page_images import PdfPageRenderer
from api.wiring import open_attest, open_reviewing, open_stores
from domain.entitlement import scope_of
from domain.errors import AttestError, NotReadable
from domain.ports import SearchFilter
from domain.settings import Settings
from domain.types import Principal
from evals.case_file import load_cases
from evals.sample.corpus import INGESTED_ON
from ledger.in_memory import MemoryLedger

FORBIDDEN, VERSION = "POL-MNA-019", "1.0"
ABSENT = "POL-MNX-019"  # as long, and no document's
STAFF = Principal(subject="measure", groups=frozenset({"everyone"}))
OPENINGS_A_PAIR = 20  # one opening takes microseconds: timed in batches, at random, too
SEED = 7

Work = Callable[[], object]


def main() -> None:
    """Prints the figures of each door as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data-dir", type=Path, default=Path(".eval-data/sample"))
    parser.add_argument("--pairs", type=int, default=200)
    chosen = parser.parse_args()
    with TemporaryDirectory(dir=chosen.data_dir.parent) as folder, ExitStack() as opened:
        present, absent = (Path(folder) / name for name in ("present", "absent"))
        for copy in (present, absent):
            shutil.copytree(chosen.data_dir, copy, ignore=shutil.ignore_patterns("ledger"))
        take_away(absent)
        worlds = [opened.enter_context(_opened(copy)) for copy in (present, absent)]
        result = doors(*worlds, pairs=chosen.pairs)
    sys.stdout.write(json.dumps(result, indent=2) + "\n")


def take_away(data_dir: Path) -> None:
    """Removes the forbidden document from index and catalogue."""
    with closing(open_stores(Settings(data_dir=data_dir))) as stores:
        stores.index.delete_version(FORBIDDEN, VERSION)
        stores.catalogue.remove(FORBIDDEN, VERSION)


def _opened(data_dir: Path) -> Attest:
    attest = open_attest(Settings(data_dir=data_dir), ledger=MemoryLedger())
    attest.warm_up()
    return attest


def doors(present: Attest, absent: Attest, *, pairs: int) -> dict[str, dict[str, float]]:
    """The figures by door: (forbidden, absent) as two pieces of work that differ in that alone."""
    questions = [c.question for c in load_cases() if c.role == "board-secretary"]
    scope = scope_of(STAFF, as_of=INGESTED_ON)

    def ask(world: Attest, question: str, document_id: str | None = None) -> Work:
        narrow = SearchFilter(document_ids=frozenset({document_id})) if document_id else None
        return lambda: world.answer(question, principal=STAFF, as_of=INGESTED_ON, narrow=narrow)

    def look(document_id: str) -> Work:
        def many() -> None:
            for _ in range(OPENINGS_A_PAIR):
                with suppress(NotReadable):
                    present.library.open_version(document_id, VERSION, scope)

        return many

    request = requests_to(present)

    def get(document_id: str) -> Work:
        return lambda: request(f"/v1/documents/{document_id}/versions/{VERSION}")

    answering = [(ask(present, q), ask(absent, q)) for q in questions]
    narrowed = [(ask(present, q, FORBIDDEN), ask(present, q, ABSENT)) for q in questions]
    return {
        "answer": compared(answering, pairs),
        "answer_narrowed_to_its_id": compared(narrowed, pairs),
        "open_its_id_over_http": compared([(get(FORBIDDEN), get(ABSENT))], 5 * pairs),
        f"open_its_id_{OPENINGS_A_PAIR}_times": compared([(look(FORBIDDEN), look(ABSENT))], pairs),
    }


def requests_to(attest: Attest) -> Callable[[str], None]:
    """Sends a GET as staff to the whole application, without a socket."""
    settings = attest.settings
    issuer = DemoIssuer(settings.data_dir, settings.identity)
    limiter = RateLimiter(10**9)  # a minute's worth would be over in seconds
    reviewing = open_reviewing(settings, attest)
    door = Door(attest, issuer.verifier(), limiter, PdfPageRenderer(), reviewing, None)
    client = InProcessClient(httpx.ASGITransport(create_app(door)), issuer.mint(DemoRole.HR))

    def request(path: str) -> None:
        with suppress(AttestError):  # a 404 on either side
            client.request("GET", path)

    return request


def compared(work: Sequence[tuple[Work, Work]], pairs: int) -> dict[str, float]:
    """Times both sides of each pair in random order, the work in turn; medians in milliseconds."""
    chance = random.Random(SEED)
    for sides in work:  # what is loaded or remembered at first use, on both sides
        for side in sides:
            side()
    seconds: tuple[list[float], list[float]] = ([], [])
    for number in range(pairs):
        for forbidden_or_absent in chance.sample((0, 1), 2):
            started = time.perf_counter()
            work[number % len(work)][forbidden_or_absent]()
            seconds[forbidden_or_absent].append(time.perf_counter() - started)
    forbidden, absent = seconds
    return {
        "pairs": pairs,
        "forbidden_ms_median": round(1000 * statistics.median(forbidden), 4),
        "absent_ms_median": round(1000 * statistics.median(absent), 4),
        "mann_whitney_p": round(float(mannwhitneyu(forbidden, absent).pvalue), 4),
        "kolmogorov_smirnov_p": round(float(ks_2samp(forbidden, absent).pvalue), 4),
    }


if __name__ == "__main__":
    main()
