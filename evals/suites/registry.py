"""Every suite by name, in the order in which they are listed."""

from evals.result import Suite
from evals.suites.fidelity import FidelitySuite
from evals.suites.injection import InjectionSuite
from evals.suites.obliqa import ObliqaSuite
from evals.suites.peers import PeersSuite
from evals.suites.refusal import RefusalSuite
from evals.suites.reviewed import ReviewedSuite
from evals.suites.sample import SampleSuite
from evals.suites.spans import SpansSuite
from evals.suites.verifier import VerifierSuite
from evals.suites.written import WrittenSuite

SUITES: tuple[Suite, ...] = (
    SampleSuite(),
    ObliqaSuite(),
    SpansSuite(),
    RefusalSuite(),
    WrittenSuite(),
    PeersSuite(),
    VerifierSuite(),
    InjectionSuite(),
    FidelitySuite(),
    ReviewedSuite(),
)  # fmt: skip  # one line a suite


def suite_named(name: str) -> Suite | None:
    """None if no suite has that name."""
    return next((suite for suite in SUITES if suite.name == name), None)
