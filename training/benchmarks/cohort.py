"""Cohort: whole groups under twenty aims: the time of the proof, and the truth of small cases."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import numpy as np
from rich.console import Console
from rich.table import Table

from matcher.market.cohort import POINTS, Proposal, Wish, propose
from training.benchmarks.cohort_crowds import (
    best_by_trying,
    by_hand,
    crowd,
    impossible_aims,
    missed_by,
    small_aims,
    twenty_aims,
)
from training.benchmarks.result import Figure, Result

SEED = 20261122
LARGE_SECONDS = 10.0
SMALL_SECONDS = 1.0
CAVEATS = (
    "The people are made up and their facts independent of one another; real crowds are "
    "lumpier, and the solver's time depends on the crowd.",
    "Seconds are of the whole proposal: the best group with its proof, everybody's chance, the "
    "price of each aim and the waiting list; judged by the processor's, one thread, which are "
    "those of the clock where nothing else runs.",
    "Equal means: fits that round to the same hundredth, and the same in everything that is aimed "
    "at. Without a tolerance only groups of the best total fit are drawn from, so that most people "
    "are in for certain or out for certain.",
    "With a tolerance the search for groups is bounded by steps, so that chances are most often "
    "those of the draw and not proved to be the most equal: smallest_chance_bound is what no draw "
    "makes the smallest exceed, and need not be reached.",
    "By hand stands for somebody who fills each aim in turn with the best left; a person with a "
    "spreadsheet and an afternoon may do better.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Crowds as people and seats; ``tried`` small cases are compared with every group there is."""

    large: tuple[int, int] = (2000, 100)
    small: tuple[int, int] = (200, 20)
    crowds: int = 5
    tried: int = 200
    tried_people: int = 10
    tried_seats: int = 4
    tolerance: float = 0.05


@dataclass(frozen=True, slots=True)
class _Timed:
    """One crowd solved, and the same by hand; ``seconds`` are the processor's."""

    seconds: float
    clock: float
    proposal: Proposal
    hand_fit: float
    hand_missed: int


def run(_: Path | None, console: Console) -> Result:
    """Times at two sizes, truth by brute force, relaxations solved again."""
    return measure(Plan(), console)


def measure(plan: Plan, console: Console) -> Result:
    """The same by another plan."""
    large, small = (_timed(size, plan.crowds) for size in (plan.large, plan.small))
    refused = _refused(plan)
    tried = _tried(plan)
    sizes = {"large": (plan.large, large), "small": (plan.small, small)}
    console.print(_table(sizes))
    missed = [
        *(["large_seconds"] if max(one.seconds for one in large) > LARGE_SECONDS else []),
        *(["small_seconds"] if max(one.seconds for one in small) > SMALL_SECONDS else []),
        *(["proof"] if not all(map(_is_proved, (*large, *small))) else []),
        *(["brute_force"] if tried["equal"] != plan.tried else []),
        *(["relaxation"] if not refused["solved_again"] else []),
    ]
    console.print(f"{tried['equal']} of {plan.tried} small cases as every group tried says")
    console.print(f"aims missed: {', '.join(missed)}" if missed else "every aim is met")
    figures: dict[str, Figure] = {
        "seed": SEED,
        **{name: _figures(size, timed) for name, (size, timed) in sizes.items()},
        "brute_force": tried,
        "infeasible": refused,
        "tolerant": _tolerant(plan),
        "missed": list(missed),
    }
    return Result(bench="cohort", ahead=not missed, figures=figures, caveats=CAVEATS)


def _timed(size: tuple[int, int], crowds: int) -> list[_Timed]:
    found = []
    for number in range(crowds):
        people, seats = crowd(size[0], rng=np.random.default_rng([SEED, number])), size[1]
        aims = twenty_aims(seats)
        wish, started = Wish(seats=seats, aims=aims), perf_counter()
        seconds, proposal = _worked(partial(propose, people, wish, seed=1))
        clock = perf_counter() - started
        rows = by_hand(proposal.people, proposal.fit, aims=aims, seats=seats)
        missed = missed_by(proposal.people, aims, rows)
        hand = float(np.rint(proposal.fit[list(rows)] * POINTS).sum()) / POINTS
        found.append(_Timed(seconds, clock, proposal, hand, missed))
    return found


def _refused(plan: Plan) -> dict[str, Figure]:
    """Aims that cannot be met: how long the answer takes, and whether it holds."""
    seats = plan.large[1]
    people = crowd(plan.large[0], rng=np.random.default_rng([SEED, 99]))
    wish = Wish(seats=seats, aims=impossible_aims(seats))
    seconds, proposal = _worked(lambda: propose(people, wish, seed=1))
    found = proposal.smallest
    if found is None:
        return {"seconds": seconds, "solved_again": False}
    again = propose(people, Wish(seats=seats, aims=found.aims), seed=1)
    return {
        "seconds": round(seconds, 2),
        "people": found.by,
        "aims": len(found.changes),
        "alone": len(proposal.alone),
        "solved_again": again.feasible and again.points == found.panel.points,
    }


def _tolerant(plan: Plan) -> dict[str, Figure]:
    """What more equal chances cost in time and fit, and for how many people."""
    seats = plan.large[1]
    people = crowd(plan.large[0], rng=np.random.default_rng([SEED, 0]))
    wish = Wish(seats=seats, aims=twenty_aims(seats), tolerance=plan.tolerance)
    seconds, found = _worked(lambda: propose(people, wish, seed=1))
    some = found.chances[found.chances > 0]
    return {
        "tolerance": plan.tolerance,
        "seconds": round(seconds, 2),
        "groups": found.panels,
        "proved": found.proved,
        "fit_share": round(found.points / found.best, 4) if found.best else None,
        "smallest_chance": round(float(some.min()), 5) if len(some) else None,
        "smallest_chance_bound": found.chance_bound and round(found.chance_bound, 5),
        "with_a_chance": len(some),
        "in_for_certain": int((found.chances > 1 - 1e-9).sum()),
    }


def _tried(plan: Plan) -> dict[str, Figure]:
    equal = impossible = 0
    for number in range(plan.tried):
        rng = np.random.default_rng([SEED, 1, number])
        people, aims = crowd(plan.tried_people, rng=rng), small_aims(rng)
        wish = Wish(seats=plan.tried_seats, aims=aims)
        found = propose(people, wish, seed=number)
        points = np.maximum(np.rint(found.fit * POINTS), 1).astype(np.int64)
        best, fewest = best_by_trying(people, points, aims=aims, seats=plan.tried_seats)
        impossible += best is None
        if found.smallest is None:
            equal += found.points == best
        else:
            equal += best is None and found.smallest.by == fewest
    return {"cases": plan.tried, "equal": equal, "infeasible": impossible}


def _worked(work: Callable[[], Proposal]) -> tuple[float, Proposal]:
    started = process_time()
    found = work()
    return process_time() - started, found


def _gap(one: _Timed) -> int:
    return one.proposal.bound - one.proposal.best if one.proposal.feasible else 0


def _is_proved(one: _Timed) -> bool:
    """A group was found, and none is better; where nobody can be seated nothing is proved."""
    return one.proposal.feasible and not _gap(one)


def _figures(size: tuple[int, int], timed: list[_Timed]) -> dict[str, Figure]:
    feasible = [one for one in timed if one.proposal.feasible]
    return {
        "people": size[0],
        "seats": size[1],
        "aims": len(twenty_aims(size[1])),
        "median_s": round(median(one.seconds for one in timed), 2),
        "max_s": round(max(one.seconds for one in timed), 2),
        "median_clock_s": round(median(one.clock for one in timed), 2),
        "feasible": len(feasible),
        "gap": max(map(_gap, timed)),
        "lotteries_proved": sum(one.proposal.proved for one in feasible),
        "hand_fit_share": round(
            median(one.hand_fit * POINTS / one.proposal.best for one in feasible), 4
        )
        if feasible
        else None,
        "hand_aims_missed_by": median(one.hand_missed for one in timed),
    }


def _table(sizes: dict[str, tuple[tuple[int, int], list[_Timed]]]) -> Table:
    heads = ("people", "seats", "median s", "max s", "clock s", "gap", "by hand: fit", "misses by")
    table = Table(*heads)
    for size, timed in sizes.values():
        told = _figures(size, timed)
        names = ("people", "seats", "median_s", "max_s", "median_clock_s", "gap")
        hand = ("hand_fit_share", "hand_aims_missed_by")
        table.add_row(*(str(told[name]) for name in (*names, *hand)))
    return table
