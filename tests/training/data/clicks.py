"""Clicks: synthetic lists in which how much each place is looked at is known."""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from training.data.examination import Shown

PLACES = 10
TRUTH = 1 / np.arange(1, PLACES + 1) ** 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """``explored`` lists are drawn (Plackett–Luce) by the liking, others sorted by a noisy one.

    ``wrong`` is how far the logged liking is from the true one, in standard deviations of the
    log-odds. By the end of all lists a person does ``tired`` less than in the beginning, and what
    stood low has risen by ``rising`` in log-odds.
    """

    lists: int
    people: int = 400
    offers: int = 30
    explored: bool = True
    ending: float = 0.0
    wrong: float = 0.5
    tired: float = 0.0
    rising: float = 0.0


def clicks(world: World, seed: int) -> Shown:
    """Lists of ten out of three times as many offers, and what was done."""
    rng = np.random.default_rng(seed)
    taste = rng.normal(-1.2, 1.0, size=(world.people, world.offers))
    viewer = rng.integers(world.people, size=world.lists)
    logged = taste + rng.normal(0, world.wrong, size=taste.shape)
    noise = rng.gumbel(size=(world.lists, world.offers))
    utility = logged[viewer] + noise * (1.0 if world.explored else 0.6)
    passed = np.linspace(0, 1, world.lists)
    utility -= world.rising * np.outer(passed, np.arange(world.offers) % 2)
    order = np.argsort(-utility, axis=1)[:, :PLACES]
    rows = np.repeat(viewer, PLACES)
    offer = order.ravel()
    place = np.tile(np.arange(PLACES), world.lists)
    chance = TRUTH[place] / (1 + np.exp(-taste[rows, offer]))
    chance *= 1 - world.tired * np.repeat(passed, PLACES)
    reacted = rng.random(len(rows)) < chance
    ended = reacted & (rng.random(len(rows)) < world.ending)
    everything = Shown(
        position=(place + 1).astype(np.int16),
        propensity=_at_place(logged, viewer, order) if world.explored else np.ones(len(rows)),
        explored=np.full(len(rows), world.explored),
        reacted=reacted,
        ended=ended,
        liking=1 / (1 + np.exp(-logged[rows, offer])),
        pair=rows * world.offers + offer,
        viewer=rows.astype(np.int32),
        at=np.repeat(np.arange(world.lists), PLACES),
    )
    return _until_ended(everything)


def _until_ended(shown: Shown) -> Shown:
    """Without what would not have been shown, because the pair was out of the lists by then."""
    last = np.full(int(shown.pair.max(initial=0)) + 1, np.iinfo(np.int64).max)
    np.minimum.at(last, shown.pair[shown.ended], shown.at[shown.ended])
    stays = shown.at <= last[shown.pair]
    return Shown(**{field.name: getattr(shown, field.name)[stays] for field in fields(Shown)})


def _at_place(
    logged: NDArray[np.float64], viewer: NDArray[np.intp], order: NDArray[np.intp]
) -> NDArray[np.float64]:
    """How often each offer stands where it stood, counted in many draws for each person."""
    rng = np.random.default_rng(99)
    people, offers = logged.shape
    counts = np.full((people, offers, PLACES), 0.05)
    for _ in range(400):
        drawn = np.argsort(-(logged + rng.gumbel(size=logged.shape)), axis=1)[:, :PLACES]
        counts[np.arange(people)[:, None], drawn, np.arange(PLACES)] += 1
    share: NDArray[np.float64] = counts / 400
    return share[viewer[:, None], order, np.arange(PLACES)].ravel()
