"""Notices within seconds that index and catalogue have come apart while the server runs."""

import logging
import threading
import time
from collections.abc import Callable

from domain.answering_ports import Retriever
from domain.errors import RetrievalError
from domain.ports import SearchFilter
from domain.types import Passage, Scope

logger = logging.getLogger("attest")
CHECK_SECONDS = 10.0


class WatchedRetriever:
    """``Retriever`` that finds nothing rather than too little: it asks first, now and then."""

    def __init__(
        self,
        inner: Retriever,
        check: Callable[[], None],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``check`` raises a ``RetrievalError`` where something is amiss; it was just made."""
        self._inner = inner
        self._check = check
        self._clock = clock
        self._lock = threading.Lock()
        self._checked_at = clock()
        self._amiss: RetrievalError | None = None

    def retrieve(
        self, question: str, *, scope: Scope, narrow: SearchFilter | None = None
    ) -> list[Passage]:
        """See Retriever.

        Raises:
            RetrievalError: index and catalogue do not hold the same.
        """
        self.require_whole()
        return self._inner.retrieve(question, scope=scope, narrow=narrow)

    def require_whole(self) -> None:
        """Passes where the last check did; at most one in CHECK_SECONDS is made.

        Raises:
            RetrievalError: as in ``retrieve``.
        """
        with self._lock:
            if self._clock() - self._checked_at >= CHECK_SECONDS:
                self._checked_at = self._clock()
                self._amiss = self._found()
            amiss = self._amiss
        if amiss is not None:
            raise type(amiss)(amiss.message, advice=amiss.advice)

    def _found(self) -> RetrievalError | None:
        try:
            self._check()
        except RetrievalError as error:
            logger.error("%s %s", error.message, error.advice)
            return error
        return None
