"""Bands in rounds: how often people who come together end stable, and how often nothing can."""

from collections.abc import Sequence
from itertools import product
from time import process_time

import numpy as np
from rich.console import Console
from rich.progress import track

from matcher.domain import Side
from matcher.market.couples import alone_blocking, groups_blocking, place_together
from matcher.market.group import Group, together
from matcher.market.stable import NOBODY, Wishes, priorities, stable_matching
from matcher.market.tickets import Tickets, tickets
from training.benchmarks.result import Figure
from training.benchmarks.wish_lists import ordered

_PEOPLE, _OFFERS, _SEATS, _WISHES = 60, 8, 6, 5
_BANDS = (2, 5, 8, 12)


def bands(rng: np.random.Generator, *, rounds: int, console: Console) -> dict[str, Figure]:
    """Rounds of 60 people with four groups of two to four: how often stable, and at which price.

    ``none_share`` are those in which trying every place of every group found nothing stable either.
    """
    stable, without, placed, blocking, seconds = 0, 0, 0, 0, 0.0
    for number in track(range(rounds), "groups", console=console):
        wishes, groups = _drawn(rng)
        luck = tickets(number, [str(one) for one in range(_PEOPLE)])
        began = process_time()
        found = place_together(wishes, priorities(wishes, luck), groups=groups)
        seconds += process_time() - began
        stable += found.stable
        without += not found.stable and not _can_be(wishes, groups, luck=luck)
        placed += int((found.together != NOBODY).sum())
        blocking += found.blocking
    return {
        "rounds": rounds,
        "stable_share": stable / rounds,
        "none_share": without / rounds,
        "groups_placed_share": placed / (len(_BANDS) * rounds),
        "blocking_a_round": blocking / rounds,
        "ms_a_round": 1000 * seconds / rounds,
    }


def _drawn(rng: np.random.Generator) -> tuple[Wishes, list[Group]]:
    lists = [rng.permutation(_OFFERS)[:_WISHES].tolist() for _ in range(_PEOPLE)]
    members = np.split(rng.permutation(_PEOPLE)[: _BANDS[-1]], _BANDS[:-1])
    for group in members:
        for person in group[1:]:
            lists[person] = lists[group[0]]
    wishes = ordered(rng, lists, [_SEATS] * _OFFERS).wishes()
    return wishes, [together(wishes, tuple(group.tolist())) for group in members]


def _can_be(wishes: Wishes, groups: Sequence[Group], *, luck: Tickets) -> bool:
    """Whether some place of each group goes with a stable matching of those who come alone, the
    best one for people or for offers."""
    choices = [(*range(len(group.wishes)), NOBODY) for group in groups]
    return any(_is_stable(wishes, groups, joint=joint, luck=luck) for joint in product(*choices))


def _is_stable(
    wishes: Wishes, groups: Sequence[Group], *, joint: Sequence[int], luck: Tickets
) -> bool:
    """With the groups seated before everybody else, and then asked of all as they are."""
    seated = [
        row
        for group, at in zip(groups, joint, strict=True)
        for row in (group.wishes[at] if at != NOBODY else ())
    ]
    if (np.bincount(wishes.offers[seated], minlength=_OFFERS) > _SEATS).any():
        return False
    bound = [person for group in groups for person in group.members]
    ranks = np.where(np.isin(wishes.people, bound), NOBODY, wishes.ranks + 1)
    ranks[seated] = 0
    fixed = Wishes(starts=wishes.starts, offers=wishes.offers, ranks=ranks, seats=wishes.seats)
    order, places = priorities(fixed, luck), np.array(joint, dtype=np.int64)
    for side in Side:
        matching = stable_matching(fixed, order, side=side)
        if not len(
            alone_blocking(wishes, matching, groups=groups, joint=places)
        ) and not groups_blocking(wishes, matching, groups=groups, joint=places):
            return True
    return False
