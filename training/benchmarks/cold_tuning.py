"""Tuning of the cold start's peers: on other people than are judged, some and offers kept out.

It is judged as the bench is: on all eligible offers, by the truth. That is more than anybody has
outside a simulation, and it is the peers alone who get it.
"""

import os
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import product
from typing import Generic, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from training.behaviour import Reading
from training.benchmarks.cold_peers import (
    AlsOptions,
    CrowdOptions,
    EaseOptions,
    PopularityOptions,
    Seen,
    blended,
    choices,
    liking,
    popularity,
    profiles,
    seen,
)
from training.benchmarks.cold_start import Floats, Market, Pairs, ndcg_of
from training.benchmarks.hybrid import Hybrid, HybridOptions

DAMPINGS = (1.0, 3.0, 10.0, 30.0, 100.0, 300.0)
READINGS = (Reading(), Reading(base=0.0, slope=1.0, graded=True))
RIDGES = (10.0, 30.0, 100.0, 300.0, 1000.0, 3000.0)
FACTORS, REGULARISATIONS, CONFIDENCES = (4, 16, 64), (0.3, 3.0, 30.0, 300.0), (1.0, 3.0, 10.0)
SHARES = (0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
RATES, PENALTIES = (0.005, 0.01, 0.02, 0.05, 0.1), (0.0, 0.1, 0.3, 1.0)
LENGTHS, BATCHES = (8, 16, 32, 64), (512, 2048)
STOPS = (1, 2, 4, 8, 12, 16, 24)
_PATIENCE = 2
WARM_PART = "all warm"


class Kind(StrEnum):
    """What settings are tuned for: lists of warm people and offers, or those with cold ones."""

    WARM = "warm"
    COLD = "cold"


Parts: TypeAlias = Mapping[str, NDArray[np.bool_]]
Options = TypeVar("Options")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Generic[Options]):
    """The best of ``tried`` settings, and the mean nDCG@10 of the lists that chose it."""

    options: Options
    worth: float
    tried: int


Tried: TypeAlias = list[tuple[Options, float]]
Chosen: TypeAlias = Mapping[Kind, Choice[Options]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuned:
    """What validation chose for each peer, for each kind of lists."""

    popularity: Chosen[PopularityOptions]
    ease: Chosen[CrowdOptions]
    als: Chosen[CrowdOptions]
    hybrid: Chosen[HybridOptions]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Held:
    """A log to learn from, and the pairs to be judged, in parts."""

    log: Seen
    pairs: Pairs
    parts: Parts

    def worth(self, scores: Floats) -> float:
        """The mean over the parts of their mean nDCG@10; a part without a list is left out."""
        pairs = self.pairs
        found = [ndcg_of(pairs.talent[p], scores[p], pairs.grade[p]) for p in self.parts.values()]
        known = [worth for worth in found if not np.isnan(worth)]
        return float(np.mean(known)) if known else 0.0


def parts_of(person: NDArray[np.bool_], offer: NDArray[np.bool_]) -> Parts:
    """The parts of a market, by which rows have a cold ``person`` and which a cold ``offer``."""
    return {
        WARM_PART: ~person & ~offer,
        "cold offers": ~person & offer,
        "cold people": person & ~offer,
        "both cold": person & offer,
    }


def kind_of(part: str) -> Kind:
    """The settings that a part of the market is scored with."""
    return Kind.WARM if part == WARM_PART else Kind.COLD


def held_warm(market: Market, seed: int) -> Held:
    """The whole log, and the others' lists: the warm part of the bench, of other people."""
    pairs = _shuffled(market.others, np.random.default_rng(seed))
    log = replace(seen(market), talent=pairs.talent, offer=pairs.offer)
    return Held(log=log, pairs=pairs, parts={WARM_PART: np.ones(len(pairs.talent), dtype=np.bool_)})


def held_cold(market: Market, seed: int) -> Held:
    """Half of the others and a third of the offers open to them kept out of the log."""
    rng, whole = np.random.default_rng(seed), market.train
    pairs = _shuffled(market.others, rng)
    people, offers = np.unique(pairs.talent), np.unique(pairs.offer)
    new_people = rng.permutation(people)[: len(people) // 2]
    new_offers = rng.permutation(offers)[: len(offers) // 3]
    kept = whole.keep(~np.isin(whole.talent, new_people) & ~np.isin(whole.offer, new_offers))
    parts = parts_of(np.isin(pairs.talent, new_people), np.isin(pairs.offer, new_offers))
    return Held(
        log=replace(seen(market), train=kept, talent=pairs.talent, offer=pairs.offer),
        pairs=pairs,
        parts={part: rows for part, rows in parts.items() if part != WARM_PART},
    )


def tuned(market: Market, seed: int) -> Tuned:
    """The best settings of each peer for each kind of lists."""
    held = {Kind.WARM: held_warm(market, seed), Kind.COLD: held_cold(market, seed)}
    popular = {kind: best_popularity(one) for kind, one in held.items()}
    return Tuned(
        popularity=popular,
        ease=best_crowd(held[Kind.WARM], _eases(), popular=popular),
        als=best_crowd(held[Kind.WARM], _factorisations(), popular=popular),
        hybrid={kind: best_hybrid(one, seed) for kind, one in held.items()},
    )


def best_popularity(held: Held) -> Choice[PopularityOptions]:
    """The best damping, what is usual, and weighting."""
    options = [
        PopularityOptions(damping=damping, by_organisation=theirs, weighted=weighted)
        for damping, theirs, weighted in product(DAMPINGS, (False, True), (False, True))
    ]
    return _best([(one, held.worth(popularity(held.log, one))) for one in options])


def best_crowd(
    held: Held,
    models: Iterable[EaseOptions | AlsOptions],
    *,
    popular: Chosen[PopularityOptions],
) -> Chosen[CrowdOptions]:
    """For the warm the best model and share of the popularity; the cold have the popularity."""
    warm, cold = popular[Kind.WARM].options, popular[Kind.COLD]
    rate = popularity(held.log, warm)
    tried: Tried[CrowdOptions] = []
    for model in models:
        liked = liking(held.log, model)
        for share in SHARES:
            options = CrowdOptions(share=share, model=model, popularity=warm)
            tried.append((options, held.worth(blended(liked, rate, share=share))))
    best = _best(tried)
    fallen = replace(best.options, popularity=cold.options)
    return {
        Kind.WARM: best,
        Kind.COLD: Choice(options=fallen, worth=cold.worth, tried=cold.tried),
    }


def best_hybrid(held: Held, seed: int) -> Choice[HybridOptions]:
    """Setting after setting the best; the rate twice, for it hangs together with the penalty."""
    runs: dict[HybridOptions, Tried[HybridOptions]] = {}
    best = HybridOptions(epochs=max(STOPS))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for around in _CLIMB:
            new = [one for one in around(best) if one not in runs]
            found = pool.map(lambda one: _stopped(held, one, seed), new)
            runs |= dict(zip(new, found, strict=True))
            best = max(runs, key=lambda one: _best(runs[one]).worth)
    return _best([tried for run in runs.values() for tried in run])


def _rates(start: HybridOptions) -> list[HybridOptions]:
    return [replace(start, rate=rate) for rate in RATES]


def _penalties(start: HybridOptions) -> list[HybridOptions]:
    return [replace(start, l2=l2) for l2 in PENALTIES]


def _lengths(start: HybridOptions) -> list[HybridOptions]:
    return [replace(start, dimensions=length) for length in LENGTHS]


def _batches(start: HybridOptions) -> list[HybridOptions]:
    return [replace(start, batch=batch) for batch in BATCHES]


_CLIMB = (_rates, _penalties, _rates, _lengths, _batches)


def at_edge(settings: Mapping[str, object]) -> list[str]:
    """Which of the settings, by name, are the least or greatest that was tried."""
    tried: dict[str, tuple[float, ...]] = {
        "damping": DAMPINGS,
        "ridge": RIDGES,
        "factors": FACTORS,
        "regularisation": REGULARISATIONS,
        "confidence": CONFIDENCES,
        "share": SHARES,
        "rate": RATES,
        "l2": PENALTIES,
        "dimensions": LENGTHS,
        "epochs": STOPS,
    }
    return [
        name
        for name, value in settings.items()
        if name in tried and value in {min(tried[name]), max(tried[name])}
    ]


def _eases() -> list[EaseOptions]:
    return [
        EaseOptions(ridge=ridge, reading=reading) for ridge, reading in product(RIDGES, READINGS)
    ]


def _factorisations() -> list[AlsOptions]:
    return [
        AlsOptions(factors=factors, regularisation=penalty, confidence=sure, reading=reading)
        for factors, penalty, sure, reading in product(
            FACTORS, REGULARISATIONS, CONFIDENCES, READINGS
        )
    ]


def _stopped(held: Held, options: HybridOptions, seed: int) -> Tried[HybridOptions]:
    """How good the options are at each time to stop, until that has got worse for long."""
    sides = profiles(held.log)
    model = Hybrid(options=options, seed=seed)
    found: Tried[HybridOptions] = []
    for epochs in model.learning(choices(held.log.train), sides):
        if epochs in STOPS:
            scores = model.scores(held.log.talent, held.log.offer, profiles=sides)
            found.append((replace(options, epochs=epochs), held.worth(scores)))
            if len(found) - found.index(max(found, key=_worth)) > _PATIENCE:
                break
    return found


def _best(tried: Tried[Options]) -> Choice[Options]:
    """The first of the best."""
    options, worth = max(tried, key=_worth)
    return Choice(options=options, worth=worth, tried=len(tried))


def _worth(tried: tuple[Options, float]) -> float:
    return tried[1]


def _shuffled(pairs: Pairs, rng: np.random.Generator) -> Pairs:
    """In no order, so that chance decides among equals."""
    order = rng.permutation(len(pairs.talent))
    return Pairs(
        talent=pairs.talent[order].astype(np.intp),
        offer=pairs.offer[order].astype(np.intp),
        grade=pairs.grade[order],
    )
