"""Stable: rounds with ranked wishes, beside the library ``matching`` in the same run."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import process_time
from typing import TypeGuard

import numpy as np
from matching.algorithms.hospital_resident import hospital_resident
from matching.games.hospital_resident import _make_players
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table

from matcher.domain import Side
from matcher.market.blocking import blocking_pairs
from matcher.market.lottery import Lottery
from matcher.market.stable import NOBODY, Priorities, Wishes, priorities, stable_matching
from matcher.market.tickets import tickets
from training.benchmarks.result import Figure, Result
from training.benchmarks.stable_bands import bands
from training.benchmarks.wish_lists import Instance, ordered

Ints = NDArray[np.int64]

FASTER = 50.0
_OURS, _THEIR_RUNS = 9, 3
_THEIRS = {Side.TALENT: "resident", Side.PROVIDER: "hospital"}
CAVEATS = (
    "Wishes and orders are drawn by chance, every list as long as the other: real rounds are "
    "smaller, and wishes agree more.",
    "Times are the processor's. Neither side's includes the making of its input: the library's "
    "players, our arrays. Ours goes from arrays to the matching, checks and priorities within; the "
    "library's is of its algorithm alone, since its own entrance copies all players and exceeds "
    "Python's recursion limit at this size. It is written to be read, in plain Python.",
    "The aim of speed names no length of lists and is asked of 20 and 50 wishes each and of "
    "complete lists, where people propose. The shorter, the less there is to gain: the first row.",
    "The median of three runs of the library, of one with complete lists, and of nine of ours.",
    "With groups that come together a stable matching may not exist, and ours is a heuristic: "
    "`none_share` is of rounds in which trying every place of every group found none either.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """So many people and offers, wishes a person, and seats an offer."""

    people: int
    offers: int
    wishes: int
    seats: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """``demanded`` are the sizes that speed is asked of."""

    instances: int = 1000
    sizes: tuple[Size, ...] = tuple(
        Size(people=2000, offers=200, wishes=wishes, seats=8) for wishes in (10, 20, 50, 200)
    )
    demanded: tuple[int, ...] = (20, 50, 200)
    banded: int = 100
    seed: int = 20261122


PLAN = Plan()


def run(_data: Path | None, console: Console) -> Result:
    """Equal matchings, then times, then who got which wish, then groups."""
    rng = np.random.default_rng(PLAN.seed)
    same = sum(
        agree(drawn(rng), side)
        for _ in track(range(PLAN.instances), "instances", console=console)
        for side in Side
    )
    console.print(f"equal matchings: {same} of {2 * PLAN.instances}")
    speeds: dict[str, dict[str, Figure]] = {}
    for size in PLAN.sizes:
        speeds[str(size.wishes)] = speed(size, rng, both=size.wishes < size.offers)
    ranks = wishes_come_true(PLAN.sizes[1 % len(PLAN.sizes)], rng)
    groups = bands(rng, rounds=PLAN.banded, console=console)
    _tell(console, speeds, ranks, groups)
    fast = all(_times(speeds[str(one)]) >= FASTER for one in PLAN.demanded)
    large = all(told[name] for told in speeds.values() for name in told if name.endswith("_equal"))
    missed = [
        aim
        for aim, met in (
            ("equal matchings", same == 2 * PLAN.instances),
            ("equal matchings at the sizes of speed", large),
            (f"{FASTER:.0f} times as fast", fast),
        )
        if not met
    ]
    console.print(f"aims missed: {'; '.join(missed)}" if missed else "every aim is met")
    return Result(
        bench="stable",
        ahead=not missed,
        figures={
            "instances": PLAN.instances,
            "equal": same,
            "by_wishes": speeds,
            "wish_that_came_true": ranks,
            "groups": groups,
        },
        caveats=CAVEATS,
    )


def drawn(rng: np.random.Generator) -> Instance:
    """A small random round: lists of any length, people whom offers have never heard of."""
    people, offers = int(rng.integers(1, 16)), int(rng.integers(1, 7))
    lists = [
        rng.permutation(offers)[: int(rng.integers(1, offers + 1))].tolist() for _ in range(people)
    ]
    return ordered(rng, lists, rng.integers(1, 5, size=offers).tolist())


def agree(instance: Instance, side: Side) -> bool:
    """Whether both give everybody the same, and nothing blocks."""
    wishes = instance.wishes()
    matching = stable_matching(wishes, _strict(wishes), side=side)
    ours = {(p, o) for p, o in enumerate(matching.offers(wishes).tolist()) if o != NOBODY}
    return ours == _library(instance, side)[0] and not len(blocking_pairs(wishes, matching))


def speed(size: Size, rng: np.random.Generator, *, both: bool) -> dict[str, Figure]:
    """Seconds of both for each side that proposes; ``both`` sides, or people's alone."""
    lists = [rng.permutation(size.offers)[: size.wishes].tolist() for _ in range(size.people)]
    instance = ordered(rng, lists, [size.seats] * size.offers)
    made = instance.wishes()
    told: dict[str, Figure] = {}
    for side in Side if both else (Side.TALENT,):
        ours = []
        for _ in range(_OURS):
            began = process_time()
            wishes = Wishes(
                starts=made.starts, offers=made.offers, ranks=made.ranks, seats=made.seats
            )
            matching = stable_matching(wishes, _strict(wishes), side=side)
            ours.append(process_time() - began)
        theirs = [_library(instance, side) for _ in range(_THEIR_RUNS if both else 1)]
        pairs, seconds = theirs[0][0], median(took for _, took in theirs)
        got = {(p, o) for p, o in enumerate(matching.offers(made).tolist()) if o != NOBODY}
        told |= {
            f"{side}_ours_s": median(ours),
            f"{side}_library_s": seconds,
            f"{side}_times": seconds / median(ours),
            f"{side}_equal": got == pairs,
        }
    return told


def wishes_come_true(size: Size, rng: np.random.Generator) -> dict[str, Figure]:
    """The share of people with their first wish, one of three, and none; by side and lottery."""
    lists = [rng.permutation(size.offers)[: size.wishes].tolist() for _ in range(size.people)]
    exact = ordered(rng, lists, [size.seats] * size.offers).wishes()
    tied = Wishes(
        starts=exact.starts, offers=exact.offers, ranks=exact.ranks // 20, seats=exact.seats
    )
    ids = [str(one) for one in range(size.people)]
    each = tickets(1, [ids[one] for one in tied.people], offers=[str(o) for o in tied.offers])
    cases = {
        "people propose": (exact, _strict(exact), Side.TALENT),
        "offers propose": (exact, _strict(exact), Side.PROVIDER),
        "ties, one lottery": (tied, priorities(tied, tickets(1, ids)), Side.TALENT),
        "ties, a lottery each": (
            tied,
            priorities(tied, each, lottery=Lottery.EACH),
            Side.TALENT,
        ),
    }
    return {
        name: _shares(stable_matching(wishes, order, side=side).places(wishes))
        for name, (wishes, order, side) in cases.items()
    }


def _strict(wishes: Wishes) -> Priorities:
    return priorities(wishes, np.zeros(len(wishes.starts) - 1, dtype=np.uint64))


def _library(instance: Instance, side: Side) -> tuple[set[tuple[int, int]], float]:
    """The library's pairs of person and offer, and its seconds; an offer that nobody has heard of
    is none to it."""
    heard = {offer: order for offer, order in enumerate(instance.orders) if order}
    residents, hospitals = _make_players(
        dict(enumerate(instance.lists)), heard, {offer: instance.seats[offer] for offer in heard}
    )
    began = process_time()
    solved = hospital_resident(residents, hospitals, _THEIRS[side])
    seconds = process_time() - began
    return {(one.name, offer.name) for offer, got in solved.items() for one in got}, seconds


def _shares(places: Ints) -> dict[str, Figure]:
    return {
        "first": float((places == 0).mean()),
        "of_three": float(((places >= 0) & (places < 3)).mean()),
        "none": float((places == NOBODY).mean()),
        "mean_place": float(places[places != NOBODY].mean() + 1),
    }


def _times(told: dict[str, Figure]) -> float:
    """How many times faster, where people propose."""
    return float(str(told[f"{Side.TALENT}_times"]))


def _tell(
    console: Console,
    speeds: dict[str, dict[str, Figure]],
    ranks: dict[str, Figure],
    groups: dict[str, Figure],
) -> None:
    table = Table("wishes each", *next(iter(speeds.values())), title="2,000 people × 200 offers")
    for wishes, told in speeds.items():
        said = [f"{one:.4g}" if isinstance(one, float) else str(one) for one in told.values()]
        table.add_row(wishes, *said)
    console.print(table)
    for name, found in {**ranks, "groups": groups}.items():
        told_of = found if isinstance(found, Mapping) else {}
        shown = (f"{key} {value:.3g}" for key, value in told_of.items() if _is_number(value))
        console.print(f"{name}: {', '.join(shown)}")


def _is_number(value: Figure) -> TypeGuard[float]:
    return isinstance(value, int | float)
