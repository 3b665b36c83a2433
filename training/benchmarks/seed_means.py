"""Seed means: how sure a mean over few seeds is."""

import numpy as np
from numpy.typing import NDArray

_T_95 = {1: 12.71, 2: 4.30, 3: 3.18, 4: 2.78, 5: 2.57, 6: 2.45, 7: 2.36, 8: 2.31, 9: 2.26}
"""Student's t for an interval of 95 % by degrees of freedom."""
_T_OF_TEN = 2.23


def interval(values: NDArray[np.float64]) -> tuple[float, float]:
    """Of the mean of ``values`` (seeds,), with 95 % confidence; rather too wide beyond eleven."""
    mean = float(values.mean())
    error = standard_error(values) * _T_95.get(len(values) - 1, _T_OF_TEN)
    return mean - error, mean + error


def standard_error(values: NDArray[np.float64]) -> float:
    """Of the mean of ``values`` (seeds,); of a single value none is known, and 0 is said."""
    if len(values) < 2:
        return 0.0
    return float(values.std(ddof=1) / np.sqrt(len(values)))


def with_error(values: NDArray[np.float64]) -> str:
    """The mean and how far off it may be, to a tenth."""
    low, high = interval(values)
    return f"{values.mean():.1f} ± {(high - low) / 2:.1f}"
