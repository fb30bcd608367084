"""Reviews of what is on record: a queue within the reviewer's entitlement, verdicts in the chain.

plan, disputes -> queue -> one reviewer holds an item -> marks saved -> verdict on record -> seated
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from pydantic import JsonValue

from api.engine import Attest
from api.review_filling import QueueFilling
from domain.answers import Answer, Refusal
from domain.entitlement import scope_of
from domain.errors import NotReadable, ReviewConflict, ReviewIncomplete
from domain.records import Act, Idempotency, Record
from domain.types import Principal
from ledger.chain import canonical, sha256_of
from reviews.intake import DISPUTE
from reviews.quality import Quality, quality_of
from reviews.queue import Opened, ReviewQueue
from reviews.rules import Item
from reviews.seeds import Seed, is_caught
from reviews.signing import VERDICT
from reviews.storage import Transactions
from reviews.verdicts import Mark, Verdict, finished, places_of, require_fitting


@dataclass(frozen=True, slots=True)
class OnTheDesk:
    """An item that a reviewer holds, with what is to be judged."""

    opened: Opened
    response: Answer | Refusal
    record: Record | None  # None for a seeded error, which is not on record


@dataclass(frozen=True, slots=True)
class Signed:
    """What a signature led to. ``seed`` is told only now."""

    act_id: str
    seed: Seed | None
    is_caught: bool


class Reviewing:
    """What the routes ask. Absent, forbidden and not a reviewer are one ``NotReadable``."""

    def __init__(
        self,
        engine: Attest,
        transactions: Transactions,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Closes ``transactions`` with itself; the engine is the door's to close."""
        self._engine = engine
        self._transactions = transactions
        self._settings = engine.settings.reviews
        self._queue = ReviewQueue(transactions, self._settings, now=now)
        self._filling = QueueFilling(engine, transactions, now=now)

    def close(self) -> None:
        """Releases the storage; a second call does nothing."""
        self._transactions.close()

    def queue_for(self, caller: Principal) -> list[Item]:
        """The items that the caller may judge and read, oldest first; held ones too.

        Raises:
            NotReadable: the caller is not a reviewer.
            ReviewsUnavailable: the storage cannot be used; or LedgerUnavailable.
        """
        reviewer = self._reviewer(caller)
        self._filling.fill()
        return [i for i in self._queue.open_for(reviewer) if self._may_read(i, caller)]

    def take(self, item_id: str, caller: Principal) -> OnTheDesk:
        """An item, locked for the caller.

        Raises:
            NotReadable: no such item that the caller may judge and read.
            ReviewConflict: another one holds it.
        """
        reviewer = self._reviewer(caller)
        self._require_readable(item_id, reviewer, caller)
        return self._on_the_desk(self._queue.take(item_id, reviewer))

    def save(self, item_id: str, caller: Principal, place: str, mark: Mark) -> int:
        """Saves one mark; the draft's new revision.

        Raises:
            NotReadable, ReviewConflict: as in ``take``.
            ReviewIncomplete: the mark does not fit the item.
        """
        desk = self.take(item_id, caller)
        maximum = self._settings.maximum_reason_characters
        require_fitting(place, mark, places_of(desk.response), maximum=maximum)
        return self._queue.save(item_id, self._reviewer(caller), place, mark)

    def release(self, item_id: str, caller: Principal) -> None:
        """Lets go of an item that the caller holds; nothing happens otherwise.

        Raises:
            NotReadable: the caller is not a reviewer.
        """
        self._queue.release(item_id, self._reviewer(caller))

    def sign(
        self, item_id: str, caller: Principal, *, revision: int, request_id: str = ""
    ) -> Signed:
        """Puts the caller's draft on record as a verdict; a second time gives the first result.

        ``revision`` is the draft's that the caller sees: nobody signs what another window changed.

        Raises:
            NotReadable, ReviewConflict: as in ``take``; or the draft has changed.
            ReviewIncomplete: a place has no code or no reason.
            LedgerUnavailable: recording failed, so it is not signed.
        """
        reviewer = self._reviewer(caller)
        before = self._queue.signed_by(item_id, reviewer)
        if before is not None:
            own, seed = before
            return _signed(own.act_id, seed, own.verdict)
        self._require_readable(item_id, reviewer, caller)
        desk = self._on_the_desk(self._queue.take(item_id, reviewer))
        if desk.opened.revision != revision:
            raise ReviewConflict(
                "The draft was changed in another window.", advice="Look at it again, then sign."
            )
        verdict = finished(desk.opened.marks, places_of(desk.response))
        act = self._act(
            VERDICT,
            desk.response.answer_id,
            caller,
            _verdict_content(desk, verdict),
            key=["review", item_id, reviewer],
            request_id=request_id,
        )
        record = self._engine.ledger.append_act(act)
        self._queue.apply(record)
        return _signed(record.entry.act_id, desk.opened.seed, verdict)

    def ask_again(self, item_id: str, caller: Principal) -> Answer | Refusal:
        """The item's question, asked today as the caller: what is shown beside the old answer.

        Raises:
            NotReadable, ReviewConflict: as in ``take``; or the item is a seeded error.
        """
        desk = self.take(item_id, caller)
        if desk.record is None:
            raise _no_such_item()
        key = f"review-again-{item_id}-{self._engine.today()}"
        return self._engine.ask_again(desk.record, principal=caller, key=key)

    def dispute(
        self, answer_id: str, caller: Principal, *, reason: str, request_id: str = ""
    ) -> str:
        """Puts a dispute on record, which opens a review; the act's ID.

        The same reason for the same answer by the same person is one dispute.

        Raises:
            NotReadable: there is no such answer that the caller may open.
            ReviewIncomplete: there is no reason, or it is too long.
        """
        maximum = self._settings.maximum_reason_characters
        if not reason.strip() or len(reason) > maximum:
            raise ReviewIncomplete(
                "A dispute needs a reason.", advice=f"Write 1 to {maximum} characters."
            )
        scope = scope_of(caller, as_of=self._engine.today())
        self._engine.recorded.open(answer_id, caller, scope)
        person = self._engine.recorded.actor(caller).subject
        act = self._act(
            DISPUTE,
            answer_id,
            caller,
            {"reason": reason},
            key=["dispute", answer_id, person, reason],
            request_id=request_id,
        )
        return self._engine.ledger.append_act(act).entry.act_id

    def disputes(self, answer_id: str, caller: Principal) -> list[Item]:
        """How the caller's own disputes of an answer stand, oldest first.

        Raises:
            NotReadable: there is no such answer that the caller may open.
        """
        scope = scope_of(caller, as_of=self._engine.today())
        self._engine.recorded.open(answer_id, caller, scope)
        self._filling.fill()
        return self._queue.disputes_of(answer_id, self._engine.recorded.actor(caller).subject)

    def quality(self, caller: Principal) -> Quality:
        """Agreement and catch rate.

        Raises:
            NotReadable: the caller is not the head of review.
        """
        if self._settings.head_group not in caller.groups:
            raise _no_such_item()
        self._filling.fill()
        return quality_of(self._transactions)

    def _on_the_desk(self, opened: Opened) -> OnTheDesk:
        if opened.seed is not None:
            return OnTheDesk(opened, opened.seed.response, None)
        record = self._engine.ledger.find(opened.item.answer_id)
        if record is None:
            raise _no_such_item()
        return OnTheDesk(opened, record.entry.response, record)

    def _require_readable(self, item_id: str, reviewer: str, caller: Principal) -> Item:
        item = self._queue.item_for(item_id, reviewer)
        if not self._may_read(item, caller):
            raise _no_such_item()
        return item

    def _may_read(self, item: Item, caller: Principal) -> bool:
        scope = scope_of(caller, as_of=self._engine.today())
        return self._engine.recorded.all_readable(item.places, scope)

    def _reviewer(self, caller: Principal) -> str:
        if self._settings.reviewer_group not in caller.groups:
            raise _no_such_item()
        return self._engine.recorded.actor(caller).subject

    def _act(
        self,
        act: str,
        about: str,
        caller: Principal,
        content: dict[str, JsonValue],
        *,
        key: list[str],
        request_id: str,
    ) -> Act:
        ledger = self._engine.ledger
        return Act(
            act_id=secrets.token_hex(16),
            act=act,
            about=about,
            request_id=request_id,
            actor=self._engine.recorded.actor(caller),
            done_on=self._engine.today(),
            content=content,
            idempotency=Idempotency(
                key=ledger.pseudonym(canonical(key)), request=sha256_of(canonical(content))
            ),
        )


def _verdict_content(desk: OnTheDesk, verdict: Verdict) -> dict[str, JsonValue]:
    seed = desk.opened.seed
    return {
        "item_id": desk.opened.item.item_id,
        "whys": [why.value for why in desk.opened.item.whys],
        "response_sha256": sha256_of(desk.response.model_dump_json()),
        "marks": {place: mark.model_dump() for place, mark in verdict.marks.items()},
        "seed": None
        if seed is None
        else {
            "spoiling": seed.spoiling.value,
            "place": seed.place,
            "source_answer_id": seed.source_answer_id,
        },
    }


def _signed(act_id: str, seed: Seed | None, verdict: Verdict) -> Signed:
    return Signed(act_id, seed, seed is not None and is_caught(seed.place, verdict))


def _no_such_item() -> NotReadable:
    # One text for all: a second one would tell absent from forbidden.
    return NotReadable("There is no such item that you may review.")
