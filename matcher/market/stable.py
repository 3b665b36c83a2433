"""Stable matching: ranked wishes of both sides, seats, and nobody who would rather swap.

Deferred acceptance (Gale & Shapley, American Mathematical Monthly 1962; with seats: Gusfield &
Irving, The Stable Marriage Problem, 1989, section 1.6). No person and no offer that prefer one
another to what they have are left apart. Whoever's side proposes gets the best that any stable
matching gives it, and nobody on the people's side gains by a false list when people propose.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from heapq import heappush, heapreplace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from matcher.domain import MatcherError, Problem, Side
from matcher.market.lottery import Lottery
from matcher.market.tickets import Tickets

Ints = NDArray[np.int64]

NOBODY = -1
"""Stands for no offer, no wish, and for a person whom an offer does not want."""
_SOME = 32
_SMALL = 50_000_000
_CUTS = (slice(None, -1), slice(1, None))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """Who wishes what, in rows: the wishes of person p are rows ``starts[p]`` to ``starts[p+1]``.

    ``offers`` (rows,) are wishes, the dearest first; what is not there is not wanted. ``ranks``
    (rows,) say how the offer ranks that person: 0 is best, equal ranks are a tie, ``NOBODY`` is
    somebody whom it would rather have no one than. ``seats`` (offers,). ``people`` (rows,) says
    whose wish each row is. Raises ``MatcherError`` (``wishes_shapes``, ``wishes_twice``,
    ``seats_negative``).
    """

    starts: Ints
    offers: Ints
    ranks: Ints
    seats: Ints
    people: Ints = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if not self._fits():
            raise MatcherError(Problem("wishes_shapes"))
        whose = np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))
        object.__setattr__(self, "people", whose)
        if (self.seats < 0).any():
            raise MatcherError(Problem("seats_negative", {"seats": int(self.seats.min())}))
        if _twice(self.people, self.offers, among=len(self.seats)):
            raise MatcherError(Problem("wishes_twice"))

    @property
    def places(self) -> Ints:
        """Which wish of the person each row is, 0 the first: (rows,)."""
        return np.arange(len(self.offers)) - np.repeat(self.starts[:-1], np.diff(self.starts))

    def _fits(self) -> bool:
        starts, offers = self.starts, self.offers
        return (
            len(starts) > 0
            and starts[0] == 0
            and starts[-1] == len(offers) == len(self.ranks)
            and bool((np.diff(starts) >= 0).all())
            and not (len(offers) and (offers.min() < 0 or offers.max() >= len(self.seats)))
            and not (len(offers) and self.ranks.min() < NOBODY)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Priorities:
    """The offers' strict orders of those who wish for them and whom they accept.

    ``rows`` are rows of the wishes by offer, the best first; offer o has those from ``starts[o]``
    to ``starts[o+1]``. ``position`` (rows of the wishes,) is where each stands in ``rows``,
    ``NOBODY`` where it is not.
    """

    starts: Ints
    rows: Ints
    position: Ints


def priorities(wishes: Wishes, tickets: Tickets, *, lottery: Lottery = Lottery.ONE) -> Priorities:
    """Break ties by ``tickets``, the lowest first: (people,) of one lottery for all offers, (rows,)
    where each has its own.

    Raises ``MatcherError`` (``tickets_shapes``).
    """
    each = lottery is Lottery.EACH
    if len(tickets) != (len(wishes.offers) if each else len(wishes.starts) - 1):
        raise MatcherError(Problem("tickets_shapes"))
    accepted = wishes.ranks != NOBODY
    everybody = bool(accepted.all())
    heard = wishes.offers if everybody else wishes.offers[accepted]
    counts = np.bincount(heard, minlength=len(wishes.seats))
    starts = np.concatenate([[0], np.cumsum(counts)])
    counted = _counted(wishes, starts) if everybody else None
    if counted is not None:
        return counted
    rows, luck = np.flatnonzero(accepted), tickets if each else tickets[wishes.people]
    rows = rows[np.lexsort((luck[rows], wishes.ranks[rows], wishes.offers[rows]))]
    position = np.full(len(wishes.offers), NOBODY)
    position[rows] = np.arange(len(rows))
    return Priorities(starts=starts, rows=rows, position=position)


def _counted(wishes: Wishes, starts: Ints) -> Priorities | None:
    """The order where each offer counts 0, 1, 2, … without a tie: nothing is to be sorted."""
    position = starts[wishes.offers] + wishes.ranks
    if (position >= starts[1:][wishes.offers]).any():
        return None
    rows = np.full(len(wishes.offers), NOBODY)
    rows[position] = np.arange(len(wishes.offers))
    return (
        None if (rows == NOBODY).any() else Priorities(starts=starts, rows=rows, position=position)
    )


@dataclass(frozen=True, slots=True)
class Matching:
    """``row`` (people,) is the wish that came true for each person, ``NOBODY`` where none did."""

    row: Ints

    def offers(self, wishes: Wishes) -> Ints:
        """The offer of each person, or ``NOBODY``: (people,)."""
        return _at(wishes.offers, self.row)

    def places(self, wishes: Wishes) -> Ints:
        """Which wish came true, 0 the first, or ``NOBODY``: (people,)."""
        return _at(wishes.places, self.row)

    def taken(self, wishes: Wishes) -> Ints:
        """How many seats of each offer are taken: (offers,)."""
        rows = self.row[self.row != NOBODY]
        return np.bincount(wishes.offers[rows], minlength=len(wishes.seats))


def stable_matching(wishes: Wishes, order: Priorities, *, side: Side) -> Matching:
    """The stable matching that is best for ``side``, at once for everybody on it."""
    if side is Side.PROVIDER:
        return Matching(_by_offers(wishes, order))
    if wishes.seats.sum() > len(wishes.starts) - 1:
        return Matching(_by_people(wishes, order, open_rows=order.position != NOBODY))
    # Few seats: what offers would have at best leaves people little to ask in vain.
    return Matching(_by_people(wishes, order, open_rows=_possible(wishes, order)))


def _possible(wishes: Wishes, order: Priorities) -> NDArray[np.bool_]:
    """The rows that could be in any stable matching, as far as the offers' best one tells.

    1. Nobody is worse off in another than in the offers' best: dearer rows are left.
    2. Who is without a seat there is so in all (rural hospitals theorem), and would rather have any
       of their wishes; so that each of these offers has only people before the first of them.
    """
    best = _by_offers(wishes, order)
    people = wishes.people
    without = best[people] == NOBODY
    heard = order.position != NOBODY
    bar = np.full(len(wishes.seats), len(wishes.offers))
    rows = np.flatnonzero(without & heard)
    np.minimum.at(bar, wishes.offers[rows], order.position[rows])
    dearer = np.arange(len(wishes.offers)) <= best[people]
    return np.asarray(heard & dearer & ~without & (order.position < bar[wishes.offers]))


def _by_people(wishes: Wishes, order: Priorities, *, open_rows: NDArray[np.bool_]) -> Ints:
    """People propose, in rows that are not known to be in vain.

    1. Whoever has nothing asks for the next wish.
    2. An offer keeps the best whom it has heard, up to its seats, and lets go of the others.
    3. Until nobody is left who has both nothing and a wish not yet asked.
    """
    asked = np.flatnonzero(open_rows)
    begins, ends = (np.searchsorted(asked, wishes.starts[cut]) for cut in _CUTS)
    # Few ask beyond their first wishes: the rest is made into what Python is quick with on demand.
    beyond = np.minimum(begins + _SOME, ends).tolist()
    some = asked[_ranges(begins, np.array(beyond, dtype=np.int64))]
    position, offers = order.position[some].tolist(), wishes.offers[some].tolist()
    last = np.cumsum(np.array(beyond, dtype=np.int64) - begins).tolist()
    following, seats, owner = [0, *last[:-1]], wishes.seats.tolist(), dict[int, int]()
    # A heap of minus the positions has on top who is to go first.
    held: list[list[int]] = [[] for _ in seats]
    for first in range(len(last)):
        person = first
        while True:
            row = following[person]
            if row == last[person]:
                more = asked[beyond[person] : min(beyond[person] + _SOME, ends[person])]
                if not len(more):
                    break
                row = len(position)
                position += order.position[more].tolist()
                offers += wishes.offers[more].tolist()
                beyond[person] += len(more)
                last[person] = len(position)
            following[person] = row + 1
            mine, kept = position[row], held[offers[row]]
            if len(kept) < seats[offers[row]]:
                heappush(kept, -mine)
                owner[mine] = person
                break
            if kept and -mine > kept[0]:
                owner[mine] = person
                person = owner[-heapreplace(kept, -mine)]
    return _rows_held(held, wishes, order, people=len(last))


def _rows_held(
    held: Sequence[Sequence[int]], wishes: Wishes, order: Priorities, *, people: int
) -> Ints:
    """Each person's row among those that the offers hold, by minus their positions."""
    found = np.full(people, NOBODY)
    taken = order.rows[np.array([-minus for kept in held for minus in kept], dtype=np.int64)]
    found[wishes.people[taken]] = taken
    return found


def _by_offers(wishes: Wishes, order: Priorities) -> Ints:
    """Offers propose.

    1. An offer with a free seat asks the next of its order.
    2. A person keeps the dearest wish that has been heard, and lets go of what was kept before;
       that offer has a free seat again.
    3. Until no offer is left that has both a free seat and somebody not yet asked.
    """
    people, free, ends = wishes.people, wishes.seats.tolist(), order.starts[1:].tolist()
    kept = [NOBODY] * (len(wishes.starts) - 1)
    holder, asking = [NOBODY] * len(kept), list(range(len(free)))
    # Most of an order is never asked: some of it at a time is made into what Python is quick with.
    following, ready = _first_asked(order, people)
    while asking:
        offer = asking.pop()
        left, mine = free[offer], ready[offer]
        while left:
            if not mine:
                begin, end = following[offer], min(following[offer] + _SOME, ends[offer])
                if begin == end:
                    break
                following[offer] = end
                some = order.rows[begin:end][::-1]
                mine += zip(people[some].tolist(), some.tolist(), strict=True)
            person, row = mine.pop()
            before = holder[person]
            if before != NOBODY:
                if kept[person] < row:
                    continue
                free[before] += 1
                asking.append(before)
            kept[person], holder[person] = row, offer
            left -= 1
        free[offer] = left
    return np.array(kept, dtype=np.int64)


def _first_asked(order: Priorities, people: Ints) -> tuple[list[int], list[list[tuple[int, int]]]]:
    """How far each offer's order is made ready, and the person and row of each of those, the best
    last."""
    begins = order.starts[:-1]
    upto = np.minimum(begins + _SOME, order.starts[1:])
    some = order.rows[_ranges(begins, upto)]
    pairs = list(zip(people[some].tolist(), some.tolist(), strict=True))
    cuts = [0, *np.cumsum(upto - begins).tolist()]
    return upto.tolist(), [pairs[start:end][::-1] for start, end in pairwise(cuts)]


def _ranges(begins: Ints, ends: Ints) -> Ints:
    """All numbers from each begin to its end, one stretch after the other."""
    counts = ends - begins
    before = np.cumsum(counts) - counts
    return np.arange(int(counts.sum())) + np.repeat(begins - before, counts)


def _twice(people: Ints, offers: Ints, *, among: int) -> bool:
    """Whether somebody wishes for the same offer twice."""
    keys = people * among + offers
    if len(keys) and keys[-1] < _SMALL:
        seen = np.zeros((int(people[-1]) + 1) * among, dtype=np.bool_)
        seen[keys] = True
        return bool(np.count_nonzero(seen) < len(keys))
    return len(np.unique(keys)) < len(keys)


def _at(values: Ints, rows: Ints) -> Ints:
    if not len(values):
        return np.full(len(rows), NOBODY)
    return np.where(rows == NOBODY, NOBODY, values[rows])
