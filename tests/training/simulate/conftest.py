"""A small world that has lived for a while, made once."""

import numpy as np
import pytest

from matcher.ranking import Recommender, day_zero
from training.simulate import Poison, World, WorldConfig

PUPPETS = 9


@pytest.fixture(scope="session")
def poison() -> Poison:
    """The organisation with the most offers clicks itself up."""
    begun = World(CONFIG, SEED).offers.organisation
    most = int(np.bincount(begun).argmax())
    return Poison(organisation=most, week=2, puppets=PUPPETS)


@pytest.fixture(scope="session")
def lived(poison: Poison) -> World:
    """Four weeks, the third of them poisoned."""
    world = World(CONFIG, SEED)
    server = Recommender(day_zero())
    for _ in range(4):
        world.step_week(server, poison=poison)
    return world


CONFIG, SEED = WorldConfig(people=120, offers=80, organisations=12), 6
