"""Code lists: padded lists of codes looked up in rows of weights, a negative weight for "none"."""

import numpy as np
from numpy.typing import NDArray

from matcher.features.columns import Array

Values = NDArray[np.float32]


def padded(row: Values) -> Values:
    """An entry at the end for the code -1, "no code"."""
    return np.append(row, np.float32(-1))


def look_up(row: Values, codes: Array) -> Values:
    """Entries of ``row`` for ``codes`` (n, width), as (width, n): numpy reduces that faster."""
    return row.take(codes.T, mode="wrap")


def mean_known(found: Values) -> Values:
    """The mean over the first axis of what is known (not negative); NaN where nothing is."""
    known = found >= 0
    count = known.sum(axis=0)
    return np.divide((found * known).sum(axis=0), count, out=unknown(len(count)), where=count > 0)


def unless_negative(found: Values) -> Values:
    """NaN in the place of what is negative, in place."""
    found[found < 0] = np.nan
    return found


def unknown(count: int) -> Values:
    """So many values that are not known."""
    return np.full(count, np.nan, dtype=np.float32)
