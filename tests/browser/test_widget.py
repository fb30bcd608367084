"""The widget on another origin: it answers there, and a token that is stolen is worth nothing."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.browser.conftest import HOST_SECRET, Site, unexpected, violations, watched

pytestmark = pytest.mark.browser

WEB = Path(__file__).parents[2] / "api" / "web"
QUESTION = "For how long must call recordings be kept?"
LARGEST_BYTES = 40 * 1024


@pytest.fixture
def desk(browser: Browser, site: Site, widget_host: str, refusals: set[int]) -> Iterator[Page]:
    """The host's page; its console is silent, and it asks its own host and Attest alone."""
    context = browser.new_context(viewport={"width": 1000, "height": 800})
    page = context.new_page()
    page.set_default_timeout(60_000)
    failures, asked = watched(page)
    page.goto(widget_host)
    yield page
    stored = page.evaluate("[document.cookie, localStorage.length, sessionStorage.length]")
    cookies = context.cookies()
    context.close()
    assert unexpected(failures, refusals) == []
    assert (stored, cookies) == (["", 0, 0], [])
    known = (site.address, widget_host, "blob:", "data:")
    assert [url for url in asked if not url.startswith(known)] == []


def ask(page: Page, question: str = QUESTION) -> None:
    page.locator("attest-chat form.ask textarea").fill(question)
    page.keyboard.press("Enter")


def test_it_answers_opens_the_page_and_follows_up(desk: Page) -> None:
    ask(desk)
    chat = desk.locator("attest-chat")
    expect(chat.locator("blockquote").first).to_contain_text("seven years")
    chat.locator(".cite").first.click()
    expect(chat.locator(".highlight").first).to_be_visible()
    desk.keyboard.press("Escape")
    ask(desk, "and for customer files?")
    written = chat.locator(".written-out textarea")
    expect(written).to_have_value("For how long must customer files be kept?")
    chat.locator(".written-out .primary").click()
    expect(chat.locator(".turn-of-talk").nth(1).locator(".quote").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state(browser: Browser, widget_host: str, scheme: Any) -> None:
    # axe-core itself styles what it measures, which the host's policy would forbid.
    context = browser.new_context(bypass_csp=True, color_scheme=scheme)
    desk = context.new_page()
    desk.goto(f"{widget_host}/?posture=customer")
    found = violations(desk)
    ask(desk)
    chat = desk.locator("attest-chat")
    chat.locator(".guard").first.wait_for()
    found += violations(desk)
    chat.locator(".guard").first.click()
    chat.locator(".cite").first.click()
    expect(chat.locator(".highlight").first).to_be_visible()
    found += violations(desk)
    context.close()
    assert found == []


def test_a_stolen_request_or_token_gets_nothing(
    desk: Page, site: Site, widget_host: str, browser: Browser
) -> None:
    with desk.expect_request(lambda sent: sent.url.endswith("/widget/v1/answers")) as caught:
        ask(desk)
    expect(desk.locator("attest-chat blockquote").first).to_be_visible()
    stolen: Request = caught.value
    headers = {
        name: value for name, value in stolen.all_headers().items()
        if name in ("authorization", "dpop", "attest-conversation", "content-type")
    }  # fmt: skip
    address, body = f"{site.address}/widget/v1/answers", stolen.post_data or ""
    bearer = {"authorization": headers["authorization"].replace("DPoP", "Bearer")}
    for changed in (
        {"origin": widget_host},  # the very request once more
        {"origin": "https://evil.example"},
        {},
        {"origin": widget_host, "dpop": ""},
        {"origin": widget_host, "attest-conversation": "0" * 32},
    ):
        again = httpx.post(address, headers=headers | changed, content=body, trust_env=False)
        assert again.status_code == 401, changed
        assert "seven" not in again.text
    front = httpx.post(
        f"{site.address}/v1/answers", headers=headers | bearer, content=body, trust_env=False
    )
    assert front.status_code == 401
    context = browser.new_context()
    evil = context.new_page()
    evil.goto("about:blank")
    script = (
        "([url, headers, body]) => fetch(url, {method: 'POST', headers, body}).catch(() => 'no')"
    )
    assert evil.evaluate(script, [address, headers, body]) == "no"
    context.close()


def test_a_revoked_or_ended_token_is_asked_for_anew_and_without_one_nothing_comes(
    desk: Page, site: Site, refusals: set[int]
) -> None:
    refusals.add(401)
    with desk.expect_request(lambda sent: sent.url.endswith("/widget/v1/answers")) as caught:
        ask(desk)
    expect(desk.locator("attest-chat blockquote").first).to_be_visible()
    conversation = caught.value.all_headers()["attest-conversation"]
    revoked = httpx.post(
        f"{site.address}/widget/tokens/revocation",
        headers={"Authorization": f"Bearer {HOST_SECRET}"},
        json={"conversation": conversation},
        trust_env=False,
    )
    assert revoked.status_code == 204
    desk.route("**/widget-token", lambda route: route.fulfill(status=200, json={}))
    desk.get_by_role("button", name="New conversation").click()
    ask(desk)
    expect(desk.locator("attest-chat .problem")).to_contain_text("not signed in")
    expect(desk.locator("attest-chat .quote")).to_have_count(0)
    desk.unroute("**/widget-token")
    ask(desk)
    expect(desk.locator("attest-chat blockquote").first).to_contain_text("seven years")


def test_beside_a_customer_internal_text_shows_only_when_asked_for(
    desk: Page, widget_host: str
) -> None:
    desk.goto(f"{widget_host}/?posture=customer")
    ask(desk)
    chat = desk.locator("attest-chat")
    expect(chat.locator(".guard").first).to_be_visible()
    expect(chat.locator("blockquote").first).to_be_hidden()
    expect(chat.locator(".cite").first).to_be_hidden()
    chat.locator(".guard").first.click()
    expect(chat.locator("blockquote").first).to_be_visible()
    chat.locator(".guard").first.click()
    expect(chat.locator("blockquote").first).to_be_hidden()


def test_in_a_frame_it_works_for_configured_origins_and_nothing_else_is_framed(
    desk: Page, site: Site, widget_host: str
) -> None:
    desk.goto(f"{widget_host}/framed")
    frame = desk.frame_locator("iframe")
    frame.locator("attest-chat form.ask textarea").fill(QUESTION)
    desk.keyboard.press("Enter")
    expect(frame.locator("attest-chat blockquote").first).to_contain_text("seven years")
    for path in ("/", "/policies", "/a/x", "/web/widget/frame.html", "/widget.js"):
        served = httpx.get(f"{site.address}{path}", trust_env=False)
        assert "frame-ancestors 'none'" in served.headers["content-security-policy"], path
        assert served.headers["x-frame-options"] == "DENY", path
    served = httpx.get(f"{site.address}/widget/frame", trust_env=False)
    ancestors = re.search("frame-ancestors ([^;]*)", served.headers["content-security-policy"])
    assert ancestors is not None
    assert set(ancestors.group(1).split()) == {site.address, widget_host}


def test_other_origins_may_not_even_load_the_script(site: Site, widget_host: str) -> None:
    for path in ("/widget.js", "/web/shared/api.js", "/widget/v1/answers"):
        for origin, allowed in ((widget_host, widget_host), ("https://evil.example", None)):
            headers = {"Origin": origin, "Access-Control-Request-Method": "POST"}
            method = "OPTIONS" if path.startswith("/widget/v1") else "GET"
            got = httpx.request(method, site.address + path, headers=headers, trust_env=False)
            assert got.headers.get("access-control-allow-origin") == allowed, path


def test_all_that_the_widget_loads_is_small() -> None:
    seen: dict[Path, int] = {}
    waiting = [WEB / "widget" / "widget.js", *(WEB / name for name in (
        "shared/page-image.css", "answer/answer.css", "widget/widget.css"))]  # fmt: skip
    while waiting:
        file = waiting.pop()
        if file in seen:
            continue
        text = file.read_text()
        seen[file] = len(gzip.compress(text.encode()))
        for found in re.findall(r'(?:from|import) "([^"]+\.js)"', text):
            base = WEB if found.startswith("/web/") else file.parent
            waiting.append((base / found.removeprefix("/web/")).resolve())
    assert len(seen) > 8
    assert sum(seen.values()) < LARGEST_BYTES
