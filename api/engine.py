"""Attest as one object: what the server, the command line and the evals ask."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from answering import pipeline as answering
from answering.drafting.generator import Generator
from answering.drafting.model.generator import ModelDrafting
from answering.evidence.reading import ReadsEvidence
from answering.evidence.sufficiency import Judge
from answering.question.follow_up import Rewriting, rewrite
from answering.question.taking import take_question
from answering.question.understanding import Understanding
from api.library import Library
from api.narrowing import Narrowing, search_filter
from api.recorded import RecordedAnswers
from domain.answering_ports import Retriever
from domain.answers import Answer, FollowUp, Provenance, Refusal
from domain.entitlement import scope_of
from domain.errors import AttestError
from domain.observing import UNOBSERVED, Observer, Step, Together
from domain.ports import Catalogue, ChunkIndex, Embedder, SearchFilter
from domain.reading_ports import Verifier
from domain.record_ports import Holding, Holdings, Ledger
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
    reading: ReadsEvidence
    generator: Generator
    judge: Judge
    understanding: Understanding = field(default_factory=Understanding)
    reranker_name: str = "none"
    drafting: ModelDrafting | None = None  # None: the generator drafts, and no model is asked
    verifier: Verifier | None = None  # None: no short answer of a model is ever released
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
        self._holdings = parts.holdings or CatalogueHoldings(parts.catalogue)
        documents = DocumentsFingerprint(self._holdings)
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
            answer_fingerprint=answer_fingerprint(
                settings, glossary_sha256=parts.understanding.glossary.sha256
            ),
            generator=(parts.drafting or parts.generator).name,
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
        follow_up: FollowUp | None = None,
        observer: Observer | None = None,
    ) -> Answer | Refusal:
        """An answer from the policies in force on ``as_of``, or a refusal.

        ``as_of`` None: on the day that the question names, else today; the response says which.
        It is on record when it is given back. An index that cannot be read is a refusal, too:
        ``temporarily_unavailable``. The same question under the same ``idempotency_key`` of the
        same principal gives what was recorded the first time. ``follow_up`` says what was typed
        where the question was rewritten from it; it changes no answer. ``observer`` hears of this
        question alone, and may stop it at any step up to the recording.

        Raises:
            QuestionError: the question is empty, too long, or no text.
            LedgerUnavailable: recording failed, so nothing is returned.
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
            follow_up=follow_up,
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
            LedgerUnavailable: recording failed, so nothing is returned.
            EntitlementBreach: never to be caught; nothing leaves.
        """
        entry = record.entry
        ids = entry.document_ids
        asked = Asked(
            question=entry.response.question,
            principal=principal or self.recorded.asker(record),
            asker=None if principal else entry.asker,
            asked_on=entry.asked_on,
            as_of=entry.response.as_of if record.format == 1 else entry.as_of,
            narrow=None if ids is None else SearchFilter(document_ids=frozenset(ids)),
            request_id=request_id,
            replay_of=entry.answer_id,
            follow_up=entry.response.follow_up,
        )
        again = self._record(asked)
        return compare(record, again)

    def ask_again(self, record: Record, *, principal: Principal, key: str) -> Answer | Refusal:
        """A recorded question as ``principal`` gets it answered today; it is recorded as a replay.

        The same ``key`` of the same principal gives what was recorded the first time.

        Raises:
            LedgerUnavailable: recording failed, so nothing is returned.
            IdempotencyConflict: the key was used for something else.
            EntitlementBreach: never to be caught; nothing leaves.
        """
        ids = record.entry.document_ids
        asked = Asked(
            question=record.entry.response.question,
            principal=principal,
            asked_on=self.today(),
            narrow=None if ids is None else SearchFilter(document_ids=frozenset(ids)),
            idempotency_key=key,
            replay_of=record.entry.answer_id,
        )
        earlier = self.recorded.under_the_key(asked)
        return earlier or self.recorded.as_asked(self._record(asked), asked)

    def holdings(self) -> tuple[Holding, ...]:
        """What is held; the very same tuple while nothing was written, as ``Holdings`` says."""
        return self._holdings.holdings()

    def _record(self, asked: Asked, observer: Observer | None = None) -> Record:
        """The answer path to its end: the record of what may be released."""
        watching = self._parts.observer
        watch = Together(observer, watching) if observer else watching
        with watch.step(Step.ANSWERING):
            outcome = self._outcome(asked, watch)
            if asked.follow_up is not None:
                outcome = _noting(outcome, asked.follow_up)
            with watch.step(Step.RECORDING):
                record = self._recorder.record(outcome, asked)
        if record.entry.answer_id == outcome.response.answer_id:  # else: an earlier one's
            watch.recorded(record.entry)
        return record

    def _outcome(self, asked: Asked, observer: Observer) -> Outcome:
        """The answer path, without a record of it yet."""
        drafting = self._parts.drafting
        return answering.answer(
            asked.question,
            scope=scope_of(asked.principal, as_of=asked.as_of or asked.asked_on),
            narrow=asked.narrow,
            retriever=self._parts.retriever,
            reading=self._parts.reading,
            generator=self._parts.generator,
            model=drafting.for_caller(asked.principal.subject) if drafting else None,
            verifier=self._parts.verifier,
            judge=self._parts.judge,
            understanding=self._parts.understanding,
            day_is_given=asked.as_of is not None,
            catalogue=self._parts.catalogue,
            provenance=self._provenance,
            answer_id=self._make_answer_id(),
            today=asked.asked_on,
            settings=self.settings.answering,
            observer=observer,
        )

    def rewrite(self, typed: str, *, before: Record) -> Rewriting:
        """A follow-up question in full; ``before`` is a record that the caller may open.

        Raises:
            QuestionError: it is empty, too long, or no text.
        """
        limit = self.settings.answering.maximum_question_characters
        asked = take_question(typed, maximum_characters=limit)
        return rewrite(asked, before=before.entry.response.question, closeness=self._closeness)

    def _closeness(self, text: str, others: Sequence[str]) -> list[float]:
        vectors = self._parts.embedder.embed_passages([text, *others])
        return [float(score) for score in vectors[1:] @ vectors[0]]

    def search_filter(
        self, narrowing: Narrowing, *, principal: Principal, as_of: date | None = None
    ) -> SearchFilter:
        """See ``api.narrowing.search_filter``."""
        scope = scope_of(principal, as_of=as_of or self.today())
        return search_filter(narrowing, self._parts.catalogue, scope)

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


def _noting(outcome: Outcome, follow_up: FollowUp) -> Outcome:
    response = outcome.response.model_copy(update={"follow_up": follow_up})
    return outcome.model_copy(update={"response": response})


def _works(check: Callable[[], object]) -> bool:
    try:
        check()
    except (AttestError, OSError):
        return False
    return True
