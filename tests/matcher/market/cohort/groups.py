"""Small groups: people with what a test cares about, and every group there is by trying all."""

from collections.abc import Iterator, Sequence
from itertools import combinations, product
from typing import Any

import numpy as np
from hypothesis import strategies as st

from matcher.market.cohort import Aim, AimKind, People
from matcher.market.cohort.people import counted

ROLES = ("drums", "bass")
TOWNS = ("0217", "0265")
Rows = tuple[int, ...]


def people(fits: Sequence[float | None], **columns: Any) -> People:
    """So many people; without ``columns`` they are alike but for their fit."""
    n = len(fits)
    made: dict[str, Any] = {
        "ids": tuple(f"tal-{place}" for place in range(n)),
        "fit": np.array([np.nan if fit is None else fit for fit in fits], dtype=np.float64),
        "municipality": np.array(["0217"] * n),
        "level": np.full(n, 2.0),
        "age": np.full(n, 17.0),
        "newcomer": np.zeros(n, dtype=np.bool_),
        "unattached": np.zeros(n, dtype=np.bool_),
        "locked": np.zeros(n, dtype=np.bool_),
        "elsewhere": np.zeros(n, dtype=np.bool_),
    }
    for name, given in columns.items():
        if name in ("fills", "declared"):
            made[name] = {key: np.array(mask, dtype=np.bool_) for key, mask in given.items()}
        else:
            made[name] = np.array(given)
    return People(**made)


@st.composite
def crowds(draw: st.DrawFn) -> People:
    """Up to seven people, some of them alike."""
    n = draw(st.integers(1, 7))

    def each(one: st.SearchStrategy[Any]) -> list[Any]:
        return draw(st.lists(one, min_size=n, max_size=n))

    fits = each(st.sampled_from([0.2, 0.5, 0.51, 0.9]))
    fills = {role: each(st.booleans()) for role in ROLES}
    return people(
        fits,
        municipality=each(st.sampled_from([*TOWNS, ""])),
        level=each(st.sampled_from([1.0, 3.0, np.nan])),
        newcomer=each(st.booleans()),
        fills=fills,
        elsewhere=each(st.booleans()),
    )


@st.composite
def wishes(draw: st.DrawFn) -> tuple[Aim, ...]:
    """Up to four aims, each counting something else."""
    kinds: list[dict[str, Any]] = [
        {"kind": AimKind.MUNICIPALITY, "code": "0217"},
        {"kind": AimKind.LEVEL, "low": 2, "high": 5},
        {"kind": AimKind.NEWCOMER},
        {"kind": AimKind.SIZE},
        *({"kind": AimKind.ROLE, "code": role} for role in ROLES),
    ]
    chosen = draw(st.lists(st.sampled_from(range(len(kinds))), unique=True, max_size=4))
    aims = []
    for place in chosen:
        least = draw(st.integers(0, 3))
        most = draw(st.one_of(st.none(), st.integers(least, 4)))
        aims.append(Aim(**kinds[place], least=least, most=most))
    return tuple(aims)


def every_group(crowd: People, seats: int) -> Iterator[Rows]:
    """All groups that hold those who are locked, small ones first."""
    for size in range(min(seats, len(crowd)) + 1):
        for rows in combinations(range(len(crowd)), size):
            if set(np.flatnonzero(crowd.locked)) <= set(rows):
                yield rows


def missed_by(crowd: People, aims: Sequence[Aim], rows: Rows) -> int:
    """By how many people in all the group misses the aims."""
    counted_apart = [aim for aim in aims if aim.kind is not AimKind.ROLE]
    counts = [int(counted(crowd, aim)[list(rows)].sum()) for aim in counted_apart]
    return sum(map(off, counted_apart, counts)) + roles_missed_by(crowd, aims, rows)


def roles_missed_by(crowd: People, aims: Sequence[Aim], rows: Rows) -> int:
    """The same of roles alone, by trying everybody in every role that they can hold."""
    roles = [aim for aim in aims if aim.kind is AimKind.ROLE]
    ways = (
        sum(off(aim, way.count(aim.code)) for aim in roles)
        for way in product(*(can_hold(crowd, roles, row) for row in rows))
    )
    return min(ways)


def can_hold(crowd: People, roles: Sequence[Aim], row: int) -> list[str | None]:
    """The codes of roles that are asked for; ``None`` stands for another one, or for none."""
    able = [aim.code for aim in roles if aim.code and crowd.fills[aim.code][row]]
    return [*able, None] if crowd.elsewhere[row] or not able else [*able]


def off(aim: Aim, count: int) -> int:
    """By how many people the bounds of an aim are missed."""
    most = count if aim.most is None else aim.most
    return max((aim.least or 0) - count, 0) + max(count - most, 0)


def points(crowd: People, rows: Rows) -> int:
    """The group's fit in hundredths."""
    return int(np.rint(crowd.fit[list(rows)] * 100).sum())
