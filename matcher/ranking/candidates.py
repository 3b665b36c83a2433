"""Candidates: what is said of a set of them, whoever chose it."""

import numpy as np
from numpy.typing import NDArray

from matcher.domain import OfferId, TalentId, is_invited
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


def all_offered(pairing: Pairing) -> NDArray[np.bool_]:
    """Whether as many others are invited as an offer has seats left, so that the talent finds one
    only after a no: shape (n,).

    It is never so where people are looked for: whose offer it is knows whom it has invited.
    """
    if not pairing.for_talent:
        return np.zeros(len(pairing), dtype=np.bool_)
    offers = pairing.offers
    left = offers["capacity"] - offers["taken"]
    offered: NDArray[np.bool_] = (left > 0) & (offers["invited"] - _is_own(pairing) >= left)
    return offered


def _is_own(pairing: Pairing) -> NDArray[np.bool_]:
    """Which of the offers have invited the subject itself; most people are invited to none."""
    states = pairing.snapshot.states(pairing.direction, pairing.subject)
    own = {offer for offer, state in states.items() if is_invited(state)}
    if not own:
        return np.zeros(1, dtype=np.bool_)
    return np.array([key in own for key in pairing.ids()], dtype=np.bool_)


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
