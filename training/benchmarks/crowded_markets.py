"""The made-up markets on which two-sided ranking is measured in the literature.

Su, Bayoumi & Joachims, "Optimizing Rankings for Recommendation in Matching Markets" (WWW 2022,
section 5.1), and Tomita et al. (RecSys 2023), who follow them.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from matcher.market.applications import applications
from matcher.market.examination import Examination
from matcher.market.expected_matches import ExpectedMatches
from matcher.market.policy import Policy
from matcher.market.two_sided import Market, examined

Floats = NDArray[np.float64]

_NOISE = 0.2


class Environment(StrEnum):
    """How the wishes of one side go with those of the other."""

    RANDOM = "random"
    SIMILAR = "similar"
    REVERSE = "reverse"


@dataclass(frozen=True, slots=True)
class Setting:
    """So many jobs and half as many candidates again, all of whom like the first a bit more.

    ``crowding`` is the share of what everybody thinks in what each one thinks, from 0 to 1;
    ``least`` what everybody thinks of the last, else 1 divided by how many there are.
    """

    environment: Environment
    examination: Examination
    crowding: float
    jobs: int
    least: float | None = None

    @property
    def name(self) -> str:
        """As tables and figures call it."""
        return f"{self.environment}, {self.examination}, λ={self.crowding:g}, J={self.jobs}"


def drawn(setting: Setting, seed: int) -> Market:
    """The market of one seed, of numpy's older generator, as the published ones are.

    Where wishes are similar or reverse the noise follows right after the candidates' wishes: so
    drawn, the published columns for what needs no method are met in both.
    """
    rng = np.random.RandomState(seed)
    candidates = setting.jobs * 3 // 2
    wants = rng.random_sample((candidates, setting.jobs))
    takes = _takes(setting.environment, wants, rng)
    return examined(_crowded(wants, setting), _crowded(takes, setting), setting.examination)


def expected(market: Market, policy: Policy) -> float:
    """The expected number of matches, exact."""
    return ExpectedMatches(market).slope(applications(market, policy))[0]


def _takes(environment: Environment, wants: Floats, rng: np.random.RandomState) -> Floats:
    shape = wants.shape[::-1]
    match environment:
        case Environment.RANDOM:
            return rng.random_sample(shape)
        case Environment.SIMILAR:
            return np.clip(wants.T + rng.normal(0, _NOISE, shape), 0, 1)
        case Environment.REVERSE:
            return np.clip(1 - wants.T + rng.normal(0, _NOISE, shape), 0, 1)


def _crowded(own: Floats, setting: Setting) -> Floats:
    least = 1 / own.shape[1] if setting.least is None else setting.least
    common = np.linspace(1, least, own.shape[1])
    return np.clip((1 - setting.crowding) * own + setting.crowding * common, 0, 1)
