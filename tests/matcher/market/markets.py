"""Small made-up markets, and what can be counted on them by trying everything."""

from itertools import product

import numpy as np
from numpy.typing import NDArray

from matcher.market.examination import Examination
from matcher.market.two_sided import Market, examined

Floats = NDArray[np.float64]


def market(
    seed: int, people: int = 9, offers: int = 6, *, examination: Examination = Examination.INV
) -> Market:
    """Preferences drawn evenly from 0 to 1."""
    rng = np.random.default_rng(seed)
    return examined(rng.random((people, offers)), rng.random((offers, people)), examination)


def counted(market: Market, applications: Floats) -> float:
    """The expected matches, by going through every set of applicants of every offer."""
    queue = np.broadcast_to(market.queue_attention, (market.offers, market.people))
    total = 0.0
    for offer in range(market.offers):
        order = np.argsort(-market.takes[offer], kind="stable")
        for came in product((False, True), repeat=market.people):
            chosen = applications[:, offer]
            chance = np.prod(np.where(came, chosen, 1 - chosen))
            queued = [person for person in order if came[person]]
            rewards = market.takes[offer, queued] * queue[offer, : len(queued)]
            total += chance * np.minimum(1.0, rewards).sum()
    return float(total)
