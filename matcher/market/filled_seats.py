"""Filled seats: the expected matches where a seat that one applicant leaves goes to the next."""

import numpy as np
from numpy.typing import NDArray

from matcher.market.examination import seats
from matcher.market.expected_matches import ExpectedMatches
from matcher.market.two_sided import Market

Floats = NDArray[np.float64]


class FilledSeats:
    """The exact objective of hard seats, in O(offers * people * seats) time.

    ``seated`` looks at as many applicants as there are seats, whether or not they are taken. Here
    an offer goes on until its seats are filled or nobody is left: of those who apply and would be
    taken, N in all, E[min(N, seats)] are matched, and N is Poisson-binomial. It is the sum that
    ``ExpectedMatches`` makes where everybody who stands in the queue is taken for sure, and stands
    there with the probability of both. ``counts`` (offers,) are the seats; raises ``MatcherError``
    (``seats_negative``, ``market_shapes``).
    """

    def __init__(self, market: Market, counts: NDArray[np.integer]) -> None:
        places = seats(counts, market.people)
        sure = Market(market.wants, np.ones_like(market.takes), market.list_attention, places)
        self._exact = ExpectedMatches(sure)
        self._takes = market.takes.T

    def slope(self, applications: Floats) -> tuple[float, Floats]:
        """The expected number of filled seats, and its derivative: (people, offers)."""
        value, slope = self._exact.slope(applications * self._takes)
        return value, slope * self._takes
