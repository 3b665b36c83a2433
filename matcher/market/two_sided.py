"""A two-sided market: what people want, whom offers would take, and how far either side looks."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.domain import MatcherError, Problem
from matcher.market.examination import Examination, Weights, seats, weights

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Market:
    """Preferences of both sides, and the attention of people and of offers.

    A person is shown a ranking of offers and applies to the offer at place k with probability
    min(1, ``wants`` * ``list_attention[k]``). An offer goes through its applicants, those it would
    most like to take first, and the one at place k is matched with probability
    min(1, ``takes`` * ``queue_attention[k]``) (Su, Bayoumi & Joachims, WWW 2022, section 3).

    ``wants`` (people, offers) and ``takes`` (offers, people) are probabilities; a pair that may not
    be is 0. ``list_attention`` is (offers,), ``queue_attention`` (people,) for all offers alike or
    (offers, people); neither rises with the place, and of a list the first place alone may get more
    than 1. Raises ``MatcherError`` (``market_shapes``, also where nobody or nothing is in it,
    ``market_probabilities``, ``market_attention``).
    """

    wants: Floats
    takes: Floats
    list_attention: Weights
    queue_attention: Weights

    def __post_init__(self) -> None:
        people, offers = self.wants.shape if self.wants.ndim == 2 else (0, 0)
        queues = {(people,), (offers, people)}
        shaped = (
            min(people, offers) > 0
            and self.takes.shape == (offers, people)
            and self.list_attention.shape == (offers,)
            and self.queue_attention.shape in queues
        )
        if not shaped:
            raise MatcherError(Problem("market_shapes", {"people": people, "offers": offers}))
        if not all(probabilities(one) for one in (self.wants, self.takes)):
            raise MatcherError(Problem("market_probabilities"))
        falling = all(_falling(one) for one in (self.list_attention, self.queue_attention))
        if not falling or (self.list_attention[1:] > 1).any():
            raise MatcherError(Problem("market_attention"))

    @property
    def people(self) -> int:
        """How many people there are."""
        return self.wants.shape[0]

    @property
    def offers(self) -> int:
        """How many offers there are."""
        return self.wants.shape[1]


def examined(wants: Floats, takes: Floats, examination: Examination) -> Market:
    """A market where both sides look at their lists in the same way."""
    people, offers = len(wants), wants.shape[-1]
    return Market(wants, takes, weights(examination, offers), weights(examination, people))


def seated(
    wants: Floats, takes: Floats, examination: Examination, *, counts: NDArray[np.integer]
) -> Market:
    """A market with hard capacities: an offer looks at as many applicants as it has seats.

    ``counts`` (offers,) are the seats. An applicant within them is taken with probability
    ``takes``, and a seat that such an applicant leaves empty goes to nobody else in this round.
    """
    people, offers = len(wants), wants.shape[-1]
    return Market(wants, takes, weights(examination, offers), seats(counts, people))


def probabilities(values: Floats) -> bool:
    """Whether all are from 0 to 1; what is no number is not."""
    return bool((values >= 0).all() and (values <= 1).all())


def _falling(attention: Weights) -> bool:
    finite = bool(np.isfinite(attention).all() and (attention >= 0).all())
    return finite and bool((np.diff(attention, axis=-1) <= 0).all())
