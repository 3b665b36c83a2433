"""Methods: how the lists of a round are made, ours and the usual ones."""

from collections.abc import Mapping
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from matcher.market.allocation import Looking
from matcher.market.candidates import NOBODY, Candidates
from matcher.market.examination import seats as hard_seats
from matcher.market.policy import ranked
from matcher.market.prices import PriceConfig, Prices, prices
from matcher.market.transferable import TransferableConfig, transferable
from matcher.market.two_sided import Market
from matcher.market.welfare import WelfareConfig, social_welfare
from training.benchmarks.market_rounds import Lists, Orders, Play, Standing
from training.benchmarks.market_scene import Floats, Scene

COOL = 0.1


class Method(StrEnum):
    """What is compared."""

    NAIVE = "naive"
    RECIPROCAL = "reciprocal"
    TU = "TU (β = 1)"
    COOL_TU = "TU (β = 0.1)"
    WELFARE = "Frank–Wolfe, exact"
    OURS = "ours: prices as served"
    ORACLE = "oracle: ours, knowing the truth"


def methods(scene: Scene, play: Play, *, steps: int) -> Mapping[Method, Lists]:
    """All of them on ``scene``; Frank–Wolfe takes at most ``steps``."""
    worth = scene.wants * scene.taken
    return {
        Method.NAIVE: lambda now, _: _first(scene.wants, now, play),
        Method.RECIPROCAL: lambda now, _: _first(worth, now, play),
        Method.TU: lambda now, _: _first(_tu(scene, now, play, 1.0), now, play),
        Method.COOL_TU: lambda now, _: _first(_tu(scene, now, play, COOL), now, play),
        Method.WELFARE: lambda now, rng: _welfare(scene, now, play, steps=steps, rng=rng),
        Method.OURS: lambda now, _: priced(scene, now, play),
        Method.ORACLE: lambda now, _: priced(scene.known(), now, play),
    }


def priced(scene: Scene, now: Standing, play: Play) -> Orders:
    """As the service makes them: prices over everybody's candidates, and one sort."""
    return _first(scene.wants * scene.taken * prices_of(scene, now, play).free, now, play)


def prices_of(scene: Scene, now: Standing, play: Play) -> Prices:
    """What a market run says as things stand."""
    places = np.arange(scene.wants.shape[1], dtype=np.int32)
    candidates = Candidates(
        offers=np.where(now.open_to, places, NOBODY).astype(np.int32),
        wants=(scene.wants * now.open_to).astype(np.float32),
        taken=(scene.taken * now.open_to).astype(np.float32),
        count=len(places),
    )
    return prices(
        candidates,
        now.seats,
        waiting=np.zeros(len(places)),
        engaged=now.engaged,
        config=PriceConfig(looking=Looking(decay=play.decay, places=play.places)),
    )


def _tu(scene: Scene, now: Standing, play: Play, temperature: float) -> Floats:
    config = TransferableConfig(temperature=temperature, tolerance=1e-6)
    return transferable(_market(scene, now, play), config, seats=now.seats).log_matches


def _welfare(
    scene: Scene, now: Standing, play: Play, *, steps: int, rng: np.random.Generator
) -> Orders:
    """From want x taken, as that is much the fastest; each list is drawn from its mixture."""
    market = _market(scene, now, play)
    begin = ranked(np.where(now.open_to, scene.wants * scene.taken, -np.inf))
    found = social_welfare(market, WelfareConfig(steps=steps), begin=(begin,))
    order = found.policy.drawn(rng)[:, : play.places]
    shown = np.take_along_axis(now.open_to, np.maximum(order, 0).astype(np.intp), axis=1)
    return np.where(shown & (order >= 0), order, NOBODY).astype(np.int32)


def _market(scene: Scene, now: Standing, play: Play) -> Market:
    people, offers = scene.wants.shape
    place = np.arange(1, offers + 1)
    return Market(
        scene.wants * now.open_to,
        (scene.taken * now.open_to).T,
        np.where(place <= play.places, place**-play.decay, 0.0),
        hard_seats(now.seats, people),
    )


def _first(scores: Floats, now: Standing, play: Play) -> Orders:
    shown: NDArray[np.float64] = np.where(now.open_to, scores, -np.inf)
    return ranked(shown, play.places).orders[0]
