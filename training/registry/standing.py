"""Standing: what is to be believed of each group's loss, when many groups are read at once.

A group's own difference is noise when the group is small, and of fifty groups one is always
unlucky. Each is therefore drawn towards the difference of all people, as far as groups differ
among each other (empirical Bayes after Efron & Morris, JASA 1975), and what is left is a normal
posterior. Nothing needs to be corrected for the number of groups then.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from matcher.domain import Side
from training.registry.figures import LEVEL, SURE, Standing

Values = NDArray[np.float64]

#: How often the loss that is said to be findable would be found.
POWER = 0.8
_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True, kw_only=True)
class SliceConfig:
    """``margin`` by side is what a group may lose, in the unit of the side's deciding measure
    (corrected DCG; log-likelihood a row).

    Groups are taken to differ by ``apart`` margins at least (a standard deviation), also where no
    difference is seen: among fifty, the variance tells nothing of the one group that loses.
    ``sure`` is how probable a loss beyond the margin must be to hold a candidate back.
    """

    margin: Mapping[Side, float] = field(
        default_factory=lambda: {Side.TALENT: 0.03, Side.PROVIDER: 0.05}
    )
    apart: float = 1.5
    sure: float = SURE


def standings(
    leads: Values,
    errors: Values,
    overall: float,
    *,
    side: Side,
    config: SliceConfig,
    level: float = LEVEL,
) -> list[Standing]:
    """A posterior for each group, (groups,) differences and their standard errors.

    ``overall`` is the difference of all people, ``level`` that of the intervals.
    """
    margin = config.margin[side]
    between = _between(leads - overall, errors, least=config.apart * margin)
    share = between / (between + errors**2)
    means = overall + share * (leads - overall)
    spreads = np.sqrt(share) * errors
    reach = _NORMAL.inv_cdf((1 + level) / 2)
    return [
        Standing(
            value=float(mean),
            low=float(mean - reach * spread),
            high=float(mean + reach * spread),
            margin=margin,
            chance=_below(-margin, float(mean), float(spread)),
            findable=findable,
        )
        for mean, spread, findable in zip(
            means,
            spreads,
            _findable(share, errors, overall, margin=margin, sure=config.sure),
            strict=True,
        )
    ]


def _between(apart: Values, errors: Values, *, least: float) -> float:
    """The variance between groups by moments, of those that are measured well above all."""
    weight = 1 / (errors**2 + least**2)
    total = float(weight.sum())
    if not total:
        return least**2
    moment = float((weight * (apart**2 - errors**2)).sum()) / total
    return max(least**2, moment)


def _findable(
    share: Values, errors: Values, overall: float, *, margin: float, sure: float
) -> list[float]:
    """The true loss of each group that would be held against the candidate with ``POWER``."""
    reach, power = _NORMAL.inv_cdf(sure), _NORMAL.inv_cdf(POWER)
    worst = -margin - reach * np.sqrt(share) * errors
    least = overall + (worst - overall) / share
    return [float(loss) for loss in power * errors - least]


def _below(bound: float, mean: float, spread: float) -> float:
    if math.isnan(mean) or math.isnan(spread):
        return math.nan
    if not spread:
        return float(mean < bound)
    return NormalDist(mean, spread).cdf(bound)
