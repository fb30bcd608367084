"""A run that ends at any of its writes, and the next one.

The end is simulated by an exception that nothing catches, at each call that writes, one after the
other, so that every moment between two writes is tried; ``test_ingest_crash.py`` kills a real
process besides.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from ingest.store.catalogue import SqliteCatalogue
from tests.fakes.index import InMemoryIndex
from tests.fakes.ingesting import EVERYONE, GIFTS, MONDAY, Office, entry, version

pytestmark = pytest.mark.integration  # hundreds of small runs

WRITES = {
    InMemoryIndex: ("upsert", "delete_version", "relabel"),
    SqliteCatalogue: ("begin_all", "complete_all", "remove", "settle", "keep_source"),
}


class Killed(BaseException):
    """The process ended here: nothing catches it."""


@dataclass
class Countdown:
    """Lets so many writes pass and kills the next; before it is done, or after."""

    patch: pytest.MonkeyPatch
    left: int = 10**9
    done_first: bool = False
    passed: int = field(default=0)

    def __post_init__(self) -> None:
        for kind, names in WRITES.items():
            for name in names:
                self.patch.setattr(kind, name, self._counted(getattr(kind, name)))

    def _counted(self, write: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **keywords: Any) -> Any:
            self.passed += 1
            if self.passed <= self.left:
                return write(*arguments, **keywords)
            if self.passed == self.left + 1 and self.done_first:
                write(*arguments, **keywords)
            raise Killed

        return counted


def everything(office: Office) -> tuple[object, ...]:
    """All that index and catalogue hold."""
    stored = {
        chunk_id: (encoded.chunk, encoded.dense.tobytes(), encoded.sparse)
        for chunk_id, encoded in office.index._stored.items()
    }
    documents = office.catalogue.documents()
    versions = [v for d in documents for v in office.catalogue.versions(d.document_id)]
    words = [
        office.catalogue.page_words(v.document_id, v.version, page.number)
        for v in versions
        for page in v.pages
    ]
    sources = sorted(path.name for path in (office.data / "sources").iterdir())
    rows = office.catalogue.stored_versions()
    return stored, documents, versions, words, sources, rows, office.catalogue.pending()


def many_changes(office: Office) -> Callable[[], object]:
    """A folder before, ingested; and the run that brings every kind of change."""
    office.write("same.txt")
    office.write("moves.txt", GIFTS.replace("Gifts", "Loans"))
    office.write("changes.txt")
    office.write("goes.txt", GIFTS.replace("Gifts", "Cards"))
    names = ("same", "moves", "changes", "goes")
    office.label(*(entry(f"POL-{name}", version("1", f"{name}.txt")) for name in names))
    office.ingest()
    office.write("changes.txt", GIFTS.replace("Refuse", "Report"))
    office.write("new.txt", GIFTS.replace("Gifts", "Deals") * 3)
    (office.folder / "goes.txt").unlink()
    office.label(
        entry("POL-same", version("1", "same.txt")),
        entry("POL-moves", version("1", "moves.txt"), allow=["group:hr"]),
        entry("POL-changes", version("1", "changes.txt")),
        entry("POL-new", version("1", "new.txt")),
    )
    return office.ingest


def earlier_contents(office: Office) -> Callable[[], object]:
    """The same without a manifest, where the earlier text is in no file any more."""
    office.write("gifts.txt")
    office.ingest(allow=EVERYONE)
    office.write("gifts.txt", GIFTS.replace("Refuse", "Report"))
    return lambda: office.ingest(allow=EVERYONE, today=MONDAY + timedelta(days=1))


@pytest.mark.parametrize("situation", [many_changes, earlier_contents])
@pytest.mark.parametrize("done_first", [False, True])
def test_a_run_killed_at_any_write_and_run_again_ends_as_if_nothing_had_been(
    tmp_path_factory: pytest.TempPathFactory,
    situation: Callable[[Office], Callable[[], object]],
    done_first: bool,
) -> None:
    home = tmp_path_factory.mktemp("office")

    def fresh(number: int) -> Office:
        # The same folder each time: its path is part of what is stored.
        for path in sorted(home.rglob("*"), reverse=True):
            path.unlink() if path.is_file() else path.rmdir()
        return Office(folder=home / "policies", data=tmp_path_factory.mktemp(f"data{number}"))

    undisturbed = fresh(0)
    run = situation(undisturbed)
    with pytest.MonkeyPatch.context() as patch:
        countdown = Countdown(patch)
        run()
    expected = everything(undisturbed)
    assert countdown.passed > 5

    for moment in range(countdown.passed):
        office = fresh(moment + 1)
        run = situation(office)
        with pytest.MonkeyPatch.context() as patch:
            Countdown(patch, left=moment, done_first=done_first)
            with pytest.raises(Killed):
                run()
        run()
        assert everything(office) == expected, f"killed at write {moment}"
        office.catalogue.close()
