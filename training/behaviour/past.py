"""The past: what everybody had engaged with at any moment, out of the events of a log."""

from contextlib import suppress
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from matcher.domain import EventKind, EventRefused, PairState, Side, follow
from matcher.features.behaviour import Behaviour, Tokens, token_hashes, tokens_of, worths
from matcher.vocabulary import Vocabularies
from training.data import Log

Whole = NDArray[np.int64]
Values = NDArray[np.float64]
Rows = NDArray[np.intp]

FEATURES = ("behaviour_affinity", "organisation_pull")
"""The features that a behaviour fills."""

# What an event may build on that the log does not tell, as one that begins in the middle.
_UNTOLD = (PairState.NONE, PairState.INVITED, PairState.APPLIED, PairState.ACCEPTED)
_ACTS = tuple((kind, side) for kind in EventKind for side in Side)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Past:
    """Changes of what offers say of people, n columns in order of person and time.

    ``talent`` and ``offer`` are places in ``talent_ids`` and ``offer_ids``, ``moment`` is a place
    in ``moments`` (microseconds UTC, in order). ``worth`` and ``weight`` are by how much the worth
    of the pair's state changed, and its size. ``tokens`` (offers, ``MAX_TOKENS``) are what the
    offers are.
    """

    talent_ids: pa.Array
    offer_ids: pa.Array
    tokens: Tokens
    moments: Whole
    talent: Whole
    offer: Whole
    moment: Whole
    worth: Values
    weight: Values

    def places(self, shown: pa.Table) -> tuple[Whole, Whole]:
        """Where the talents and the offers of ``shown`` stand in the past, -1 for nowhere."""
        return _places(shown["talent"], self.talent_ids), _places(shown["offer"], self.offer_ids)

    def values(
        self, behaviour: Behaviour, *, talent: Whole, offer: Whole, at: Whole
    ) -> NDArray[np.float32]:
        """What a service with ``behaviour`` had said at ``at`` of n pairs: shape (2, n).

        The rows are ``FEATURES``, as a snapshot gives them, NaN for not known: all that was known
        strictly before ``at`` (microseconds UTC), and nothing later. -1 for unknown offers.
        """
        if not len(self.tokens):
            return np.full((len(FEATURES), len(talent)), np.nan, dtype=np.float32)
        known, there = behaviour.known(self.tokens), np.maximum(offer, 0)
        first, last = self._rows(talent, at)
        weight = _sums(self.weight * known.behaves[self.offer], first, last)
        products = np.zeros(len(talent))
        # One direction at a time: all at once would be thirty times the log.
        for says, draws in zip(known.says.T, known.draws.T, strict=True):
            products += _sums(self.worth * says[self.offer], first, last) * draws[there]
        size = np.where(weight > 0, weight, 1.0).astype(np.float32)
        likely = behaviour.affinity(products.astype(np.float32), size)
        sure = (weight > 0) & (offer >= 0) & known.behaves[there]
        return np.stack(
            [np.where(sure, likely, np.nan), np.where(offer >= 0, known.pull[there], np.nan)]
        ).astype(np.float32)

    def _rows(self, talent: Whole, at: Whole) -> tuple[Rows, Rows]:
        """Where the changes of each person begin, and where those before ``at`` end."""
        step = len(self.moments) + 1
        line = self.talent * step + self.moment
        first = np.searchsorted(line, talent * step)
        last = np.searchsorted(line, talent * step + np.searchsorted(self.moments, at))
        return first, np.maximum(first, last)


def _sums(changes: Values, first: Rows, last: Rows) -> Values:
    """The sum of ``changes`` from each of ``first`` up to each of ``last``: shape (n,)."""
    summed = np.concatenate([[0.0], np.cumsum(changes, dtype=np.float64)])
    found: Values = summed[last] - summed[first]
    return found


def past_of(log: Log, words: Vocabularies) -> Past:
    """What the events of ``log`` tell of everybody's past, by the states that pairs went through.

    A service knows of an event once it is recorded; what was recorded before it was done counts
    from when it was done. People and offers without a row in the log's tables are not looked at.
    """
    talents = log.talents["talent"].combine_chunks()
    offers = log.offers["offer"].combine_chunks()
    events = log.events
    pair = np.stack([_places(events["talent"], talents), _places(events["offer"], offers)])
    at = np.maximum(*(events[name].cast(pa.int64()).to_numpy() for name in ("at", "recorded_at")))
    known = np.flatnonzero((pair >= 0).all(axis=0))
    order = known[np.lexsort((events["seq"].to_numpy()[known], at[known], *pair[::-1, known]))]
    before, after = _states(pair[:, order], _acts(events)[order])
    old, new = (worths()[states].astype(np.float64) for states in (before, after))
    told = np.flatnonzero(old != new)
    told = told[np.lexsort((at[order[told]], pair[0, order[told]]))]
    rows = order[told]
    moments, moment = np.unique(at[rows], return_inverse=True)
    return Past(
        talent_ids=talents,
        offer_ids=offers,
        tokens=_tokens(log.offers, words),
        moments=moments,
        talent=pair[0, rows],
        offer=pair[1, rows],
        moment=moment.reshape(-1).astype(np.int64),
        worth=(new - old)[told],
        weight=(np.abs(new) - np.abs(old))[told],
    )


def _states(pair: Whole, act: Whole) -> tuple[Whole, Whole]:
    """The state of its pair before and after each event; events in order of pair and time."""
    count = pair.shape[1]
    new = np.ones(count, dtype=np.bool_)
    new[1:] = (pair[:, 1:] != pair[:, :-1]).any(axis=0)
    group = new.cumsum() - 1
    nth = np.arange(count) - np.flatnonzero(new)[group] if count else np.zeros(0, dtype=np.int64)
    state = np.zeros(int(new.sum()), dtype=np.int64)
    before, after = np.zeros((2, count), dtype=np.int64)
    by_turn = np.argsort(nth, kind="stable")
    # Every pair's first event, then every pair's second one, and so on.
    for rows in np.split(by_turn, np.bincount(nth).cumsum()[:-1]) if count else ():
        before[rows] = state[group[rows]]
        after[rows] = _transitions()[act[rows], before[rows]]
        state[group[rows]] = after[rows]
    return before, after


@cache
def _transitions() -> Whole:
    """The state after each of ``_ACTS`` in each state: shape (acts, states)."""
    states = [PairState(number) for number in range(2 * max(PairState))]
    return np.array([[_after(state, *act) for state in states] for act in _ACTS], dtype=np.int64)


def _after(state: PairState, kind: EventKind, side: Side) -> PairState:
    for untold in _UNTOLD:
        with suppress(EventRefused):
            return follow(state | untold, kind, side=side)
    return state


def _acts(events: pa.Table) -> Whole:
    words = pa.array([f"{kind.value}|{side.value}" for kind, side in _ACTS])
    names = (events[name].cast(pa.string()) for name in ("kind", "side"))
    return _places(pc.binary_join_element_wise(*names, "|"), words)


def _tokens(offers: pa.Table, words: Vocabularies) -> Tokens:
    columns = (offers[name].to_pylist() for name in ("organisation", "kind", "genres"))
    hashes = [
        token_hashes(tokens_of(owner, kind, genres=genres, known=words.genres))
        for owner, kind, genres in zip(*columns, strict=True)
    ]
    return np.array(hashes, dtype=np.uint64).reshape(len(offers), -1)


def _places(column: pa.ChunkedArray, ids: pa.Array) -> Whole:
    """The place of each value among ``ids``, -1 for others."""
    found = pc.fill_null(pc.index_in(column.cast(pa.string()), ids), -1)
    return np.asarray(found.to_numpy(), dtype=np.int64)
