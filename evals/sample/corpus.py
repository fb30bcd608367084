"""The sample corpus in a data folder of its own: ingested by the product, kept between runs."""

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from api.wiring import open_stores
from domain.ports import Progress
from domain.settings import Settings
from ingest.pipeline import run_ingest
from ingest.report import IngestReport

CORPUS_FOLDER = Path(__file__).parents[2] / "corpus_samples"
INGESTED_ON = date(2026, 11, 23)  # dates of versions must not depend on when an eval runs


@dataclass(frozen=True, slots=True)
class SampleCorpus:
    """A folder with ``manifest.yaml`` and ``pdf/``."""

    folder: Path = CORPUS_FOLDER

    @property
    def manifest(self) -> Path:
        """The labels and versions."""
        return self.folder / "manifest.yaml"

    @property
    def documents(self) -> Path:
        """The files to ingest."""
        return self.folder / "pdf"

    @property
    def is_there(self) -> bool:
        """Whether it has the two."""
        return self.manifest.is_file() and self.documents.is_dir()

    def sha256(self, *more: Path) -> str:
        """Over names and bytes of manifest, documents and ``more`` files, in order of name."""
        digest = hashlib.sha256()
        for path in (self.manifest, *sorted(self.documents.iterdir()), *more):
            digest.update(f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
        return digest.hexdigest()


def ingest_sample(
    settings: Settings, progress: Progress, corpus: SampleCorpus | None = None
) -> IngestReport:
    """One run of the real ingest; where nothing changed it is over in seconds.

    Raises:
        ManifestError: the manifest is unusable.
        IndexUnavailable: another process owns the index.
    """
    found = corpus or SampleCorpus()
    stores = open_stores(settings)
    try:
        return run_ingest(
            [found.documents],
            labels_file=found.manifest,
            allow=frozenset(),
            settings=settings,
            catalogue=stores.catalogue,
            index=stores.index,
            embedder=stores.embedder,
            sparse=stores.sparse_encoder,
            progress=progress,
            today=INGESTED_ON,
        )
    finally:
        stores.close()
