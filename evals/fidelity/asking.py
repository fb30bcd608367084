"""Questions about folders of odd files, each folder ingested alone, asked through the product."""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from api.engine import Attest
from api.wiring import open_attest, open_stores
from domain.answers import Answer, Refusal, RefusalCode
from domain.errors import AttestError
from domain.ports import Progress
from domain.settings import Settings
from domain.types import Principal
from evals.fidelity.cases import QuestionCase
from evals.result import CaseRow
from evals.sample.corpus import INGESTED_ON
from ingest.pipeline import run_ingest

_ASKER = Principal(subject="user:reader", groups=frozenset({"everyone"}))


def question_rows(
    cases: Sequence[QuestionCase], folder: Path, settings: Settings, progress: Progress
) -> Iterator[CaseRow]:
    """A row a question, those of one folder asked together."""
    for name in dict.fromkeys(case.folder for case in cases):
        own = settings.model_copy(update={"data_dir": settings.data_dir / name.replace("/", "-")})
        _ingest(folder / name, own, progress)
        with open_attest(own) as attest:
            for case in cases:
                if case.folder == name:
                    yield _asked(case, attest)
                    progress.advance("cases")


def _ingest(folder: Path, settings: Settings, progress: Progress) -> None:
    stores = open_stores(settings)
    manifest = folder / "manifest.yaml"
    try:
        run_ingest(
            [folder],
            labels_file=manifest if manifest.is_file() else None,
            allow=frozenset() if manifest.is_file() else frozenset({"group:everyone"}),
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


def _asked(case: QuestionCase, attest: Attest) -> CaseRow:
    started = time.monotonic()
    try:
        response = attest.answer(case.question, principal=_ASKER, as_of=case.as_of)
        faults = tuple(_faults(case, response))
        crashed = False
    except AttestError as error:
        faults, crashed = (str(error),), True
    return CaseRow(
        case_id=case.id,
        question=case.question,
        asked_as="everyone",
        slices=("questions",),
        answerable=case.expect == "answer",
        is_right=not faults,
        verdict="; ".join(faults) or "right",
        scores={"cases_right": float(not faults)},
        seconds=round(time.monotonic() - started, 3),
        has_crashed=crashed,
    )


def _faults(case: QuestionCase, response: Answer | Refusal) -> Iterator[str]:
    is_conflict = isinstance(response, Refusal) and (
        response.code is RefusalCode.CONFLICTING_POLICIES
    )
    said = "conflict" if is_conflict else ("answer" if isinstance(response, Answer) else "refusal")
    if case.expect not in ("either", said):
        yield f"{said}, not {case.expect}"
    quotes = [c.quote for sentence in response.sentences for c in sentence.citations]
    for unwanted in case.quotes_lack:
        yield from (f"quotes “{unwanted}”" for quote in quotes if unwanted in quote)
    if said == "answer":
        for wanted in case.quotes_hold:
            if not any(wanted in quote for quote in quotes):
                yield f"no quote holds “{wanted}”"
