"""Doubly robust: single choices valued by a model of rewards that the log corrects."""

from dataclasses import dataclass, replace

import numpy as np

from training.off_policy.contributions import Contributions, Values, plain
from training.off_policy.inverse_propensity import LoggedChoices


@dataclass(frozen=True, eq=False, slots=True)
class RewardGuess:
    """What a model of rewards says, (n,) each: fitted without the row that it is used for.

    ``logged`` is its guess for the logged item, ``expected`` its mean over what the new policy
    would choose instead.
    """

    logged: Values
    expected: Values


def direct_method(guess: RewardGuess) -> Contributions:
    """The model's word alone.

    Beygelzimer & Langford, KDD 2009. Needs no propensities, varies little, and is as biased as the
    model is wrong, which no amount of log mends.
    """
    return plain(guess.expected)


def dr(log: LoggedChoices, guess: RewardGuess) -> Contributions:
    """Doubly robust: the model's word plus the weighted mean of what it got wrong.

    Dudík, Langford & Li, ICML 2011. Unbiased where the propensities are right (ours are
    recorded), and also where the model is; the better the model, the less it varies.
    """
    return _corrected(log, guess, weight=log.weight)


def sndr(log: LoggedChoices, guess: RewardGuess) -> Contributions:
    """Doubly robust with its correction divided by the weights' own sum.

    Thomas & Brunskill, ICML 2016 (there "weighted DR"). A bias of order 1/n for
    less variance.
    """
    return replace(dr(log, guess), weight=log.weight[:, None])


def switch_dr(log: LoggedChoices, guess: RewardGuess, *, at: float) -> Contributions:
    """Doubly robust, but where the weight is above ``at`` only the model is heard.

    Wang, Agarwal & Dudík, ICML 2017. Bounded weights; biased by the model's error on
    what is seldom logged.
    """
    return _corrected(log, guess, weight=np.where(log.weight <= at, log.weight, 0.0))


def shrunk_dr(log: LoggedChoices, guess: RewardGuess, *, scale: float) -> Contributions:
    """Doubly robust with optimistic shrinkage: weights λw / (w² + λ), λ = ``scale``.

    Su et al., ICML 2020. From the direct method (λ = 0) to DR (λ → ∞); no weight above
    √λ / 2.
    """
    return _corrected(log, guess, weight=scale * log.weight / (log.weight**2 + scale))


def subgaussian_dr(log: LoggedChoices, guess: RewardGuess, *, pull: float) -> Contributions:
    """Doubly robust with weights w / (1 − λ + λw), λ = ``pull`` in [0, 1].

    Metelli, Russo & Restelli, NeurIPS 2021. λ = 0 is DR; no weight above 1/λ, and the
    estimate's tails become sub-Gaussian.
    """
    return _corrected(log, guess, weight=log.weight / (1 - pull + pull * log.weight))


def _corrected(log: LoggedChoices, guess: RewardGuess, *, weight: Values) -> Contributions:
    missed = (weight * (log.reward - guess.logged))[:, None]
    return Contributions(guess.expected, missed, np.ones_like(missed))
