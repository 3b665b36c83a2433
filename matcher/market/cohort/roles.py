"""Roles: who holds which in a group, each person one alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from matcher.market.cohort.aim import Aim, AimKind

NO_END = float("inf")


@dataclass(frozen=True, slots=True)
class RoleBounds:
    """How many hold each role at least and at most; the last counts a role that no aim asks for,
    or none, and is without bounds."""

    least: tuple[int, ...]
    most: tuple[float, ...]

    @property
    def elsewhere(self) -> int:
        """The place of whatever no aim asks for."""
        return len(self.least) - 1


def bounds_of(aims: Sequence[Aim]) -> RoleBounds:
    """The bounds of the roles among ``aims``, each at the place of its aim."""
    roles = [aim if aim.kind is AimKind.ROLE else None for aim in aims]
    least = [0 if aim is None else aim.least or 0 for aim in roles]
    most = [NO_END if aim is None or aim.most is None else float(aim.most) for aim in roles]
    return RoleBounds((*least, 0), (*most, NO_END))


def holders_of(able: NDArray[np.bool_], bounds: RoleBounds) -> "Holders | None":
    """Who holds which role; ``None`` when the bounds cannot all be kept.

    ``able`` (people, roles) says who can hold what; nobody can hold nothing at all. As many as may
    hold a role that is asked for.
    """
    holders = Holders(bounds)
    options = [np.flatnonzero(row).tolist() for row in able]
    # Who can do least comes first, so that a drummer who does nothing else is the drummer.
    for person in sorted(range(len(options)), key=lambda one: len(options[one])):
        if not holders.adds(person, options[person]):
            return None
    return holders if holders.balances() else None


@dataclass(slots=True)
class Holders:
    """Who holds which role, changed by one person at a time.

    Two kinds of augmenting paths (Kuhn 1955), along each of which somebody who can do something
    else makes room: of a person to a role below its most, of a role below its least to somebody
    who is to spare. Neither ever takes from anybody the holding of some role, so that both can be
    kept together wherever each can be kept alone (Mendelsohn & Dulmage 1958).
    """

    bounds: RoleBounds
    able: dict[int, Sequence[int]] = field(default_factory=dict)
    role_of: dict[int, int] = field(default_factory=dict)
    count: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.count = self.count or [0] * len(self.bounds.least)

    def adds(self, person: int, able: Sequence[int]) -> bool:
        """Whether room can be made for ``person`` in one of the roles; rather in one that is asked
        for, but nobody gives theirs up to who can do something else."""
        self.able[person], elsewhere = able, self.bounds.elsewhere
        if self._room(person, {elsewhere}):
            return True
        if elsewhere in able:
            self._take(person, elsewhere)
            return True
        return self._room(person, set())

    def can_take(self, newcomers: Sequence[Sequence[int]]) -> bool:
        """Whether people who can hold these roles can all be added, and no role is short then."""
        tried = self._copy()
        added = (tried.adds(-1 - number, able) for number, able in enumerate(newcomers))
        return all(added) and tried.balances()

    def without(self, people: Iterable[int]) -> "Holders":
        """The others; some roles may be short."""
        left = self._copy()
        for person in people:
            left.count[left.role_of.pop(person)] -= 1
            del left.able[person]
        return left

    def balances(self) -> bool:
        """Whether every role that is short of its least can be filled."""
        return all(
            self._filled(role, set())
            for role, least in enumerate(self.bounds.least)
            for _ in range(least - self.count[role])
        )

    def _room(self, person: int, tried: set[int]) -> bool:
        for role in self.able[person]:
            if role in tried:
                continue
            tried.add(role)
            has_room = self.count[role] < self.bounds.most[role]
            if has_room or any(self._room(other, tried) for other in self._holding(role)):
                self._take(person, role)
                return True
        return False

    def _filled(self, role: int, tried: set[int]) -> bool:
        tried.add(role)
        for person, able in self.able.items():
            before = self.role_of[person]
            if before in tried or role not in able:
                continue
            if self.count[before] > self.bounds.least[before] or self._filled(before, tried):
                self._take(person, role)
                return True
        return False

    def _holding(self, role: int) -> list[int]:
        return [one for one, holds in self.role_of.items() if holds == role]

    def _copy(self) -> "Holders":
        return Holders(self.bounds, dict(self.able), dict(self.role_of), list(self.count))

    def _take(self, person: int, role: int) -> None:
        before = self.role_of.get(person)
        if before is not None:
            self.count[before] -= 1
        self.role_of[person] = role
        self.count[role] += 1
