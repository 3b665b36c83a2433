"""Envy: who would rather be seen as somebody else is seen.

A person envies another when the person, with their own list and as wanted as before, would expect
more matches if offers looked at them as they look at the other (Tomita & Yokoyama, RecSys 2024,
section 4); and offers likewise.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.market.nash import Shown, Sides
from matcher.market.policy import Floats

_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Envy:
    """``people`` (people, people) and ``offers`` (offers, offers): whether the row envies the
    column."""

    people: NDArray[np.bool_]
    offers: NDArray[np.bool_]

    @property
    def counts(self) -> tuple[int, int]:
        """How many pairs envy, of people and of offers."""
        return int(self.people.sum()), int(self.offers.sum())


def envy(sides: Sides, shown: Shown) -> Envy:
    """Who envies whom under the policies."""
    mutual = sides.mutual
    return Envy(
        people=_envied((mutual * shown.by_people) @ shown.by_offers),
        offers=_envied((mutual * shown.by_offers.T).T @ shown.by_people),
    )


def _envied(matches: Floats) -> NDArray[np.bool_]:
    """``matches`` [i, j] is what i would expect if seen as j is."""
    return np.asarray(matches - _TOLERANCE > np.diagonal(matches)[:, None])
