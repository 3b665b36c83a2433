"""The waiting list: who can come in when somebody leaves, so that every aim is still met."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from matcher.market.cohort.aim import Aim, AimKind
from matcher.market.cohort.equals import Equals, Whole
from matcher.market.cohort.program import Panel
from matcher.market.cohort.roles import filled


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
    """Whoever can follow somebody, best fit first, by lot among equals; at most ``length``.

    Who is in by decision or was asked can say no like everybody else, and so can be followed.
    Each exchange of one unit is checked against seats, every aim and every role; who would need
    two places to become free is not on the list of one.
    """
    ours = np.flatnonzero(panel.chosen > 0)
    theirs = np.flatnonzero(equals.count > panel.chosen)
    if not (len(ours) and len(theirs)):
        return WaitingList()
    can = _Exchange(equals, aims, seats, panel).possible(ours, theirs)
    order = np.argsort(-(equals.points[theirs] / equals.size[theirs]), kind="stable")
    entries: list[Waiting] = []
    first: dict[int, int] = {}
    for place in order.tolist():
        follows = int(panel.chosen[ours[can[:, place]]].sum())
        if not follows or len(entries) >= length:
            continue
        for ours_place in np.flatnonzero(can[:, place]).tolist():
            first.setdefault(int(ours[ours_place]), len(entries))
        some = int(panel.chosen[theirs[place]])
        units = equals.units[theirs[place]][some:][: length - len(entries)]
        entries += [Waiting(rows=unit, follows=follows) for unit in units]
    next_for = {
        unit[0]: place
        for kind, place in first.items()
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
    _roles: dict[tuple[bytes, bytes], bool] = field(default_factory=dict)

    def possible(self, ours: NDArray[np.intp], theirs: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Shape (ours, theirs)."""
        equals, chosen = self.equals, self.panel.chosen
        size = int(chosen @ equals.size) - equals.size[ours][:, None] + equals.size[theirs]
        can: NDArray[np.bool_] = size <= self.seats
        for place, aim in enumerate(self.aims):
            counts = equals.counts[:, place]
            total = int(chosen @ counts) - counts[ours][:, None] + counts[theirs]
            if aim.least is not None and aim.kind is not AimKind.ROLE:
                can &= total >= aim.least
            if aim.most is not None:
                can &= total <= aim.most
        return can & self._roles_filled(ours, theirs)

    def _roles_filled(self, ours: NDArray[np.intp], theirs: NDArray[np.intp]) -> NDArray[np.bool_]:
        """People who fill the same roles are exchanged for one another without asking again."""
        parts = self.equals.parts
        kinds, kind_of = np.unique(parts, axis=0, return_inverse=True)
        kind_of = kind_of.reshape(-1)
        out, into = np.unique(kind_of[ours]), np.unique(kind_of[theirs])
        answers = np.zeros((len(kinds), len(kinds)), dtype=np.bool_)
        for one in out.tolist():
            for other in into.tolist():
                answers[one, other] = self._fills(kinds[one], kinds[other])
        return answers[kind_of[ours][:, None], kind_of[theirs]]

    def _fills(self, out: Whole, into: Whole) -> bool:
        if (into >= out).all():
            return True
        held = self.panel.chosen @ self.equals.parts - out + into
        wanted = [aim.least or 0 if aim.kind is AimKind.ROLE else 0 for aim in self.aims]
        return filled(np.repeat(self.equals.masks, held, axis=0), wanted) is not None
