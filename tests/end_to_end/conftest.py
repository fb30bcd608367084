"""The sample corpus, ingested once for the whole session by the real pipeline and model."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from api.engine import Attest
from api.wiring import open_attest
from domain.settings import Settings
from evals.case_file import load_cases
from evals.case_judgement import Judgement
from evals.listening import Listener
from evals.result import CaseRow
from evals.run import Run
from evals.sample.corpus import SampleCorpus, ingest_sample
from evals.sample.run import CitationCheck, ask
from evals.stamp import stamp_now
from evals.suites.sample import sample_result
from ingest.report import IngestReport
from ingest.store.catalogue import SqliteCatalogue


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
    listener: Listener


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sample]:
    """The sample corpus, opened."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("sample"))
    report = ingest_sample(settings, Quiet())
    catalogue = SqliteCatalogue(settings.data_dir)
    listener = Listener()
    with open_attest(settings, adapt=listener.around) as attest:
        yield Sample(settings, report, attest, catalogue, listener)
    catalogue.close()


@pytest.fixture(scope="session")
def asked(sample: Sample) -> list[tuple[Judgement, CaseRow]]:
    """Every case of evals/cases/, asked once: for these tests and for the gate."""
    return ask(
        sample.attest,
        sample.listener,
        load_cases(),
        manifest=SampleCorpus().manifest,
        # Boxes are read in a test of their own.
        check=CitationCheck(sample.catalogue, reads_boxes=False),
        progress=Quiet(),
    )


@pytest.fixture(scope="session")
def judgements(asked: list[tuple[Judgement, CaseRow]]) -> list[Judgement]:
    """What was judged of each case."""
    return [judgement for judgement, _ in asked]


@pytest.fixture(scope="session")
def run(sample: Sample, asked: list[tuple[Judgement, CaseRow]]) -> Run:
    """The same as a run of the suite ``sample``."""
    result = sample_result([row for _, row in asked], sample.settings, SampleCorpus())
    return Run(result=result, stamp=stamp_now())
