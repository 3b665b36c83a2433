"""Couples and bands: people who come together, in a round where others come alone.

With couples a stable matching may not exist, and to find out whether it does is NP-complete (Ronn
1990). This is a heuristic after Roth & Peranson (AER 1999): those who come together are put in one
after the other, whoever they displace goes on down the list, and whoever would rather have a seat
that became free begins again. Repairs are bounded. Whatever comes out keeps the seats, splits
nobody, and gives nobody what they did not wish; ``Placed`` tells every pair and group that blocks.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matcher.domain import MatcherError, Problem
from matcher.market.blocking import blocking_pairs
from matcher.market.desk import Desk
from matcher.market.group import Group
from matcher.market.stable import NOBODY, Ints, Matching, Priorities, Wishes

_TURNS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """``together`` (groups,) is the group's wish that came true, or ``NOBODY``.

    ``rows`` of the wishes block, and wishes of groups: (group, wish), with the rows of all in it as
    ``group_rows``. ``stable`` when none does.
    ``repairs`` is how often a freed seat let people begin again; ``exhausted`` when there would
    have been more to repair.
    """

    matching: Matching
    together: Ints
    rows: Ints
    groups: tuple[tuple[int, int], ...]
    group_rows: tuple[tuple[int, ...], ...]
    repairs: int
    exhausted: bool

    @property
    def blocking(self) -> int:
        """How many pairs and groups would rather swap."""
        return len(self.rows) + len(self.groups)

    @property
    def stable(self) -> bool:
        """Whether neither a person alone nor a group would rather swap with an offer."""
        return not self.blocking


def place_together(
    wishes: Wishes, order: Priorities, *, groups: Sequence[Group], repairs: int = 200
) -> Placed:
    """People propose, alone or together.

    1. Everybody who comes alone is placed by deferred acceptance.
    2. Groups are put in, one after the other, in the order given: a group gets its dearest wish for
       which every member is among the best whom the offer has heard, up to its seats.
    3. Whom that displaces goes on down the list; a group one of whose members is displaced leaves
       as a whole.
    4. Where a group leaves a seat free, those who would rather have it begin again at their
       dearest wish, at most ``repairs`` times in all; after that they only go down.
    5. Where something blocks in the end, all is done anew with another group put in first, for some
       of them; what blocks least is kept, the earliest of equals.

    Raises ``MatcherError`` (``groups_overlap``, ``group_wishes``).
    """
    _check(wishes, groups)
    found = _placed(wishes, order, groups, first=0, repairs=repairs)
    turns = min(_TURNS, len(groups))
    for turn in range(1, turns):
        if found.stable:
            break
        first = turn * len(groups) // turns
        other = _placed(wishes, order, groups, first=first, repairs=repairs)
        found = min(found, other, key=lambda one: one.blocking)
    return found


def alone_blocking(
    wishes: Wishes, matching: Matching, *, groups: Sequence[Group], joint: Ints
) -> Ints:
    """Rows of the wishes that block, of those who came alone, or went on alone.

    ``joint`` (groups,) is the wish of each group that came true, or ``NOBODY``.
    """
    bound = np.zeros(len(matching.row), dtype=np.bool_)
    for group, place in zip(groups, joint, strict=True):
        bound[list(group.members)] = group.together_only or place != NOBODY
    rows = blocking_pairs(wishes, matching).rows
    return rows[~bound[wishes.people[rows]]]


def groups_blocking(
    wishes: Wishes, matching: Matching, *, groups: Sequence[Group], joint: Ints
) -> tuple[tuple[int, int], ...]:
    """Wishes that a group prefers to what it got, where all offers would rather have all of it.

    As (group, wish); ``joint`` as in ``alone_blocking``.
    """
    found = []
    for number, (group, place) in enumerate(zip(groups, joint, strict=True)):
        dearer = len(group.wishes) if place == NOBODY else int(place)
        others = matching.row.copy()
        others[list(group.members)] = NOBODY
        found += [
            (number, at)
            for at in range(dearer)
            if _would_have(wishes, others[others != NOBODY], rows=group.wishes[at])
        ]
    return tuple(found)


def _placed(
    wishes: Wishes, order: Priorities, groups: Sequence[Group], *, first: int, repairs: int
) -> Placed:
    """Steps 1 to 4, with the group ``first`` put in before the others."""
    desk = Desk(wishes, order, groups, repairs=repairs)
    desk.seat_all([*range(first, len(groups)), *range(first)])
    matching = Matching(np.array(desk.got, dtype=np.int64))
    joint = np.array(desk.joint, dtype=np.int64)
    blocking = groups_blocking(wishes, matching, groups=groups, joint=joint)
    return Placed(
        matching=matching,
        together=joint,
        rows=alone_blocking(wishes, matching, groups=groups, joint=joint),
        groups=blocking,
        group_rows=tuple(groups[group].wishes[wish] for group, wish in blocking),
        repairs=desk.repaired,
        exhausted=desk.exhausted,
    )


def _check(wishes: Wishes, groups: Sequence[Group]) -> None:
    members = [person for group in groups for person in group.members]
    if len(set(members)) < len(members):
        raise MatcherError(Problem("groups_overlap"))
    people = wishes.people
    for group in groups:
        for rows in group.wishes:
            if len(rows) != len(group.members) or tuple(people[list(rows)]) != group.members:
                raise MatcherError(Problem("group_wishes"))


def _would_have(wishes: Wishes, held: Ints, *, rows: tuple[int, ...]) -> bool:
    mine = np.array(rows)
    if (wishes.ranks[mine] == NOBODY).any():
        return False
    for offer in np.unique(wishes.offers[mine]):
        new = np.sort(wishes.ranks[mine[wishes.offers[mine] == offer]])
        # Of the others those stay who are ranked no lower: a tie displaces nobody.
        staying = np.sort(wishes.ranks[held[wishes.offers[held] == offer]])
        before = np.searchsorted(staying, new, side="right") + np.arange(1, len(new) + 1)
        if before[-1] > wishes.seats[offer]:
            return False
    return True
