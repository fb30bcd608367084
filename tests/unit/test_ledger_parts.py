"""The ledger's parts alone: schema, documents' fingerprint, comparison, what a key is bound to."""

from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from domain.entitlement import scope_of
from domain.ports import SearchFilter
from domain.records import Fingerprints, Outcome, Record, Working
from domain.settings import LedgerSettings
from domain.types import Labels, Principal, Scope, Status
from ledger import schema, tables
from ledger.chain import NOTHING_BEFORE
from ledger.documents import CatalogueHoldings, DocumentsFingerprint
from ledger.in_memory import MemoryLedger
from ledger.pipeline import DOCUMENTS_AWAY, Asked, Recorder
from ledger.replay import compare
from ledger.signing import load_or_make_signer
from ledger.stored import StoredRecord
from tests.fakes.catalogue import InMemoryCatalogue
from tests.fakes.chunks import document, version_of
from tests.fakes.records import FINGERPRINTS, entry, refusal

TODAY = date(2026, 6, 1)
ANN = Principal(subject="ann", groups=frozenset({"everyone"}))
GIFTS = [("1 Gifts", ["1.1 A gift may be kept."])]
# As version 0.1.0 wrote it to the ledger.
BEFORE_ACTS = (
    '{"entry":{"answer_id":"a1","asked_on":"2026-06-01","asker":{"groups":["everyone"'
    '],"subject":"ada"},"document_ids":null,"fingerprints":{"documents":"d","entitlem'
    'ent":"e","index":"i","model":"quotes","prompt":"","settings":"s","software":"0"}'
    ',"idempotency":null,"kind":"refusal","replay_of":null,"request_id":"","response"'
    ':{"answer_id":"a1","as_of":"2026-06-01","code":"no_evidence","kind":"refusal","m'
    'essage":"Nothing was found.","next_steps":[],"provenance":{"answer_fingerprint":'
    '"s","generator":"quotes","index_fingerprint":"i","reranker":"none"},"question":"'
    'May a gift be kept?","sentences":[]},"working":{"evidence":[],"model":"","prompt'
    '":"","reason":"no_passages","supply":null,"withheld":[]}},"format":1,"previous_s'
    'ha256":"0000000000000000000000000000000000000000000000000000000000000000","recor'
    'ded_at":"2026-06-01T00:00:00.000000Z","sequence":1}'
)
BEFORE_ACTS_SHA256 = "a6a04015d6fc94e81383069d5209b9ccae310e91eda1c000fdd27ce4e4242867"
BOARD = Labels(allow=frozenset({"group:board"}))


def test_the_newest_migration_is_the_one_that_the_code_expects() -> None:
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_current_head() == schema.NEWEST


def test_the_migrations_make_the_tables_that_the_code_sees() -> None:
    engine = sa.create_engine("sqlite://")
    with engine.begin() as connection:
        schema.bring_up_to_date(connection)
        schema.bring_up_to_date(connection)  # a second time does nothing
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []


def test_a_record_from_before_there_were_acts_is_read_and_keeps_its_hash() -> None:
    row = StoredRecord(1, BEFORE_ACTS_SHA256, "a1", None, BEFORE_ACTS)
    assert row.problem() is None
    assert isinstance(row.read(), Record)


def documents_fingerprint(catalogue: InMemoryCatalogue, scope: Scope | None = None) -> str:
    scope = scope or scope_of(ANN, as_of=TODAY)
    return DocumentsFingerprint(CatalogueHoldings(catalogue)).for_scope(scope)


def catalogue_with(*more: tuple[str, Labels, Status], text: str = "kept") -> InMemoryCatalogue:
    """One readable policy, and more by name, labels and status."""
    rules = [("1 Gifts", [f"1.1 A gift may be {text}."])]
    return InMemoryCatalogue(
        [document("POL-GFT-003"), *(document(name, labels=labels) for name, labels, _ in more)],
        [
            version_of(rules),
            *(version_of(GIFTS, document_id=name, status=status) for name, _, status in more),
        ],
    )


def test_a14_a_hidden_document_or_a_draft_does_not_move_the_documents_fingerprint() -> None:
    everyone = document("POL-GFT-003").labels
    alone = documents_fingerprint(catalogue_with())
    assert documents_fingerprint(catalogue_with(("HID", BOARD, Status.APPROVED))) == alone
    assert documents_fingerprint(catalogue_with(("HID", everyone, Status.DRAFT))) == alone
    assert documents_fingerprint(catalogue_with(("NEW", everyone, Status.APPROVED))) != alone
    assert documents_fingerprint(catalogue_with(text="returned")) != alone


def test_the_documents_fingerprint_is_worked_out_anew_only_after_a_write() -> None:
    class Counted(CatalogueHoldings):
        held = CatalogueHoldings(catalogue_with()).holdings()

        def holdings(self):  # type: ignore[no-untyped-def]  # as the base says
            return self.held

    counted = Counted(catalogue_with())
    fingerprint = DocumentsFingerprint(counted)
    scope = scope_of(ANN, as_of=TODAY)
    before = fingerprint.for_scope(scope)
    assert fingerprint.for_scope(scope) == before
    Counted.held = CatalogueHoldings(catalogue_with(text="returned")).holdings()
    assert fingerprint.for_scope(scope) != before


def recorder(ledger: MemoryLedger, settings: LedgerSettings | None = None) -> Recorder:
    documents = DocumentsFingerprint(CatalogueHoldings(catalogue_with()))
    return Recorder(ledger, documents, settings or LedgerSettings())


def test_subjects_are_kept_hashed_unless_the_settings_say_otherwise() -> None:
    ledger = MemoryLedger()
    assert recorder(ledger).asker_of(ANN).subject == ledger.pseudonym("ann")
    plain = LedgerSettings(subjects="plain")
    assert recorder(ledger, plain).asker_of(ANN).subject == "ann"


def test_an_idempotency_key_is_bound_to_the_subject_and_to_all_that_was_asked() -> None:
    made = recorder(MemoryLedger())
    first = Asked(question="Q?", principal=ANN, asked_on=TODAY, idempotency_key="k")
    bound = made.idempotency_of(first)
    assert bound is not None

    def with_(**changes: object) -> object:
        fields = {name: getattr(first, name) for name in Asked.__slots__} | changes
        return made.idempotency_of(Asked(**fields))  # type: ignore[arg-type]  # fields of itself

    narrowed = SearchFilter(document_ids=frozenset({"A"}))
    assert with_(asked_on=date(2027, 1, 1), request_id="another") == bound
    for changes in ({"question": "R?"}, {"as_of": TODAY}, {"narrow": narrowed}):
        changed = with_(**changes)
        assert changed.key == bound.key  # type: ignore[attr-defined]  # an Idempotency
        assert changed.request != bound.request  # type: ignore[attr-defined]  # as above
    bob = Principal(subject="bob", groups=ANN.groups)
    assert with_(principal=bob).key != bound.key  # type: ignore[attr-defined]  # as above
    assert with_(idempotency_key=None) is None


def test_a_refusal_because_the_catalogue_is_away_is_recorded_all_the_same() -> None:
    class Away(CatalogueHoldings):
        def holdings(self):  # type: ignore[no-untyped-def]  # as the base says
            raise OSError("disk is gone")

    ledger = MemoryLedger()
    made = Recorder(ledger, DocumentsFingerprint(Away(catalogue_with())), LedgerSettings())
    outcome = Outcome(response=refusal("1", "Q?"), working=Working(reason="OSError"))
    record = made.record(outcome, Asked(question="Q?", principal=ANN, asked_on=TODAY))
    assert record.entry.fingerprints.documents == DOCUMENTS_AWAY


@pytest.mark.parametrize("name", list(Fingerprints.model_fields))
def test_p7_a_replay_names_each_fingerprint_that_differs(name: str) -> None:
    then = as_record(entry(answer_id="1"))
    other = FINGERPRINTS.model_copy(update={name: "another"})
    again = entry(answer_id="2").model_copy(update={"fingerprints": other})
    replay = compare(then, as_record(again))
    assert [d.what for d in replay.differs] == [name]
    assert replay.identical
    assert replay.is_explained


def test_p7_another_answer_under_equal_fingerprints_is_not_explained_away() -> None:
    then, again = as_record(entry(answer_id="1")), entry(answer_id="2")
    said = again.response.model_copy(update={"message": "Something else."})
    replay = compare(then, as_record(again.model_copy(update={"response": said})))
    assert (replay.identical, replay.differs, replay.is_explained) == (False, (), False)


def as_record(made: object) -> Record:
    return Record(sequence=1, previous_sha256=NOTHING_BEFORE, recorded_at="", entry=made)  # type: ignore[arg-type]  # an Entry


def test_the_keys_folder_is_nobody_elses_to_read(tmp_path: Path) -> None:
    load_or_make_signer(tmp_path / "ledger" / "signing-key.pem")
    assert (tmp_path / "ledger").stat().st_mode & 0o077 == 0


def test_records_of_before_the_askers_table_are_found_by_their_asker(tmp_path: Path) -> None:
    engine = sa.create_engine("sqlite://")
    with engine.begin() as connection:
        schema.bring_up_to_date(connection)
        body = '{"entry":{"asker":{"subject":"ada"}}}'
        connection.execute(
            tables.records.insert().values(sequence=1, record_sha256="x", answer_id="a", body=body)
        )
        connection.execute(sa.text("DROP TABLE ledger_askers"))
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0001'"))
        schema.bring_up_to_date(connection)
        rows = connection.execute(sa.select(tables.askers)).all()
    assert [tuple(row) for row in rows] == [(1, "ada")]
