"""A bank's policy folder and everything an ingest of it needs, with nothing real behind it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from domain.ports import NameBook, SearchFilter
from domain.settings import EncodingSettings, Settings
from domain.types import Chunk, Scope
from ingest.pipeline import run_ingest
from ingest.report import DocumentReport, IngestReport, Outcome
from ingest.store.catalogue import SqliteCatalogue
from retrieval.sparse import Bm25Encoder
from tests.fakes.embedder import HashingEmbedder
from tests.fakes.index import InMemoryIndex
from tests.fakes.reader import TextReader

MONDAY = date(2026, 6, 1)
GIFTS = "title: Gifts Policy\n# 1 Scope\n1.1 It binds all staff.\n# 2 Gifts\n2.1 Refuse gifts.\n"
EVERYONE = ("group:everyone",)


class CountingEmbedder(HashingEmbedder):
    """Counts the texts that it was given."""

    texts = 0

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As the hashing one."""
        self.texts += len(texts)
        return super().embed_passages(texts)


class SilentProgress:
    """Progress that nobody watches."""

    def start(self, step: str, total: int) -> None:
        """Nothing."""

    def advance(self, step: str, amount: int = 1) -> None:
        """Nothing."""


@dataclass
class Office:
    """``folder`` holds the policies; ``data`` what Attest keeps."""

    folder: Path
    data: Path
    index: InMemoryIndex = field(default_factory=InMemoryIndex)
    embedder: CountingEmbedder = field(default_factory=CountingEmbedder)
    reader: TextReader = field(default_factory=TextReader)
    forget: Callable[[Sequence[str]], object] = len

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.settings = Settings(data_dir=self.data)
        self.catalogue = SqliteCatalogue(self.data)

    def write(self, name: str, text: str = GIFTS) -> Path:
        """A file in the folder."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def label(self, *entries: dict[str, Any]) -> None:
        """The manifest, written anew."""
        text = yaml.safe_dump({"documents": list(entries)}, sort_keys=False)
        (self.folder / "manifest.yaml").write_text(text)

    def ingest(
        self,
        *paths: Path,
        allow: Sequence[str] = (),
        labels_file: Path | None = None,
        today: date = MONDAY,
        name_book: NameBook | None = None,
    ) -> IngestReport:
        """A whole run, over the folder unless paths are given."""
        return run_ingest(
            list(paths) or [self.folder],
            labels_file=labels_file,
            allow=frozenset(allow),
            settings=self.settings,
            catalogue=self.catalogue,
            index=self.index,
            embedder=self.embedder,
            sparse=Bm25Encoder(EncodingSettings()),
            progress=SilentProgress(),
            today=today,
            name_book=name_book,
            open_reader=self.reader,
            forget=self.forget,
        )

    def chunks(self, group: str = "everyone", as_of: date = MONDAY) -> list[Chunk]:
        """What a member of a group can find on a day, in text order."""
        scope = Scope(names=frozenset({f"group:{group}"}), as_of=as_of)
        vector = self.embedder.embed_question("anything")
        hits = self.index.search_dense(vector, scope=scope, narrow=SearchFilter(), limit=10_000)
        return sorted(
            (hit.chunk for hit in hits), key=lambda c: (c.document_id, c.version, c.start)
        )

    def clauses(self, group: str = "everyone", as_of: date = MONDAY) -> list[str]:
        """Their texts, less what stands before the first heading."""
        return [chunk.text for chunk in self.chunks(group, as_of) if chunk.section]

    def found(self, group: str = "everyone", as_of: date = MONDAY) -> set[tuple[str, str]]:
        """The (document_id, version) pairs of those chunks."""
        return {(c.document_id, c.version) for c in self.chunks(group, as_of)}


def entry(document_id: str, *versions: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A manifest's entry: readable by everyone, unless ``allow`` says otherwise."""
    named = {"document_id": document_id, "allow": list(EVERYONE), **fields}
    return {**named, "versions": list(versions)}


def version(number: str, file: str, **fields: Any) -> dict[str, Any]:
    """A version in a manifest's entry: approved, unless ``status`` says otherwise."""
    return {"version": number, "file": file, "status": "approved", **fields}


def outcomes(report: IngestReport) -> dict[tuple[str, str], Outcome]:
    """What became of each (document_id, version)."""
    return {(line.document_id, line.version): line.outcome for line in report.documents}


def rejected(report: IngestReport) -> dict[str, str]:
    """Why, by document ID or file name."""
    return {
        line.document_id: line.reason
        for line in report.documents
        if line.outcome is Outcome.REJECTED
    }


def only(report: IngestReport) -> DocumentReport:
    """The one line that there is."""
    (line,) = report.documents
    return line
