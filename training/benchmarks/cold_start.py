"""The cold start: a simulated market in which some people and offers have no past at all."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from matcher.domain import Audience, Direction, EligibilityContext, Side
from matcher.features import Pairing, pair_values, pairing, verdicts
from matcher.ranking import GlassBox
from training import metrics
from training.behaviour import learn_behaviour
from training.behaviour.past import FEATURES
from training.benchmarks.lists import listed_ndcg
from training.data import TrainingSet
from training.simulate.config import PARTNERSHIP
from training.simulate.market import LEARNED, begun, lived, share, together
from training.simulate.market_log import market_log
from training.simulate.market_year import PERIOD_DAYS, MarketYear
from training.simulate.profiles import talent_id

HELD_OUT = 4
"""Every fourth person and offer is cold."""
MOST_OTHERS = 500
"""So many people at most are there for tuning."""
_BEHAVIOUR_FROM = 5
_FEWEST = 3

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Pairs:
    """People, offers that they may join, and the true grade."""

    talent: Rows
    offer: Rows
    grade: NDArray[np.int8]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Market:
    """What was learned from, and what is judged on: all eligible offers of some people.

    ``bare`` and ``informed`` are the judged rows' cells without and with learned behaviour,
    ``talent``, ``offer`` and ``grade`` are theirs; lists stand together. ``others`` are all
    eligible offers, but the cold ones, of people who are neither cold nor judged: peers are tuned
    on them.
    """

    year: MarketYear
    train: TrainingSet
    others: Pairs
    talent: Rows
    offer: Rows
    bare: NDArray[np.uint8]
    informed: NDArray[np.uint8]
    grade: NDArray[np.int8]
    wants: Floats

    def cold(self, rows: Rows) -> NDArray[np.bool_]:
        """Which of ``rows`` were held out."""
        return self.year.cold(rows)


def market(
    seed: int, *, people: int, offers: int, rows: int, judged: int, tick: Callable[[], None]
) -> Market:
    """A market that has lived for ten periods; behaviour is learned twice, half-way and at the end.

    Half-way, so that rows are logged with it and its weight can be learned. ``tick`` is called
    after each period.
    """
    year = begun(seed, people, offers, held_out=HELD_OUT)
    past: list[TrainingSet] = []
    for period in range(LEARNED):
        if period:
            year.turn(people, offers)
        if period == _BEHAVIOUR_FROM:
            _adopt(year, past)
        past.append(lived(year, share(rows, period, LEARNED)))
        tick()
    everybody = year.rng.permutation(len(year.society.people))
    talents, others = everybody[:judged], everybody[judged:]
    year.filling.snapshot.adopt(None)
    bare = [_judged(year, int(talent)) for talent in talents]
    _adopt(year, past)
    informed = [_judged(year, int(talent)) for talent in talents]
    talent = np.repeat(talents, [len(offers) for offers, _ in bare])
    offer = np.concatenate([offers for offers, _ in bare])
    truth = year.society.truth
    return Market(
        year=year,
        train=together(past, year),
        others=_others(year, others[~year.cold(others)][:MOST_OTHERS]),
        talent=talent,
        offer=offer,
        bare=np.concatenate([cells for _, cells in bare]),
        informed=np.concatenate([cells for _, cells in informed]),
        grade=truth.grades(talent, offer),
        wants=truth.wants(talent, offer),
    )


def ndcg_of_each(lists: Rows, scores: Floats, grades: NDArray[np.int8]) -> Floats:
    """nDCG@10 of each of ``lists``, numbers of equal rows' lists; NaN for one without a wish."""
    if not len(lists):
        return np.full(1, np.nan)
    return listed_ndcg(lists, scores, grades, fewest=_FEWEST)


def ndcg_of(lists: Rows, scores: Floats, grades: NDArray[np.int8]) -> float:
    """The mean over ``lists``; NaN when there is none with a wish."""
    return metrics.mean(ndcg_of_each(lists, scores, grades))


def glass_box_scores(model: GlassBox, cells: NDArray[np.uint8]) -> Floats:
    """What the model takes the talents' side to want, in log-odds."""
    return model.log_odds(model.places(cells.T.astype(np.int32)), Side.TALENT)


def without_behaviour(train: TrainingSet) -> TrainingSet:
    """The set as if behaviour had never been learned."""
    cells = train.cells.copy()
    cells[:, [train.features.index[name] for name in FEATURES]] = 0
    return replace(train, cells=cells)


def _adopt(year: MarketYear, past: list[TrainingSet]) -> None:
    log = market_log(past, year)
    year.filling.snapshot.adopt(learn_behaviour(log, year.society.words))


def _judged(year: MarketYear, talent: int) -> tuple[Rows, NDArray[np.uint8]]:
    """The offers that the person may join when the last period is over, and their cells."""
    full, context = _at_the_end(year, talent)
    offers = verdicts(full, context).eligible()
    features = year.model.features
    cells = features.discretise(pair_values(full.keep(offers), context, features))
    return offers, cells.T.astype(np.uint8)


def _others(year: MarketYear, talents: Rows) -> Pairs:
    """The offers that are not cold and that each of ``talents`` may join at the same time."""
    open_to = [verdicts(*_at_the_end(year, int(talent))).eligible() for talent in talents]
    talent = np.repeat(talents, [len(offers) for offers in open_to])
    offer = np.concatenate([*open_to, np.zeros(0, dtype=np.intp)])
    warm = ~year.cold(offer)
    talent, offer = talent[warm], offer[warm]
    return Pairs(talent=talent, offer=offer, grade=year.society.truth.grades(talent, offer))


def _at_the_end(year: MarketYear, talent: int) -> tuple[Pairing, EligibilityContext]:
    """The person and all offers when the last period is over."""
    context = EligibilityContext(
        today=year.day + timedelta(days=PERIOD_DAYS),
        partnership=PARTNERSHIP,
        audience=Audience.TALENT,
    )
    snapshot, subject = year.filling.snapshot, talent_id(talent)
    return pairing(snapshot, Direction.OFFERS_FOR_TALENT, subject=subject), context
