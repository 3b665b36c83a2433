"""Tests of the organisations and their offers."""

import numpy as np

from training.simulate import World, WorldConfig


def _later(world: World, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Who puts up 4000 offers on some later day, and of which kinds."""
    day = np.full(4000, world.config.start.toordinal())
    society = world.life.society.offered(day, rng=np.random.default_rng(seed))
    fresh = slice(len(world.offers), None)
    return society.offers.organisation[fresh], society.offers.kind[fresh]


def test_large_organisations_stay_large() -> None:
    world = World(WorldConfig(people=20, offers=20, organisations=30), seed=1)
    first, second = (np.bincount(_later(world, seed)[0], minlength=30) for seed in (1, 2))
    assert np.corrcoef(first, second)[0, 1] > 0.95


def test_an_organisation_does_what_it_did() -> None:
    world = World(WorldConfig(people=20, offers=20, organisations=30), seed=1)
    shares = []
    for seed in (1, 2):
        who, kind = _later(world, seed)
        largest = int(world.truth.organisations.size.argmax())
        shares.append(np.bincount(kind[who == largest], minlength=11) / (who == largest).sum())
    of_all = np.bincount(_later(world, 1)[1], minlength=11) / 4000
    assert np.abs(shares[0] - shares[1]).sum() < 0.3
    assert np.abs(shares[0] - of_all).sum() > 0.5
