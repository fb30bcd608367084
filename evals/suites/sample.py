"""The cases of ``evals/cases/``, each asked by its role on its date through the whole product."""

import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import yaml
from pydantic import ValidationError

from api.identity.demo import DemoRole
from api.wiring import open_attest
from domain.ports import Embedder, Progress, SearchFilter
from domain.settings import Settings, answer_fingerprint, index_fingerprint
from evals.bootstrap import median_measure
from evals.case_file import CASES_FOLDER, Case, load_cases
from evals.errors import EvalInputError
from evals.listening import Listener
from evals.plain_measures import exact_measure
from evals.result import CaseRow, Corpus, Measure, SuiteOptions, SuiteResult
from evals.sample.corpus import SampleCorpus, ingest_sample
from evals.sample.rows import BETTER, WORDINGS
from evals.sample.run import CitationCheck, ask, sample_curves, sample_measures
from evals.sampling import limited
from evals.summary import measures_by_slice

QUESTIONS_EMBEDDED = 30  # enough for a median of what the embedder alone takes


class SampleSuite:
    """See the module."""

    name = "sample"
    description = "the cases of evals/cases, by role and date, over corpus_samples"

    def run(self, options: SuiteOptions, progress: Progress) -> SuiteResult:
        """The result; see ``evals.result.Suite``."""
        corpus = SampleCorpus(options.documents) if options.documents else SampleCorpus()
        if not corpus.is_there:
            return _without(corpus, is_named=options.documents is not None)
        cases = _cases(options)
        settings = options.settings.model_copy(
            update={"data_dir": options.settings.data_dir / self.name}
        )
        ingest_sample(settings, progress, corpus)
        listener = Listener()
        with open_attest(settings, adapt=listener.around) as attest:
            attest.warm_up()
            check = CitationCheck(listener.parts.catalogue)
            found = ask(
                attest, listener, cases, manifest=corpus.manifest, check=check, progress=progress,
                narrow=_narrowed(listener, options.leave_out),
            )  # fmt: skip
            embedding = embedding_measure(listener.parts.embedder, cases)
        rows = [row for _, row in found]
        return sample_result(
            rows, settings, corpus, questions=options.questions or CASES_FOLDER,
            also=[embedding, to_embedding(rows, embedding)],
        )  # fmt: skip


def sample_result(
    rows: Sequence[CaseRow],
    settings: Settings,
    corpus: SampleCorpus,
    *,
    questions: Path = CASES_FOLDER,
    also: Sequence[Measure] = (),
) -> SuiteResult:
    """What the rows come to. ``also``: measures that are not of the rows."""
    files = sorted(questions.glob("*.yaml")) if questions.is_dir() else [questions]
    return SuiteResult(
        suite=SampleSuite.name,
        measures=(*sample_measures(rows), *also),
        measures_by_slice=_by_slice(rows),
        curves=sample_curves(rows),
        rows=tuple(rows),
        corpus=Corpus(
            description="An invented bank's policies: prose, tables, scans, several versions",
            sha256=corpus.sha256(*files),
            documents=len(list(corpus.documents.iterdir())),
            questions=f"{len(rows)} cases written from the sources of the policies",
            asked_by="each case by its role, on its date; some may not read what would answer",
        ),
        index_fingerprint=index_fingerprint(settings),
        answer_fingerprint=answer_fingerprint(settings),
    )


def _by_slice(rows: Sequence[CaseRow]) -> dict[str, tuple[Measure, ...]]:
    """Without the measures of one wording: those are slices themselves."""
    return {
        name: tuple(m for m in measures if not m.name.endswith(WORDINGS))
        for name, measures in measures_by_slice(rows, better=BETTER).items()
    }


def embedding_measure(embedder: Embedder, cases: Sequence[Case]) -> Measure:
    """Median seconds to embed one question alone: what latency is to be read against.

    Questions are altered a little, so that no cache knows them.
    """
    seconds = []
    for case in cases[:QUESTIONS_EMBEDDED]:
        started = time.monotonic()
        embedder.embed_question(f"{case.question} ({case.id})")
        seconds.append(time.monotonic() - started)
    return median_measure("embedding_seconds_p50", seconds, better="neither")


def to_embedding(rows: Sequence[CaseRow], embedding: Measure) -> Measure:
    """Median of an answer as a multiple of that: it compares between machines, busy ones too."""
    ratio = median(row.seconds for row in rows) / embedding.value
    return exact_measure("seconds_p50_to_embedding", ratio, len(rows))


def _without(corpus: SampleCorpus, *, is_named: bool) -> SuiteResult:
    if is_named:
        raise EvalInputError(
            f"{corpus.folder} holds no manifest.yaml with a folder pdf beside it.",
            advice="Pass --documents with a folder that has both, such as corpus_samples.",
        )
    return SuiteResult(
        suite=SampleSuite.name,
        skipped="The sample corpus is not here: run it from a checkout, or pass --documents with "
        "the folder corpus_samples.",
    )


def _cases(options: SuiteOptions) -> tuple[Case, ...]:
    """The cases to ask; one whose gold is left out altogether must be refused."""
    path = options.questions or CASES_FOLDER
    try:
        cases = load_cases(path)
        for case in cases:
            DemoRole(case.role)
    except (OSError, ValueError, TypeError, yaml.YAMLError) as error:
        raise EvalInputError(
            f"{path} holds no cases that can be read: {_first_problem(error)}.",
            advice="Pass --questions with a YAML file of cases in the form of evals/cases.",
        ) from error
    if not cases:
        raise EvalInputError(f"{path} holds no cases.")
    asked = limited(cases, lambda case: case.id, options.limit)
    return tuple(_left_out(case, options.leave_out) for case in asked)


def _first_problem(error: Exception) -> str:
    """Without what the file holds."""
    if isinstance(error, ValidationError):
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    return str(error).splitlines()[0] if isinstance(error, OSError) else "it has not that form"


def _left_out(case: Case, leave_out: frozenset[str]) -> Case:
    gold = tuple(place for place in case.gold if place.document_id not in leave_out)
    expect = case.expect if gold else "refuse"
    return case.model_copy(update={"gold": gold, "expect": expect})


def _narrowed(listener: Listener, leave_out: frozenset[str]) -> SearchFilter | None:
    """A filter to all other documents; None where none is left out."""
    if not leave_out:
        return None
    known = {document.document_id for document in listener.parts.catalogue.documents()}
    unknown = sorted(leave_out - known)
    if unknown:
        raise EvalInputError(f"--leave-out names documents that are not there: {unknown}.")
    return SearchFilter(document_ids=frozenset(known - leave_out))
