"""Inverse propensity: single choices of a log, weighted by how much likelier a new policy is."""

from dataclasses import dataclass

from matcher.domain import Problem
from training.off_policy.contributions import Contributions, Values, weighted
from training.off_policy.problems import BadLog


@dataclass(frozen=True, eq=False, slots=True)
class LoggedChoices:
    """n logged choices of one item each, all shape (n,).

    ``reward`` is what came of it, ``logging`` the probability with which the logging policy chose
    what it chose, ``evaluation`` that with which the new policy would. Raises ``BadLog`` for
    shapes that differ, or a logged choice that was impossible.
    """

    reward: Values
    logging: Values
    evaluation: Values

    def __post_init__(self) -> None:
        if not len(self.reward) == len(self.logging) == len(self.evaluation):
            raise BadLog(Problem("ope_lengths_differ"))
        if not (self.logging > 0).all():
            raise BadLog(Problem("ope_logged_the_impossible"))

    @property
    def weight(self) -> Values:
        """The importance weights, (n,); their mean is 1 in expectation where support is full."""
        return self.evaluation / self.logging


def ipw(log: LoggedChoices) -> Contributions:
    """Inverse propensity weighting: the mean of w·r.

    Horvitz & Thompson, JASA 1952; for policies Strehl et al., NIPS 2010. Unbiased where
    everything the new policy does was possible for the logging policy and people do not interfere;
    variance grows with the largest weight.
    """
    return weighted(log.reward, log.weight, normalised=False)


def snipw(log: LoggedChoices) -> Contributions:
    """Self-normalised: Σ w·r / Σ w, which never leaves the range of the rewards.

    Swaminathan & Joachims, NIPS 2015. Same assumptions as ``ipw``; a bias of order 1/n
    buys less variance, most of all where weights are heavy.
    """
    return weighted(log.reward, log.weight, normalised=True)
