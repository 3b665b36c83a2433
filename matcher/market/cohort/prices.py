"""Prices: what each aim costs, the total fit with it and without it, and whom it moves."""

from dataclasses import dataclass

import numpy as np

from matcher.market.cohort.program import Panel, Program
from matcher.market.programme import SolverFailed


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """Without the aim the best group had ``points`` more; ``enters`` would then be in, ``leaves``
    out: rows of the people, as few as can be."""

    aim: str
    points: int
    enters: tuple[int, ...] = ()
    leaves: tuple[int, ...] = ()


def prices(program: Program, best: Panel, *, shown: Panel) -> tuple[Price, ...]:
    """The price of each aim beside the ``best`` group; people as they differ from ``shown``.

    1. The program is solved without the aim for a group of more points: where the linear
       relaxation, or the solver, proves that there is none, the price is 0.
    2. Else, of the best groups without it, the one most like ``shown`` says who would change
       places.
    """
    found = (_price(program, place, best, shown) for place in range(len(program.aims)))
    return tuple(one for one in found if one is not None)


def _price(program: Program, place: int, best: Panel, shown: Panel) -> Price | None:
    """``None`` where the search was cut short before it could tell."""
    try:
        return _solved(program, place, best, shown)
    except SolverFailed:
        return None


def _solved(program: Program, place: int, best: Panel, shown: Panel) -> Price | None:
    aim, nothing = program.aims[place].key, Price(aim=program.aims[place].key, points=0)
    bounds = program.narrowed(program.bounds(without=place, floor=best.points + 1.0))
    free = None if bounds is None else program.best(bounds=bounds)
    if free is None:
        return nothing
    if free.points < free.bound or best.points < best.bound:
        return None
    liked = _most_alike(program, place, floor=free.points, shown=shown) or free
    with_it = set(program.equals.members(shown.chosen))
    without = set(program.equals.members(liked.chosen))
    return Price(
        aim=aim,
        points=free.points - best.points,
        enters=tuple(sorted(without - with_it)),
        leaves=tuple(sorted(with_it - without)),
    )


def _most_alike(program: Program, without: int, *, floor: int, shown: Panel) -> Panel | None:
    """Of all groups of that many points the one that keeps most people of the classes of
    ``shown``."""
    bounds = program.narrowed(program.bounds(without=without, floor=float(floor)))
    if bounds is None:
        return None
    kept = np.where(shown.chosen > 0, program.equals.size, 0)
    return program.best(bounds=bounds, weights=kept)
