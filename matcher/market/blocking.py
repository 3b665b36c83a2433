"""Blocking pairs: a person and an offer that would both rather have one another."""

from dataclasses import dataclass

import numpy as np

from matcher.market.stable import NOBODY, Ints, Matching, Wishes

_EVERYBODY = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class BlockingPairs:
    """``rows`` of the wishes that block, in their order: none when the matching is stable."""

    rows: Ints

    def __len__(self) -> int:
        return len(self.rows)


def blocking_pairs(wishes: Wishes, matching: Matching) -> BlockingPairs:
    """Every wish that the person prefers to what they got, of an offer that would rather have them.

    An offer would when it accepts the person at all and has a free seat, or ranks the person before
    somebody whom it took. A tie that the lottery decided blocks nothing.
    """
    got = np.where(matching.row == NOBODY, len(wishes.offers), matching.row)
    dearer = np.arange(len(wishes.offers)) < got[wishes.people]
    dearer &= wishes.ranks != NOBODY
    return BlockingPairs(np.flatnonzero(dearer & (wishes.ranks < bars(wishes, matching))))


def bars(wishes: Wishes, matching: Matching) -> Ints:
    """The rank that somebody must be before to be taken, for each row: (rows,).

    That of the last whom the offer took, no bar where a seat is free, and below everybody where
    there are no seats.
    """
    worst = np.full(len(wishes.seats), -1, dtype=np.int64)
    rows = matching.row[matching.row != NOBODY]
    np.maximum.at(worst, wishes.offers[rows], wishes.ranks[rows])
    worst[matching.taken(wishes) < wishes.seats] = _EVERYBODY
    return np.asarray(worst[wishes.offers])
