"""Weights: what makes up for places that are seldom given and places that are seldom looked at."""

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]
_CLOSE_TO_SURE = 0.999


def propensity_weights(propensity: Reals, position: NDArray[np.int16], *, cap: float) -> Reals:
    """1 / propensity, at most ``cap``, divided by its mean at each position: shape (n,).

    An item that the policy seldom puts where it was stands for all the times it was not there.
    Normalising by position leaves how much each place counts to ``looked_at``.
    """
    weight = np.minimum(1 / np.maximum(propensity, 1 / cap), cap)
    places = position.astype(np.int64)
    total, count = np.bincount(places, weight), np.bincount(places)
    return weight * (count / np.maximum(total, 1e-12))[places]


def looked_at(chance: Reals, liking: Reals, *, reacted: NDArray[np.bool_], cap: float) -> Reals:
    """P(it was looked at | nothing was done) for rows without a reaction, 1 for the others.

    ``chance`` is the probability that it was looked at and an answer would have come by now: θ at
    its place times the share of reactions that come so soon. With r the probability that somebody
    who looks reacts in any way, silence means "looked at, left alone" with probability
    chance (1 − r) / (1 − chance r): one E step of regression-EM (Wang, Golbandi, Bendersky,
    Metzler & Najork, WSDM 2018: "Position bias estimation for unbiased learning to rank in
    personal search"). The rest of the silence says nothing and has no weight.

    r is the liking that was logged when the list was made, times the one factor that lets it
    explain how many of these rows have a reaction: Σ chance · r = their number. Reactions count
    whole, whatever their target: a view says little of wanting and all of looking. Nothing here
    depends on the model that is then fitted, and no weight is negative: the fit stays a weighted
    convex problem. The next round starts from what the last one served, the next E step.
    """
    level = reacted.sum() / max(float((chance * liking).sum()), 1e-12)
    reacts = np.clip(liking * level, 0.0, cap)
    silent = chance * (1 - reacts) / (1 - np.minimum(chance * reacts, _CLOSE_TO_SURE))
    return np.where(reacted, 1.0, silent)


def effective_size(weight: NDArray[np.floating]) -> float:
    """The effective sample size (Kish): how many rows of equal weight tell as much."""
    told = weight.astype(np.float64)
    squares = float(np.square(told).sum())
    return float(told.sum()) ** 2 / squares if squares else 0.0
