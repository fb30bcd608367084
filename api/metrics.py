"""Figures for Prometheus: how long, how many, why not. Every label has a few fixed values.

No label and no value says who asked, what, or of which document. docs/operating.md lists them.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest

from answering.proof.short_answer import Unproved
from answering.proof.verification import Reason
from domain.answers import Answer, Refusal, RefusalCode
from domain.breaker import Circuit
from domain.errors import Abandoned, LedgerError, QuestionError
from domain.observing import Step
from domain.records import SHORT_ANSWER, Entry

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
# A ledger's write takes about a millisecond, a search some hundred, a model up to a minute.
STEP_SECONDS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
OUTCOMES = ("answer", "refusal", "rejected", "abandoned", "failed")
OTHER = "other"
RELEASED = "released"


class Metrics:
    """An ``Observer`` that counts. Its registry is its own: a library's figures stay out."""

    def __init__(self) -> None:
        """Everything stands at 0, and every value of every label is there from the start."""
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self._steps = Histogram(
            "attest_step_seconds", "Time that a step of a question took.", ["step"],
            buckets=STEP_SECONDS, registry=registry,
        )  # fmt: skip
        self._questions = _counter(registry, "questions", "How questions ended.", outcome=OUTCOMES)
        self._refusals = _counter(
            registry, "refusals", "Refusals by code.", code=_values(RefusalCode)
        )
        self._withheld = _counter(
            registry, "withheld_sentences", "Drafted sentences that failed verification.",
            reason=(*_values(Reason), OTHER),
        )  # fmt: skip
        self._short_answers = _counter(
            registry, "short_answers", "Short answers of a model: released, or why not.",
            outcome=(RELEASED, *_values(Unproved), OTHER),
        )  # fmt: skip
        self._responses = Counter(
            "attest_http_responses", "HTTP responses.", ["status"], registry=registry
        )
        self._tries = Counter("attest_model_tries", "Requests to the model.", registry=registry)
        self._fallbacks = Counter(
            "attest_model_fallbacks", "Answers that the quotes generator drafted because the "
            "model's draft could not be used.", registry=registry,
        )  # fmt: skip
        self._tokens = _counter(
            registry, "model_tokens", "Tokens, as billed.", direction=("input", "output")
        )
        self._cost = Counter(
            "attest_model_cost", "Cost by the configured prices, in their currency.",
            registry=registry,
        )  # fmt: skip
        self._ledger_failures = Counter(
            "attest_ledger_failures", "Records that could not be written.", registry=registry
        )
        self._waiting = Gauge(
            "attest_ledger_waiting", "Responses that wait for their record.", registry=registry
        )
        self._last_record = Gauge(
            "attest_ledger_last_record_timestamp_seconds",
            "When the last record was written; 0: none since the start.", registry=registry,
        )  # fmt: skip
        for step in Step:
            self._steps.labels(step.value)

    def watch_model(self, circuit: Callable[[], Circuit]) -> None:
        """Shows the state of the model's circuit breaker from now on; once at most."""
        gauge = Gauge(
            "attest_model_circuit", "1 for the state that the circuit breaker is in.", ["state"],
            registry=self.registry,
        )  # fmt: skip
        for state in Circuit:
            gauge.labels(state.value).set_function(_is_in(circuit, state))

    @contextmanager
    def step(self, step: Step) -> Iterator[None]:
        """See Observer; a step that failed took its time, too."""
        with self._steps.labels(step.value).time():
            if step is Step.ANSWERING:
                with self._counting_ends():
                    yield
            elif step is Step.RECORDING:
                with (
                    self._waiting.track_inprogress(),
                    self._ledger_failures.count_exceptions(LedgerError),
                ):
                    yield
                self._last_record.set_to_current_time()
            else:
                yield

    def recorded(self, entry: Entry) -> None:
        """See Observer."""
        self._questions.labels(entry.kind).inc()
        if isinstance(entry.response, Refusal):
            self._refusals.labels(entry.response.code.value).inc()
        self._count_withheld(entry)
        supply = entry.working.supply
        if supply is not None:
            self._tries.inc(supply.tries)
            self._tokens.labels("input").inc(supply.input_tokens)
            self._tokens.labels("output").inc(supply.output_tokens)
            self._cost.inc(supply.cost)
            if entry.response.provenance.generator != "model":
                self._fallbacks.inc()

    def _count_withheld(self, entry: Entry) -> None:
        """What verification let out of a model's words, and what it did not."""
        if isinstance(entry.response, Answer) and entry.response.short_answer is not None:
            self._short_answers.labels(RELEASED).inc()
        reasons, unproved = _values(Reason), _values(Unproved)
        for withheld in entry.working.withheld:
            if withheld.reason == SHORT_ANSWER:
                why = withheld.detail if withheld.detail in unproved else OTHER
                self._short_answers.labels(why).inc()
            else:
                why = withheld.reason if withheld.reason in reasons else OTHER
                self._withheld.labels(why).inc()

    def responded(self, status: int) -> None:
        """An HTTP response was begun."""
        self._responses.labels(str(status)).inc()

    def text(self) -> bytes:
        """What Prometheus reads."""
        return generate_latest(self.registry)

    @contextmanager
    def _counting_ends(self) -> Iterator[None]:
        """Ends without a record; the others are counted by their entry."""
        try:
            yield
        except Abandoned:
            self._questions.labels("abandoned").inc()
            raise
        except QuestionError:
            self._questions.labels("rejected").inc()
            raise
        except BaseException:
            self._questions.labels("failed").inc()
            raise


def _counter(
    registry: CollectorRegistry, name: str, meaning: str, **label: tuple[str, ...]
) -> Counter:
    """A counter of one label, all of its values known."""
    ((label_name, values),) = label.items()
    counter = Counter(f"attest_{name}", meaning, [label_name], registry=registry)
    for value in values:
        counter.labels(value)
    return counter


def _values(kind: type[Enum]) -> tuple[str, ...]:
    return tuple(str(member.value) for member in kind)


def _is_in(circuit: Callable[[], Circuit], state: Circuit) -> Callable[[], float]:
    return lambda: float(circuit() is state)
