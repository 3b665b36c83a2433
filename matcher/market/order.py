"""An order: the indices of scores, the highest first, sorted as whole numbers."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.floating[Any]]
Order = NDArray[np.signedinteger[Any]]


def descending(scores: Scores) -> Order:
    """The indices along the last axis, the highest score first, ties by index.

    Several times as fast as a stable ``argsort``, because values are sorted and no indices moved:

    1. The bits of a float, all but the sign flipped where it is negative, sort as it does.
    2. The lowest of them, as many as an index needs, are overwritten with the index.
    3. What is sorted is read off those bits.

    Scores that are equal but for these bits count as equal: of 52 binary digits 44 are left among
    256 scores and 35 among 100,000, in single precision of 23 digits 15 among 256. No score may be
    NaN; those of minus infinity come last.
    """
    whole = np.dtype(f"i{scores.dtype.itemsize}")
    sign = 8 * whole.itemsize - 1
    count = scores.shape[-1]
    bits = max(1, (count - 1).bit_length())
    # Subtracted from 0, so that there is no -0, which would come before 0.
    keys: Order = np.subtract(0.0, scores, dtype=scores.dtype).view(whole)
    flipped = keys >> sign
    flipped &= (1 << sign) - 1
    keys ^= flipped
    keys &= -1 << bits
    keys |= np.arange(count, dtype=whole)
    keys.sort(axis=-1)
    keys &= (1 << bits) - 1
    return keys
