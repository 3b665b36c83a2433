"""Apart: how far ours is from a peer, with intervals over the lists of all markets together."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from training import metrics

Draws = NDArray[np.float64]
_RESAMPLES = 2000


class Verdict(StrEnum):
    """What an interval says of ours beside a peer."""

    AHEAD = "ahead"
    TIED = "tied"
    BEHIND = "behind"


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """Ours less a peer: the mean with its 95 % interval, and in how many draws ours was better.

    ``kept`` is ours over the peer's, with its interval too.
    """

    mean: float
    low: float
    high: float
    kept: float
    kept_low: float
    kept_high: float
    better: int
    draws: int

    @property
    def verdict(self) -> Verdict:
        """Tied where the interval holds 0."""
        if self.low > 0:
            return Verdict.AHEAD
        return Verdict.BEHIND if self.high < 0 else Verdict.TIED


def apart(ours: tuple[Draws, ...], peer: tuple[Draws, ...], *, seed: int) -> Apart:
    """Compare values of the same lists, shape (draws, lists) for each market; NaN is not counted.

    A list's value is its mean over the draws. Lists are drawn anew (paired bootstrap); training
    sets and markets are not.
    """
    pairs = np.stack([_by_list(ours), _by_list(peer)])
    pairs = pairs[:, ~np.isnan(pairs).any(axis=0)]
    count = pairs.shape[1]
    drawn = np.random.default_rng(seed).multinomial(
        count, np.full(count, 1 / count), size=_RESAMPLES
    )
    one, other = pairs @ drawn.T / count
    mean = pairs.mean(axis=1)
    low, high = np.quantile(one - other, [0.025, 0.975])
    kept_low, kept_high = np.quantile(one / other, [0.025, 0.975])
    singly = [
        metrics.mean(mine) - metrics.mean(theirs)
        for of, against in zip(ours, peer, strict=True)
        for mine, theirs in zip(of, against, strict=True)
    ]
    return Apart(
        mean=_rounded(mean[0] - mean[1]),
        low=_rounded(low),
        high=_rounded(high),
        kept=_rounded(mean[0] / mean[1]),
        kept_low=_rounded(kept_low),
        kept_high=_rounded(kept_high),
        better=sum(each > 0 for each in singly),
        draws=len(singly),
    )


def average(values: tuple[Draws, ...]) -> float:
    """The mean over all lists of all markets."""
    return _rounded(metrics.mean(_by_list(values)))


def written(of: Mapping[str, Apart]) -> list[str]:
    """A cell of a table for each peer."""
    return [
        f"{one.mean:+.3f} ({one.low:+.3f} to {one.high:+.3f}), {one.verdict}, "
        f"{one.better} of {one.draws}"
        for one in of.values()
    ]


def _by_list(values: tuple[Draws, ...]) -> Draws:
    return np.concatenate([draws.mean(axis=0) for draws in values])


def _rounded(value: float) -> float:
    return round(float(value), 4)
