"""Contributions: what each row of a log adds to an estimate, before they are summed.

Every estimator here is a mean of what needs no weights plus, for each place of a list, a sum
divided by a sum of weights. Kept apart, one and the same code resamples people, bounds and
normalises all of them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class Contributions:
    """The parts of an estimate over n rows and K places (1 for single items).

    ``direct`` (n,) counts as it is; ``correction`` (n, K) is weighted rewards, or what is left of
    them after a model's guess; ``weight`` (n, K) is what each place's corrections are divided by:
    ones, or the importance weights when the estimator normalises itself.
    The estimate is mean(direct) + Σ over places of Σ correction / Σ weight, in units of reward.
    """

    direct: Values
    correction: Values
    weight: Values

    def __len__(self) -> int:
        return len(self.direct)

    @property
    def value(self) -> float:
        """The estimate; a place whose weights are all zero says nothing and adds nothing."""
        return float(self.direct.mean() + _ratios(self.correction.sum(0), self.weight.sum(0)).sum())

    @property
    def linear(self) -> bool:
        """Whether the estimate is a plain mean over rows, with nothing normalised."""
        return bool((self.weight == 1.0).all())

    @property
    def terms(self) -> Values:
        """What each row adds, (n,); its mean is the estimate only where that is ``linear``."""
        return self.direct + self.correction.sum(axis=1)

    def less(self, other: "Contributions") -> "Contributions":
        """What this estimate is above ``other``, of the same rows; nothing where they are the same.

        Both come from the same rows, so that the difference is surer than either value.
        """
        direct = self.direct - other.direct
        if np.array_equal(self.weight, other.weight):
            return Contributions(direct, self.correction - other.correction, self.weight)
        correction = np.column_stack((self.correction, -other.correction))
        return Contributions(direct, correction, np.column_stack((self.weight, other.weight)))

    def columns(self) -> Values:
        """Direct, one, corrections and weights side by side, (n, 2 + 2K), to be summed."""
        ones = np.ones(len(self))
        return np.column_stack((self.direct, ones, self.correction, self.weight))


def plain(terms: Values) -> Contributions:
    """Of rows that are simply averaged, (n,)."""
    return Contributions(np.zeros(len(terms)), terms[:, None], np.ones((len(terms), 1)))


def weighted(rewards: Values, weights: Values, *, normalised: bool) -> Contributions:
    """Of weighted rewards, (n, K) or (n,) both, divided by the rows or by their own weights."""
    rewards, weights = by_place(rewards), by_place(weights)
    divisor = weights if normalised else np.ones_like(weights)
    return Contributions(np.zeros(len(rewards)), weights * rewards, divisor)


def by_place(column: Values) -> Values:
    """(n,) as (n, 1); what has places already stays."""
    return column if column.ndim > 1 else column[:, None]


def values_of(sums: Values) -> Values:
    """The estimates of summed ``columns``, shape (..., 2 + 2K) to (...)."""
    places = (sums.shape[-1] - 2) // 2
    ratios = _ratios(sums[..., 2 : 2 + places], sums[..., 2 + places :])
    return sums[..., 0] / sums[..., 1] + ratios.sum(axis=-1)


def _ratios(above: Values, below: Values) -> Values:
    return np.divide(above, below, out=np.zeros_like(above), where=below > 0)
