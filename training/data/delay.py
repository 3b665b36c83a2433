"""A delay: how long reactions take, so that a young row's silence is not taken for a no."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.data.reaction import MICROSECONDS_A_DAY, SetConfig

_HOUR = MICROSECONDS_A_DAY // 24


@dataclass(frozen=True, eq=False)
class Delays:
    """The share of reactions that has come after so many hours: ``share`` at ``hours``."""

    hours: NDArray[np.int64]
    share: NDArray[np.float64]

    def come(self, age: NDArray[np.int64]) -> NDArray[np.float64]:
        """The share that has usually come after ``age`` microseconds, shape (n,)."""
        place = np.searchsorted(self.hours, age // _HOUR, side="right")
        return np.concatenate([[0.0], self.share])[place]


def delays(
    delay: NDArray[np.int64], age: NDArray[np.int64], *, window: int, config: SetConfig
) -> Delays:
    """Learn the delays from rows with a reaction; all in microseconds.

    ``delay`` is how long each took, ``age`` how long it could have taken until the log ended. Fast
    reactions of young rows are over-represented; the product-limit estimate for data truncated on
    the right corrects it (Lynden-Bell, MNRAS 155, 1971): the share that has come by t is
    ∏ over u > t of 1 − d(u) / r(u), where d(u) took u, and r(u) could have and took no longer.
    """
    last = window // _HOUR
    if len(delay) < config.least_delays:
        hours = np.arange(last + 1)
        return Delays(hours, _whole(1 - np.exp(-(hours + 1) / (24 * config.usual_delay_days))))
    took, could = (np.minimum(values // _HOUR, last) for values in (delay, age))
    hours, count = np.unique(took, return_counts=True)
    at_risk = count.cumsum() - np.searchsorted(np.sort(could), hours, side="left")
    stays = 1 - count / np.maximum(at_risk, count)
    # The share at an hour is the product over all later hours.
    later = np.append(np.cumprod(stays[::-1])[::-1][1:], 1.0)
    return Delays(hours, later)


def _whole(share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scaled so that at the end all have come."""
    return share / share[-1]
