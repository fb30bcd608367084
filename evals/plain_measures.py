"""Figures that are counted, not estimated: there is nothing to resample."""

from evals.result import Better, Measure


def exact_measure(name: str, value: float, count: int, *, better: Better = "neither") -> Measure:
    """The figure with itself for an interval."""
    figure = float(value)
    return Measure(name=name, value=figure, low=figure, high=figure, count=count, better=better)
