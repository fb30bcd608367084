"""Cohere's reranking endpoint as the reader."""

import math
from collections.abc import Sequence

import cohere
from pydantic import SecretStr

from domain.errors import ReaderUnavailable
from domain.reading_ports import Reading
from reading.onnx_reader import SCORE_DIGITS, in_context

TIMEOUT_SECONDS = 5.0
# A relevance of 0 or 1 would be endless log-odds.
LEAST, MOST = 1e-6, 1 - 1e-6


class CohereReader:
    """``Reader`` over a hosted reranker. It marks no spans. Texts leave this machine."""

    def __init__(self, *, model: str, api_key: SecretStr, base_url: str | None = None) -> None:
        """``base_url`` None: Cohere's own."""
        self.name = f"cohere/{model}"
        self._model = model
        self._client = cohere.ClientV2(
            api_key.get_secret_value(), base_url=base_url, timeout=TIMEOUT_SECONDS
        )

    def read(self, question: str, texts: Sequence[tuple[str, str]]) -> list[Reading]:
        """See the port. Scores are the log-odds of Cohere's relevance.

        Raises:
            ReaderUnavailable: no usable answer came in time.
        """
        if not texts:
            return []
        documents = [in_context(context, text) for context, text in texts]
        try:
            response = self._client.rerank(
                model=self._model, query=question, documents=documents, top_n=len(documents)
            )
            scores = {result.index: result.relevance_score for result in response.results}
            return [Reading(score=_log_odds(scores[i])) for i in range(len(documents))]
        # The client raises httpx's and its own errors, which share no base but this one.
        except Exception as error:
            raise ReaderUnavailable(
                f"Cohere's reader is unavailable: {type(error).__name__}.",
                advice="Ask again in a minute, or set ATTEST_READING__READER=onnx.",
            ) from error


def _log_odds(relevance: float) -> float:
    within = min(max(relevance, LEAST), MOST)
    return round(math.log(within / (1 - within)), SCORE_DIGITS)
