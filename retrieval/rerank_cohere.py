"""Cohere's hosted reranker, with the local one standing by.

The client is Cohere's own: LlamaIndex's wrapper of it can neither set a time limit nor wait less
than four seconds between tries. Passages leave the machine; that is what setting a key means.
"""

import logging
from collections.abc import Sequence

import cohere
import httpx
from cohere.core import ApiError, RequestOptions
from pydantic import BaseModel, ConfigDict, FiniteFloat, SecretStr

from domain.answering_ports import Reranker, Reranking
from domain.breaker import CircuitBreaker
from domain.deadline import DeadlineLoop
from domain.types import Passage

logger = logging.getLogger(__name__)

COHERE_URL = "https://api.cohere.com"  # said here, so that no environment variable redirects it
DEFAULT_TIMEOUT_SECONDS = 4.0  # in all: a reader waits so long before the local one even starts
BREAKER_FAILURES = 5  # in a row; then nobody waits for it
BREAKER_REST_SECONDS = 30.0
NO_RETRIES = RequestOptions(max_retries=0)  # the local reranker is the retry


class Score(BaseModel):
    """What Cohere said of one passage."""

    model_config = ConfigDict(from_attributes=True)

    index: int
    relevance_score: FiniteFloat


class Scores(BaseModel):
    """The part of a response that is used; Cohere's client does not check what it was sent."""

    model_config = ConfigDict(from_attributes=True)

    results: list[Score]


class CohereReranker:
    """``Reranker`` over Cohere's API; any failure falls back, and the result says so."""

    def __init__(
        self,
        *,
        model: str,
        api_key: SecretStr,
        fallback: Reranker,
        timeout_seconds: float = DEFAULT_TIMEOUT_SECONDS,
        base_url: str = COHERE_URL,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """Connects to nothing yet.

        Args:
            model: Cohere's name for it.
            api_key: never logged, nor part of any result.
            fallback: the reranker that answers when Cohere does not.
            timeout_seconds: for the whole request, however its bytes drip in.
            base_url: another address for a proxy of one's own.
            transport: in place of the network, for tests.
        """
        self.name = f"cohere/{model}"
        self._model = model
        self._fallback = fallback
        self._timeout_seconds = timeout_seconds
        self._breaker = CircuitBreaker(failures=BREAKER_FAILURES, rest_seconds=BREAKER_REST_SECONDS)
        self._loop = DeadlineLoop()
        self._client = cohere.AsyncClientV2(
            api_key=api_key.get_secret_value(),
            base_url=base_url,
            httpx_client=httpx.AsyncClient(timeout=timeout_seconds, transport=transport),
        )

    def score(self, question: str, passages: Sequence[Passage]) -> Reranking:
        """Relevance from 0 to 1; the fallback's own scores where Cohere failed."""
        if not passages:
            return Reranking(scores=(), used=self.name)
        if self._breaker.allows():
            try:
                scores = self._ask(question, passages)
            except (ApiError, httpx.HTTPError, TimeoutError, ValueError) as error:
                self._breaker.failed()
                reason = _reason(error)
            else:
                self._breaker.succeeded()
                return Reranking(scores=scores, used=self.name)
        else:
            reason = "circuit open"
        # The error itself stays out of the log: it may quote the request, passages and all.
        logger.warning("Cohere's reranker failed (%s); the local one is used.", reason)
        local = self._fallback.score(question, passages)
        return Reranking(
            scores=local.scores, used=f"{self.name} (failed: {reason}) -> {local.used}"
        )

    def _ask(self, question: str, passages: Sequence[Passage]) -> tuple[float, ...]:
        """Cohere's scores in the passages' order.

        Raises:
            TimeoutError: it took too long in all.
            ValueError: a score is missing, given twice, or no number. ``ValidationError`` is one.
        """
        response = self._loop.run(
            lambda: self._client.rerank(
                model=self._model,
                query=question,
                documents=[passage.chunk.text_in_context for passage in passages],
                top_n=len(passages),
                request_options=NO_RETRIES,
            ),
            seconds=self._timeout_seconds,
        )
        results = sorted(Scores.model_validate(response).results, key=lambda result: result.index)
        if [result.index for result in results] != list(range(len(passages))):
            raise ValueError("Cohere did not score every passage once.")
        return tuple(result.relevance_score for result in results)


def _reason(error: Exception) -> str:
    """A few words that hold nothing of the request."""
    if isinstance(error, (httpx.TimeoutException, TimeoutError)):
        return "timeout"
    if isinstance(error, httpx.HTTPError):
        return "unreachable"
    if isinstance(error, ApiError) and error.status_code is not None:
        return f"status {error.status_code}"
    return "malformed response"
