"""A desk where people and groups ask for seats, one after the other: see ``place_together``."""

from collections.abc import Sequence

from matcher.market.group import Group
from matcher.market.stable import NOBODY, Priorities, Wishes


class Desk:
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

    def seat_all(self, inserted: Sequence[int]) -> None:
        """First who comes alone, then the groups in the order of ``inserted``, and whoever is
        displaced before the next."""
        self._queue += [unit for unit in reversed(range(len(self.got))) if self._unit[unit] == unit]
        self._drain()
        for number in inserted:
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
