"""Roles: who fills which, each person one alone."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def filled(fills: NDArray[np.bool_], wanted: Sequence[int]) -> list[int] | None:
    """The role of each person, -1 for none; ``None`` when not every role can be filled.

    ``fills`` (people, roles) says who can fill what, ``wanted`` (roles,) how many people each
    role wants. Augmenting paths (Kuhn 1955): who fills another role too makes room.
    """
    role_of = [-1] * len(fills)
    able = [np.flatnonzero(fills[:, role]).tolist() for role in range(len(wanted))]
    for role, some in enumerate(wanted):
        for _ in range(some):
            if not _found(role, able, role_of, set()):
                return None
    return role_of


def _found(role: int, able: list[list[int]], role_of: list[int], tried: set[int]) -> bool:
    for person in able[role]:
        if person in tried:
            continue
        tried.add(person)
        before = role_of[person]
        if before == role:
            continue
        if before < 0 or _found(before, able, role_of, tried):
            role_of[person] = role
            return True
    return False
