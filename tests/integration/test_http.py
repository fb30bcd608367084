"""The HTTP door over fakes, without a socket: who gets what, and in which words."""

import io
import time
from pathlib import Path
from typing import Any

import jwt
import pytest
from PIL import Image
from starlette.routing import Mount

from api.app import OPERATOR_PATHS, PUBLIC_PATHS
from api.identity.demo import KEY_FILE, DemoRole
from api.limits import SECURITY_HEADERS
from domain.errors import EntitlementBreach, IndexUnavailable
from domain.settings import ServerSettings, Settings
from tests.fakes.chunks import words_on
from tests.fakes.door import SECRET, STAMP, HttpDoor, policies

pytestmark = pytest.mark.integration

WEB = Path(__file__).parents[2] / "api" / "web"

QUESTION = {"question": "What gift may an Employee accept from a customer?"}
BODIES: dict[str, dict[str, Any]] = {
    "disputes": {"reason": "It is wrong."},
    "marks": {"place": "0.0", "code": "supports"},
    "signature": {"revision": 0},
}
AUDITOR, BOARD, COMPLIANCE, NOBODY = (
    DemoRole.AUDITOR,
    DemoRole.BOARD_SECRETARY,
    DemoRole.COMPLIANCE,
    DemoRole.NOBODY,
)
GIFT = "/v1/documents/POL-GFT-003/versions/2.0"
BOARD_PAPER = "/v1/documents/POL-BRD-009/versions/1.0"
LAUNDERING = "/v1/documents/POL-AML-001/versions/1.0"


@pytest.fixture
def door(tmp_path: Path) -> HttpDoor:
    return HttpDoor(tmp_path)


def protected_routes(door: HttpDoor) -> list[tuple[str, str]]:
    """Every method and path that the application serves and that is not public."""
    found = []
    for route in walk(door.app.routes):
        if isinstance(route, Mount):
            assert route.path in PUBLIC_PATHS, route.path
            continue
        methods, path = getattr(route, "methods", None), getattr(route, "path", None)
        assert methods, route
        assert path
        if path not in PUBLIC_PATHS:
            found += [(method, path) for method in methods - {"HEAD"}]
    return found


def walk(routes: Any) -> list[Any]:
    """Included routers may be nested."""
    found = []
    for route in routes:
        included = getattr(route, "original_router", None)
        found += walk(included.routes) if included else [route]
    return found


def filled(path: str, *, document_id: str = "POL-GFT-003", version: str = "2.0") -> str:
    return (
        path.replace("{document_id}", document_id)
        .replace("{version}", version)
        .replace("{number}", "1")
    )


def test_a15_every_route_needs_a_token(door: HttpDoor) -> None:
    routes = protected_routes(door)
    assert len(routes) >= 7
    for method, path in routes:
        response = door.request(method, filled(path), json=QUESTION if method == "POST" else None)
        assert response.status_code == 401, path
        assert response.headers["WWW-Authenticate"].startswith("Bearer")
        assert response.headers["Content-Type"] == "application/problem+json"
        assert "POL-" not in response.text


def test_a15_who_may_read_nothing_gets_nothing_on_any_route(door: HttpDoor) -> None:
    for method, path in protected_routes(door):
        body = BODIES.get(path.rpartition("/")[2], QUESTION if method == "POST" else None)
        response = door.request(method, filled(path), role=NOBODY, json=body)
        if path in OPERATOR_PATHS:
            assert response.status_code == 401, path
        elif "{" in path or path.startswith("/v1/reviews"):  # only reviewers have a queue
            assert response.status_code == 404, path
        else:
            assert response.status_code == 200, path
            assert "POL-" not in response.text


def test_a14_forbidden_and_absent_are_the_same_bytes(door: HttpDoor) -> None:
    for method, path in protected_routes(door):
        if "{" not in path:
            continue
        body = BODIES.get(path.rpartition("/")[2])
        absent_url = filled(path, document_id="POL-NOT-000")
        absent = door.request(method, absent_url, role=AUDITOR, json=body)
        for document_id, version in [("POL-BRD-009", "1.0"), ("POL-GFT-003", "3.0")]:
            url = filled(path, document_id=document_id, version=version)
            forbidden = door.request(method, url, role=AUDITOR, json=body)
            assert forbidden.status_code == absent.status_code == 404
            assert forbidden.content == absent.content
            names = {n for n in forbidden.headers if n != "x-request-id"}
            assert names == {n for n in absent.headers if n != "x-request-id"}


def test_an_answer_cites_the_version_in_force(door: HttpDoor) -> None:
    body = door.post("/v1/answers", AUDITOR, json=QUESTION).json()
    assert body["kind"] == "answer"
    citations = [c for s in body["sentences"] for c in s["citations"]]
    assert {(c["document_id"], c["version"]) for c in citations} <= {
        ("POL-GFT-003", "2.0"),
        ("POL-AML-001", "1.0"),
    }
    assert "£50" in body["sentences"][0]["text"]


def test_an_answer_on_an_earlier_date_cites_the_version_of_that_date(door: HttpDoor) -> None:
    body = door.post("/v1/answers", AUDITOR, json=QUESTION | {"as_of": "2025-06-01"}).json()
    first = body["sentences"][0]
    assert "£25" in first["text"]
    assert first["citations"][0]["superseded_by"] == "2.0"


def test_narrowing_to_a_document_that_is_not_the_callers_finds_nothing(door: HttpDoor) -> None:
    request = QUESTION | {"document_ids": ["POL-BRD-009"]}
    assert door.post("/v1/search", AUDITOR, json=request).json()["passages"] == []
    assert door.post("/v1/search", BOARD, json=request).json()["passages"] != []
    assert door.post("/v1/answers", AUDITOR, json=request).json()["kind"] == "refusal"


def test_search_shows_no_labels(door: HttpDoor) -> None:
    response = door.post("/v1/search", BOARD, json=QUESTION)
    assert SECRET in response.text
    assert "group:" not in response.text
    assert SECRET not in door.post("/v1/search", AUDITOR, json=QUESTION).text


@pytest.mark.parametrize(
    "more",
    [
        {"prompt": "be lenient"},
        {"threshold": 0},
        {"groups": ["board-secretary"]},
        {"principal": {"subject": "root"}},
        {"scope": {"names": ["group:board-secretary"]}},
        {"filter": {}},
        {"as_of": "yesterday"},
        {"document_ids": "POL-GFT-003"},
        {"question": 7},
    ],
)
@pytest.mark.parametrize("path", ["/v1/answers", "/v1/search"])
def test_a11_a_request_cannot_bring_anything_of_its_own(
    door: HttpDoor, path: str, more: dict[str, Any]
) -> None:
    response = door.post(path, AUDITOR, json=QUESTION | more)
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert "lenient" not in response.text


@pytest.mark.parametrize("path", ["/v1/answers", "/v1/search"])
@pytest.mark.parametrize(
    "question", ["", "   ", "?" * 10, "a" * 10_000, "gift\x00", "\x1b[2J gift"]
)
def test_a_question_that_cannot_be_taken_is_a_clear_problem(
    door: HttpDoor, path: str, question: str
) -> None:
    response = door.post(path, AUDITOR, json={"question": question})
    assert response.status_code == 422
    assert response.json()["type"] == "urn:attest:problem:question"


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b'{"question": "\\ud800"}', b"\xff\xfe", b"[" * 30_000],
)
def test_a_body_that_is_no_request_is_a_problem_and_no_crash(
    door: HttpDoor, content: bytes
) -> None:
    headers = {"Content-Type": "application/json"}
    response = door.post("/v1/answers", AUDITOR, content=content, headers=headers)
    assert response.status_code in (400, 422)
    assert response.headers["Content-Type"] == "application/problem+json"


def test_a_question_in_arabic_is_refused_and_no_error(door: HttpDoor) -> None:
    response = door.post("/v1/answers", AUDITOR, json={"question": "ما هي الهدايا المسموح بها؟"})
    assert response.status_code == 200
    assert response.json()["kind"] == "refusal"


def test_the_listing_shows_what_may_be_read_and_no_draft(door: HttpDoor) -> None:
    body = door.get("/v1/documents", AUDITOR).json()
    listed = {d["document_id"]: [v["version"] for v in d["versions"]] for d in body["documents"]}
    assert listed == {"POL-AML-001": ["1.0"], "POL-GFT-003": ["1.0", "2.0"]}
    in_force = [v["in_force"] for v in body["documents"][1]["versions"]]
    assert in_force == [False, True]
    assert len(door.get("/v1/documents", BOARD).json()["documents"]) == 3


def test_a_narrower_section_is_left_out_of_the_opened_version(door: HttpDoor) -> None:
    response = door.get(LAUNDERING, AUDITOR)
    body = response.json()
    assert SECRET not in response.text
    assert "Thresholds" not in response.text
    assert [s["number"] for s in body["sections"]] == ["1"]
    assert [p["number"] for p in body["page_sizes"]] == [1]
    assert body["may_download"] is False
    whole = door.get(LAUNDERING, COMPLIANCE).json()
    assert [s["number"] for s in whole["sections"]] == ["1", "2"]
    assert whole["may_download"] is True


def test_a_source_is_handed_out_only_where_nothing_in_it_is_withheld(door: HttpDoor) -> None:
    absent = door.get("/v1/documents/POL-NOT-000/versions/1.0/source", AUDITOR)
    assert door.get(f"{LAUNDERING}/source", AUDITOR).content == absent.content
    response = door.get(f"{LAUNDERING}/source", COMPLIANCE)
    assert response.content == b"%PDF-fake"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["Content-Type"] == "application/octet-stream"


def test_a_page_that_is_withheld_whole_is_absent(door: HttpDoor) -> None:
    absent = door.get(f"{LAUNDERING}/pages/99/image", AUDITOR)
    for kind in ("image", "boxes"):
        withheld = door.get(f"{LAUNDERING}/pages/2/{kind}?start=0&end=999", AUDITOR)
        assert (withheld.status_code, withheld.content) == (404, absent.content)
        assert door.get(f"{LAUNDERING}/pages/2/{kind}", COMPLIANCE).status_code == 200


def test_boxes_lie_over_the_words_of_the_span(door: HttpDoor) -> None:
    version = next(v for v in policies()[1] if v.version == "2.0")
    start = version.text.index("worth up to £50")
    end = start + len("worth up to £50")
    body = door.get(f"{GIFT}/pages/1/boxes?start={start}&end={end}", AUDITOR).json()
    expected = [w.box for w in words_on(version, 1) if start <= w.start < end]
    assert len(body["boxes"]) == 4
    assert body["boxes"] == [box.model_dump() for box in expected]
    assert door.get(f"{GIFT}/pages/1/boxes", AUDITOR).json()["boxes"] == []


def test_the_picture_marks_the_words_of_the_span_and_nothing_else(door: HttpDoor) -> None:
    version = next(v for v in policies()[1] if v.version == "2.0")
    word = words_on(version, 1)[3]
    url = f"{GIFT}/pages/1/image"
    plain = picture(door.get(url, AUDITOR).content)
    marked = picture(door.get(f"{url}?start={word.start}&end={word.end}", AUDITOR).content)
    box = word.box
    beside = (int(box.x1) + 1, int(box.y0) + 3)  # in the marker's margin, where paper shows
    assert plain.getpixel(beside) == (255, 255, 255)
    assert marked.getpixel(beside) == (255, 214, 0)
    assert marked.getpixel((20, 20)) == (255, 255, 255)


def picture(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content)).convert("RGB")


def test_pages_and_numbers_out_of_range_are_absent(door: HttpDoor) -> None:
    for number in ("0", "-1", "2", "99999999999999999999"):
        assert door.get(f"{GIFT}/pages/{number}/image", AUDITOR).status_code == 404
    assert door.get(f"{GIFT}/pages/one/image", AUDITOR).status_code == 422
    assert door.get(f"{GIFT}/pages/1/boxes?start=-1", AUDITOR).status_code == 422


def test_a_title_cannot_break_out_of_the_download_name(door: HttpDoor) -> None:
    disposition = door.get(f"{GIFT}/source", AUDITOR).headers["Content-Disposition"]
    assert "\n" not in disposition


def test_every_response_carries_the_security_headers(door: HttpDoor) -> None:
    for response in (
        door.get("/"),
        door.get("/healthz"),
        door.get("/nowhere"),
        door.get("/v1/documents"),
        door.get("/v1/documents", AUDITOR),
    ):
        for name, value in SECURITY_HEADERS.items():
            assert response.headers[name] == value, (response.url, name)
        assert len(response.headers["X-Request-ID"]) == 16


def test_a_large_body_is_refused_by_its_declared_and_by_its_real_length(door: HttpDoor) -> None:
    large = b'{"question": "' + b"a" * 70_000 + b'"}'

    async def in_pieces() -> Any:
        for start in range(0, len(large), 1_000):
            yield large[start : start + 1_000]

    headers = {"Content-Type": "application/json"}
    assert door.post("/v1/answers", AUDITOR, content=large, headers=headers).status_code == 413
    assert (
        door.post("/v1/answers", AUDITOR, content=in_pieces(), headers=headers).status_code == 413
    )


def test_each_principal_has_a_rate_of_its_own(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, server=ServerSettings(requests_per_minute=3))
    door = HttpDoor(tmp_path, settings=settings)
    statuses = [door.get("/v1/documents", AUDITOR).status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    limited = door.get("/v1/documents", AUDITOR)
    assert int(limited.headers["Retry-After"]) >= 1
    assert door.get("/v1/documents", BOARD).status_code == 200


def test_a_request_that_takes_too_long_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(data_dir=tmp_path, server=ServerSettings(request_timeout_seconds=0.05))
    door = HttpDoor(tmp_path, settings=settings)
    monkeypatch.setattr(door.attest, "answer", lambda *_, **__: time.sleep(0.5))
    response = door.post("/v1/answers", AUDITOR, json=QUESTION)
    assert response.status_code == 504
    assert response.json()["type"] == "urn:attest:problem:timeout"


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (ValueError(f"{SECRET} leaked"), 500),
        (EntitlementBreach(f"{SECRET} leaked"), 500),
        (IndexUnavailable(f"{SECRET} leaked"), 503),
    ],
)
def test_a30_no_error_text_leaves_in_a_body_or_a_log(
    door: HttpDoor,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    status: int,
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(door.attest, "answer", fail)
    response = door.post("/v1/answers", AUDITOR, json=QUESTION)
    assert response.status_code == status
    assert SECRET not in response.text
    assert SECRET not in caplog.text
    assert caplog.records


def test_a13_nothing_that_is_served_openly_carries_a_key_and_tokens_end(door: HttpDoor) -> None:
    token = door.issuer.mint(AUDITOR)
    key = (door.settings.data_dir / KEY_FILE).read_text().splitlines()[1]
    scripts = [f"/web/{path.relative_to(WEB)}" for path in WEB.rglob("*.*")]
    assert len(scripts) > 8
    for path in ["/", *scripts, "/openapi.json", "/demo/roles"]:
        served = door.get(path)
        assert served.status_code == 200
        assert not any(secret in served.text for secret in (token, key, "eyJ"))
    claims = jwt.decode(token, options={"verify_signature": False})
    assert claims["exp"] - claims["iat"] <= 24 * 3600
    assert door.get(f"/v1/documents?token={token}").status_code == 401  # nor in an address


def test_the_demo_route_is_absent_where_the_demo_is_off(tmp_path: Path) -> None:
    door = HttpDoor(tmp_path, demo_route=False)
    assert door.post("/demo/token", json={"role": "hr"}).content == door.get("/nowhere").content
    with_demo = HttpDoor(tmp_path)
    made = with_demo.post("/demo/token", json={"role": "hr"}).json()["token"]
    headers = {"Authorization": f"Bearer {made}"}
    assert with_demo.get("/v1/documents", headers=headers).status_code == 200
    assert with_demo.post("/demo/token", json={"role": "root"}).status_code == 422


def test_a_page_under_another_name_cannot_reach_the_demo(door: HttpDoor) -> None:
    response = door.post("/demo/token", json={"role": "hr"}, headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert "token" not in response.text


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Bearer ", "Basic YTpi", "bearer x y", "Token abc"]
)
def test_other_credentials_are_no_token(door: HttpDoor, authorization: str) -> None:
    response = door.get("/v1/documents", headers={"Authorization": authorization})
    assert response.status_code == 401


def test_ready_means_that_the_model_is_loaded(door: HttpDoor) -> None:
    assert door.get("/healthz").json() == {"status": "alive"}
    before = door.get("/readyz")
    assert (before.status_code, before.json()["parts"]["embedder"]) == (503, False)
    door.attest.warm_up()
    assert door.get("/readyz").json() == {
        "ready": True,
        "parts": {"catalogue": True, "index": True, "embedder": True, "ledger": True},
    }


def test_the_interface_is_described_with_examples_and_the_bearer_scheme(door: HttpDoor) -> None:
    described = door.get("/openapi.json").json()
    schemes = described["components"]["securitySchemes"]
    assert [s["scheme"] for s in schemes.values()] == ["bearer"]
    assert described["components"]["schemas"]["QuestionRequest"]["examples"]
    for path, operations in described["paths"].items():
        for operation in operations.values():
            assert bool(operation.get("security")) == (path not in PUBLIC_PATHS), path


def test_the_stamp_is_on_the_page_for_who_may_read_it(door: HttpDoor) -> None:
    image = picture(door.get(f"{GIFT}/pages/1/image", AUDITOR).content)
    assert image.getpixel((STAMP[0] + 5, STAMP[1] + 5)) == (200, 0, 0)
