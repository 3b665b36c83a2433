"""Tuning of the cold start's peers: on people, offers and days that were kept out of the log."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from training.benchmarks.cold_peers import Seen, choices, collaborative, profiles, seen
from training.benchmarks.cold_start import Floats, Market, Rows, ndcg_of
from training.benchmarks.hybrid import Hybrid, HybridOptions
from training.data import TrainingSet

RIDGES = (100.0, 500.0, 2000.0, 8000.0, 32000.0)
STARTS = tuple(
    HybridOptions(l2=l2, rate=rate) for l2, rate in product((0.01, 0.1, 1.0, 4.0), (0.05, 0.1))
)
LENGTHS = (32, 64)
STOPS = (2, 4, 8, 16, 24, 36)
HELD = 0.2
TRIED = (len(STARTS) + len(LENGTHS)) * len(STOPS)
"""So many settings of the hybrid are compared."""

Worth = tuple[float, HybridOptions]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuned:
    """What validation chose for EASE and for the hybrid."""

    ridge: float
    hybrid: HybridOptions


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Held:
    """A log that lacks some people and offers, and the rows with them in parts to be judged."""

    log: Seen
    lists: Rows
    grades: NDArray[np.int8]
    parts: Sequence[NDArray[np.bool_]]

    def worth(self, scores: Floats) -> float:
        """The mean nDCG@10 over the parts, judged by what people did."""
        found = [ndcg_of(self.lists[p], scores[p], self.grades[p]) for p in self.parts]
        return float(np.mean(np.nan_to_num(found)))


def tuned(market: Market, seed: int) -> Tuned:
    """EASE, of use to the warm, chosen on the last tenth of the log; the hybrid on the cold."""
    late = last_tenth(market)
    ridges = {ridge: late.worth(collaborative(late.log, ridge=ridge)) for ridge in RIDGES}
    return Tuned(
        ridge=max(ridges, key=ridges.__getitem__), hybrid=best_hybrid(held_cold(market, seed), seed)
    )


def best_hybrid(held: Held, seed: int) -> HybridOptions:
    """The best penalty, rate and epochs, then the best length beside them."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = [*pool.map(lambda start: _stopped(held, start, seed), STARTS)]
        _, best = max(found, key=_value)
        longer = [replace(best, dimensions=length) for length in LENGTHS]
        found += pool.map(lambda start: _stopped(held, start, seed), longer)
    return max(found, key=_value)[1]


def held_cold(market: Market, seed: int) -> Held:
    """A fifth of the log's people and of its offers kept out, as the cold ones of the bench are."""
    whole, rng = market.train, np.random.default_rng(seed)
    person, offer = (_drawn(codes, rng) for codes in (whole.talent, whole.offer))
    judged = whole.keep(rng.permutation(np.flatnonzero(person | offer)))
    people, offers = whole.talent[person], whole.offer[offer]
    new_person, new_offer = np.isin(judged.talent, people), np.isin(judged.offer, offers)
    return _held(
        market,
        whole.keep(~(person | offer)),
        judged,
        parts=(new_person & ~new_offer, ~new_person & new_offer, new_person & new_offer),
    )


def last_tenth(market: Market) -> Held:
    """The last rows of the log kept out, in no order."""
    whole = market.train
    late = whole.at >= np.sort(whole.at)[-len(whole) // 10]
    judged = whole.keep(np.random.default_rng(0).permutation(np.flatnonzero(late)))
    everything = np.ones(len(judged), dtype=np.bool_)
    return _held(market, whole.keep(~late), judged, parts=(everything,))


def _held(
    market: Market,
    kept: TrainingSet,
    judged: TrainingSet,
    *,
    parts: Sequence[NDArray[np.bool_]],
) -> Held:
    log = replace(
        seen(market),
        train=kept,
        talent=judged.talent.astype(np.intp),
        offer=judged.offer.astype(np.intp),
    )
    return Held(log=log, lists=judged.slate.astype(np.intp), grades=judged.grade, parts=parts)


def _drawn(codes: NDArray[np.integer], rng: np.random.Generator) -> NDArray[np.bool_]:
    """The rows of a share of all the codes there are."""
    every = np.unique(codes)
    out = rng.choice(every, max(round(HELD * len(every)), 1), replace=False)
    drawn: NDArray[np.bool_] = np.isin(codes, out)
    return drawn


def _stopped(held: Held, options: HybridOptions, seed: int) -> Worth:
    """How good the options are at the best time to stop, and that as options."""
    people, offers = profiles(held.log)
    model = Hybrid(options=replace(options, epochs=max(STOPS)), seed=seed)
    found: list[Worth] = []
    for epochs in model.learning(choices(held.log.train), people, offers):
        if epochs in STOPS:
            scores = model.scores(held.log.talent, held.log.offer, people, offers)
            found.append((held.worth(scores), replace(options, epochs=epochs)))
    return max(found, key=_value)


def _value(worth: Worth) -> float:
    return worth[0]
