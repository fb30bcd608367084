"""Attest as one object: what the server, the command line and the evals ask."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from answering import pipeline as answering
from answering.question import take_question
from answering.sufficiency import Judge
from api.library import Library
from domain.entitlement import scope_of
from domain.errors import AttestError
from domain.ports import Catalogue, ChunkIndex, Embedder, Generator, Retriever, SearchFilter
from domain.settings import Settings, answer_fingerprint, index_fingerprint
from domain.types import Answer, Passage, Principal, Provenance, Refusal


@dataclass(frozen=True)
class Parts:
    """What ``Attest`` is made of; ``wiring`` builds it from settings, tests from fakes."""

    catalogue: Catalogue
    index: ChunkIndex
    embedder: Embedder
    retriever: Retriever
    generator: Generator
    judge: Judge
    reranker_name: str = "none"


def new_answer_id() -> str:
    """Unguessable, and says nothing of what was asked before."""
    return secrets.token_hex(16)


class Attest:
    """The parts, composed. Close it, or use it as a context manager."""

    def __init__(
        self,
        settings: Settings,
        parts: Parts,
        *,
        on_close: Callable[[], None] = lambda: None,
        today: Callable[[], date] = date.today,
        make_answer_id: Callable[[], str] = new_answer_id,
    ) -> None:
        """``on_close`` runs after the index is released."""
        self.settings = settings
        self.library = Library(parts.catalogue)
        self.today = today
        self._parts = parts
        self._on_close = on_close
        self._make_answer_id = make_answer_id
        self._warm = False
        self._provenance = Provenance(
            index_fingerprint=index_fingerprint(settings),
            answer_fingerprint=answer_fingerprint(settings),
            generator=parts.generator.name,
            reranker=parts.reranker_name,
        )

    def answer(
        self,
        question: str,
        *,
        principal: Principal,
        as_of: date | None = None,
        narrow: SearchFilter | None = None,
    ) -> Answer | Refusal:
        """An answer from the policies in force on ``as_of`` (None: today), or a refusal.

        An index that is away is a refusal, too: ``temporarily_unavailable``.

        Raises:
            QuestionError: the question is empty, too long, or no text.
            EntitlementBreach: never to be caught; nothing leaves.
        """
        today = self.today()
        return answering.answer(
            question,
            scope=scope_of(principal, as_of=as_of or today),
            narrow=narrow,
            retriever=self._parts.retriever,
            generator=self._parts.generator,
            judge=self._parts.judge,
            catalogue=self._parts.catalogue,
            provenance=self._provenance,
            answer_id=self._make_answer_id(),
            today=today,
            settings=self.settings.answering,
        )

    def search(
        self,
        question: str,
        *,
        principal: Principal,
        as_of: date | None = None,
        narrow: SearchFilter | None = None,
    ) -> list[Passage]:
        """Passages in force on ``as_of`` that the caller may read, best first; [] where none fit.

        Raises:
            QuestionError: the question is empty, too long, or no text.
            IndexUnavailable: the index cannot be reached.
        """
        limit = self.settings.answering.maximum_question_characters
        asked = take_question(question, maximum_characters=limit)
        scope = scope_of(principal, as_of=as_of or self.today())
        return self._parts.retriever.retrieve(asked, scope=scope, narrow=narrow)

    def warm_up(self) -> None:
        """Loads the model now, so that the first question does not wait for it."""
        self._parts.embedder.embed_question("ready")
        self._warm = True

    def readiness(self) -> dict[str, bool]:
        """Whether each part that a question needs can be used right now."""
        parts = self._parts
        nobody = scope_of(Principal(subject="readiness"), as_of=self.today())
        return {
            "catalogue": _works(lambda: parts.catalogue.document("")),
            "index": _works(lambda: parts.index.count(scope=nobody)),
            "embedder": self._warm,
        }

    def close(self) -> None:
        """Releases index and catalogue; a second call does nothing."""
        self._parts.index.close()
        self._on_close()

    def __enter__(self) -> "Attest":
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Closes."""
        self.close()


def _works(check: Callable[[], object]) -> bool:
    try:
        check()
    except (AttestError, OSError):
        return False
    return True
