"""The page on a real server in a real browser: ask, open the source, see the words marked (A29)."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

from tests.pdf_factory import text_pdf

pytestmark = pytest.mark.browser

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
START_SECONDS = 120  # loading the model on a busy machine
ATTEST = [sys.executable, "-c", "from api.cli import main; main()"]
QUESTION = "For how long must call recordings be kept?"
PAGES = (
    ("Record Keeping Policy", "", "1 Scope", "",
     "1.1 This policy applies to every branch of the bank and to each employee of it.", "",
     "1.2 A branch must keep a register of the records that it holds in paper form."),
    ("2 Periods", "",
     "2.1 Customer files must be kept for six years after the relationship has ended.", "",
     "2.2 Call recordings must be kept for seven years from the date of the call, unless",
     "the supervisor has asked for a longer period in writing."),
)  # fmt: skip
# It says something else of customer files, and nothing of calls.
BRANCH_PAGES = (
    ("Branch Filing Procedure", "", "1 Files", "",
     "1.1 Customer files must be kept for ten years after the relationship has ended."),
)  # fmt: skip


@dataclass(frozen=True)
class Site:
    """A running server and the PDF behind it."""

    address: str
    pdf: Path


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    (folder / "policies").mkdir()
    pdf = text_pdf(folder / "policies" / "records.pdf", PAGES)
    text_pdf(folder / "policies" / "branch.pdf", BRANCH_PAGES)
    data = ["--data-dir", str(folder / "data")]
    ingest = [*ATTEST, "ingest", str(pdf.parent), "--allow", "group:everyone", *data]
    subprocess.run(ingest, check=True, timeout=240)
    serve = [*ATTEST, "serve", "--demo", "--port", "0", *data]
    server = subprocess.Popen(serve, stdout=subprocess.DEVNULL)
    try:
        yield Site(wait_for_address(folder / "data" / "server.json", server), pdf)
    finally:
        server.terminate()
        server.wait(timeout=30)
    assert not (folder / "data" / "server.json").exists()


def wait_for_address(file: Path, server: subprocess.Popen[bytes]) -> str:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        if file.exists():
            address = str(json.loads(file.read_text())["address"])
            try:
                if httpx.get(f"{address}/readyz", trust_env=False).is_success:
                    return address
            except httpx.TransportError:
                pass  # it is announced just before it listens
        time.sleep(0.2)
    raise AssertionError("the server did not start")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    assert CHROMIUM, "this test drives Debian's chromium: apt-get install chromium"
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    failures: list[str] = []
    outside: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.on("console", lambda said: failures.append(said.text) if said.type == "error" else None)
    page.on("request", lambda asked: outside.append(asked.url))
    page.goto(site.address)
    yield page
    context.close()
    assert failures == []
    assert [url for url in outside if not url.startswith((site.address, "blob:"))] == []


def ask(page: Page, question: str = QUESTION) -> None:
    page.get_by_label("Your question").fill(question)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("#answer h2")).to_be_visible(timeout=30_000)


def words_under_the_highlight(page: Page, pdf: Path) -> str:
    """The text that the PDF itself has where the browser shows the boxes."""
    sheet = page.locator(".sheet").bounding_box()
    number = int(page.locator(".sheet").get_attribute("data-page") or 0)
    assert sheet
    document = pypdfium2.PdfDocument(pdf)
    drawn = document[number - 1]
    width, height = drawn.get_size()
    text = drawn.get_textpage()
    found = []
    for mark in page.locator(".highlight").all():
        box = mark.bounding_box()
        assert box
        left = (box["x"] - sheet["x"]) / sheet["width"] * width
        right = left + box["width"] / sheet["width"] * width
        top = height - (box["y"] - sheet["y"]) / sheet["height"] * height
        bottom = top - box["height"] / sheet["height"] * height
        quarter = (top - bottom) / 4  # the middle half: neighbouring lines' descenders reach in
        found.append(text.get_text_bounded(left, bottom + quarter, right, top - quarter))
    document.close()
    return " ".join(" ".join(found).split())


def test_a29_a_citation_opens_its_page_with_the_exact_words_in_view(page: Page, site: Site) -> None:
    ask(page)
    expect(page.locator(".sentence").first).to_contain_text("seven years")
    page.locator(".cite").first.click()
    expect(page.locator(".highlight").first).to_be_visible(timeout=30_000)
    expect(page.locator(".sheet")).to_have_attribute("data-page", "2")
    expect(page.locator(".highlight").first).to_be_in_viewport()
    quote = " ".join((page.locator(".sources q").first.text_content() or "").split())
    assert "seven years" in quote
    assert words_under_the_highlight(page, site.pdf) == quote


def test_it_works_by_keyboard_alone_and_gives_the_focus_back(page: Page) -> None:
    page.get_by_label("Your question").focus()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    cite = page.locator(".cite").first
    expect(cite).to_be_visible(timeout=30_000)
    page.keyboard.press("Tab")
    expect(cite).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".highlight").first).to_be_visible(timeout=30_000)
    page.keyboard.press("Escape")
    expect(page.locator("#source")).to_be_hidden()
    expect(cite).to_be_focused()


def test_another_role_does_not_see_what_the_first_one_was_shown(page: Page) -> None:
    ask(page)
    page.get_by_label("Signed in as").select_option("nobody")
    expect(page.locator("#answer")).to_be_hidden()
    expect(page.locator("#source")).to_be_hidden()
    ask(page)
    expect(page.locator("#answer")).to_have_class("answer refusal")
    expect(page.locator(".sentence")).to_have_count(0)


def test_a_refusal_says_so_plainly(page: Page) -> None:
    ask(page, "What is the lunch allowance on business trips to Mars?")
    expect(page.locator(".refusal-body")).to_be_visible()
    expect(page.locator(".cite")).to_have_count(0)


def test_a_conflict_shows_both_policies_by_name_and_opens_each(page: Page) -> None:
    ask(page, "For how long must customer files be kept after the relationship has ended?")
    expect(page.locator("#answer h2")).to_have_text("Two policies say different things")
    expect(page.locator(".side")).to_have_count(2)
    for document, period in (("branch", "ten"), ("records", "six")):
        side = page.locator(".side", has_text=f"kept for {period} years")
        expect(side.locator(".source-place")).to_contain_text(document, ignore_case=True)
        side.locator(".cite").click()
        title = side.locator(".source-title").text_content() or ""
        expect(page.locator("#source-heading")).to_have_text(title)
        expect(page.locator(".highlight").first).to_be_visible(timeout=30_000)
        page.keyboard.press("Escape")
        expect(side.locator(".cite")).to_be_focused()


def test_a_short_answer_stands_above_the_quotes_and_opens_the_one_it_rests_on(page: Page) -> None:
    said = "For seven years, <b>unless</b> the supervisor asks for longer."

    def with_short_answer(route: Route) -> None:
        body = route.fetch(headers={**route.request.headers, "accept": "application/json"}).json()
        citations = body["sentences"][0]["citations"]
        route.fulfill(json={**body, "short_answer": {"text": said, "citations": citations}})

    page.route("**/v1/answers", with_short_answer)
    ask(page)
    short, quote = page.locator(".short-answer"), page.locator(".sentence").first
    expect(short).to_contain_text(said)  # as text: nothing that a model says becomes markup
    above, below = short.bounding_box(), quote.bounding_box()
    assert above
    assert below
    assert above["y"] < below["y"]
    assert short.locator(".cite").first.text_content() == "1"
    short.locator(".cite").first.click()
    expect(page.locator(".highlight").first).to_be_visible(timeout=30_000)


def test_markup_in_a_question_stays_text(page: Page) -> None:
    ask(page, "For how long must <img src=x onerror=alert(1)> call recordings be kept?")
    expect(page.locator(".asked")).to_contain_text("<img src=x")
    expect(page.locator("#answer img")).to_have_count(0)


def test_a_question_asked_before_the_sign_in_is_done_waits_for_it(page: Page, site: Site) -> None:
    held: list[Route] = []
    page.goto("about:blank")  # or the first sign-in, still under way, could be the one that is held
    page.route("**/demo/token", lambda route: held.append(route))
    with page.expect_request("**/demo/token"):
        page.goto(site.address)
    page.get_by_label("Your question").fill(QUESTION)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("#answer")).to_be_hidden()
    held[0].continue_()
    expect(page.locator(".sentence").first).to_contain_text("seven years", timeout=30_000)


def test_an_answer_is_streamed_and_one_that_is_cut_off_comes_as_json_under_the_same_key(
    page: Page,
) -> None:
    asked: list[dict[str, str]] = []
    page.on(
        "request",
        lambda sent: asked.append(sent.headers) if sent.url.endswith("/v1/answers") else None,
    )
    ask(page)
    assert [sent["accept"][:17] for sent in asked] == ["text/event-stream"]
    step = 'event: step\ndata: {"step": "verifying"}\n\n'

    def cut_off(route: Route) -> None:
        if "text/event-stream" in route.request.headers["accept"]:
            route.fulfill(body=step, content_type="text/event-stream")
        else:
            route.continue_()

    page.route("**/v1/answers", cut_off)
    ask(page)
    expect(page.locator(".sentence").first).to_contain_text("seven years")
    assert len(asked) == 3
    assert asked[1]["idempotency-key"] == asked[2]["idempotency-key"]
    assert asked[0]["idempotency-key"] != asked[1]["idempotency-key"]
