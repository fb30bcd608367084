"""Percentile bootstrap over questions: how far a figure could be off by the choice of questions.

Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapter 13. Seeded, so that equal
rows give equal intervals.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from evals.result import Better, CaseRow, Measure

SEED = 20_261_123
RESAMPLES = 1_000  # the ends of a 95 % interval move by a few per cent of its width
LOW_PERCENTILE, HIGH_PERCENTILE = 2.5, 97.5

Values = NDArray[np.float64]


def interval_of_mean(values: Sequence[float]) -> tuple[float, float]:
    """The 95 % interval of the mean; (value, value) of one value.

    Raises:
        ValueError: there are no values.
    """
    data = np.asarray(values, dtype=np.float64)
    if not data.size:
        raise ValueError("no values to resample")
    return _ends(data[_draws(data.size)].mean(axis=1))


def mean_measure(name: str, values: Sequence[float], *, better: Better = "higher") -> Measure:
    """The mean with its interval.

    Raises:
        ValueError: there are no values.
    """
    low, high = interval_of_mean(values)
    value = float(np.mean(np.asarray(values, dtype=np.float64)))
    return Measure(name=name, value=value, low=low, high=high, count=len(values), better=better)


def median_measure(name: str, values: Sequence[float], *, better: Better = "higher") -> Measure:
    """The median with its interval.

    Raises:
        ValueError: there are no values.
    """
    data = np.asarray(values, dtype=np.float64)
    if not data.size:
        raise ValueError("no values to resample")
    low, high = _ends(np.median(data[_draws(data.size)], axis=1))
    return Measure(
        name=name, value=float(np.median(data)), low=low, high=high, count=data.size, better=better
    )


def measure_of_rows(
    name: str,
    rows: Sequence[CaseRow],
    statistic: Callable[[Sequence[CaseRow]], float | None],
    *,
    better: Better = "higher",
) -> Measure | None:
    """What ``statistic`` says of the rows, with its interval; None where it gives None for them.

    A resample of which it says None (one class alone is left, for one) is left out.
    """
    value = statistic(rows)
    if value is None:
        return None
    found = (statistic([rows[i] for i in drawn]) for drawn in _draws(len(rows)))
    kept = [float(each) for each in found if each is not None]
    low, high = _ends(np.asarray(kept)) if kept else (value, value)
    return Measure(
        name=name, value=float(value), low=low, high=high, count=len(rows), better=better
    )


@lru_cache(maxsize=4)  # a suite asks for the same few sizes often; 3,000 rows take 24 MB
def _draws(size: int) -> NDArray[np.intp]:
    """Row numbers, shape (RESAMPLES, size)."""
    return np.random.default_rng(SEED).integers(0, size, size=(RESAMPLES, size))


def _ends(values: Values) -> tuple[float, float]:
    low, high = np.percentile(values, [LOW_PERCENTILE, HIGH_PERCENTILE])
    return float(low), float(high)
