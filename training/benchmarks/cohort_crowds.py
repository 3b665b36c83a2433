"""Crowds for the cohort benchmark: made-up candidates, aims, and every group by trying all."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from matcher.market.cohort import Aim, AimKind, People
from matcher.market.cohort.equals import able_to_hold
from matcher.market.cohort.people import counted

TOWNS = ("0165", "0190", "0260", "0217", "0163", "0183", "0259", "0265", "0175")
ROLES = {"drums": 0.08, "bass": 0.12, "singer": 0.4}
GROUP = "girls_and_women"

Rows = tuple[int, ...]


def crowd(people: int, *, rng: np.random.Generator) -> People:
    """Candidates with fits between 0 and 1; three in a hundred object to being ranked."""
    fit = rng.beta(2, 5, people)
    fit[rng.random(people) < 0.03] = np.nan
    fills = {role: rng.random(people) < share for role, share in ROLES.items()}
    return People(
        ids=tuple(f"tal-{place:05}" for place in range(people)),
        fit=fit,
        municipality=rng.choice(TOWNS, people, p=np.array([5, 3, 2, 4, 2, 1, 3, 4, 2]) / 26),
        level=rng.integers(1, 6, people).astype(np.float64),
        age=rng.integers(13, 26, people).astype(np.float64),
        newcomer=rng.random(people) < 0.3,
        unattached=rng.random(people) < 0.4,
        locked=np.zeros(people, dtype=np.bool_),
        fills=fills,
        elsewhere=rng.random(people) < 0.4,
        declared={GROUP: rng.random(people) < 0.35},
    )


def twenty_aims(seats: int) -> tuple[Aim, ...]:
    """Nine municipalities, levels, ages, newcomers, houses, a band's roles, one declared group."""
    towns = [
        Aim(kind=AimKind.MUNICIPALITY, code=town, least=seats // 20, most=seats // 5)
        for town in TOWNS
    ]
    return (
        *towns,
        Aim(kind=AimKind.LEVEL, low=1, high=2, least=seats // 4, most=seats // 2),
        Aim(kind=AimKind.LEVEL, low=5, high=5, most=seats // 4),
        Aim(kind=AimKind.AGE, low=13, high=15, least=seats // 10),
        Aim(kind=AimKind.AGE, low=16, high=18, least=seats // 5),
        Aim(kind=AimKind.AGE, low=22, most=seats // 4),
        Aim(kind=AimKind.NEWCOMER, least=seats * 2 // 5),
        Aim(kind=AimKind.NO_INSTITUTION, least=seats * 3 // 10),
        Aim(kind=AimKind.ROLE, code="drums", least=seats // 10),
        Aim(kind=AimKind.ROLE, code="bass", least=seats // 10),
        Aim(kind=AimKind.ROLE, code="singer", least=seats // 5, most=seats // 3),
        Aim(kind=AimKind.TARGET_GROUP, code=GROUP, least=seats // 2),
    )


def impossible_aims(seats: int) -> tuple[Aim, ...]:
    """The same, of which two want more of one town and of one level than there are seats for."""
    aims = list(twenty_aims(seats))
    aims[0] = replace(aims[0], least=seats * 3 // 5, most=None)
    aims[9] = replace(aims[9], most=None)
    aims[10] = replace(aims[10], least=seats * 4 // 5, most=None)
    return tuple(aims)


def small_aims(rng: np.random.Generator) -> tuple[Aim, ...]:
    """Three to five aims for a group of a handful, often not to be met together."""
    kinds = (
        Aim(kind=AimKind.MUNICIPALITY, code=TOWNS[0]),
        Aim(kind=AimKind.LEVEL, low=1, high=2),
        Aim(kind=AimKind.AGE, high=18),
        Aim(kind=AimKind.NEWCOMER),
        Aim(kind=AimKind.ROLE, code="bass"),
        Aim(kind=AimKind.ROLE, code="singer"),
    )
    chosen = rng.permutation(len(kinds))[: rng.integers(3, 6)]
    least = rng.integers(0, 4, len(kinds))
    return tuple(
        replace(
            kinds[place],
            least=int(least[place]),
            most=int(least[place] + rng.integers(0, 3)) if rng.random() < 0.5 else None,
        )
        for place in chosen.tolist()
    )


def best_by_trying(
    people: People, points: NDArray[np.int64], *, aims: Sequence[Aim], seats: int
) -> tuple[int | None, int]:
    """The points of the best group that meets every aim (none: ``None``), and by how few people
    some group misses them: every group is looked at."""
    best, fewest = None, seats * len(aims) + seats
    for size in range(seats + 1):
        for rows in combinations(range(len(people)), size):
            missed = missed_by(people, aims, rows)
            fewest = min(fewest, missed)
            total = int(points[list(rows)].sum())
            if not missed and (best is None or total > best):
                best = total
    return best, fewest


def missed_by(people: People, aims: Sequence[Aim], rows: Rows) -> int:
    """By how many people in all the group misses the aims; a person holds one role alone."""
    apart = [aim for aim in aims if aim.kind is not AimKind.ROLE]
    roles = [aim for aim in aims if aim.kind is AimKind.ROLE]
    counts = [int(counted(people, aim)[list(rows)].sum()) for aim in apart]
    missed = sum(map(_off, apart, counts))
    return missed + min(sum(map(_off, roles, held)) for held in _ways(people, roles, rows))


def _off(aim: Aim, count: int) -> int:
    most = count if aim.most is None else aim.most
    return max((aim.least or 0) - count, 0) + max(count - most, 0)


def _ways(people: People, roles: Sequence[Aim], rows: Rows) -> set[tuple[int, ...]]:
    """How many may hold each role, in every way in which all hold one that they can."""
    able = able_to_hold(people, roles)[list(rows)]
    ways = {(0,) * able.shape[1]}
    for options in able:
        ways = {
            (*way[:role], way[role] + 1, *way[role + 1 :])
            for way in ways
            for role in np.flatnonzero(options).tolist()
        }
    return ways


def by_hand(people: People, fit: NDArray[np.float64], *, aims: Sequence[Aim], seats: int) -> Rows:
    """As one would by hand: for each least in turn the best who count, then the best of the rest,
    passing over whoever would break a most."""
    counts = np.array([counted(people, aim) for aim in aims])
    roles = np.array([aim.kind is AimKind.ROLE for aim in aims])
    # Who can do something else may do that in the group.
    capped = np.where(roles[:, None], counts & ~people.elsewhere, counts)
    most = np.array([len(people) if aim.most is None else aim.most for aim in aims])
    chosen: list[int] = []
    order = np.argsort(-fit, kind="stable").tolist()

    def take(wanted: Sequence[int], until: int, counting: NDArray[np.bool_]) -> None:
        for row in wanted:
            if len(chosen) >= seats or int(counting[chosen].sum()) >= until:
                return
            if row not in chosen and (capped[:, chosen].sum(1) + capped[:, row] <= most).all():
                chosen.append(row)

    for aim, counting in zip(aims, counts, strict=True):
        take([row for row in order if counting[row]], aim.least or 0, counting)
    take(order, seats, np.ones(len(people), dtype=np.bool_))
    return tuple(sorted(chosen))
