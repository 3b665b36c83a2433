"""Candidates: what is said of a set of them, whoever chose it."""

import numpy as np
from numpy.typing import NDArray

from matcher.domain import OfferId, TalentId
from matcher.features import Pairing, Rows


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


def all_offered(offers: Rows) -> NDArray[np.bool_]:
    """Whether as many are invited as there are seats left, so that one is free only after a no:
    shape (n,)."""
    left = offers["capacity"] - offers["taken"]
    offered: NDArray[np.bool_] = (left > 0) & (offers["invited"] >= left)
    return offered


def queues(offers: Rows) -> list[int]:
    """For each offer how many have applied or are invited, and have no answer."""
    waiting: list[int] = offers["queue"].tolist()
    return waiting


def seats_and_queues(pairing: Pairing) -> list[tuple[int | None, int]]:
    """Of each candidate's offer the seats that are left and how many wait for one."""
    offers = list(zip(seats_left(pairing.offers), queues(pairing.offers), strict=True))
    return offers if pairing.for_talent else offers * len(pairing)


def identity(pairing: Pairing, key: str) -> TalentId | OfferId:
    """The candidate's id as what it is of."""
    return OfferId(key) if pairing.for_talent else TalentId(key)


def tie_breaks(candidates: Rows, seed: int) -> NDArray[np.uint64]:
    """Who comes first of equals: by chance, but the same chance every time: shape (n,)."""
    return (candidates["key"] ^ np.uint64(seed)) * _GOLDEN


_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
