"""A bound on the expected matches, by the expected queue alone: fast, and for large markets."""

import numpy as np
from numpy.typing import NDArray

from matcher.market.expected_matches import Queues
from matcher.market.two_sided import Market

Floats = NDArray[np.float64]


class MatchBound:
    """The objective with everybody at the expected place in the queue, in O(offers * people).

    Attention that is convex in the place, as ``INV``, ``EXP`` and ``LOG2`` are, is at the expected
    place at most what it is expected to be (Jensen), so that this is never above the exact value;
    the surrogate of Su, Bayoumi & Joachims (WWW 2022, section 4) rests on the same inequality.
    Between two whole places attention is interpolated linearly, which is closer than the curve.
    What is cut off at 1 is not convex (``LOG``, where somebody is surely taken), nor are seats:
    there it is the fluid limit, hardly ever above for the one and no bound at all for the other.
    """

    def __init__(self, market: Market) -> None:
        self._queues = Queues.of(market)
        attention = market.queue_attention
        # One more place, as good as the last: nobody stands behind it.
        table = np.concatenate([attention, attention[..., -1:]], axis=-1)
        self._table = np.ascontiguousarray(table.T)
        self._people = market.people

    def slope(self, applications: Floats) -> tuple[float, Floats]:
        """The bound on the expected matches, and its derivative: (people, offers)."""
        lined, takes = self._queues.lined(applications), self._queues.takes
        ahead = np.cumsum(lined, axis=0) - lined
        whole = np.clip(ahead.astype(np.intp), 0, self._people - 1)
        near, next_one = self._looked(takes, whole), self._looked(takes, whole + 1)
        falls = next_one - near
        reward = near + np.clip(ahead - whole, 0.0, 1.0) * falls
        lost = lined * falls
        behind = lost.sum(axis=0) - np.cumsum(lost, axis=0)
        return float((lined * reward).sum()), self._queues.back(reward + behind)

    def _looked(self, takes: Floats, place: NDArray[np.intp]) -> Floats:
        by_offer = self._table.ndim == 2
        attention = self._table[(place, np.arange(place.shape[1])) if by_offer else place]
        return np.minimum(1.0, takes * attention)
