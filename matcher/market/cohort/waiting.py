"""The waiting list: who can come in when somebody leaves, so that every aim is still met."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from matcher.market.cohort.aim import Aim, AimKind
from matcher.market.cohort.equals import Equals, Whole
from matcher.market.cohort.program import Panel
from matcher.market.cohort.roles import NO_END, Holders, bounds_of, holders_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """People who come together (most often one) as rows, and how many units of the group they
    could take the place of."""

    rows: tuple[int, ...]
    follows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingList:
    """``entries`` are ranked; ``next_for`` says for each unit of the group, by its first row, the
    place in ``entries`` of who comes next if it leaves: absent where nobody alone can."""

    entries: tuple[Waiting, ...] = ()
    next_for: Mapping[int, int] = field(default_factory=dict)


def waiting_list(
    equals: Equals, aims: Sequence[Aim], *, seats: int, panel: Panel, length: int
) -> WaitingList:
    """Whoever can follow somebody, best fit first, by lot where it is the same, whatever the aims
    count; at most ``length``.

    Who is in by decision or was asked can say no like everybody else, and so can be followed.
    Each exchange of one unit is checked against seats, every aim and every role; who would need
    two places to become free is not on the list of one.
    """
    ours = np.flatnonzero(panel.chosen > 0)
    theirs = np.flatnonzero(equals.count > panel.chosen)
    if not (len(ours) and len(theirs)):
        return WaitingList()
    can = _Exchange(equals, aims, seats, panel).possible(ours, theirs)
    follows = panel.chosen[ours] @ can
    fit = equals.points[theirs] / equals.size[theirs]
    ranked = sorted(
        (-fit[place], int(equals.turns[unit[0]]), place, unit)
        for place in np.flatnonzero(follows).tolist()
        for unit in equals.units[theirs[place]][int(panel.chosen[theirs[place]]) :]
    )[:length]
    entries = [Waiting(rows=unit, follows=int(follows[place])) for _, _, place, unit in ranked]
    first: dict[int, int] = {}
    for position, (_, _, place, _) in enumerate(ranked):
        for kind in ours[can[:, place]].tolist():
            first.setdefault(kind, position)
    next_for = {
        unit[0]: position
        for kind, position in first.items()
        for unit in equals.units[kind][: int(panel.chosen[kind])]
    }
    return WaitingList(entries=tuple(entries), next_for=next_for)


@dataclass(slots=True)
class _Exchange:
    """One unit of the group against one that is not in it."""

    equals: Equals
    aims: Sequence[Aim]
    seats: int
    panel: Panel

    def possible(self, ours: NDArray[np.intp], theirs: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Shape (ours, theirs)."""
        equals, chosen = self.equals, self.panel.chosen
        size = int(chosen @ equals.size) - equals.size[ours][:, None] + equals.size[theirs]
        can: NDArray[np.bool_] = size <= self.seats
        for place, aim in enumerate(self.aims):
            counts = equals.counts[:, place]
            total = int(chosen @ counts) - counts[ours][:, None] + counts[theirs]
            # Who holds a role is no count of its own: a change of one person may move others.
            if aim.kind is not AimKind.ROLE:
                can &= total >= (aim.least or 0)
                can &= total <= (NO_END if aim.most is None else aim.most)
        return can & self._roles_held(ours, theirs, asked=can)

    def _roles_held(
        self, ours: NDArray[np.intp], theirs: NDArray[np.intp], *, asked: NDArray[np.bool_]
    ) -> NDArray[np.bool_]:
        """Asked once for all who can hold the same roles, and only where nothing else says no."""
        kinds, kind_of = np.unique(self.equals.parts, axis=0, return_inverse=True)
        kind_of = kind_of.reshape(-1)
        out, into = kind_of[ours], kind_of[theirs]
        answers = np.zeros((len(kinds), len(kinds)), dtype=np.bool_)
        held = self.panel.chosen @ self.equals.parts
        first = np.cumsum(held) - held
        group = holders_of(np.repeat(self.equals.masks, held, axis=0), bounds_of(self.aims))
        if group is None:
            return np.zeros((len(ours), len(theirs)), dtype=np.bool_)
        for one in np.unique(out).tolist():
            gone = [first[mask] + i for mask, some in enumerate(kinds[one]) for i in range(some)]
            wanted = np.unique(into[asked[out == one].any(axis=0)])
            answers[one, wanted] = self._can_come(group.without(gone), kinds[wanted])
        return answers[out[:, None], into]

    def _can_come(self, left: Holders, units: Whole) -> NDArray[np.bool_]:
        """Which of ``units`` (units, masks) can join. A person can who can hold some role that one
        could hold who can hold that one alone; who comes together is asked about together."""
        masks = self.equals.masks
        welcome = [left.can_take([[role]]) for role in range(masks.shape[1])]
        can: NDArray[np.bool_] = (masks[units.argmax(axis=1)] & welcome).any(axis=1)
        for place in np.flatnonzero(units.sum(axis=1) > 1).tolist():
            together = np.repeat(masks, units[place], axis=0)
            can[place] = left.can_take([np.flatnonzero(row).tolist() for row in together])
        return can
