"""The review console in a real browser, by keyboard alone: nothing that was said is ever lost.

The server is the whole application over invented policies in memory: what is tried here is the
console, and no model has to be loaded for it.
"""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect

from api.identity.demo import DemoRole
from domain.records import ActRecord
from domain.settings import ReviewSettings, ServerSettings, Settings
from tests.browser.conftest import violations
from tests.fakes.chunks import document, version_of
from tests.fakes.door import Corpus, HttpDoor

pytestmark = pytest.mark.browser

QUESTION = "What gift may an Employee accept from a customer?"
CITATIONS = 60
WAIT_MS = 60_000  # on a machine that does much else
STAFF, REVIEWER = DemoRole.HR, DemoRole.REVIEWER


@dataclass(frozen=True)
class Site:
    """A running server and the door behind it."""

    address: str
    door: HttpDoor

    def ask(self) -> dict[str, Any]:
        return self.as_staff("POST", "/v1/answers", json={"question": QUESTION})

    def as_staff(self, method: str, path: str, **content: Any) -> dict[str, Any]:
        """Over the socket: Playwright has an event loop of its own in this thread."""
        token = self.door.issuer.mint(STAFF)
        headers = {"Authorization": f"Bearer {token}"}
        with httpx.Client(base_url=self.address, trust_env=False, timeout=60) as client:
            return dict(client.request(method, path, headers=headers, **content).json())

    def verdicts(self) -> list[dict[str, Any]]:
        """The marks of every verdict on record, in the order of signing."""
        records = self.door.attest.ledger.after(0, limit=10_000)
        return [
            dict(record.entry.content["marks"])  # type: ignore[arg-type]  # it is an object
            for record in records
            if isinstance(record, ActRecord) and record.entry.act == "review.verdict"
        ]


def gifts() -> Corpus:
    """One policy with several clauses that answer, so that an answer has several citations."""
    clauses = [
        f"1.{n} An Employee may accept a gift worth up to £{n}5 from a customer {where}."
        for n, where in enumerate(("in London", "in Paris", "at home", "at a fair", "abroad"), 1)
    ]
    return [document("POL-GFT-003")], [version_of([("1 Gifts", clauses)])]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    door = HttpDoor(
        tmp_path,
        settings=Settings(
            data_dir=tmp_path,
            reviews=ReviewSettings(sample_one_in=1, seed_one_in=None),
            server=ServerSettings(requests_per_minute=100_000),
        ),
        corpus=gifts(),
    )
    door.attest.warm_up()  # as `attest serve` does: the staff page waits for it
    server = uvicorn.Server(uvicorn.Config(door.app, port=0, log_config=None, lifespan="off"))
    running = threading.Thread(target=server.run)
    running.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield Site(f"http://127.0.0.1:{port}", door)
    server.should_exit = True
    running.join(timeout=30)


@pytest.fixture
def context(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(WAIT_MS)
    failures: list[str] = []
    outside: list[str] = []
    context.on("weberror", lambda error: failures.append(str(error.error)))
    context.on("console", lambda said: failures.append(said.text) if said.type == "error" else None)
    context.on("request", lambda asked: outside.append(asked.url))
    yield context
    context.close()
    # Chromium itself writes a line for each response of 4xx; some tests ask for those.
    assert [text for text in failures if "404" not in text and "409" not in text] == []
    assert [url for url in outside if not url.startswith((site.address, "blob:"))] == []


def open_console(context: BrowserContext, site: Site, role: DemoRole = REVIEWER) -> Page:
    page = context.new_page()
    page.goto(f"{site.address}/review")
    page.locator("attest-sign-in select").select_option(role.value)
    return page


def current_item(page: Page) -> str:
    page.locator(".claim[aria-current]").wait_for()
    return page.locator("#item").get_attribute("data-item") or ""


def claims(page: Page) -> int:
    return page.locator(".claim").count()


def say(page: Page, number: int, key: str, reason: str) -> None:
    """A verdict on the claim that is current; 1 offers a reason, the others are given one."""
    current = page.locator(".claim").nth(number)
    expect(current).to_have_attribute("aria-current", "true")
    page.keyboard.press(key)
    if key != "1":
        page.keyboard.type(reason)
        page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")


def saved(page: Page) -> None:
    expect(page.locator("#saved")).to_have_attribute("data-state", "saved", timeout=WAIT_MS)


def test_60_citations_are_signed_by_keyboard_alone_and_no_verdict_is_lost(
    context: BrowserContext, site: Site
) -> None:
    cited = 0
    while cited < CITATIONS:
        cited += sum(len(s["citations"]) for s in site.ask()["sentences"])
    page = open_console(context, site)
    expected: list[dict[str, str]] = []
    signed = 0
    while signed < CITATIONS:
        item = current_item(page)
        count = claims(page)
        said = {}
        for number in range(count):
            key = "1" if (len(expected) + number) % 2 else "2"
            reason = f"item {len(expected)} claim {number}: 1 2 3 4 5 ?"
            say(page, number, key, reason)
            said[str(number)] = key + ("" if key == "1" else reason)
            if len(expected) == 2 and number == 0:  # in the middle of an item, with no warning
                page.reload()
                assert current_item(page) == item
                page.keyboard.press("ArrowUp")
                for _ in range(number + 1):
                    page.keyboard.press("ArrowDown")
        expected.append(said)
        signed += count - 1  # the last claim is the answer as a whole
        page.keyboard.press("Control+Enter")
        page.wait_for_function(
            "item => document.getElementById('item').dataset.item !== item"
            " || document.querySelector('.nothing')",
            arg=item,
        )
    assert [told(marks) for marks in site.verdicts()] == expected


def told(marks: dict[str, Any]) -> dict[str, str]:
    """Marks by number, as the script said them."""
    keys = {"supports": "1", "right": "1", "partly": "2", "incomplete": "2"}
    places = sorted(marks, key=lambda place: (place == "whole", place))
    return {
        str(number): keys[marks[place]["code"]]
        + ("" if keys[marks[place]["code"]] == "1" else marks[place]["reason"])
        for number, place in enumerate(places)
    }


def test_two_windows_of_one_reviewer_lose_nothing_and_see_each_other(
    context: BrowserContext, site: Site
) -> None:
    site.ask()
    first = open_console(context, site)
    item = current_item(first)
    second = open_console(context, site)
    assert current_item(second) == item
    last = claims(first) - 1
    say(first, 0, "1", "")
    saved(first)
    pressed = '.verdict[aria-pressed="true"]'
    expect(second.locator(".claim").first.locator(pressed)).to_contain_text("Supports")
    for _ in range(last):
        second.keyboard.press("ArrowDown")
    second.keyboard.press("3")
    second.keyboard.type("Written in the second window")
    saved(second)
    expect(first.locator(".reason").nth(last)).to_have_value("Written in the second window")
    second.keyboard.type(" and not sent yet")
    second.reload()
    reason = second.locator(".reason").nth(last)
    expect(reason).to_have_value("Written in the second window and not sent yet")
    saved(second)
    first.keyboard.press("Escape")
    for number in range(1, last):
        first.locator(".claim").nth(number).click()
        say(first, number, "1", "")
    saved(first)
    first.keyboard.press("Control+Enter")
    first.locator(".nothing").wait_for()
    second.locator(".nothing").wait_for()
    (marks,) = site.verdicts()
    assert marks["0.0"]["code"] == "supports"
    assert marks["whole"] == {
        "code": "wrong", "reason": "Written in the second window and not sent yet",
    }  # fmt: skip


def test_a_dispute_on_the_staff_page_leads_to_a_signed_verdict(
    context: BrowserContext, site: Site
) -> None:
    staff = context.new_page()
    staff.goto(site.address)
    staff.locator("attest-sign-in select").select_option(STAFF.value)
    staff.get_by_role("textbox", name="Your question").fill(QUESTION)
    staff.get_by_role("button", name="Ask", exact=True).click()
    staff.get_by_role("button", name="Dispute this").click()
    staff.get_by_label("What is wrong with it?").fill("London has <b>another</b> limit.")
    staff.get_by_role("button", name="Send to a reviewer").click()
    expect(staff.locator(".dispute-told")).to_contain_text("A reviewer will look at it")
    page = open_console(context, site)
    seen = set()
    for _ in range(2):  # the sampled item and the disputed one
        item = current_item(page)
        seen |= set(page.locator(".whys span").all_text_contents())
        for number in range(claims(page)):
            say(page, number, "2", "Only for one entity.")
        page.keyboard.press("Control+Enter")
        page.wait_for_function(
            "item => document.getElementById('item').dataset.item !== item"
            " || document.querySelector('.nothing')",
            arg=item,
        )
    assert seen == {"Sample", "Disputed"}
    assert len(site.verdicts()) == 2
    answer_id = next(
        r.entry.about
        for r in site.door.attest.ledger.after(0, limit=99)
        if isinstance(r, ActRecord)
    )
    told = site.as_staff("GET", f"/v1/answers/{answer_id}/disputes")["disputes"]
    assert [(d["is_open"], d["outcome"]) for d in told] == [(False, "incomplete")]


def test_keys_are_silent_while_typing_and_can_be_turned_off(
    context: BrowserContext, site: Site
) -> None:
    site.ask()
    page = open_console(context, site)
    current_item(page)
    pressed = page.locator('.verdict[aria-pressed="true"]')
    page.keyboard.press("Enter")
    page.keyboard.type("1 2 3 ? and on")
    expect(page.locator(".reason").first).to_have_value("1 2 3 ? and on")
    expect(pressed).to_have_count(0)
    expect(page.locator("#sheet")).to_be_hidden()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#sheet")).to_be_visible()
    page.get_by_label("Use single keys as shortcuts").uncheck()
    page.keyboard.press("Escape")
    page.locator(".claim").first.focus()
    page.keyboard.press("1")
    expect(pressed).to_have_count(0)
    page.keyboard.press("Control+Enter")  # stays, and says what is missing
    expect(page.locator("#notice")).to_contain_text("no verdict")
    assert site.verdicts() == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state(browser: Browser, site: Site, scheme: Any) -> None:
    site.ask()
    context = browser.new_context(color_scheme=scheme, viewport={"width": 1280, "height": 900})
    page = open_console(context, site)
    page.locator(".highlight").first.wait_for(timeout=WAIT_MS)
    found = violations(page)
    page.keyboard.press("2")  # a verdict that has no reason yet
    found += violations(page)
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    found += violations(page)
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 320, "height": 700})
    found += violations(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.goto(f"{site.address}/review/quality")
    page.locator("attest-sign-in select").select_option("head-of-review")
    page.locator(".card").first.wait_for()
    found += violations(page)
    page.goto(f"{site.address}/review")
    page.locator("attest-sign-in select").select_option("hr")
    page.locator(".problem").wait_for()
    found += violations(page)
    context.close()
    assert found == []
