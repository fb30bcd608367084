"""One server and one browser for all browser tests; a page each, which must stay silent."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from tests.pdf_factory import text_pdf

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
START_SECONDS = 240  # loading the models on a busy machine
ATTEST = [sys.executable, "-c", "from api.cli import main; main()"]
HOST = Path(__file__).parents[2] / "docs" / "examples" / "widget_host" / "host.py"
HOST_SECRET = "the-example-hosts-own-secret-of-the-tests"
PAGES = (
    ("Record Keeping Policy", "", "1 Scope", "",
     "1.1 This policy applies to every branch of the bank and to each employee of it.", "",
     "1.2 A branch must keep a register of the records that it holds in paper form."),
    ("2 Periods", "",
     "2.1 Customer files must be kept for six years after the relationship has ended.", "",
     "2.2 Call recordings must be kept for seven years from the date of the call, unless",
     "the supervisor has asked for a longer period in writing."),
)  # fmt: skip
# Under the same heading it says something else of customer files, and nothing of calls.
BRANCH_PAGES = (
    ("Branch Filing Procedure", "", "1 Periods", "",
     "1.1 Customer files must be kept for ten years after the relationship has ended."),
)  # fmt: skip


@dataclass(frozen=True)
class Site:
    """A running server, the PDF behind it, and the origin that may show the widget."""

    address: str
    pdf: Path
    host: str


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    (folder / "policies").mkdir()
    pdf = text_pdf(folder / "policies" / "records.pdf", PAGES)
    text_pdf(folder / "policies" / "branch.pdf", BRANCH_PAGES)
    data = ["--data-dir", str(folder / "data")]
    ingest = [*ATTEST, "ingest", str(pdf.parent), "--allow", "group:everyone", *data]
    subprocess.run(ingest, check=True, timeout=480)
    port, host_port = free_ports(2)
    address, host = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{host_port}"
    hosts = [{"name": "desk", "origins": [host, address], "secret": HOST_SECRET}]
    serve = [*ATTEST, "serve", "--demo", "--port", str(port), *data]
    server = subprocess.Popen(
        serve,
        stdout=subprocess.DEVNULL,
        env=os.environ | {"ATTEST_WIDGET__HOSTS": json.dumps(hosts)},
    )
    try:
        wait_until_ready(address, server)
        yield Site(address, pdf, host)
    finally:
        server.terminate()
        server.wait(timeout=60)
    assert not (folder / "data" / "server.json").exists()


@pytest.fixture(scope="package")
def widget_host(site: Site) -> Iterator[str]:
    """The example application of docs/, on an origin of its own; gives back its address."""
    environment = os.environ | {"ATTEST": site.address, "SECRET": HOST_SECRET}
    run = [sys.executable, str(HOST), site.host.rsplit(":", 1)[1]]
    host = subprocess.Popen(run, env=environment)
    try:
        wait_for(lambda: httpx.get(site.host, trust_env=False).is_success, host)
        yield site.host
    finally:
        host.terminate()
        host.wait(timeout=30)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    assert CHROMIUM, "this test drives Debian's chromium: apt-get install chromium"
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)


@pytest.fixture
def refusals() -> set[int]:
    """The statuses that a test provokes: Chromium itself writes an error for each."""
    return set()


@pytest.fixture
def page(browser: Browser, site: Site, refusals: set[int]) -> Iterator[Page]:
    """The staff page, opened; no console error, and no request that leaves the host."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.set_default_timeout(60_000)
    failures, outside = watched(page)
    page.goto(site.address)
    yield page
    context.close()
    assert unexpected(failures, refusals) == []
    assert [url for url in outside if not url.startswith((site.address, "blob:"))] == []


def watched(page: Page) -> tuple[list[str], list[str]]:
    """What the console complains of, and every address that is asked for, as they come."""
    failures: list[str] = []
    asked: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.on("console", lambda said: failures.append(said.text) if said.type == "error" else None)
    page.on("request", lambda request: asked.append(request.url))
    return failures, asked


def unexpected(failures: list[str], refusals: set[int]) -> list[str]:
    """The failures without Chromium's own lines for statuses that the test provokes."""
    own = tuple(f"the server responded with a status of {status} " for status in refusals)
    return [text for text in failures if not any(line in text for line in own)]


def violations(page: Page) -> list[str]:
    """What axe-core finds, a line each; its script is the one inside the package."""
    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {json.dumps([n['html'] for n in v['nodes']])}" for v in found]


def free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [taken.getsockname()[1] for taken in sockets]
    for taken in sockets:
        taken.close()
    return ports


def wait_until_ready(address: str, server: "subprocess.Popen[bytes]") -> None:
    wait_for(lambda: httpx.get(f"{address}/readyz", trust_env=False).is_success, server)


def wait_for(check: "object", process: "subprocess.Popen[bytes]") -> None:
    assert callable(check)
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if check():
                return
        except httpx.TransportError:
            pass  # it does not listen yet
        time.sleep(0.2)
    raise AssertionError("it did not start")
