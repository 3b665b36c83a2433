"""A proposal: who could be in, with what chance, at what price, and who waits."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from matcher.domain import MatcherError, Problem
from matcher.features.encoding import stable_hash
from matcher.market.cohort.aim import Aim, AimKind
from matcher.market.cohort.equals import POINTS, Equals, able_to_hold, asked_of, equals
from matcher.market.cohort.lottery import Lottery, LotteryConfig, lottery
from matcher.market.cohort.people import (
    LotFor,
    People,
    counted,
    lots,
    spelled_out,
    with_places_by_lot,
)
from matcher.market.cohort.prices import Price, prices
from matcher.market.cohort.program import Panel, Program
from matcher.market.cohort.relaxation import Relaxation, alone, smallest
from matcher.market.cohort.roles import bounds_of, holders_of
from matcher.market.cohort.waiting import WaitingList, waiting_list
from matcher.market.programme import SolverFailed

_LOTS = float(1 << 64)


class WishImpossible(MatcherError):
    """No giving way of aims helps: the people who are to be in take more seats than there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """``together`` are ids of people who come together or not at all; a group of which somebody
    is not among the candidates cannot come. ``tolerance`` is the share of the best total fit that
    may be given up for more equal chances. ``waiting`` is the length of the waiting list."""

    seats: int
    aims: tuple[Aim, ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    tolerance: float = 0.0
    waiting: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """How many of the group an aim counts, beside its bounds; of a role how many hold it."""

    aim: Aim
    count: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Proposal:
    """``people`` are those who could come; rows count in them.

    ``rows`` are the group, ascending; ``role_of`` which role each of it holds (the place of an aim,
    or -1); ``chances`` (people,) everybody's before the draw. ``points`` are of the group drawn,
    ``best`` and ``bound`` of the best one and of the proof: equal where it is optimal. Chances are
    ``proved`` to be the most equal, or no draw makes the smallest larger than ``chance_bound``.
    ``decided`` is by how many points the best group would be better had nobody been pinned or left
    out; ``None`` where nobody was, or where it was not worked out to the end.
    Where no group meets the aims there is none, and ``smallest`` and ``alone`` say what would have
    to give way.
    """

    people: People
    aims: tuple[Aim, ...]
    fit: NDArray[np.float64]
    seed: int
    rows: tuple[int, ...] = ()
    role_of: tuple[int, ...] = ()
    chances: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    points: int = 0
    best: int = 0
    bound: int = 0
    panels: int = 0
    proved: bool = True
    chance_bound: float | None = None
    decided: int | None = None
    met: tuple[Met, ...] = ()
    prices: tuple[Price, ...] = ()
    waiting: WaitingList = field(default_factory=WaitingList)
    smallest: Relaxation | None = None
    alone: tuple[Relaxation, ...] = ()

    @property
    def feasible(self) -> bool:
        """Whether some group meets every aim."""
        return self.smallest is None

    @property
    def total_fit(self) -> float:
        """The group's fit, in hundredths."""
        return self.points / POINTS


def propose(people: People, wish: Wish, *, seed: int, undecided: People | None = None) -> Proposal:
    """The group for ``wish`` among ``people``; the same seed draws the same lots again.
    ``undecided`` are the people as they would be had nobody been pinned or left out, if any was.

    1. Who cannot come is left out: of those who come together, where one is missing.
    2. Who has objected to being ranked gets a place by lot; equal people become classes.
    3. The best group is found and proved; where there is none, what must give way.
    4. The lottery over all groups that are as good, the draw, everybody's chance.
    5. Roles, the price of each aim, and who waits.
    6. What was decided has a price as well: the best group is found without it.
    Raises ``WishImpossible``.
    """
    people, fit, program = _posed(people, wish, seed=seed)
    best = program.best()
    if best is None:
        found = smallest(program)
        if found is None:
            raise WishImpossible(_too_many(people, wish))
        return Proposal(
            people=people,
            aims=tuple(program.aims),
            fit=fit,
            seed=seed,
            smallest=found,
            alone=alone(program),
        )
    chosen = lottery(program, best, config=LotteryConfig(tolerance=wish.tolerance))
    drawn = _drawn(people, program, best, lot=chosen, fit=fit, seed=seed, waiting=wish.waiting)
    if undecided is None:
        return drawn
    return replace(drawn, decided=_dearer(best, undecided, wish, seed=seed))


def _posed(people: People, wish: Wish, *, seed: int) -> tuple[People, NDArray[np.float64], Program]:
    """Who can come, the fit of each with places by lot, and the program over equal people."""
    people, together = _those_who_can_come(people, wish.together)
    aims = spelled_out(wish.aims, people)
    fit = with_places_by_lot(people, lots(people, seed, decides=LotFor.PLACE))
    turns = lots(people, seed, decides=LotFor.TURN)
    classes = equals(people, asked_of(people, fit, aims=aims), together=together, drawn=turns)
    return people, fit, Program(classes, aims, wish.seats)


def _dearer(best: Panel, undecided: People, wish: Wish, *, seed: int) -> int | None:
    """How many points what was decided costs. Places by lot are drawn among the people there are,
    so that with somebody left out the best group may come out higher: then it costs nothing."""
    try:
        free = _posed(undecided, wish, seed=seed)[2].best()
    except SolverFailed:
        return None
    if free is None or free.points < free.bound or best.points < best.bound:
        return None
    return max(free.points - best.points, 0)


def _drawn(
    people: People,
    program: Program,
    best: Panel,
    *,
    lot: Lottery,
    fit: NDArray[np.float64],
    seed: int,
    waiting: int,
) -> Proposal:
    classes, aims = program.equals, tuple(program.aims)
    units = lot.drawn(stable_hash(f"{seed}|group") / _LOTS)
    panel = Panel(units, int(units @ classes.points), best.bound)
    rows = classes.members(units)
    roles = _roles(people, aims, rows)
    return Proposal(
        people=people,
        aims=aims,
        fit=fit,
        seed=seed,
        rows=tuple(rows),
        role_of=roles,
        chances=_each(classes, lot.chances(classes.count), len(people)),
        points=panel.points,
        best=best.points,
        bound=best.bound,
        panels=len(lot.panels),
        proved=lot.proved,
        chance_bound=lot.bound,
        met=_met(people, aims, rows, roles),
        prices=prices(program, best, shown=panel),
        waiting=waiting_list(classes, aims, seats=program.seats, panel=panel, length=waiting),
    )


def _those_who_can_come(
    people: People, together: Sequence[Sequence[str]]
) -> tuple[People, list[tuple[int, ...]]]:
    """The people without those whose companion is missing, and who comes together, as rows."""
    row_of = {one: row for row, one in enumerate(people.ids)}
    groups = _joined(together)
    missing = {one for group in groups if not group <= row_of.keys() for one in group}
    missing -= {one for one, row in row_of.items() if people.locked[row]}
    kept = np.array([row for one, row in row_of.items() if one not in missing], dtype=np.intp)
    left = people.keep(kept)
    row_of = {one: row for row, one in enumerate(left.ids)}
    whole = [group for group in groups if group <= row_of.keys() and len(group) > 1]
    return left, [tuple(sorted(row_of[one] for one in group)) for group in whole]


def _joined(together: Sequence[Sequence[str]]) -> list[frozenset[str]]:
    """Groups that share somebody are one group."""
    groups: list[frozenset[str]] = []
    for named in together:
        one = frozenset(named)
        apart = [group for group in groups if not group & one]
        groups = [*apart, one.union(*(group for group in groups if group & one))]
    return groups


def _met(
    people: People, aims: Sequence[Aim], rows: Sequence[int], roles: Sequence[int]
) -> tuple[Met, ...]:
    return tuple(
        Met(
            aim=aim,
            count=roles.count(place)
            if aim.kind is AimKind.ROLE
            else int(counted(people, aim)[list(rows)].sum()),
        )
        for place, aim in enumerate(aims)
    )


def _too_many(people: People, wish: Wish) -> Problem:
    fixed = int(people.locked.sum())
    return Problem("cohort_seats_fixed", {"fixed": fixed, "seats": wish.seats})


def _each(classes: Equals, chances: NDArray[np.float64], people: int) -> NDArray[np.float64]:
    each = np.zeros(people)
    for units, chance in zip(classes.units, chances.tolist(), strict=True):
        each[[row for unit in units for row in unit]] = chance
    return each


def _roles(people: People, aims: Sequence[Aim], rows: Sequence[int]) -> tuple[int, ...]:
    """The place of the aim whose role each of the group holds; -1 for what no aim asks for."""
    able = able_to_hold(people.keep(np.array(rows, dtype=np.intp)), aims)
    holders = holders_of(able, bounds_of(aims))
    if holders is None:
        raise SolverFailed(Problem("solver_failed", {"status": "no roles"}))
    places = (holders.role_of[person] for person in range(len(rows)))
    return tuple(-1 if place == len(aims) else place for place in places)
