"""Slates: logged lists, weighted as a whole, place by place, or down to each place."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.domain import Problem
from training.off_policy.contributions import Contributions, Values, weighted
from training.off_policy.problems import BadLog


@dataclass(frozen=True, eq=False, slots=True)
class SlatePropensities:
    """How likely one policy makes n logged lists, in three ways.

    ``joint`` (n,) that it shows exactly the list; ``at_place`` (n, K) that it shows the item at
    its place, whatever the others; ``prefix`` (n, K) that it begins with exactly the items down to
    the place. A list shorter than K repeats its last prefix and has 1 at the places it lacks.
    ``at_place`` takes longest to work out and only ``iips`` needs it: ``None`` where nobody did.
    """

    joint: Values
    at_place: Values | None
    prefix: Values

    def keep(self, rows: NDArray[np.bool_] | NDArray[np.intp]) -> "SlatePropensities":
        """Of only those lists."""
        at_place = None if self.at_place is None else self.at_place[rows]
        return SlatePropensities(self.joint[rows], at_place, self.prefix[rows])

    @property
    def known(self) -> tuple[Values, ...]:
        """All columns that are there."""
        columns = (self.joint[:, None], self.prefix, self.at_place)
        return tuple(column for column in columns if column is not None)


@dataclass(frozen=True, eq=False, slots=True)
class LoggedSlates:
    """n logged lists of K places with the reward of each place, (n, K).

    Raises ``BadLog`` for shapes that differ, or a logged list that was impossible.
    """

    reward: Values
    logging: SlatePropensities
    evaluation: SlatePropensities

    def __post_init__(self) -> None:
        lists, places = self.reward.shape
        for policy in (self.logging, self.evaluation):
            if any(column.shape not in {(lists, places), (lists, 1)} for column in policy.known):
                raise BadLog(Problem("ope_lengths_differ"))
        if not all((column > 0).all() for column in self.logging.known):
            raise BadLog(Problem("ope_logged_the_impossible"))

    @property
    def joint_weight(self) -> Values:
        """How much likelier the new policy makes each whole list, (n, 1)."""
        return (self.evaluation.joint / self.logging.joint)[:, None]

    @property
    def place_weight(self) -> Values:
        """How much likelier it makes each item at its place, (n, K); ``BadLog`` if unknown."""
        if self.evaluation.at_place is None or self.logging.at_place is None:
            raise BadLog(Problem("ope_places_unknown"))
        return self.evaluation.at_place / self.logging.at_place

    @property
    def prefix_weight(self) -> Values:
        """How much likelier it makes the list down to each place, (n, K)."""
        return self.evaluation.prefix / self.logging.prefix


def sips(log: LoggedSlates, *, normalised: bool = False) -> Contributions:
    """Standard: the whole list's weight on the whole list's reward.

    Precup, Sutton & Singh, ICML 2000, with a list as one action. Assumes nothing of how people
    read a list; its variance grows exponentially with K.
    """
    return weighted(log.reward.sum(axis=1), log.joint_weight, normalised=normalised)


def iips(log: LoggedSlates, *, normalised: bool = False) -> Contributions:
    """Independent: each place's reward by the weight of that item at that place.

    Li et al., KDD 2018 (the item-position click model). Unbiased only where what people
    do with an item hangs on it and its place alone; varies least.
    """
    return weighted(log.reward, log.place_weight, normalised=normalised)


def rips(log: LoggedSlates, *, normalised: bool = False) -> Contributions:
    """Reward interaction: each place's reward by the weight of the list down to it.

    McInerney et al., KDD 2020. Unbiased where people read from the top: what they do
    with an item may hang on those above it, never on those beneath.
    """
    return weighted(log.reward, log.prefix_weight, normalised=normalised)
