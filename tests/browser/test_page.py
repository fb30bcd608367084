"""The page on a real server in a real browser: ask, open the source, see the words marked (A29)."""

from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Site, violations

pytestmark = pytest.mark.browser

QUESTION = "For how long must call recordings be kept?"
CUSTOMER_FILES = "For how long must customer files be kept after the relationship has ended?"


def ask(page: Page, question: str = QUESTION) -> None:
    page.get_by_label("Your question").fill(question)
    page.locator("attest-ask").get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("#answer h1")).to_be_visible(timeout=60_000)


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
    expect(page.locator(".quote blockquote").first).to_contain_text("seven years")
    page.locator(".cite").first.click()
    expect(page.locator(".highlight").first).to_be_visible(timeout=30_000)
    expect(page.locator(".sheet")).to_have_attribute("data-page", "2")
    expect(page.locator(".highlight").first).to_be_in_viewport()
    quote = " ".join((page.locator(".quote blockquote").first.text_content() or "").split())
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


def test_another_role_does_not_see_what_the_first_one_was_shown(
    page: Page, refusals: set[int]
) -> None:
    refusals.add(404)  # the answer's own address is nothing to the other one
    ask(page)
    page.get_by_label("Signed in as").select_option("nobody")
    expect(page.locator("#answer")).to_be_hidden()
    expect(page.locator("#source")).to_be_hidden()
    ask(page)
    expect(page.locator("#answer")).to_have_class("answer refusal")
    expect(page.locator("#nothing-readable")).to_be_visible()
    expect(page.locator(".quote blockquote")).to_have_count(0)


def test_a_refusal_says_so_plainly(page: Page) -> None:
    ask(page, "What is the lunch allowance on business trips to Mars?")
    expect(page.locator(".refusal-body")).to_be_visible()
    expect(page.locator(".cite")).to_have_count(0)


def test_a_conflict_shows_both_policies_by_name_and_opens_each(page: Page) -> None:
    ask(page, CUSTOMER_FILES)
    expect(page.locator(".refusal-body h2")).to_have_text("Two policies say different things")
    expect(page.locator(".sides .quote")).to_have_count(2)
    for period in ("ten", "six"):
        side = page.locator(".sides .quote", has_text=f"kept for {period} years")
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
    short, quote = page.locator(".short-answer"), page.locator(".quote").first
    expect(short).to_contain_text(said)  # as text: nothing that a model says becomes markup
    above, below = short.bounding_box(), quote.bounding_box()
    assert above
    assert below
    assert above["y"] < below["y"]
    assert short.locator(".mark-number").first.text_content() == "1"
    short.locator(".mark-number").first.click()
    expect(page.locator(".highlight").first).to_be_visible(timeout=30_000)


def test_markup_in_a_question_stays_text(page: Page) -> None:
    ask(page, "For how long must <img src=x onerror=alert(1)> call recordings be kept?")
    expect(page.locator("#answer .asked")).to_contain_text("<img src=x")
    expect(page.locator("#answer img")).to_have_count(0)


def test_a_question_asked_before_the_sign_in_is_done_waits_for_it(page: Page, site: Site) -> None:
    held: list[Route] = []
    page.goto("about:blank")  # or the first sign-in, still under way, could be the one that is held
    page.route("**/demo/token", lambda route: held.append(route))
    with page.expect_request("**/demo/token"):
        page.goto(site.address)
    page.get_by_label("Your question").fill(QUESTION)
    page.locator("attest-ask").get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("#answer")).to_be_hidden()
    held[0].continue_()
    expect(page.locator(".quote blockquote").first).to_contain_text("seven years", timeout=30_000)


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
    expect(page.locator(".quote blockquote").first).to_contain_text("seven years")
    assert len(asked) == 3
    assert asked[1]["idempotency-key"] == asked[2]["idempotency-key"]
    assert asked[0]["idempotency-key"] != asked[1]["idempotency-key"]


def test_history_permalink_back_and_reload_lose_nothing(page: Page, site: Site) -> None:
    ask(page)
    first = page.url
    assert first.startswith(f"{site.address}/a/")
    ask(page, CUSTOMER_FILES)
    second = page.url
    assert second != first
    listed = page.locator("attest-history a")  # the server's list: other tests' questions follow
    expect(listed.nth(0)).to_have_text(CUSTOMER_FILES + " not answered")
    expect(listed.nth(1)).to_have_text(QUESTION)
    page.go_back()
    expect(page.locator("#answer h1")).to_have_text(QUESTION)
    expect(page.get_by_label("Your question")).to_have_value(QUESTION)
    page.go_forward()
    expect(page.locator("#answer h1")).to_have_text(CUSTOMER_FILES)
    listed.nth(1).click()
    expect(page).to_have_url(first)
    page.reload()
    expect(page.locator(".quote blockquote").first).to_contain_text("seven years")
    page.get_by_label("Your question").fill("A question that is not sent yet")
    page.reload()
    expect(page.get_by_label("Your question")).to_have_value("A question that is not sent yet")


def test_a_permalink_is_nothing_to_another_person(page: Page, refusals: set[int]) -> None:
    refusals.add(404)
    ask(page)
    address = page.url
    with page.expect_response(lambda got: "/v1/answers/" in got.url and got.status == 404):
        page.get_by_label("Signed in as").select_option("hr")
    expect(page.locator("#working")).to_contain_text("no such answer that you may read")
    expect(page.locator("#answer")).to_be_hidden()
    expect(page.locator("attest-history a")).to_have_count(0)
    assert page.url == address


def test_a_follow_up_is_shown_in_full_before_it_is_asked(page: Page) -> None:
    ask(page)
    first = page.url
    page.get_by_label("Ask a follow-up").fill("and for customer files?")
    page.keyboard.press("Enter")
    written = page.get_by_label("Read as")
    expect(written).to_have_value("For how long must customer files be kept?")
    expect(written).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#answer h1")).to_have_text("For how long must customer files be kept?")
    expect(page.locator(".typed")).to_contain_text("and for customer files?")
    page.locator(".typed a").click()
    expect(page).to_have_url(first)
    page.get_by_label("Ask a follow-up").fill("Where?")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Not understood")).to_be_focused()


def test_filters_narrow_on_the_server_and_one_click_takes_them_off(page: Page) -> None:
    page.locator(".narrow summary").click()
    page.locator(".choices label", has_text="Branch").locator("input").check()
    ask(page, "Who may ask for a longer period for call recordings?")
    expect(page.locator(".refusal-body")).to_contain_text("Only this was searched: Branch")
    page.get_by_role("button", name="Ask again in all policies").click()
    expect(page.locator(".quote blockquote").first).to_contain_text(
        "unless the supervisor has asked"
    )


def test_another_day_is_said_above_the_answer_and_one_click_leads_back(page: Page) -> None:
    page.get_by_label("In force on").fill("2020-01-31")
    ask(page)
    expect(page.locator(".date-banner")).to_contain_text("In force on 31 January 2020")
    page.get_by_role("button", name="back to today").click()
    expect(page.locator(".date-banner")).to_have_count(0)
    expect(page.locator(".quote blockquote").first).to_contain_text("seven years")


def test_stop_ends_a_question_and_gives_the_page_back(page: Page) -> None:
    held: list[Route] = []
    page.route("**/v1/answers", lambda route: held.append(route))
    page.get_by_label("Your question").fill(QUESTION)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#working")).to_contain_text("Stopped")
    page.unroute("**/v1/answers")
    ask(page)


def test_copies_and_prints_carry_the_citations_and_no_form(page: Page, site: Site) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site.address)
    ask(page)
    page.get_by_role("button", name="Copy with citations").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "seven years" in copied
    assert "[1]" in copied
    assert page.url in copied
    page.emulate_media(media="print")
    for hidden in ("attest-ask", ".history", "attest-follow-up", ".answer-tools", ".masthead"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator(".print-only")).to_have_text(page.url)
    expect(page.locator(".quote blockquote").first).to_be_visible()


def test_on_a_phone_the_source_is_a_sheet_and_nothing_is_wider_than_the_screen(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    ask(page)
    page.locator(".cite").first.click()
    expect(page.locator(".highlight").first).to_be_in_viewport()
    box = page.locator("#source").bounding_box()
    assert box is not None
    assert round(box["y"] + box["height"]) == 640
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_role("button", name="Zoom in").click()
    page.keyboard.press("Escape")
    expect(page.locator("#source")).to_be_hidden()


def test_markup_in_whatever_a_document_or_a_person_wrote_stays_text(page: Page) -> None:
    evil = '<img src=x onerror="alert(1)">'
    citation = {
        "document_id": evil, "version": evil, "title": evil, "section": evil, "page": 1,
        "section_path": [evil], "start": 0, "end": len(evil), "quote": evil, "boxes": [],
        "quote_sha256": evil, "source_sha256": evil, "superseded_by": evil,
        "answers": [{"start": 0, "end": 4}],
    }  # fmt: skip
    row = citation | {"quote": f"{evil}; {evil}: {evil}; Head: {evil}.", "start": 9, "end": 9}
    body = {
        "kind": "refusal", "answer_id": "evil", "question": evil, "as_of": "2026-01-01",
        "code": "conflicting_policies", "message": evil, "next_steps": [evil], "owner": evil,
        "sentences": [{"text": evil, "citations": [citation, row]}], "nearest": [citation],
        "not_found": [evil], "unanswered_parts": [evil],
        "heard": {"words": evil, "explanation": evil},
        "follow_up": {"follows": evil, "typed": evil},
    }  # fmt: skip
    page.route("**/v1/answers/evil", lambda route: route.fulfill(json=body))
    page.evaluate(
        "history.pushState({}, '', '/a/evil'); dispatchEvent(new PopStateEvent('popstate'))"
    )
    expect(page.locator("#answer h1")).to_have_text(evil)
    page.locator(".source-card summary").first.click()
    assert page.locator("#answer img").count() == 0
    text = page.locator("#answer").inner_text()
    assert text.count("onerror") > 15


def test_policies_are_browsed_read_and_found(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/policies")
    expect(page.locator(".policy")).to_have_count(2)
    page.get_by_label("Find by title").fill("record")
    expect(page.locator(".policy")).to_have_count(1)
    page.locator(".policy").get_by_role("button").first.click()
    expect(page.locator(".sheet img")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_be_hidden()
    page.get_by_label("Signed in as").select_option("nobody")
    expect(page.locator("#summary")).to_contain_text("no policy that you may read")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state(page: Page, site: Site, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    page.locator(".narrow summary").click()
    expect(page.locator(".choices label").first).to_be_visible()  # signed in
    found = violations(page)
    ask(page)
    page.locator(".source-card summary").first.click()
    found += violations(page)
    page.locator(".cite").first.click()
    expect(page.locator(".highlight").first).to_be_visible()
    found += violations(page)
    page.set_viewport_size({"width": 320, "height": 640})
    found += violations(page)
    page.keyboard.press("Escape")
    page.get_by_label("Ask a follow-up").fill("and for customer files?")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Read as")).to_be_visible()
    found += violations(page)
    page.get_by_label("Read as").press("Enter")
    expect(page.locator(".sides .quote")).to_have_count(2)
    found += violations(page)
    page.goto(f"{site.address}/policies")
    page.locator(".policy").get_by_role("button").first.wait_for()
    found += violations(page)
    page.locator(".policy").get_by_role("button").first.click()
    expect(page.locator(".sheet img")).to_be_visible()
    found += violations(page)
    assert found == []
