"""Recorded answers as one caller may see them: behind gate two, like every other side door.

A record opens to the one who asked, and to auditors. Either way it opens whole or not at all:
what cites a passage that the caller may not read today is absent, and so is what never was.
"""

from collections.abc import Iterable

from pydantic import ValidationError

from api.library import Library
from domain.answers import Answer, Refusal, Sentence, ShortAnswer
from domain.entitlement import scope_of
from domain.errors import IdempotencyConflict, NotReadable
from domain.record_ports import Ledger
from domain.records import Asker, Proof, Record
from domain.settings import LedgerSettings
from domain.types import Principal, Scope
from ledger.documents import DocumentsFingerprint
from ledger.pipeline import Asked, Recorder

Place = tuple[str, str, int, int]  # document, version, start, end


class RecordedAnswers:
    """Reads the ledger for callers."""

    def __init__(
        self,
        ledger: Ledger,
        recorder: Recorder,
        library: Library,
        documents: DocumentsFingerprint,
        settings: LedgerSettings,
    ) -> None:
        """The ledger knows nothing of callers; everything here asks for them."""
        self._ledger = ledger
        self._recorder = recorder
        self._library = library
        self._documents = documents
        self._settings = settings

    def open(self, answer_id: str, caller: Principal, scope: Scope) -> Record:
        """The record of an answer.

        Raises:
            NotReadable: there is none, it is another's, or it cites what the caller may not read.
            LedgerUnavailable: the ledger cannot be read.
            LedgerTampered: the record is not what was written.
        """
        record = self._ledger.find(answer_id)
        if record is None or not self._may_open(record, caller, scope):
            raise _not_readable()
        return record

    def history(
        self, caller: Principal, scope: Scope, *, before: str | None, limit: int
    ) -> tuple[list[Record], str | None]:
        """The caller's own records, newest first, and where the following page begins.

        ``before``: the answer_id that the page before ended with. Replays, and what the caller may
        not open today, are left out; the second value is None where nothing follows.

        Raises:
            NotReadable: ``before`` is no answer of the caller's.
            LedgerUnavailable: the ledger cannot be read.
            LedgerTampered: a record is not what was written.
        """
        subject = self._recorder.asker_of(caller).subject
        last = self._ledger.find(before) if before is not None else None
        if before is not None and (last is None or last.entry.asker.subject != subject):
            raise _not_readable()
        shown: list[Record] = []
        while True:
            page = self._ledger.find_by_asker(subject, before=last, limit=limit)
            for record in page:
                last = record
                if record.entry.replay_of is None and self._may_open(record, caller, scope):
                    shown.append(record)
                if len(shown) == limit:
                    return shown, record.entry.answer_id
            if len(page) < limit:
                return shown, None

    def proof(self, record: Record) -> Proof:
        """What the ledger says for a record that was opened for the caller.

        Raises:
            NotReadable: it is gone.
            LedgerUnavailable: the ledger cannot be read.
            LedgerTampered: the record is not what was written.
        """
        proof = self._ledger.prove(record.entry.answer_id)
        if proof is None:
            raise _not_readable()
        return proof

    def actor(self, caller: Principal) -> Asker:
        """The caller as records name a person."""
        return self._recorder.asker_of(caller)

    def is_auditor(self, caller: Principal) -> bool:
        """Whether the caller may open records of others."""
        return self._settings.auditor_group in caller.groups

    def under_the_key(self, asked: Asked) -> Answer | Refusal | None:
        """What was recorded under the caller's idempotency key; None of none, or without a key.

        Raises:
            IdempotencyConflict: it was used for something else, or what it led to is not the
                caller's to read any more.
        """
        bound = self._recorder.idempotency_of(asked)
        record = self._ledger.find_by_key(bound.key) if bound else None
        return None if record is None else self.as_asked(record, asked)

    def as_asked(self, record: Record, asked: Asked) -> Answer | Refusal:
        """The response of a record, for the one whose question led to it.

        Raises:
            IdempotencyConflict: as in ``under_the_key``: somebody else was first with the key.
        """
        entry = record.entry
        bound = self._recorder.idempotency_of(asked)
        if entry.idempotency is None or bound is None:
            return entry.response
        scope = scope_of(asked.principal, as_of=asked.asked_on)
        if entry.idempotency != bound or not self.all_readable(_cited(record), scope):
            raise IdempotencyConflict(
                "This Idempotency-Key was used for another request, or for an answer that can no "
                "longer be given.",
                advice="Send the request with a new key.",
            )
        return entry.response

    def asker(self, record: Record) -> Principal:
        """The principal of a record, for an operator's replay.

        Hashed names are found again among the names that labels mention; where none fits, no
        label depends on it, and the hash stands in its place.

        Raises:
            NotReadable: it was asked under a group whose name is refused today.
        """
        kept = record.entry.asker
        named = self._documents.user_names()
        known = {self._ledger.pseudonym(name): name for name in named} | {n: n for n in named}
        subject = known.get(kept.subject, kept.subject)
        others = frozenset(known[name] for name in kept.names if name in known) - {subject}
        try:
            return Principal(subject=subject, also_known_as=others, groups=kept.groups)
        except ValidationError as error:
            raise NotReadable(
                "The record names a group that is refused today, so it cannot be asked again.",
                advice="docs/names.md says which names are refused.",
            ) from error

    def _may_open(self, record: Record, caller: Principal, scope: Scope) -> bool:
        if record.entry.asker.subject == self._recorder.asker_of(caller).subject:
            return self.all_readable(_cited(record), scope)
        # What another one's refusal rests on says something of those passages, too.
        places = {*_cited(record), *_looked_at(record)}
        return self.is_auditor(caller) and self.all_readable(places, scope)

    def all_readable(self, places: Iterable[Place], scope: Scope) -> bool:
        """Whether the scope may read the text at every place, today."""
        return all(self._is_readable(place, scope) for place in places)

    def _is_readable(self, place: Place, scope: Scope) -> bool:
        document_id, version, start, end = place
        try:
            opened = self._library.open_version(document_id, version, scope)
        except NotReadable:
            return False
        return not any(s < end and start < e for s, e in opened.withheld)


def _cited(record: Record) -> list[Place]:
    """Every place whose words the response shows, as proof or as a related passage."""
    response = record.entry.response
    said: list[Sentence | ShortAnswer] = [*response.sentences]
    if isinstance(response, Answer) and response.short_answer is not None:
        said.append(response.short_answer)
    shown = [citation for each in said for citation in each.citations]
    if isinstance(response, Refusal):
        shown += response.nearest
    return [(c.document_id, c.version, c.start, c.end) for c in shown]


def _looked_at(record: Record) -> list[Place]:
    return [(e.document_id, e.version, e.start, e.end) for e in record.entry.working.evidence]


def _not_readable() -> NotReadable:
    # One place, one text: a second wording would tell absent from forbidden.
    return NotReadable("There is no such answer that you may read.")
