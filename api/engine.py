"""Attest as one object: what the server, the command line and the evals ask."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from answering import pipeline as answering
from answering.model_generator import ModelDrafting
from answering.question import take_question
from answering.sufficiency import Judge
from api.library import Library
from api.recorded import RecordedAnswers
from domain.answering_ports import Generator, Retriever
from domain.answers import Answer, Provenance, Refusal
from domain.entitlement import scope_of
from domain.errors import AttestError
from domain.observing import UNOBSERVED, Observer, Step, Together
from domain.ports import Catalogue, ChunkIndex, Embedder, SearchFilter
from domain.record_ports import Holdings, Ledger
from domain.records import Outcome, Record
from domain.settings import Settings, answer_fingerprint, index_fingerprint
from domain.types import Passage, Principal
from ledger.documents import CatalogueHoldings, DocumentsFingerprint
from ledger.in_memory import MemoryLedger
from ledger.pipeline import Asked, Recorder
from ledger.replay import Replay, compare


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
    drafting: ModelDrafting | None = None  # None: the generator drafts, and no model is asked
    holdings: Holdings | None = None  # None: read out of the catalogue each time; for small ones
    require_whole: Callable[[], None] = lambda: None  # raises where index and catalogue differ
    observer: Observer = UNOBSERVED  # of every question: metrics, traces


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
        ledger: Ledger | None = None,
        on_close: Callable[[], None] = lambda: None,
        today: Callable[[], date] = date.today,
        make_answer_id: Callable[[], str] = new_answer_id,
    ) -> None:
        """``on_close`` runs after the index is released. ``ledger`` None: one in memory."""
        self.settings = settings
        self.library = Library(parts.catalogue)
        self.ledger = ledger or MemoryLedger()
        documents = DocumentsFingerprint(parts.holdings or CatalogueHoldings(parts.catalogue))
        self._recorder = Recorder(self.ledger, documents, settings.ledger)
        self.recorded = RecordedAnswers(
            self.ledger, self._recorder, self.library, documents, settings.ledger
        )
        self.today = today
        self._parts = parts
        self._on_close = on_close
        self._make_answer_id = make_answer_id
        self._warm = False
        self._provenance = Provenance(
            index_fingerprint=index_fingerprint(settings),
            answer_fingerprint=answer_fingerprint(settings),
            generator=self._generator_for(Principal(subject="")).name,
            reranker=parts.reranker_name,
        )

    def answer(
        self,
        question: str,
        *,
        principal: Principal,
        as_of: date | None = None,
        narrow: SearchFilter | None = None,
        request_id: str = "",
        idempotency_key: str | None = None,
        observer: Observer | None = None,
    ) -> Answer | Refusal:
        """An answer from the policies in force on ``as_of`` (None: today), or a refusal.

        It is on record when it is given back. An index that is away is a refusal, too:
        ``temporarily_unavailable``. The same question under the same ``idempotency_key`` of the
        same principal gives what was recorded the first time. ``observer`` hears of this question
        alone, and may stop it at any step up to the recording.

        Raises:
            QuestionError: the question is empty, too long, or no text.
            LedgerUnavailable: it could not be recorded, so nothing is given back.
            LedgerTampered: the ledger's end is not what was written; as above.
            IdempotencyConflict: the key was used for something else.
            Abandoned: ``observer`` stopped it; nothing is on record.
            EntitlementBreach: never to be caught; nothing leaves.
        """
        asked = Asked(
            question=question,
            principal=principal,
            asked_on=self.today(),
            as_of=as_of,
            narrow=narrow,
            request_id=request_id,
            idempotency_key=idempotency_key,
        )
        earlier = self.recorded.under_the_key(asked)
        if earlier is not None:
            return earlier
        return self.recorded.as_asked(self._record(asked, observer), asked)

    def replay(
        self, record: Record, *, principal: Principal | None = None, request_id: str = ""
    ) -> Replay:
        """Asks a recorded question again on its dates; the replay is recorded.

        It is asked as ``principal``; None, for operators alone: as the one who asked it.

        Raises:
            LedgerUnavailable: it could not be recorded, so nothing is given back.
            EntitlementBreach: never to be caught; nothing leaves.
        """
        entry = record.entry
        ids = entry.document_ids
        asked = Asked(
            question=entry.response.question,
            principal=principal or self.recorded.asker(record),
            asker=None if principal else entry.asker,
            asked_on=entry.asked_on,
            as_of=entry.response.as_of,
            narrow=None if ids is None else SearchFilter(document_ids=frozenset(ids)),
            request_id=request_id,
            replay_of=entry.answer_id,
        )
        again = self._record(asked)
        return compare(record, again)

    def _record(self, asked: Asked, observer: Observer | None = None) -> Record:
        """The answer path to its end: the record of what may be released."""
        watching = self._parts.observer
        watch = Together(observer, watching) if observer else watching
        with watch.step(Step.ANSWERING):
            outcome = self._outcome(asked, watch)
            with watch.step(Step.RECORDING):
                record = self._recorder.record(outcome, asked)
        if record.entry.answer_id == outcome.response.answer_id:  # else: an earlier one's
            watch.recorded(record.entry)
        return record

    def _outcome(self, asked: Asked, observer: Observer) -> Outcome:
        """The answer path, without a record of it yet."""
        return answering.answer(
            asked.question,
            scope=scope_of(asked.principal, as_of=asked.as_of or asked.asked_on),
            narrow=asked.narrow,
            retriever=self._parts.retriever,
            generator=self._generator_for(asked.principal),
            judge=self._parts.judge,
            catalogue=self._parts.catalogue,
            provenance=self._provenance,
            answer_id=self._make_answer_id(),
            today=asked.asked_on,
            settings=self.settings.answering,
            observer=observer,
        )

    def _generator_for(self, principal: Principal) -> Generator:
        """The model's, for one request on the principal's budget, where a model is configured."""
        drafting = self._parts.drafting
        return self._parts.generator if drafting is None else drafting.for_caller(principal.subject)

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
            "index": _works(lambda: parts.index.count(scope=nobody))
            and _works(parts.require_whole),
            "embedder": self._warm,
            "ledger": self.ledger.is_ready(),
        }

    def close(self) -> None:
        """Releases index, ledger and catalogue; a second call does nothing."""
        self._parts.index.close()
        if self._parts.drafting is not None:
            self._parts.drafting.close()
        self.ledger.close()
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
