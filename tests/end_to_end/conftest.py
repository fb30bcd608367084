"""The sample corpus, ingested once for the whole session by the real pipeline and model."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from api.engine import Attest
from api.wiring import open_attest, open_stores
from domain.settings import Settings
from evals.case_file import load_cases
from evals.case_judgement import Judgement
from evals.run_cases import run_cases
from ingest.catalogue import SqliteCatalogue
from ingest.pipeline import run_ingest
from ingest.report import IngestReport

CORPUS = Path(__file__).parents[2] / "corpus_samples"
MANIFEST = CORPUS / "manifest.yaml"


class Quiet:
    """A ``Progress`` that says nothing."""

    def start(self, step: str, total: int) -> None:
        """Nothing."""

    def advance(self, step: str, amount: int = 1) -> None:
        """Nothing."""


@dataclass(frozen=True)
class Sample:
    """The ingested corpus: where it lies, what the ingest said, and the product over it."""

    settings: Settings
    report: IngestReport
    attest: Attest
    catalogue: SqliteCatalogue


def ingest_sample(settings: Settings) -> IngestReport:
    """One run of the real ingest over the sample corpus."""
    stores = open_stores(settings)
    try:
        return run_ingest(
            [CORPUS / "pdf"],
            labels_file=MANIFEST,
            allow=frozenset(),
            settings=settings,
            catalogue=stores.catalogue,
            index=stores.index,
            embedder=stores.embedder,
            sparse=stores.sparse_encoder,
            progress=Quiet(),
            today=date(2026, 11, 23),
        )
    finally:
        stores.close()


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sample]:
    """The sample corpus, opened."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("sample"))
    report = ingest_sample(settings)
    catalogue = SqliteCatalogue(settings.data_dir)
    with open_attest(settings) as attest:
        yield Sample(settings, report, attest, catalogue)
    catalogue.close()


@pytest.fixture(scope="session")
def judgements(sample: Sample) -> list[Judgement]:
    """Every case of evals/cases/, asked once."""
    return run_cases(sample.attest, load_cases(), MANIFEST)
