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
    missed = (log.weight * (log.reward - guess.logged))[:, None]
    return Contributions(guess.expected, missed, np.ones_like(missed))


def sndr(log: LoggedChoices, guess: RewardGuess) -> Contributions:
    """Doubly robust with its correction divided by the weights' own sum.

    Thomas & Brunskill, ICML 2016 (there "weighted DR"). A bias of order 1/n for
    less variance.
    """
    return replace(dr(log, guess), weight=log.weight[:, None])
