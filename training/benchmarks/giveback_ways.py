"""Ways of giving slots to people: ours, everybody alone, and who comes first as best it goes."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np

from matcher.domain import OfferId
from matcher.market.giveback import MatchingTerms, Owed, Slot, Suitability, match_home, suitability
from matcher.vocabulary import load
from training.benchmarks.giveback_town import Home

_DROPS_OUT = 7
Taken = Mapping[str, int]
"""Which slot (its place) each give-back got."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Of all homes: counts of give-backs and sums over those that were placed."""

    open: int
    suiting: int
    placed: int
    in_company: int
    largest: int
    group_size: float
    km: float
    fit: float
    seconds: float


def ours(home: Home) -> Taken:
    """The matching with groups."""
    return _matched(home, MatchingTerms())


def individuals(home: Home) -> Taken:
    """The same, optimal too, with everybody alone."""
    return _matched(home, MatchingTerms(groups=False))


def greedy(home: Home) -> Taken:
    """One after the other, in the order of their ids: the best fit that is free, alone or with
    those of the cohort who are there already and can carry the act.

    Whoever comes too early to be carried has to go without.
    """
    words = load()
    found = suitability(home.owed, home.slots, rules=home.rules, words=words)
    free = [np.inf if slot.free is None else float(slot.free) for slot in home.slots]
    there: dict[tuple[OfferId, int], list[int]] = defaultdict(list)
    days: dict[str, set[object]] = defaultdict(set)
    taken: dict[str, int] = {}
    for row, one in sorted(enumerate(home.owed), key=lambda entry: entry[1].id):
        for column in np.argsort(-found.fit[row], kind="stable").tolist():
            mates = there[one.cohort, column] if one.together else []
            slot = home.slots[column]
            busy = {slot.offer.id, *slot.days} & days[one.talent.id]
            can = found.suits[row, column] and free[column] >= one.party and not busy
            if can and _is_act([row, *mates], column, found):
                taken[one.id] = column
                free[column] -= one.party
                days[one.talent.id] |= {slot.offer.id, *slot.days}
                if one.together:
                    there[one.cohort, column].append(row)
                break
    return taken


def measured(homes: Sequence[Home], way: Callable[[Home], Taken]) -> Measured:
    """All homes matched by ``way``; a group is whoever of a cohort, opted in, shares a slot."""
    words = load()
    count: dict[str, float] = defaultdict(float)
    sizes: list[int] = []
    for home in homes:
        found = suitability(home.owed, home.slots, rules=home.rules, words=words)
        started = perf_counter()
        taken = way(home)
        count["seconds"] += perf_counter() - started
        count["open"] += len(home.owed)
        count["suiting"] += int(found.suits.any(axis=1).sum())
        groups: dict[object, list[int]] = defaultdict(list)
        for row, one in enumerate(home.owed):
            if one.id in taken:
                column = taken[one.id]
                groups[(one.cohort, column) if one.together else one.id].append(row)
                count["km"] += float(np.nan_to_num(found.km[row, column]))
                count["fit"] += float(found.fit[row, column])
        sizes += [len(group) for group in groups.values()]
    placed = sum(sizes)
    return Measured(
        open=int(count["open"]),
        suiting=int(count["suiting"]),
        placed=placed,
        in_company=sum(size for size in sizes if size > 1),
        largest=max(sizes, default=0),
        group_size=placed / max(len(sizes), 1),
        km=count["km"] / max(placed, 1),
        fit=count["fit"] / max(placed, 1),
        seconds=count["seconds"],
    )


def proved(homes: Sequence[Home]) -> int:
    """Of how many homes it is proved that no matching is better than ours."""
    words = load()
    return sum(
        match_home(home.owed, home.slots, rules=home.rules, words=words).proved for home in homes
    )


def kept_when_rerun(homes: Sequence[Home], terms: MatchingTerms) -> float:
    """Which share of the suggestions stands when every seventh give-back drops out, the last slot
    takes one fewer, and the matching is run again."""
    same = before = 0
    for home in homes:
        taken = _matched(home, terms)
        left = [row for row in range(len(home.owed)) if row % _DROPS_OUT]
        current = {key: home.slots[column].offer.id for key, column in taken.items()}
        changed = replace(
            home,
            owed=tuple(
                replace(home.owed[row], current=current.get(home.owed[row].id)) for row in left
            ),
            rules=home.rules[left],
            slots=(*home.slots[:-1], _fewer(home.slots[-1])),
        )
        again = _matched(changed, terms)
        here = {home.owed[row].id for row in left} & taken.keys()
        before += len(here)
        same += sum(again.get(key) == taken[key] for key in here)
    return same / max(before, 1)


def _matched(home: Home, terms: MatchingTerms) -> Taken:
    found = match_home(home.owed, home.slots, rules=home.rules, words=load(), terms=terms)
    return {one.owed.id: one.column for one in found.placements}


def _fewer(slot: Slot) -> Slot:
    return slot if slot.free is None else replace(slot, free=max(slot.free - 1, 0))


def _is_act(rows: Sequence[int], column: int, found: Suitability) -> bool:
    return bool(found.carries[rows, column].any() and found.sought[rows, column].any())


def turned(home: Home, seed: int) -> Home:
    """The same home with other ids, so that another order comes first."""
    order = np.random.default_rng(seed).permutation(len(home.owed))
    owed: list[Owed] = [
        replace(one, id=f"{place:05d}:{one.id}")
        for one, place in zip(home.owed, order.tolist(), strict=True)
    ]
    return replace(home, owed=tuple(owed))
