"""Attribution: which showing a later deed answers."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Moments = NDArray[np.int64]
Rows = NDArray[np.intp]
NOWHERE = -1


@dataclass(frozen=True, eq=False)
class Moment:
    """Columns of what happened when: the pair, the list (-1: none named), microseconds UTC."""

    pair: Moments
    slate: NDArray[np.int32]
    at: Moments

    def __len__(self) -> int:
        return len(self.at)

    def keep(self, rows: NDArray[np.bool_] | Rows) -> "Moment":
        """The same with only ``rows``."""
        return Moment(self.pair[rows], self.slate[rows], self.at[rows])


def attributed(done: Moment, shown: Moment, *, window: Moments) -> Rows:
    """The row of ``shown`` that each of ``done`` answers, or ``NOWHERE``: shape (done,).

    Steps: 1. the list that the deed names, where the pair stood in it; 2. else the last showing of
    the pair at or before the deed; 3. none where that is longer ago than ``window``, which has one
    value in microseconds for each of ``done``.
    """
    if not len(done) or not len(shown):
        return np.full(len(done), NOWHERE, dtype=np.intp)
    named = _named(done, shown)
    rows = np.where(_within(done, shown, named, window), named, _last_before(done, shown))
    return np.where(_within(done, shown, rows, window), rows, NOWHERE)


def _within(done: Moment, shown: Moment, rows: Rows, window: Moments) -> NDArray[np.bool_]:
    waited = done.at - shown.at[rows]
    fits: NDArray[np.bool_] = (rows != NOWHERE) & (waited >= 0) & (waited <= window)
    return fits


def _named(done: Moment, shown: Moment) -> Rows:
    """The row with the deed's pair in the list that it names."""
    pairs = int(max(shown.pair.max(), done.pair.max())) + 1
    keys = _key(shown, pairs)
    order = np.argsort(keys, kind="stable")
    asked = _key(done, pairs)
    places = np.searchsorted(keys, asked, sorter=order)
    rows = order[np.minimum(places, len(order) - 1)]
    found = (keys[rows] == asked) & (done.slate >= 0)
    return np.where(found, rows, NOWHERE)


def _key(moment: Moment, pairs: int) -> Moments:
    key: Moments = moment.slate.astype(np.int64) * pairs + moment.pair
    return key


def _last_before(done: Moment, shown: Moment) -> Rows:
    """The last row of the same pair that is not later than the deed.

    Both are put in one line by pair, time and (at the same time) showings first; then the last
    showing seen so far is carried along the line.
    """
    pair = np.concatenate([shown.pair, done.pair])
    at = np.concatenate([shown.at, done.at])
    is_deed = np.repeat([False, True], [len(shown), len(done)])
    line = np.lexsort((is_deed, at, pair))
    carried = np.where(is_deed[line], NOWHERE, np.arange(len(line)))
    last = line[np.maximum(np.maximum.accumulate(carried), 0)]
    deeds = is_deed[line]
    same = (pair[last] == pair[line]) & ~is_deed[last]
    rows = np.full(len(done), NOWHERE, dtype=np.intp)
    rows[line[deeds] - len(shown)] = np.where(same, last, NOWHERE)[deeds]
    return rows
