"""Candidates: what is said of a set of them, whoever chose it."""

import numpy as np
from numpy.typing import NDArray

from matcher.features import Rows


def candidate_hash(candidates: Rows) -> str:
    """Names the set of candidates and their versions, in whatever order they stand."""
    versions = candidates["version"]
    both = int(np.bitwise_xor.reduce(versions)), int(versions.sum(dtype=np.uint64))
    return f"{both[0]:016x}{both[1]:016x}"


def seats_left(offers: Rows) -> list[int | None]:
    """For each offer how many more can take part; ``None`` without a limit."""
    capacity, taken = offers["capacity"], offers["taken"]
    return [
        None if seats < 0 else max(seats - used, 0)
        for seats, used in zip(capacity.tolist(), taken.tolist(), strict=True)
    ]


def tie_breaks(candidates: Rows, seed: int) -> NDArray[np.uint64]:
    """Who comes first of equals: by chance, but the same chance every time: shape (n,)."""
    return (candidates["key"] ^ np.uint64(seed)) * _GOLDEN


_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
