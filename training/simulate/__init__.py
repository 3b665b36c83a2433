"""Simulation: a made-up population whose truth is known, to compare methods on.

It says how well a method recovers a world that somebody invented; nothing that is measured on it
is a claim about the quality of recommendations for people.
"""

from training.simulate.config import Attention, Bias, Drift, WorldConfig
from training.simulate.life import Server
from training.simulate.market import fewer, market_sets
from training.simulate.poison import Poison
from training.simulate.truth import GRADES, Truth
from training.simulate.world import AUDIT, Week, World

__all__ = [
    "AUDIT",
    "GRADES",
    "Attention",
    "Bias",
    "Drift",
    "Poison",
    "Server",
    "Truth",
    "Week",
    "World",
    "WorldConfig",
    "fewer",
    "market_sets",
]
