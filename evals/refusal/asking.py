"""Questions through the whole answering path, and what came of each: answered, refused, cited."""

import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace

from domain.answers import Answer, Citation, Refusal
from domain.errors import AttestError
from domain.types import Passage, Principal
from evals.asking import AS_OF
from evals.corpus_store import OpenCorpus
from evals.listening import Listener
from evals.sample.run import CitationCheck
from evals.text_corpus import leaked

IsGold = Callable[[str, int], bool]  # document ID and position in its text


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the product said to one question, and what its parts saw of it."""

    response: Answer | Refusal | None  # None: it ended in an error
    probability: float  # the judge's; 0 where the question did not reach it
    passages: tuple[Passage, ...]
    is_draft_right: bool  # whether what would have been said cites gold
    seconds: float
    embedding_seconds: float  # of the question alone, in the same run
    leaks: tuple[str, ...] = ()
    inexact: tuple[str, ...] = ()
    error: str = ""

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Of an answer; () of a refusal."""
        if not isinstance(self.response, Answer):
            return ()
        return tuple(each for said in self.response.sentences for each in said.citations)

    @property
    def is_answered(self) -> bool:
        """Whether an answer was released."""
        return isinstance(self.response, Answer)

    @property
    def nearest(self) -> float:
        """The best cosine of a passage with the question: how relevant what was found is."""
        return max((passage.dense_score or 0.0 for passage in self.passages), default=0.0)

    @property
    def words(self) -> str:
        """The verdict in words."""
        if self.response is None:
            return self.error
        if isinstance(self.response, Refusal):
            return f"refused: {self.response.code.value}"
        return "answered"


@dataclass
class Asker:
    """Asks an open corpus. ``listener`` is the one that was put around its parts."""

    corpus: OpenCorpus
    listener: Listener
    _check: CitationCheck = field(init=False)

    def __post_init__(self) -> None:
        """Citations are checked against the corpus's own catalogue; plain text has no boxes."""
        self._check = CitationCheck(self.listener.parts.catalogue, reads_boxes=False)

    def ask(
        self,
        question: str,
        principal: Principal,
        *,
        is_gold: IsGold,
        forbidden: Collection[str] = (),
    ) -> Outcome:
        """The whole path; an ``AttestError`` is an outcome, too.

        Args:
            question: as asked.
            principal: who asks.
            is_gold: whether a position of a document is in the question's gold.
            forbidden: documents that the principal may not read, besides the twins.
        """
        self.listener.forget()
        embedding = self._embedding_seconds(question)
        started = time.perf_counter()
        response: Answer | Refusal | None = None
        error = ""
        try:
            response = self.corpus.attest.answer(question, principal=principal, as_of=AS_OF)
        except AttestError as raised:
            error = type(raised).__name__
        seconds = time.perf_counter() - started
        passages = tuple(self.listener.passages)
        outcome = Outcome(
            response=response,
            probability=self.listener.probability,
            passages=passages,
            is_draft_right=not error and self._draft_cites(is_gold),
            seconds=seconds,
            embedding_seconds=embedding,
            error=error,
        )
        return self._checked(outcome, forbidden)

    def _checked(self, outcome: Outcome, forbidden: Collection[str]) -> Outcome:
        """With what must never be: leaks and citations that are not the text at their span."""
        seen = [passage.chunk.document_id for passage in outcome.passages]
        cited = [citation.document_id for citation in outcome.citations]
        return replace(
            outcome,
            leaks=leaked([*seen, *cited], leave_out=forbidden),
            inexact=self._check.inexact(outcome.citations),
        )

    def _draft_cites(self, is_gold: IsGold) -> bool:
        """Whether a quote of what would have been said begins in gold, released or not."""
        return any(
            is_gold(quote.document_id, quote.start)
            for claim in self.listener.draft()
            for quote in claim.quotes
        )

    def _embedding_seconds(self, question: str) -> float:
        started = time.perf_counter()
        self.corpus.parts.embedder.embed_question(question)
        return time.perf_counter() - started


def rank_of_gold(passages: Iterable[Passage], is_gold: IsGold) -> int:
    """Rank, from 1, of the first passage in gold; 0 where none is."""
    for passage in passages:
        if is_gold(passage.chunk.document_id, passage.chunk.start):
            return passage.rank
    return 0
