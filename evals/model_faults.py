"""Faulty model responses by the thousand: `python -m evals.model_faults`.

A provider on loopback is asked by the real adapters, and what comes of it is verified, recorded and
released as ever. Nothing here loads a language model: the evidence is a few clauses
(``evals.faults.policies``) and the generator that stands by quotes the one that was asked for.
"""

import argparse
import logging
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path

from pydantic import SecretStr
from rich.console import Console
from rich.table import Table

from answering.evidence.statements import fold
from api.engine import Attest, Parts
from api.model_wiring import drafting_from
from domain.answers import Answer, Refusal
from domain.reading_ports import Verifier
from domain.settings import GenerationSettings, Settings
from evals.citation_check import quote_is_exact
from evals.faults.policies import TOPICS, FaultEvidence, FaultPolicies
from evals.faults.replies import KINDS, Fault, Script, Shape
from evals.faults.server import FaultServer, Reply
from evals.ledger_load import STAFF, NoIndex
from ledger.opening import open_ledger
from reading.onnx_verifier import OnnxVerifier
from reading.weights import verifier_weights

# Long enough for a busy machine to answer in, so that a fault is met and not a timeout.
TRY_SECONDS = 2.0
TOTAL_SECONDS = 4.0
# Between the deadline and the answer: the fallback's draft, verification and the record, on a
# machine that has other things to do. The slow faults themselves last far longer than this.
ALLOWANCE_SECONDS = 5.0
SLOW_SECONDS = 30.0
# These take the whole of their time, and are asked for once in so many rounds of the others.
WAITED_FOR = ("slow", "drip")
ROUNDS_A_WAIT = 10
SHAPES: tuple[Shape, ...] = ("openai-compatible", "anthropic")

_CASE = re.compile(rb"case (\d+)")


@dataclass(frozen=True)
class Case:
    """One question, and what the provider will say to it."""

    number: int
    kind: str
    fault: Fault
    question: str


@dataclass(frozen=True)
class Outcome:
    """What came of a case. ``unverified`` is what was released and should not have been."""

    case: Case
    seconds: float
    answered: bool
    by_model: bool
    has_short_answer: bool
    unverified: tuple[str, ...]
    recorded: bool


def make_cases(responses: int, *, shape: Shape, seed: int) -> list[Case]:
    """So many cases in random order: every kind as often as the others, the slow ones rarer."""
    chance = random.Random(seed)
    script = Script(shape, slow_seconds=SLOW_SECONDS)
    kinds = list(islice(_rounds(), responses))
    chance.shuffle(kinds)
    cases = []
    for number, kind in enumerate(kinds):
        topic = TOPICS[0] if "order" in kind else chance.choice(TOPICS)
        question = f"{topic.question} (case {number})"
        cases.append(Case(number, kind, script.make(kind, topic, chance), question))
    return cases


def _rounds() -> Iterator[str]:
    for number in count():
        yield from (k for k in KINDS if k not in WAITED_FOR or number % ROUNDS_A_WAIT == 0)


def run_cases(
    cases: Sequence[Case],
    *,
    shape: Shape,
    folder: Path,
    workers: int,
    verifier: Verifier | None = None,
) -> list[Outcome]:
    """Every case through Attest, ``workers`` at a time; ``verifier`` None: no short answers."""

    replies = {case.number: case.fault.reply for case in cases}

    def script(body: bytes) -> Reply:
        matched = _CASE.search(body)
        return replies[int(matched.group(1))] if matched else Reply(status=400)

    with ExitStack() as opened:
        server = opened.enter_context(FaultServer(script))
        attest = opened.enter_context(build(shape, server.url, folder, verifier=verifier))
        pool = opened.enter_context(ThreadPoolExecutor(workers))
        return list(pool.map(lambda case: _ask(attest, case), cases))


def build(
    shape: Shape,
    url: str,
    folder: Path,
    *,
    try_seconds: float = TRY_SECONDS,
    total_seconds: float = TOTAL_SECONDS,
    verifier: Verifier | None = None,
) -> Attest:
    """Attest whose model is the provider at a URL, with its ledger in a folder."""
    evidence = FaultEvidence()
    generation = GenerationSettings(
        provider=shape,
        base_url=f"{url}/v1" if shape == "openai-compatible" else url,
        model="scripted",
        api_key=SecretStr("not-a-key"),
        try_timeout_seconds=try_seconds,
        total_timeout_seconds=total_seconds,
        first_wait_seconds=0.02,
        breaker_failures=10**9,  # an open circuit would spare us most of the responses
        concurrency=64,
    )
    settings = Settings(data_dir=folder, generation=generation)
    parts = Parts(
        catalogue=FaultPolicies(), index=NoIndex(), embedder=evidence, retriever=evidence,
        reading=evidence, generator=evidence, judge=evidence,
        drafting=drafting_from(settings), verifier=verifier,
    )  # fmt: skip
    return Attest(settings, parts, ledger=open_ledger(settings))


def _ask(attest: Attest, case: Case) -> Outcome:
    started = time.monotonic()
    response = attest.answer(case.question, principal=STAFF)
    seconds = time.monotonic() - started
    record = attest.ledger.find(response.answer_id)
    return Outcome(
        case=case,
        seconds=seconds,
        answered=isinstance(response, Answer),
        by_model=response.provenance.generator == "model",
        has_short_answer=isinstance(response, Answer) and response.short_answer is not None,
        unverified=_unverified(response, case.fault.false),
        recorded=record is not None and record.entry.response == response,
    )


def _unverified(response: Answer | Refusal, false: Sequence[str]) -> tuple[str, ...]:
    """What was released and is false, or has a citation that is not the policy's text."""
    catalogue = FaultPolicies()
    released = [(sentence.text, sentence.citations) for sentence in response.sentences]
    if isinstance(response, Answer) and response.short_answer is not None:
        released.append((response.short_answer.text, response.short_answer.citations))
    return tuple(
        text
        for text, citations in released
        if any(fold(each) in fold(text) for each in false)
        or not all(quote_is_exact(citation, catalogue) for citation in citations)
    )


def show(outcomes: Sequence[Outcome], console: Console) -> bool:
    """A table by kind and the three figures; whether all of them are as they must be."""
    table = Table(title="Faulty responses by kind")
    columns = ("kind", "responses", "by the model", "with a short answer", "by quotes", "refused")
    for column in columns:
        table.add_column(column, justify="left" if column == "kind" else "right")
    for kind in KINDS:
        of_kind = [o for o in outcomes if o.case.kind == kind]
        counts = Counter(
            "refused" if not o.answered else "model" if o.by_model else "quotes" for o in of_kind
        )
        short = sum(o.has_short_answer for o in of_kind)
        row = (len(of_kind), counts["model"], short, counts["quotes"], counts["refused"])
        table.add_row(kind, *map(str, row))
    console.print(table)
    late = [o for o in outcomes if o.seconds > TOTAL_SECONDS + ALLOWANCE_SECONDS]
    figures = {
        "unverified sentences released": sum(len(o.unverified) for o in outcomes),
        f"requests past the total timeout of {TOTAL_SECONDS} s (+{ALLOWANCE_SECONDS:g} s)": len(
            late
        ),
        "answers lost: not given, though a quote answers": sum(not o.answered for o in outcomes),
        "answers lost from the ledger": sum(not o.recorded for o in outcomes),
    }
    for name, figure in figures.items():
        console.print(f"{name}: {figure} of {len(outcomes)}")
    console.print(f"slowest: {max(o.seconds for o in outcomes):.2f} s")
    return not any(figures.values())


def main(arguments: Sequence[str] | None = None) -> int:
    """0 where nothing unverified left, nothing hung and nothing was lost; else 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--responses", type=int, default=10_000, help="half in each API's shape")
    parser.add_argument("--workers", type=int, default=12, help="questions at a time")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    logging.getLogger("answering").setLevel(logging.ERROR)  # each failure would be a line
    outcomes: list[Outcome] = []
    verifier = OnnxVerifier(verifier_weights())
    for shape in SHAPES:
        cases = make_cases(chosen.responses // len(SHAPES), shape=shape, seed=chosen.seed)
        with tempfile.TemporaryDirectory(prefix="attest-faults-") as folder:
            outcomes += run_cases(
                cases, shape=shape, folder=Path(folder), workers=chosen.workers, verifier=verifier
            )
    return 0 if show(outcomes, Console()) else 1


if __name__ == "__main__":
    sys.exit(main())
