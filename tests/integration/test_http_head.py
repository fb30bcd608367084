"""Requests that could be read in two ways, HEAD, types of bodies, values that are none."""

import asyncio
import json
import time
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest

from api.identity.demo import DemoRole
from tests.fakes.door import HttpDoor

pytestmark = pytest.mark.integration

QUESTION = {"question": "What gift may an Employee accept from a customer?"}
AUDITOR = DemoRole.AUDITOR


@pytest.fixture
def door(tmp_path: Path) -> HttpDoor:
    return HttpDoor(tmp_path)


@pytest.mark.parametrize("name", ["Host", "Authorization", "Content-Type", "Idempotency-Key"])
def test_a_header_that_counts_once_is_refused_twice(door: HttpDoor, name: str) -> None:
    token = door.issuer.mint(AUDITOR)
    once = [
        ("Host", "localhost"),
        ("Authorization", f"Bearer {token}"),
        ("Content-Type", "application/json"),
        ("Idempotency-Key", "k"),
    ]
    assert asked(door, once).status_code == 200
    refused = asked(door, [*once, next(pair for pair in once if pair[0] == name)])
    assert refused.status_code == 400
    assert refused.json()["type"] == "urn:attest:problem:repeated-header"


def asked(door: HttpDoor, headers: list[tuple[str, str]]) -> httpx.Response:
    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(door.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            content = json.dumps(QUESTION).encode()
            request = httpx.Request(
                "POST", "http://localhost/v1/answers", headers=headers, content=content
            )
            return await client.send(request)

    return asyncio.run(send())


def test_headers_without_end_are_refused(door: HttpDoor) -> None:
    headers = {"X-Long": "a" * door.settings.server.maximum_header_bytes}
    assert door.get("/v1/documents", AUDITOR, headers=headers).status_code == 431


@pytest.mark.parametrize("path", ["/", "/healthz", "/readyz", "/v1/documents", "/openapi.json"])
def test_head_is_get_without_its_body(door: HttpDoor, path: str) -> None:
    got, head = door.get(path, AUDITOR), door.request("HEAD", path, role=AUDITOR)
    assert head.status_code == got.status_code
    assert head.content == b""
    kept = ("content-type", "content-length")
    assert [head.headers[name] for name in kept] == [got.headers[name] for name in kept]


@pytest.mark.parametrize("sent", [None, "text/plain", "application/x-www-form-urlencoded"])
def test_a_body_of_another_type_is_told_which_to_send(door: HttpDoor, sent: str | None) -> None:
    headers = {"Content-Type": sent} if sent else {}
    refused = door.post("/v1/answers", AUDITOR, content=b'{"question": "a"}', headers=headers)
    assert refused.status_code == 415
    assert "Content-Type: application/json" in refused.json()["detail"]


@pytest.mark.parametrize(
    "more",
    [
        {"document_ids": ["\ud800"]},
        {"document_ids": ["POL-1", "a\udfff"]},
        {"\ud800": 1},
        {"question": "gift \ud800"},
        {"as_of": 0},
        {"as_of": "0"},
        {"as_of": 1_700_000_000},
        {"as_of": "20260630"},
        {"as_of": "2026-06-30T00:00:00"},
        {"as_of": True},
    ],
)
@pytest.mark.parametrize("path", ["/v1/answers", "/v1/search"])
def test_what_is_no_text_or_no_date_is_the_callers_mistake(
    door: HttpDoor, path: str, more: dict[str, Any]
) -> None:
    content = json.dumps(QUESTION | more).encode()  # with surrogates as JSON escapes them
    headers = {"Content-Type": "application/json"}
    assert door.post(path, AUDITOR, content=content, headers=headers).status_code == 422


@pytest.mark.parametrize("day", ["0", "1700000000", "yesterday", "2026-6-3"])
def test_a_listing_is_of_a_date(door: HttpDoor, day: str) -> None:
    assert door.get(f"/v1/documents?as_of={day}", AUDITOR).status_code == 422
    assert door.get("/v1/documents?as_of=2026-06-03", AUDITOR).status_code == 200


@pytest.mark.parametrize("exp", ["9_999_999_999", "9999999999", True, 1e999])
def test_a_tokens_end_is_a_number(door: HttpDoor, exp: object) -> None:
    claims = jwt.decode(door.issuer.mint(AUDITOR), options={"verify_signature": False})
    for end, status in ((exp, 401), (time.time() + 60, 200)):
        token = jwt.encode(
            claims | {"exp": end}, door.issuer._key, "EdDSA", headers={"kid": "attest-demo-key"}
        )
        headers = {"Authorization": f"Bearer {token}"}
        assert door.get("/v1/documents", headers=headers).status_code == status
