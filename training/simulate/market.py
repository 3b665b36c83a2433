"""The market: training and test sets straight from a simulated year, without the service.

What is learned from is biased as real behaviour is (attention, discouragement, full seats); what
is tested on is the truth of a later time, with new people, new offers and moved tastes. It is
made-up data to compare methods on and says nothing about people.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.domain import PairState, Side
from matcher.features import feature_list
from matcher.ranking import day_zero
from training.data.training_set import COLUMNS, TrainingSet
from training.simulate.attention import Deed, examination, looked, react
from training.simulate.config import Attention, WorldConfig
from training.simulate.founding import found, new_snapshot
from training.simulate.market_year import MarketYear, Shown
from training.simulate.profiles import offer_id, talent_id
from training.simulate.truth import chance

LEARNED, TESTED = 10, 3
_SETTLED, _STANDING = 0.7, 0.15
_CLIP = 8.0
_TARGET = np.array([0.0, 0.15, 0.5, 1.0], dtype=np.float32)
_GRADE = np.array([0, 1, 2, 3], dtype=np.int8)
_TOOK_PART = 4
_EPOCH = date(1970, 1, 1).toordinal()

Sets = tuple[TrainingSet, TrainingSet]


def market_sets(
    seed: int, people: int, offers: int, *, events: int, test_rows: int = 16_000
) -> Sets:
    """Training and test set of the talent side, made up from ``seed``.

    ``events`` is the number of training rows, each an offer that was shown to somebody, looked at
    or not, in lists of up to 40 over ten periods of four weeks; ``people`` and ``offers`` are how
    many there are by the end. All are at least 1. Training targets and grades come from what
    people did: 0 nothing, 1 looked, 2 saved, 3 applied, 4 took part and liked it; ``weight`` of
    what was done is the inverse of the known attention curve at its position, clipped, else 1.
    The test set is of the three periods after: the same kind of lists, shuffled; ``target`` is
    the true probability of wanting it, ``grade`` its grade by ``truth.GRADES``.
    For a learning curve draw once and take ``fewer`` of the training rows.
    """
    year = begun(seed, people, offers)
    learned, tested = [], []
    for period in range(LEARNED + TESTED):
        if period:
            year.turn(people, offers)
        if period >= LEARNED:
            rows = share(test_rows, period - LEARNED, TESTED)
            tested.append(_known(year, year.show(rows, by_chance=True)))
        elif rows := share(events, period, LEARNED):
            learned.append(lived(year, rows))
    return together(learned, year), together(tested, year)


def fewer(whole: TrainingSet, rows: int, *, seed: int) -> TrainingSet:
    """Whole lists drawn at random until there are ``rows``, in order of time; the last is cut."""
    order = np.random.default_rng(seed).permutation(np.unique(whole.slate))
    rank = np.empty(int(whole.slate.max()) + 1, dtype=np.intp)
    rank[order] = np.arange(len(order))
    first = np.argsort(rank[whole.slate], kind="stable")[:rows]
    return whole.keep(np.sort(first))


def begun(seed: int, people: int, offers: int, *, held_out: int = 0) -> MarketYear:
    """The first period of a year that ends with about so many."""
    rng = np.random.default_rng(seed)
    config = WorldConfig(
        people=max(round(people * _SETTLED), 1),
        offers=max(round(offers * _STANDING), 1),
        organisations=max(offers // 12, 8),
    )
    society = found(config, rng)
    filling = new_snapshot(society)
    year = MarketYear(society, filling, day_zero(), rng, config.start, held_out=held_out)
    year.settle()
    return year


def share(total: int, part: int, parts: int) -> int:
    """The size of a part of ``total``; they sum to it."""
    return total * (part + 1) // parts - total * part // parts


def lived(year: MarketYear, rows: int) -> TrainingSet:
    """What people did with ``rows`` of lists in this period, and what providers made of it."""
    shown, truth, rng = year.show(rows), year.society.truth, year.rng
    acts = truth.acts(shown.talent, shown.offer)
    seen = looked(shown.position, truth.people.impatience[shown.talent], rng)
    reactions = react(acts, seen, rng)
    applied = np.flatnonzero(reactions.deed == Deed.APPLIED)
    joined = _seated(year, shown, applied)
    liked = joined[rng.random(len(joined)) < truth.wants(shown.talent[joined], shown.offer[joined])]
    for rows_of, state in (
        (np.flatnonzero(reactions.hidden), PairState.HIDDEN_BY_TALENT),
        (np.flatnonzero(reactions.deed == Deed.SAVED), PairState.SAVED),
        (np.setdiff1d(applied, joined), PairState.DECLINED),
        (joined, PairState.TAKEN_PART),
    ):
        _remember(year, shown, rows_of, state)
    target = np.where(reactions.hidden, 0, _TARGET[reactions.deed]).astype(np.float32)
    grade = np.where(reactions.hidden, 0, _GRADE[reactions.deed]).astype(np.int8)
    grade[liked] = _TOOK_PART
    weight = _weight(shown, year.society.config.attention, done=target > 0)
    return _set(shown, target, grade, weight=weight)


def _known(year: MarketYear, shown: Shown) -> TrainingSet:
    """What is true of the rows."""
    truth = year.society.truth
    wants = truth.wants(shown.talent, shown.offer).astype(np.float32)
    grades = truth.grades(shown.talent, shown.offer)
    return _set(shown, wants, grades, weight=np.ones(len(shown), dtype=np.float32))


def _seated(year: MarketYear, shown: Shown, applied: NDArray[np.intp]) -> NDArray[np.intp]:
    """Which of ``applied`` took part: taken by the provider while there were seats, and came."""
    truth, taken = year.society.truth, year.filling.snapshot.offers["taken"]
    talents, offers = shown.talent[applied], shown.offer[applied]
    accepted = year.rng.random(len(applied)) < truth.accepts(talents, offers)
    came = year.rng.random(len(applied)) < chance(truth.people.reliable[talents])
    left = truth.offers.capacity - taken
    place = _place_in_queue(np.where(accepted, offers, -1))
    return applied[accepted & came & (place < left[offers])]


def _place_in_queue(offers: NDArray[np.intp]) -> NDArray[np.intp]:
    """How many of the same offer stand before each."""
    order = np.argsort(offers, kind="stable")
    ranked = offers[order]
    first = np.searchsorted(ranked, ranked)
    place = np.empty(len(offers), dtype=np.intp)
    place[order] = np.arange(len(offers)) - first
    return place


def _remember(year: MarketYear, shown: Shown, rows: NDArray[np.intp], state: PairState) -> None:
    pairs = zip(shown.talent[rows].tolist(), shown.offer[rows].tolist(), strict=True)
    year.filling.snapshot.put_pairs((talent_id(t), offer_id(o), state) for t, o in pairs)


def _weight(shown: Shown, attention: Attention, *, done: NDArray[np.bool_]) -> NDArray[np.float32]:
    inverse = np.minimum(1 / examination(shown.position, attention), _CLIP)
    return np.where(done, inverse, 1.0).astype(np.float32)


def _set(
    shown: Shown,
    target: NDArray[np.float32],
    grade: NDArray[np.int8],
    *,
    weight: NDArray[np.float32],
) -> TrainingSet:
    """The rows as a set; the ids come when all are together."""
    nobody = np.zeros(0, dtype=np.str_)
    days = (shown.day - _EPOCH).astype("datetime64[D]")
    return TrainingSet(
        side=Side.TALENT,
        features=feature_list(),
        talent_ids=nobody,
        offer_ids=nobody,
        cells=shown.cells,
        target=target,
        grade=grade,
        weight=weight,
        looked=np.ones(len(shown), dtype=np.float32),
        censored=np.zeros(len(shown), dtype=np.bool_),
        slate=shown.slate.astype(np.int32),
        position=shown.position.astype(np.int16),
        propensity=shown.propensity,
        talent=shown.talent.astype(np.int32),
        offer=shown.offer.astype(np.int32),
        at=days.astype("datetime64[s]"),
    )


def together(sets: Sequence[TrainingSet], year: MarketYear) -> TrainingSet:
    """One set of several, with the ids of everybody and everything there is by now."""
    columns: dict[str, Any] = {
        name: np.concatenate([getattr(one, name) for one in sets]) for name in COLUMNS
    }
    return replace(
        sets[0],
        talent_ids=np.array([talent_id(row) for row in range(len(year.society.people))]),
        offer_ids=np.array([offer_id(row) for row in range(len(year.society.offers))]),
        **columns,
    )
