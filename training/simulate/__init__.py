"""Simulation: a made-up population whose truth is known, to compare methods on.

It says how well a method recovers a world that somebody invented; nothing that is measured on it
is a claim about the quality of recommendations for people.
"""

from training.simulate.market import fewer, market_sets

__all__ = ["fewer", "market_sets"]
