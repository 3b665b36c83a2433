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
from matcher.market.stable import NOBODY, Ints, Matching, Priorities, Wishes


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """``members`` are people; ``wishes`` hold a row of the wishes for each, the dearest first.

    Without ``together_only`` the members go on alone when no wish of the group comes true.
    """

    members: tuple[int, ...]
    wishes: tuple[tuple[int, ...], ...]
    together_only: bool = True


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
    def stable(self) -> bool:
        """Whether neither a person alone nor a group would rather swap with an offer."""
        return not len(self.rows) and not self.groups


def together(wishes: Wishes, members: Sequence[int], *, together_only: bool = True) -> Group:
    """A group that wants one offer for all: those that all of them wish for.

    Dearest is what the least content member has highest, then what all have highest in sum.
    """
    rows = [
        dict(zip(wishes.offers[one].tolist(), range(one.start, one.stop), strict=True))
        for one in (slice(int(wishes.starts[p]), int(wishes.starts[p + 1])) for p in members)
    ]
    shared = set.intersection(*(set(one) for one in rows))
    places = wishes.places

    def dear(offer: int) -> tuple[int, int, int]:
        each = [int(places[one[offer]]) for one in rows]
        return max(each), sum(each), offer

    joint = tuple(tuple(one[offer] for one in rows) for offer in sorted(shared, key=dear))
    return Group(members=tuple(members), wishes=joint, together_only=together_only)


def place_together(
    wishes: Wishes, order: Priorities, *, groups: Sequence[Group], repairs: int = 1000
) -> Placed:
    """People propose, alone or together.

    1. Everybody who comes alone is placed by deferred acceptance.
    2. Groups are put in, one after the other, in the order given: a group gets its dearest wish for
       which every member is among the best whom the offer has heard, up to its seats.
    3. Whom that displaces goes on down the list; a group one of whose members is displaced leaves
       as a whole.
    4. Where a group leaves a seat free, those who would rather have it begin again at their
       dearest wish, at most ``repairs`` times in all; after that they only go down.

    Raises ``MatcherError`` (``groups_overlap``, ``group_wishes``).
    """
    _check(wishes, groups)
    desk = _Desk(wishes, order, groups, repairs=repairs)
    desk.seat_all()
    matching = Matching(np.array(desk.got, dtype=np.int64))
    joint = np.array(desk.joint, dtype=np.int64)
    blocking = _groups_blocking(wishes, matching, groups=groups, joint=joint)
    return Placed(
        matching=matching,
        together=joint,
        rows=_alone_blocking(wishes, matching, groups=groups, joint=joint),
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


def _alone_blocking(
    wishes: Wishes, matching: Matching, *, groups: Sequence[Group], joint: Ints
) -> Ints:
    """Blocking pairs of those who came alone, or went on alone."""
    bound = np.zeros(len(matching.row), dtype=np.bool_)
    for group, place in zip(groups, joint, strict=True):
        bound[list(group.members)] = group.together_only or place != NOBODY
    rows = blocking_pairs(wishes, matching).rows
    return rows[~bound[wishes.people[rows]]]


def _groups_blocking(
    wishes: Wishes, matching: Matching, *, groups: Sequence[Group], joint: Ints
) -> tuple[tuple[int, int], ...]:
    """Wishes that a group prefers to what it got, where all offers would rather have all of it."""
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


class _Desk:
    """Where proposals are heard: who holds which seat, and who is still to ask.

    A unit is a person (by number) or, below zero, a group: group g is ``-1 - g``.
    """

    def __init__(
        self, wishes: Wishes, order: Priorities, groups: Sequence[Group], *, repairs: int
    ) -> None:
        self._offers, self._position = wishes.offers.tolist(), order.position.tolist()
        self._starts, self._seats = wishes.starts.tolist(), wishes.seats.tolist()
        self._people, self._groups = wishes.people.tolist(), groups
        self._heard, self._begins = order.rows.tolist(), order.starts.tolist()
        people = len(self._starts) - 1
        self.got = [NOBODY] * people
        self._unit = list(range(people))
        for number, group in enumerate(groups):
            for person in group.members:
                self._unit[person] = -1 - number
        units = [*range(people), *(-1 - number for number in range(len(groups)))]
        self._next, self._at = dict.fromkeys(units, 0), dict.fromkeys(units, NOBODY)
        self._held: list[set[int]] = [set() for _ in self._seats]
        self._queue: list[int] = []
        self._left, self.repaired, self.exhausted = repairs, 0, False

    @property
    def joint(self) -> list[int]:
        """Which of its wishes each group got."""
        return [self._at[-1 - number] for number in range(len(self._groups))]

    def seat_all(self) -> None:
        """First who comes alone, then the groups, and whoever is displaced before the next."""
        self._queue += [unit for unit in reversed(range(len(self.got))) if self._unit[unit] == unit]
        self._drain()
        for number in range(len(self._groups)):
            self._queue.append(-1 - number)
            self._drain()

    def _drain(self) -> None:
        while self._queue:
            self._ask(self._queue.pop())

    def _ask(self, unit: int) -> None:
        """The unit asks from where it is down to what it has, until a wish is granted."""
        options, has = self._options(unit), self._at[unit]
        for place in range(self._next[unit], len(options) if has == NOBODY else has):
            if self._grant(unit, place, rows=options[place]):
                return
        if has != NOBODY:
            return
        self._next[unit] = len(options)
        if unit < 0 and not self._groups[-1 - unit].together_only:
            self._part(-1 - unit)

    def _options(self, unit: int) -> Sequence[tuple[int, ...]]:
        if unit < 0:
            return self._groups[-1 - unit].wishes
        return [(row,) for row in range(self._starts[unit], self._starts[unit + 1])]

    def _grant(self, unit: int, place: int, *, rows: tuple[int, ...]) -> bool:
        """Seat the unit if all of it is among the best; those displaced ask on."""
        if any(self._position[row] == NOBODY for row in rows):
            return False
        displaced: list[int] = []
        for offer in {self._offers[row] for row in rows}:
            out = self._displaced(unit, offer, [r for r in rows if self._offers[r] == offer])
            if out is None:
                return False
            displaced += out
        touched = self._leave(unit)
        for one in dict.fromkeys(displaced):
            self._next[one] = self._at[one] + 1
            touched |= self._leave(one)
            self._wait(one)
        for row in rows:
            self._held[self._offers[row]].add(row)
            self.got[self._people[row]] = row
        self._at[unit] = place
        self._freed(touched)
        return True

    def _displaced(self, unit: int, offer: int, rows: list[int]) -> list[int] | None:
        """Which units must go for ``rows`` to be seated; ``None`` when one of these must."""
        others = [row for row in self._held[offer] if self._of(row) != unit]
        held = sorted([*others, *rows], key=self._position.__getitem__)
        out: list[int] = []
        while len(held) > self._seats[offer]:
            worst = self._of(held[-1])
            if worst == unit:
                return None
            out.append(worst)
            held = [row for row in held if self._of(row) != worst]
        return out

    def _of(self, row: int) -> int:
        return self._unit[self._people[row]]

    def _leave(self, unit: int) -> set[int]:
        """The unit gives up what it has; says which offers that was at."""
        left: set[int] = set()
        for person in (unit,) if unit >= 0 else self._groups[-1 - unit].members:
            row = self.got[person]
            if row != NOBODY:
                self._held[self._offers[row]].discard(row)
                left.add(self._offers[row])
                self.got[person] = NOBODY
        self._at[unit] = NOBODY
        return left

    def _freed(self, offers: set[int]) -> None:
        """As many as there are free seats now, of those who would rather have one, begin again."""
        for offer in sorted(offers):
            again = self._wanting(offer)
            if again and not self._left:
                self.exhausted = True
            elif again:
                self._left -= 1
                self.repaired += 1
                for unit in again:
                    self._next[unit] = 0
                    self._wait(unit)

    def _wanting(self, offer: int) -> list[int]:
        free = self._seats[offer] - len(self._held[offer])
        if free <= 0:
            return []
        heard = self._heard[self._begins[offer] : self._begins[offer + 1]]
        alone = [self._of(row) for row in heard if self._refused(row)]
        groups = [
            -1 - number
            for number, group in enumerate(self._groups)
            if any(
                self._offers[row] == offer for rows in self._before(group, number) for row in rows
            )
        ]
        return [*groups, *alone[:free]]

    def _refused(self, row: int) -> bool:
        """Whether somebody alone has asked for this wish, in vain, and has nothing as dear."""
        person = self._people[row]
        if self._unit[person] != person or row - self._starts[person] >= self._next_of(person):
            return False
        return self.got[person] == NOBODY or row < self.got[person]

    def _before(self, group: Group, number: int) -> Sequence[tuple[int, ...]]:
        """What the group was refused; nothing once its members went on alone."""
        if self._unit[group.members[0]] >= 0:
            return ()
        return group.wishes[: self._next_of(-1 - number)]

    def _next_of(self, unit: int) -> int:
        """The first wish that was not refused."""
        return self._next[unit] if self._at[unit] == NOBODY else self._at[unit]

    def _part(self, number: int) -> None:
        """The members of a group that found nothing together go on alone."""
        for person in self._groups[number].members:
            self._unit[person] = person
            self._wait(person)

    def _wait(self, unit: int) -> None:
        if unit not in self._queue:
            self._queue.append(unit)
