"""Every suite by name, in the order that ``attest eval --help`` lists them."""

from evals.result import Suite

SUITES: tuple[Suite, ...] = ()  # one line a suite


def suite_named(name: str) -> Suite | None:
    """None where there is none of that name."""
    return next((suite for suite in SUITES if suite.name == name), None)
