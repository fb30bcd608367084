"""A response onto the record, step by step; what ``record`` gives back may be released.

outcome -> who asked -> fingerprints -> entry -> link to the record before -> write, durably
"""

from dataclasses import dataclass
from datetime import date
from importlib.metadata import version

from domain.answers import Answer, FollowUp, Provenance, Refusal, RefusalCode
from domain.entitlement import scope_of, user_names
from domain.errors import RetrievalError
from domain.ports import SearchFilter
from domain.record_ports import Ledger
from domain.records import Asker, Entry, Fingerprints, Idempotency, Outcome, Record
from domain.settings import LedgerSettings
from domain.types import Principal
from ledger.chain import canonical, sha256_of
from ledger.documents import DocumentsFingerprint

SOFTWARE = version("attest")
DOCUMENTS_AWAY = "unavailable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question as it came in, and from whom."""

    question: str
    principal: Principal
    asker: Asker | None = None  # as an earlier record kept the principal; None: to be made of it
    asked_on: date
    as_of: date | None = None
    narrow: SearchFilter | None = None
    request_id: str = ""
    idempotency_key: str | None = None
    replay_of: str | None = None
    follow_up: FollowUp | None = None

    @property
    def document_ids(self) -> tuple[str, ...] | None:
        """The narrowing in an order that is always the same; None: none."""
        ids = self.narrow.document_ids if self.narrow else None
        return None if ids is None else tuple(sorted(ids))


class Recorder:
    """Puts responses on record. Nothing here changes a response."""

    def __init__(
        self, ledger: Ledger, documents: DocumentsFingerprint, settings: LedgerSettings
    ) -> None:
        """The ledger, the fingerprint of what may be read, and how subjects are kept."""
        self._ledger = ledger
        self._documents = documents
        self._settings = settings

    def record(self, outcome: Outcome, asked: Asked) -> Record:
        """The record of the outcome, durable; or an earlier one under the same key.

        Raises:
            LedgerUnavailable: it could not be written, so nothing may be released.
            LedgerTampered: the ledger's end is not what was written; as above.
        """
        return self._ledger.append(self._entry(outcome, asked))

    def asker_of(self, principal: Principal) -> Asker:
        """Who asked, as it is kept."""
        names = sorted(user_names(principal))
        if self._settings.subjects == "plain":
            return Asker(subject=principal.subject, names=tuple(names), groups=principal.groups)
        pseudonym = self._ledger.pseudonym
        return Asker(
            subject=pseudonym(principal.subject),
            names=tuple(sorted(pseudonym(name) for name in names)),
            groups=principal.groups,
        )

    def idempotency_of(self, asked: Asked) -> Idempotency | None:
        """The key and what it is bound to; None where the caller gave none."""
        if asked.idempotency_key is None:
            return None
        key = canonical([asked.principal.subject, asked.idempotency_key])
        as_of = asked.as_of.isoformat() if asked.as_of else None
        parts: list[object] = [asked.question, as_of, asked.document_ids]
        if asked.follow_up is not None:  # others keep the hash that they always had
            parts.append([asked.follow_up.follows, asked.follow_up.typed])
        request = canonical(parts)
        return Idempotency(key=self._ledger.pseudonym(key), request=sha256_of(request))

    def _entry(self, outcome: Outcome, asked: Asked) -> Entry:
        response, asker = outcome.response, asked.asker or self.asker_of(asked.principal)
        names = canonical([asker.subject, sorted(asker.groups)])
        scope = scope_of(asked.principal, as_of=response.as_of)
        try:
            documents = self._documents.for_scope(scope)
        except (RetrievalError, OSError):  # the refusal that says so is put on record all the same
            documents = DOCUMENTS_AWAY
        # Seam: redaction of questions belongs here, before anything is kept.
        return Entry(
            answer_id=response.answer_id,
            kind=response.kind,
            request_id=asked.request_id,
            asker=asker,
            asked_on=asked.asked_on,
            as_of=asked.as_of,
            document_ids=asked.document_ids,
            fingerprints=_fingerprints(response.provenance, outcome, documents, sha256_of(names)),
            working=outcome.working,
            response=response,
            idempotency=self.idempotency_of(asked) if _is_settled(response) else None,
            replay_of=asked.replay_of,
        )


def _is_settled(response: Answer | Refusal) -> bool:
    """Whether a repetition should get the same: "try again in a minute" must not be for ever."""
    passing = RefusalCode.TEMPORARILY_UNAVAILABLE
    return not (isinstance(response, Refusal) and response.code is passing)


def _fingerprints(
    provenance: Provenance, outcome: Outcome, documents: str, entitlement: str
) -> Fingerprints:
    working = outcome.working
    used = [working.model, provenance.generator, provenance.reranker]
    return Fingerprints(
        index=provenance.index_fingerprint,
        documents=documents,
        prompt=working.prompt,
        model="; ".join(name for name in used if name),
        settings=provenance.answer_fingerprint,
        entitlement=entitlement,
        software=SOFTWARE,
    )
