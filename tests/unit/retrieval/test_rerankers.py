"""What every reranker guarantees, and what each does of its own."""

import asyncio
import json
import logging
from collections.abc import Callable

import httpx
import pytest
from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.schema import NodeWithScore, QueryBundle
from pydantic import SecretStr

from domain.answering_ports import Reranker, Reranking
from domain.types import Passage
from retrieval.llama_index_adapters import PostprocessorReranker
from retrieval.rerank_cohere import BREAKER_FAILURES, CohereReranker
from retrieval.rerank_late_interaction import LateInteractionReranker
from retrieval.token_cache import TokenCache
from tests.fakes.embedder import HashingEmbedder
from tests.fakes.library import make_chunk

KEY = "co-secret-4711"
LOCAL = LateInteractionReranker(HashingEmbedder())
Handler = Callable[[httpx.Request], httpx.Response]


def passages(*texts: str) -> list[Passage]:
    return [
        Passage(chunk=make_chunk(f"c{rank}", text), rank=rank)
        for rank, text in enumerate(texts, start=1)
    ]


def overlap(question: str, document: str) -> float:
    words = set(question.lower().split())
    return len(words & set(document.lower().split())) / len(words)


def cohere_that_works(request: httpx.Request) -> httpx.Response:
    body = json.loads(request.content)
    assert request.headers["authorization"] == f"Bearer {KEY}"
    scores = [overlap(body["query"], document) for document in body["documents"]]
    ranked = sorted(range(len(scores)), key=lambda index: -scores[index])
    results = [{"index": index, "relevance_score": scores[index]} for index in ranked]
    return httpx.Response(200, json={"id": "1", "results": results})


def cohere(handler: Handler) -> CohereReranker:
    transport = httpx.MockTransport(handler)
    return CohereReranker(
        model="rerank-v3.5", api_key=SecretStr(KEY), fallback=LOCAL, transport=transport
    )


class WordOverlap(BaseNodePostprocessor):
    """A postprocessor of somebody else's: sorts, and drops what shares no word."""

    def _postprocess_nodes(
        self, nodes: list[NodeWithScore], query_bundle: QueryBundle | None = None
    ) -> list[NodeWithScore]:
        assert query_bundle is not None
        question = query_bundle.query_str
        for node in nodes:
            node.score = overlap(question, node.node.get_content())
        kept = [node for node in nodes if node.score]
        return sorted(kept, key=lambda node: -node.get_score())


RERANKERS: dict[str, Callable[[], Reranker]] = {
    "late interaction": lambda: LOCAL,
    "late interaction, remembered": lambda: LateInteractionReranker(TokenCache(HashingEmbedder())),
    "cohere": lambda: cohere(cohere_that_works),
    "cohere, failing": lambda: cohere(lambda _: httpx.Response(500)),
    "a LlamaIndex postprocessor": lambda: PostprocessorReranker(WordOverlap(), name="overlap"),
}


@pytest.fixture(params=RERANKERS)
def reranker(request: pytest.FixtureRequest) -> Reranker:
    return RERANKERS[request.param]()


def test_no_passages_give_no_scores(reranker: Reranker) -> None:
    assert reranker.score("gifts", []).scores == ()


def test_scores_come_in_the_passages_order(reranker: Reranker) -> None:
    given = passages("loans to staff", "gifts from clients", "gifts to staff")
    scores = reranker.score("gifts from clients", given).scores
    assert len(scores) == 3
    assert scores[1] > scores[2] >= scores[0]


def test_the_passages_order_changes_no_score(reranker: Reranker) -> None:
    given = passages("loans to staff", "gifts from clients", "gifts to staff")
    forwards = reranker.score("gifts from clients", given).scores
    backwards = reranker.score("gifts from clients", given[::-1]).scores
    assert forwards == pytest.approx(backwards[::-1])


def test_the_result_says_who_scored(reranker: Reranker) -> None:
    assert reranker.name in reranker.score("gifts", passages("gifts")).used


def time_out(request: httpx.Request) -> httpx.Response:
    raise httpx.ReadTimeout("slow", request=request)


def cut_off(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("gone", request=request)


BAD_RESULTS = [
    [],
    [{"index": 0, "relevance_score": 0.5}] * 2,
    [{"index": 0, "relevance_score": 0.5}, {"index": 7, "relevance_score": 0.5}],
]


@pytest.mark.parametrize(
    ("handler", "reason"),
    [
        (time_out, "timeout"),
        (cut_off, "unreachable"),
        (lambda _: httpx.Response(429), "status 429"),
        (lambda _: httpx.Response(401, json={"message": "no"}), "status 401"),
        (lambda _: httpx.Response(503), "status 503"),
        (lambda _: httpx.Response(200, text="<html>"), "status 200"),
        (lambda _: httpx.Response(200, json={"results": "none"}), "malformed response"),
        *[
            (lambda _, bad=bad: httpx.Response(200, json={"results": bad}), "malformed response")
            for bad in BAD_RESULTS
        ],
    ],
)
def test_cohere_failing_falls_back_says_so_and_keeps_the_key(
    handler: Handler, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    given = passages("loans to staff", "gifts from clients")
    with caplog.at_level(logging.DEBUG):
        reranking = cohere(handler).score("gifts", given)
    expected = f"cohere/rerank-v3.5 (failed: {reason}) -> late-interaction/hashing"
    assert reranking == Reranking(LOCAL.score("gifts", given).scores, expected)
    assert KEY not in caplog.text
    assert "clients" not in caplog.text


def test_cohere_is_asked_once() -> None:
    asked = []

    def count(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(503)

    cohere(count).score("gifts", passages("gifts"))
    assert len(asked) == 1


def test_a27_a_rare_word_of_the_question_weighs_more_among_the_candidates() -> None:
    given = passages("gifts gifts gifts", "gifts yacht", "gifts loans", "gifts staff")
    scores = LOCAL.score("yacht gifts", given).scores
    assert max(scores) == scores[1]


def test_a_cache_remembers_and_forgets_the_least_recently_used() -> None:
    class Counting(HashingEmbedder):
        texts: list[str] = []  # noqa: RUF012  (one test's own)

        def embed_tokens(self, text: str):  # type: ignore[no-untyped-def]  # as its base says
            self.texts.append(text)
            return super().embed_tokens(text)

    embedder = Counting()
    one_text = HashingEmbedder().embed_tokens("a").steps.nbytes
    cache = TokenCache(embedder, capacity_bytes=2 * one_text)
    for text in ["a", "b", "a", "c", "a", "b"]:
        cache.embed_tokens(text)
    assert embedder.texts == ["a", "b", "c", "b"]


def test_cohere_is_given_up_when_its_time_is_over_however_its_bytes_come() -> None:
    async def hang(_: httpx.Request) -> httpx.Response:
        await asyncio.sleep(60)
        return httpx.Response(500)

    reranker = CohereReranker(
        model="m",
        api_key=SecretStr(KEY),
        fallback=LOCAL,
        timeout_seconds=0.01,
        transport=httpx.MockTransport(hang),
    )
    assert "(failed: timeout)" in reranker.score("gifts", passages("gifts")).used


def test_cohere_is_left_alone_after_failures_in_a_row() -> None:
    asked = []

    def fail(_: httpx.Request) -> httpx.Response:
        asked.append(1)
        return httpx.Response(500)

    reranker = cohere(fail)
    used = [reranker.score("gifts", passages("gifts")).used for _ in range(BREAKER_FAILURES + 3)]
    assert len(asked) == BREAKER_FAILURES
    assert "(failed: circuit open)" in used[-1]
