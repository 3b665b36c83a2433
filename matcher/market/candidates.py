"""Candidates: for each person the few offers that are worth most, of all that they may join."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.domain import Direction, EligibilityContext, PairState, is_invited, waits
from matcher.features import Pairing, Snapshot, open_offers, pairing, verdicts
from matcher.market.demand import UNLIMITED

NOBODY = -1
"""Stands where a person has fewer candidates than there is room for."""
WIDTH = 64
"""How many candidates a person has unless somebody says otherwise."""
_BUFFER = 64
_BLOCK = 1024
_NONE = np.empty(0)

Floats32 = NDArray[np.float32]
Values = Callable[[Pairing], tuple[NDArray[np.float64], NDArray[np.float64]]]
"""Of every candidate of a pairing the probabilities that the person wants, and would be taken."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Candidates:
    """A sparse market, in rows of equal width.

    ``offers`` (people, width) are places in ``0..count - 1``, ``NOBODY`` behind the last;
    ``wants`` and ``taken`` the probabilities of the two sides, 0 there.
    """

    offers: NDArray[np.int32]
    wants: Floats32
    taken: Floats32
    count: int

    @property
    def worth(self) -> Floats32:
        """Both together, were there a seat: (people, width)."""
        return self.wants * self.taken

    def __len__(self) -> int:
        return len(self.offers)

    def blocks(self, size: int) -> Iterator["Candidates"]:
        """So many people at a time."""
        for start in range(0, len(self), size):
            part = slice(start, start + size)
            yield Candidates(
                offers=self.offers[part],
                wants=self.wants[part],
                taken=self.taken[part],
                count=self.count,
            )


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Survey:
    """Whom a market is about: rows of the snapshot, and each person's best offers.

    ``seats`` (offers,) are left, ``UNLIMITED`` without a limit. ``waiting`` (offers,) is how many
    of those who wait are expected to get a seat: who has applied would be taken, who is invited
    would want to. ``engaged`` (people,) is in how many coming things each has a seat or is expected
    to.
    """

    people: NDArray[np.intp]
    offers: NDArray[np.intp]
    candidates: Candidates
    seats: NDArray[np.int64]
    waiting: NDArray[np.float64]
    engaged: NDArray[np.float64]


def survey(
    snapshot: Snapshot,
    context: EligibilityContext,
    *,
    values: Values,
    width: int = WIDTH,
    threads: int = 1,
    tell: Callable[[int, int], None] = lambda _done, _total: None,
) -> Survey:
    """Every open offer and everybody whom lists are ranked for, with their best candidates.

    Who objected to profiling is in no market. ``tell`` hears how many offers are done, of how many.
    1. For every open offer ask the rules of everybody, and ``values`` of those who may join; so
       many ``threads`` do, and what is found is the same with any number of them.
    2. Keep each person's best ``width``: ``_BUFFER`` offers are collected, then the best of them
       and of those before stay. Memory is people x (width + ``_BUFFER``), whatever the offers are.
    """
    offers = open_offers(snapshot, context).eligible()
    people = np.flatnonzero(snapshot.talents["live"] & snapshot.talents["profiling"])
    place = np.full(len(snapshot.talents), NOBODY, dtype=np.int32)
    place[people] = np.arange(len(people))
    best = _Best(len(people), width)
    waiting, engaged = np.zeros(len(offers)), _seated(snapshot, context, place, len(people))
    subjects = [snapshot.offers.ids[row] for row in offers.tolist()]
    asking = _Asking(snapshot, context, values, place)
    for count, seen in enumerate(_in_turn(asking, subjects, threads)):
        best.add(count, place[seen.open_to], wants=seen.wants, taken=seen.taken)
        waiting[count] = seen.waiting
        engaged[place[seen.waits]] += seen.would_come
        tell(count + 1, len(offers))
    return Survey(
        people=people,
        offers=offers,
        candidates=best.kept(len(offers)),
        seats=_seats(snapshot, offers),
        waiting=waiting,
        engaged=engaged,
    )


@dataclass(frozen=True, eq=False, slots=True)
class _Seen:
    """Of one offer the rows of those who may join and those who wait already, each in one of the
    two alone, and what is said of them.

    ``would_come`` is the chance of each who waits that the other side says yes; ``waiting`` is
    how many that makes, with those who are in no market.
    """

    open_to: NDArray[np.intp]
    wants: NDArray[np.float64]
    taken: NDArray[np.float64]
    waits: NDArray[np.intp]
    would_come: NDArray[np.float64]
    waiting: float


@dataclass(frozen=True, eq=False, slots=True)
class _Asking:
    """What every offer is asked by; ``place`` is ``NOBODY`` for who is in no market."""

    snapshot: Snapshot
    context: EligibilityContext
    values: Values
    place: NDArray[np.int32]

    def __call__(self, offer: str) -> _Seen:
        everybody = pairing(self.snapshot, Direction.TALENTS_FOR_OFFER, subject=offer)
        rows = verdicts(everybody, self.context).eligible()
        rows = rows[self.place[rows] != NOBODY]
        waiting_rows, invited = _those_who_wait(self.snapshot, offer)
        # Who is invited may join still.
        rows = np.setdiff1d(rows, waiting_rows, assume_unique=True)
        wants, taken = self._of(everybody, rows)
        ours = self.place[waiting_rows] != NOBODY
        known = waiting_rows[ours]
        # Each has the yes of one side already.
        likely = np.where(invited[ours], *self._of(everybody, known))
        # Who objected to profiling is still in the queue: counted like the others, and no more.
        usual = float(next((some.mean() for some in (likely, taken) if len(some)), 1.0))
        waiting = float(likely.sum()) + usual * (len(waiting_rows) - len(known))
        return _Seen(rows, wants, taken, known, likely, waiting)

    def _of(
        self, everybody: Pairing, rows: NDArray[np.intp]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        return self.values(everybody.keep(rows)) if len(rows) else (_NONE, _NONE)


def _in_turn(asking: _Asking, offers: Sequence[str], threads: int) -> Iterator[_Seen]:
    """Of each offer what is found, in their order and no more than a few ahead."""
    if threads < 2:
        yield from map(asking, offers)
        return
    pool = ThreadPoolExecutor(threads, thread_name_prefix="market")
    try:
        ahead: deque[Future[_Seen]] = deque()
        for offer in offers:
            ahead.append(pool.submit(asking, offer))
            if len(ahead) > threads:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _seats(snapshot: Snapshot, offers: NDArray[np.intp]) -> NDArray[np.int64]:
    capacity = snapshot.offers["capacity"][offers].astype(np.int64)
    left = np.maximum(capacity - snapshot.offers["taken"][offers], 0)
    return np.where(capacity < 0, UNLIMITED, left)


def _those_who_wait(snapshot: Snapshot, offer: str) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Rows of those who have applied or are invited, ascending, and which of them are invited."""
    row_of = snapshot.talents.row_of
    states = snapshot.states(Direction.TALENTS_FOR_OFFER, offer)
    found = sorted(
        (row_of[who], is_invited(state))
        for who, state in states.items()
        if waits(state) and who in row_of
    )
    rows = np.array([row for row, _ in found], dtype=np.intp)
    return rows, np.array([invited for _, invited in found], dtype=np.bool_)


def _seated(
    snapshot: Snapshot, context: EligibilityContext, place: NDArray[np.int32], people: int
) -> NDArray[np.float64]:
    """In how many things that have not begun each person has a seat."""
    seated = np.zeros(people + 1)
    coming = np.flatnonzero(snapshot.offers["start_day"] > context.today.toordinal())
    row_of = snapshot.talents.row_of
    for row in coming.tolist():
        states = snapshot.states(Direction.TALENTS_FOR_OFFER, snapshot.offers.ids[row])
        for who, state in states.items():
            if state & PairState.ACCEPTED and who in row_of:
                seated[place[row_of[who]]] += 1
    # Who is in no market was counted at the end.
    return seated[:-1]


class _Best:
    """Each person's best so far, and what has come since."""

    def __init__(self, people: int, width: int) -> None:
        self._width = width
        self._filled = 0
        shape = (people, width + _BUFFER)
        self._offers = np.full(shape, NOBODY, dtype=np.int32)
        self._wants = np.zeros(shape, dtype=np.float32)
        self._taken = np.zeros(shape, dtype=np.float32)

    def add(
        self,
        offer: int,
        people: NDArray[np.int32],
        *,
        wants: NDArray[np.float64],
        taken: NDArray[np.float64],
    ) -> None:
        """One offer's values for ``people``."""
        if self._filled == self._offers.shape[1]:
            self._sift()
        self._offers[people, self._filled] = offer
        self._wants[people, self._filled] = wants
        self._taken[people, self._filled] = taken
        self._filled += 1

    def kept(self, count: int) -> Candidates:
        """The best, in no order."""
        self._sift()
        width = self._width
        return Candidates(
            offers=self._offers[:, :width].copy(),
            wants=self._wants[:, :width].copy(),
            taken=self._taken[:, :width].copy(),
            count=count,
        )

    def _sift(self) -> None:
        """Let the best stand first and forget the rest; a block of people at a time."""
        width = self._width
        for start in range(0, len(self._offers), _BLOCK):
            part = slice(start, start + _BLOCK)
            worth = self._wants[part] * self._taken[part]
            order = np.argpartition(-worth, width - 1, axis=1)[:, :width]
            for cells, empty in (
                (self._offers[part], NOBODY),
                (self._wants[part], 0),
                (self._taken[part], 0),
            ):
                kept = np.take_along_axis(cells, order, axis=1)
                cells[:, :width], cells[:, width:] = kept, empty
        self._filled = width
