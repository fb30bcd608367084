import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from answering.drafting.model.providers.http import (
    LimitedTransport,
    ResponseTooLarge,
    is_never_served,
    retry_after_seconds,
    status_failure,
)


class Parts(httpx.AsyncByteStream):
    def __init__(self, *parts: bytes) -> None:
        self._parts = parts
        self.sent = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self._parts:
            self.sent += len(part)
            yield part


def fetch(response: httpx.Response, *, maximum_bytes: int) -> tuple[bytes, httpx.Request]:
    async def get() -> tuple[bytes, httpx.Request]:
        asked: list[httpx.Request] = []

        def answer(request: httpx.Request) -> httpx.Response:
            asked.append(request)
            return response

        limited = LimitedTransport(httpx.MockTransport(answer), maximum_bytes=maximum_bytes)
        async with httpx.AsyncClient(transport=limited) as client:
            return (await client.get("http://model")).content, asked[0]

    return asyncio.run(get())


def test_a_body_within_the_limit_passes_uncompressed() -> None:
    body, request = fetch(httpx.Response(200, stream=Parts(b"ab", b"cd")), maximum_bytes=4)
    assert body == b"abcd"
    assert request.headers["accept-encoding"] == "identity"


def test_a_longer_body_is_cut_off_and_not_read_to_its_end() -> None:
    stream = Parts(*[b"ab"] * 100)
    with pytest.raises(ResponseTooLarge):
        fetch(httpx.Response(200, stream=stream), maximum_bytes=4)
    assert stream.sent == 6


def test_a_compressed_body_is_refused_unread() -> None:
    stream = Parts(b"bomb")
    response = httpx.Response(200, headers={"content-encoding": "gzip"}, stream=stream)
    with pytest.raises(ResponseTooLarge):
        fetch(response, maximum_bytes=4)
    assert stream.sent == 0


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("3", 3.0), ("0.5", 0.5), ("0", 0.0), ("", None), ("soon", None), ("-1", None), ("nan", None),
     ("inf", None), ("1e9", None), ("Wed, 99 Oct 2026 07:28:00 GMT", None)],
)  # fmt: skip
def test_retry_after_is_seconds_or_nothing(header: str, seconds: float | None) -> None:
    assert retry_after_seconds(httpx.Response(429, headers={"retry-after": header})) == seconds


@pytest.mark.parametrize(
    ("until", "seconds"),
    [
        ("Wed, 21 Oct 2026 07:28:07 GMT", 7.0),
        ("Wednesday, 21-Oct-26 07:29:00 GMT", 60.0),
        ("Wed, 21 Oct 2026 07:27:00 GMT", 0.0),  # past
        ("Wed, 21 Oct 2026 07:28:07 -0000", 7.0),
        ("Fri, 23 Oct 2026 07:28:00 GMT", None),  # in two days: no sense
    ],
)
def test_retry_after_as_a_date_counts_from_the_responses_own(
    until: str, seconds: float | None
) -> None:
    headers = {"retry-after": until, "date": "Wed, 21 Oct 2026 07:28:00 GMT"}
    assert retry_after_seconds(httpx.Response(429, headers=headers)) == seconds


def test_without_a_date_of_its_own_it_counts_from_now() -> None:
    long_ago = {"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}
    assert retry_after_seconds(httpx.Response(429, headers=long_ago)) == 0.0


@pytest.mark.parametrize(
    ("status", "reason"),
    [(429, "rate limited"), (500, "status 500"), (503, "status 503"), (529, "status 529"),
     (408, "status 408"), (400, None), (401, None), (404, None), (307, None), (422, None)],
)  # fmt: skip
def test_a_status_is_worth_another_try_or_not(status: int, reason: str | None) -> None:
    failure = status_failure(httpx.Response(status))
    assert (failure.reason if failure else None) == reason


@pytest.mark.parametrize(("status", "every"), [(401, True), (404, True), (307, True), (400, False)])
def test_a_status_is_of_the_service_or_of_one_request(status: int, every: bool) -> None:
    assert is_never_served(httpx.Response(status)) is every
