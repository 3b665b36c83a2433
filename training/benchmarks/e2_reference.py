"""The reference of E2: the best answer for one side as linear programmes, to check the sort."""

from dataclasses import dataclass
from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array, eye_array, kron, vstack

from matcher.market.nash import Sides, everything_alike

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Half a turn, offers' lists for people's Nash welfare, both ways; ``gap`` is how much the
    programmes' aim exceeds the sorts', relatively."""

    programs_s: float
    sorts_s: float
    gap: float


def turn_by_programs(sides: Sides, *, lists: int | None = None) -> Turn:
    """Solve one turn as assignments relaxed to linear programmes, and as sorts.

    With ``lists`` only so many offers' lists are made, both ways.
    """
    shown = everything_alike(sides)
    chance = sides.mutual * shown.by_people
    matches = (chance * shown.by_offers.T).sum(axis=1)
    scores: Floats = (chance / matches[:, None]).T[:lists]
    began = perf_counter()
    solved = sum(_program(one, sides.offers_look) for one in scores)
    between = perf_counter()
    sorted_up = float((-np.sort(-scores, axis=1) @ sides.offers_look).sum())
    ended = perf_counter()
    return Turn(
        programs_s=between - began,
        sorts_s=ended - between,
        gap=abs(solved - sorted_up) / sorted_up,
    )


def _program(scores: Floats, look: Floats) -> float:
    """The best doubly stochastic matrix of candidates and places, and what it is worth."""
    count = len(scores)
    one: csr_array = eye_array(count, format="csr")
    ones = np.ones((1, count))
    rows = vstack([kron(one, ones), kron(ones, one)])
    aim = -np.outer(scores, look).ravel()
    answer = linprog(aim, A_eq=rows, b_eq=np.ones(2 * count), bounds=(0, 1), method="highs")
    return float(-answer.fun)
