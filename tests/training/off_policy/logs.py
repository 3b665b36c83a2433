"""Logs for tests: small, random, and with everything an estimator may look at."""

import numpy as np
from hypothesis import strategies as st

from training.off_policy import (
    CascadeGuess,
    LoggedChoices,
    LoggedSlates,
    RewardGuess,
    SlatePropensities,
)

seeds = st.integers(0, 2**32 - 1)


def choices(seed: int, rows: int = 40) -> LoggedChoices:
    """Rewards in [0, 1], propensities well away from 0."""
    rng = np.random.default_rng(seed)
    return LoggedChoices(rng.random(rows), rng.uniform(0.1, 1.0, rows), rng.uniform(0.0, 1.0, rows))


def reward_guess(seed: int, rows: int = 40) -> RewardGuess:
    """A model that knows nothing."""
    rng = np.random.default_rng(seed)
    return RewardGuess(rng.random(rows), rng.random(rows))


def slates(seed: int, rows: int = 30, places: int = 3) -> LoggedSlates:
    """Rewards in [0, 1] and propensities of lists that shrink from place to place."""
    rng = np.random.default_rng(seed)
    return LoggedSlates(
        rng.random((rows, places)), propensities(rng, rows, places), propensities(rng, rows, places)
    )


def propensities(rng: np.random.Generator, rows: int, places: int) -> SlatePropensities:
    """Of ``rows`` lists of ``places`` places."""
    steps = rng.uniform(0.2, 0.9, (rows, places))
    prefix = steps.cumprod(axis=1)
    return SlatePropensities(prefix[:, -1], rng.uniform(0.2, 0.9, (rows, places)), prefix)


def cascade_guess(seed: int, rows: int = 30, places: int = 3) -> CascadeGuess:
    """A model that knows nothing."""
    rng = np.random.default_rng(seed)
    return CascadeGuess(rng.random((rows, places)), rng.random((rows, places)))
