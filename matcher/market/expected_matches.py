"""Expected matches: how many pairs come together, exactly, and what one more application is worth.

Applicants to one offer apply independently of each other, so how many better ones stand before
somebody is Poisson-binomial: its distribution follows by adding one applicant after the other, in
the order in which the offer would take them. Nothing is drawn at random.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from matcher.market.order import descending
from matcher.market.two_sided import Market

Floats = NDArray[np.float64]

ERROR = 1e-10
"""What the expected reward of one application may be off by, because long queues are cut short."""
# Offers at a time at most: their queues are of like length.
_TOGETHER = 64
# So many numbers at a time at most, of 8 bytes: one offer of a large market may need more.
_ROOM = 1 << 23


class Objective(Protocol):
    """What a policy is worth, as a function of its applications alone."""

    def slope(self, applications: Floats) -> tuple[float, Floats]:
        """The value, and its derivative by each application: (people, offers)."""
        ...


@dataclass(frozen=True, slots=True)
class Queues:
    """Everybody in the order in which each offer would take them, ties by place.

    ``person`` and ``takes`` are (people, offers): who, and how likely they are taken.
    """

    person: NDArray[np.int64]
    takes: Floats

    @classmethod
    def of(cls, market: Market) -> "Queues":
        """The queues of a market, before anybody has applied."""
        order = descending(market.takes)
        return cls(
            np.ascontiguousarray(order.T),
            np.ascontiguousarray(np.take_along_axis(market.takes, order, axis=1).T),
        )

    def lined(self, values: Floats) -> Floats:
        """``values`` (people, offers) in the order of the queues."""
        return np.take_along_axis(values, self.person, axis=0)

    def back(self, values: Floats) -> Floats:
        """``values`` in the order of the queues, as (people, offers) again."""
        found = np.empty_like(values)
        np.put_along_axis(found, self.person, values, axis=0)
        return found


class ExpectedMatches:
    """The exact objective, in O(offers * people * longest queue) time.

    Memory is that of a few matrices of all pairs, and 64 MB or people * longest queue beside.
    """

    def __init__(self, market: Market) -> None:
        self._queues = Queues.of(market)
        attention = market.queue_attention
        self._attention = np.broadcast_to(attention, (market.offers, market.people)).T
        self._clipped = bool((attention > 1).any())

    def slope(self, applications: Floats) -> tuple[float, Floats]:
        """The expected number of matches, and what one more application of each pair adds to it.

        Negative where the displaced are worth more than the applicant. A queue is followed as far
        as anybody there could matter: of ``reward`` each application misses at most ``ERROR``.
        """
        lined = self._queues.lined(applications)
        value, found = 0.0, np.empty_like(lined)
        by_length = np.argsort(lined.sum(axis=0), kind="stable")
        together = self._together(lined)
        for start in range(0, len(by_length), together):
            some = by_length[start : start + together]
            part, found[:, some] = self._some(np.ascontiguousarray(lined[:, some]), some)
            value += part
        return value, self._queues.back(found)

    def _together(self, applied: Floats) -> int:
        """How many offers at a time find room."""
        longest = _length(applied, self._attention)
        return max(1, min(_TOGETHER, _ROOM // (longest * len(applied))))

    def _some(self, applied: Floats, offers: NDArray[np.intp]) -> tuple[float, Floats]:
        """The same for some offers, in the order of their queues.

        1. Forward: the distribution of how many stand before each applicant.
        2. Backward: what all from an applicant on are worth, by how many stand before them.
        3. An application is worth its reward, and that the rest has one more before it.
        """
        takes, attention = self._queues.takes[:, offers], self._attention[:, offers]
        attention = attention[: _length(applied, attention)]
        before = _numbers_before(applied, len(attention))
        rest = np.zeros_like(attention)
        worth = np.empty_like(applied)
        for at in range(len(applied) - 1, -1, -1):
            change = takes[at] * attention
            if self._clipped:
                np.minimum(change, 1.0, out=change)
            change -= rest
            change[:-1] += rest[1:]
            change[-1] += rest[-1]
            worth[at] = np.einsum("ko,ko->o", before[at], change)
            change *= applied[at]
            rest += change
        return float(rest[0].sum()), worth


def _numbers_before(applied: Floats, length: int) -> Floats:
    """How likely so many applied before each: (people, length, offers), the last for all above."""
    people, offers = applied.shape
    before = np.zeros((people, length, offers))
    before[0, 0] = 1.0
    for at in range(people - 1):
        moved = applied[at] * before[at]
        then = np.subtract(before[at], moved, out=before[at + 1])
        then[1:] += moved[:-1]
        then[-1] += moved[-1]
    return before


def _length(applied: Floats, attention: Floats) -> int:
    """How far queues must be told apart.

    Chernoff: of m expected, n or more apply with probability at most exp(n - m) * (m / n)^n. What
    comes after place n is rewarded as place n is, so that an applicant's error is at most that
    probability times how far the attention still falls.
    """
    longest, people = float(applied.sum(axis=0).max()), len(applied)
    number = np.arange(people, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        tail = number - longest + number * np.log(longest / number)
    chance = np.where(number > longest, np.exp(np.minimum(tail, 0.0)), 1.0)
    falls = (attention - attention[-1]).max(axis=1)
    return min(people, int(np.argmax(chance * falls <= ERROR)) + 1)
