"""The review queue on every database: nothing missed, nothing lost, nobody at the wrong item."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from pydantic import SecretStr

from domain.errors import NotReadable, ReviewConflict
from domain.records import Act, Entry
from domain.settings import LedgerSettings, ReviewSettings, Topic
from ledger.in_memory import MemoryLedger
from reviews import tables
from reviews.cited_versions import CitedVersions, Outdated
from reviews.intake import DISPUTE, Intake
from reviews.plan import Why
from reviews.quality import quality_of
from reviews.queue import ReviewQueue
from reviews.storage import MIGRATIONS, NEWEST, Transactions, bring_up_to_date, open_database
from reviews.verdicts import Mark, Verdict, WholeCode
from tests.fakes.records import act, entry
from tests.fakes.reviewing import Clock, answer_entry, verdict, verdict_act
from tests.postgresql import PostgresqlServer

ON_POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.integration)
Result = TypeVar("Result")
HIGH = Topic(name="sanctions", words=frozenset({"sanctions"}))
SETTINGS = ReviewSettings(
    sample_one_in=1, seed_one_in=None, high_impact_topics=(HIGH,), lock_seconds=60
)
RIGHT = verdict("supports")
WRONG = verdict("does_not_support", whole="wrong")


@dataclass
class Desk:
    """Queue, intake and the ledger that they read, over one database."""

    transactions: Transactions
    settings: ReviewSettings
    clock: Clock
    ledger: MemoryLedger

    def __post_init__(self) -> None:
        self.queue = ReviewQueue(self.transactions, self.settings, now=self.clock)
        self.intake = self.new_intake()

    def new_intake(self) -> Intake:
        return Intake(self.transactions, self.settings, now=self.clock, entry_of=self._entry_of)

    def _entry_of(self, answer_id: str) -> Entry | None:
        record = self.ledger.find(answer_id)
        return record.entry if record else None

    def asked(self, *entries: Entry | Act) -> None:
        for made in entries:
            if isinstance(made, Act):
                self.ledger.append_act(made)
            else:
                self.ledger.append(made)
        self.take_in()

    def take_in(self) -> None:
        self.intake.take_in(self.ledger.after(self.intake.stands_at(), limit=100))

    def ids(self, reviewer: str) -> list[str]:
        return [item.item_id for item in self.queue.open_for(reviewer)]

    def sign(self, item_id: str, reviewer: str, given: Verdict) -> None:
        """As the door does it: on record first, then seated."""
        opened = self.queue.take(item_id, reviewer)
        done = verdict_act(item_id, opened.item.answer_id, reviewer, given)
        self.queue.apply(self.ledger.append_act(done))


@pytest.fixture(params=["sqlite", ON_POSTGRESQL])
def transactions(request: pytest.FixtureRequest, index_folder: Path) -> Iterator[Transactions]:
    url = None
    if request.param == "postgresql":
        server: PostgresqlServer = request.getfixturevalue("postgresql_server")
        url = SecretStr(server.new_database())
    opened = open_database(LedgerSettings(url=url), index_folder)
    yield opened
    opened.close()


@pytest.fixture
def make_desk(transactions: Transactions) -> Callable[[ReviewSettings], Desk]:
    return lambda settings: Desk(transactions, settings, Clock(), MemoryLedger())


@pytest.fixture
def desk(make_desk: Callable[[ReviewSettings], Desk]) -> Desk:
    return make_desk(SETTINGS)


def test_what_is_on_record_is_queued_once_however_often_it_is_read(desk: Desk) -> None:
    desk.asked(answer_entry(), entry(), answer_entry())
    before = desk.ids("bob")
    assert len(before) == 2
    records = desk.ledger.after(0, limit=10)
    in_threads(4, lambda _: desk.new_intake().take_in(records))
    assert desk.ids("bob") == before
    desk.intake.take_in(desk.ledger.after(5, limit=10))  # a gap is not jumped
    assert desk.intake.stands_at() == 3


def test_ones_own_question_is_not_there(desk: Desk) -> None:
    desk.asked(answer_entry(subject="ada"))
    (item_id,) = desk.ids("bob")
    assert desk.ids("ada") == []
    for forbidden in (desk.queue.take, desk.queue.item_for):
        with pytest.raises(NotReadable):
            forbidden(item_id, "ada")
    with pytest.raises(NotReadable):
        desk.queue.save(item_id, "ada", "0.0", Mark(code="supports"))


def test_two_people_never_hold_one_item_and_a_lock_ends(desk: Desk) -> None:
    desk.asked(answer_entry())
    (item_id,) = desk.ids("bob")
    got = in_threads(6, lambda number: taken(desk, item_id, f"reviewer {number}"))
    assert sum(got) == 1
    holder = f"reviewer {got.index(True)}"
    with pytest.raises(ReviewConflict):
        desk.queue.save(item_id, "cyd", "0.0", Mark(code="supports"))
    desk.clock.move(50)
    desk.queue.save(item_id, holder, "0.0", Mark(code="partly"))  # every key lengthens the lock
    desk.clock.move(50)
    assert not taken(desk, item_id, "cyd")
    desk.clock.move(11)
    assert taken(desk, item_id, "cyd")
    with pytest.raises(ReviewConflict):
        desk.queue.save(item_id, holder, "0.0", Mark(code="supports"))
    desk.queue.release(item_id, holder)  # of no effect: it is Cyd's
    assert not taken(desk, item_id, "dot")
    desk.queue.release(item_id, "cyd")
    assert desk.queue.take(item_id, holder).marks == {"0.0": Mark(code="partly")}


def taken(desk: Desk, item_id: str, reviewer: str) -> bool:
    try:
        desk.queue.take(item_id, reviewer)
    except ReviewConflict:
        return False
    return True


def test_two_windows_of_one_reviewer_lose_no_mark(desk: Desk) -> None:
    desk.asked(answer_entry(*[f"Sentence {n}." for n in range(8)]))
    (item_id,) = desk.ids("bob")
    desk.queue.take(item_id, "bob")
    in_threads(
        8, lambda n: desk.queue.save(item_id, "bob", f"{n}.0", Mark(code="partly", reason=str(n)))
    )
    opened = desk.queue.take(item_id, "bob")
    assert opened.revision == 8
    assert opened.marks == {f"{n}.0": Mark(code="partly", reason=str(n)) for n in range(8)}


def test_a_signed_item_is_closed_and_its_draft_is_gone(desk: Desk) -> None:
    desk.asked(answer_entry())
    (item_id,) = desk.ids("bob")
    desk.sign(item_id, "bob", RIGHT)
    assert desk.ids("cyd") == []
    with pytest.raises(NotReadable):
        desk.queue.take(item_id, "bob")
    assert quality_of(desk.transactions).outcomes == {"right": 1}


def test_high_impact_takes_two_and_a_third_where_they_differ(desk: Desk) -> None:
    desk.asked(answer_entry(question="Which sanctions apply?"))
    (item_id,) = desk.ids("bob")
    desk.sign(item_id, "bob", RIGHT)
    assert desk.ids("bob") == []  # never twice
    assert desk.ids("cyd") == [item_id]
    assert desk.queue.take(item_id, "cyd").marks == {}  # blind
    desk.sign(item_id, "cyd", WRONG)
    assert desk.ids("dot") == [item_id]
    desk.sign(item_id, "dot", WRONG)
    assert desk.ids("eve") == []
    found = quality_of(desk.transactions)
    assert (found.outcomes, found.thirds, found.whole.pairs) == ({"wrong": 1}, 1, 1)


def test_two_who_agree_need_no_third(desk: Desk) -> None:
    desk.asked(answer_entry(question="Which sanctions apply?"))
    (item_id,) = desk.ids("bob")
    desk.sign(item_id, "bob", RIGHT)
    desk.sign(item_id, "cyd", RIGHT)
    assert desk.ids("dot") == []


def test_a_verdict_on_record_that_was_never_seated_is_seated_by_the_next_reading(
    desk: Desk,
) -> None:
    """The process dies between the ledger and the queue."""
    desk.asked(answer_entry())
    (item_id,) = desk.ids("bob")
    opened = desk.queue.take(item_id, "bob")
    record = desk.ledger.append_act(verdict_act(item_id, opened.item.answer_id, "bob", RIGHT))
    assert desk.ids("cyd") == [item_id]
    desk.take_in()
    assert desk.ids("cyd") == []
    desk.queue.apply(record)  # and again
    assert quality_of(desk.transactions).closed_items == 1


def test_a_dispute_opens_a_review_that_neither_asker_nor_disputer_takes(
    make_desk: Callable[[ReviewSettings], Desk],
) -> None:
    desk = make_desk(SETTINGS.model_copy(update={"sample_one_in": None}))
    made = answer_entry(subject="asker")
    desk.asked(made, act(made.answer_id, name=DISPUTE), act("no answer", name=DISPUTE))
    (item,) = desk.queue.open_for("bob")
    assert item.whys == (Why.DISPUTED,)
    assert desk.ids("asker") == desk.ids("ada") == []  # Ada is who disputes, in tests.fakes


def test_seeded_errors_look_like_any_item_and_count_apart(
    make_desk: Callable[[ReviewSettings], Desk],
) -> None:
    desk = make_desk(ReviewSettings(sample_one_in=None, seed_one_in=1))
    made = [answer_entry(), answer_entry(), answer_entry("Nothing to spoil.")]
    desk.asked(*made)
    first, second = desk.queue.open_for("bob")
    assert first.whys == (Why.SAMPLED,)
    assert {first.answer_id, second.answer_id}.isdisjoint(e.answer_id for e in made)
    opened = desk.queue.take(first.item_id, "bob")
    assert opened.seed is not None
    assert desk.ledger.find(first.answer_id) is None  # no route of the staff page can find it
    desk.sign(first.item_id, "bob", WRONG)
    desk.sign(second.item_id, "bob", RIGHT)
    found = quality_of(desk.transactions)
    assert (found.catch_rate.count, found.catch_rate.of) == (1, 2)
    assert found.outcomes == {}
    assert found.closed_items == 0


def test_answers_whose_version_was_replaced_are_found_until_they_were_compared(desk: Desk) -> None:
    made = answer_entry(answer_id="a1")
    desk.asked(made, answer_entry(answer_id="past", as_of=made.asked_on.replace(year=2024)))
    versions = CitedVersions(desk.transactions)
    assert versions.outdated({"POL-GFT-003": "2.0"}, limit=9) == []
    assert versions.outdated({}, limit=9) == []  # withdrawn: there are no new words
    (found,) = versions.outdated({"POL-GFT-003": "3.0"}, limit=9)
    assert found == Outdated("a1", "POL-GFT-003", "2.0")
    desk.intake.changed(made, "POL-GFT-003", "3.0")
    desk.intake.changed(made, "POL-GFT-003", "3.0")
    versions.seen(found, "3.0")
    assert versions.outdated({"POL-GFT-003": "3.0"}, limit=9) == []
    changed = [i for i in desk.queue.open_for("bob") if i.whys == (Why.TEXT_CHANGED,)]
    assert len(changed) == 1


def test_an_unsettled_item_has_no_outcome(desk: Desk) -> None:
    desk.asked(answer_entry(question="Which sanctions apply?"))
    (item_id,) = desk.ids("bob")
    for reviewer, whole in (("bob", "right"), ("cyd", "wrong"), ("dot", "incomplete")):
        desk.sign(item_id, reviewer, verdict("supports", whole=whole))
    assert quality_of(desk.transactions).outcomes == {"unsettled": 1}
    assert WholeCode.RIGHT in WholeCode


def test_the_migrations_make_the_tables_that_the_code_sees() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_current_head() == NEWEST
    engine = sa.create_engine("sqlite://")
    with engine.begin() as connection:
        bring_up_to_date(connection)
        bring_up_to_date(connection)  # a second time does nothing
        seen = MigrationContext.configure(
            connection, opts={"version_table": "reviews_alembic_version"}
        )
        assert compare_metadata(seen, tables.metadata) == []


def in_threads(count: int, work: Callable[[int], Result]) -> list[Result]:
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(work, range(count)))
