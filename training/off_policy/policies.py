"""Policies: how likely a model would make a list of the pool that another one explored."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from matcher.domain import Side
from matcher.ranking.exploration import DRAWS, policy
from matcher.ranking.glass_box import GlassBox, probability
from matcher.ranking.propensities import item_at_position
from training.off_policy.contributions import Values

Whole = NDArray[np.intp]
#: So far apart, in log-odds, that the one is always before the other.
_CERTAIN = 1000.0


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Pool:
    """The P candidates that a logged list was drawn from, in the order of their logged scores.

    ``cells`` (P, features) are the discrete values as they were then, ``score`` (P,) what the
    logging model gave, ``free`` (P,) the chance of a seat among it, 1 where no market counted;
    ``shown`` (K,) are places in the pool, from the top of the list down. The first ``head`` places
    were drawn, and ``exploration`` is the share of their value that the list could give up to
    learn.
    """

    cells: NDArray[np.uint8]
    score: Values
    free: Values
    shown: Whole
    exploration: float
    head: int


class Policy(Protocol):
    """What may be evaluated: a mixture of Plackett–Luce policies over a pool."""

    def strengths(self, pool: Pool) -> Values:
        """Log-odds of being drawn, shape (rows, P), each row as likely as any other."""
        ...

    def relevance(self, pool: Pool) -> Values:
        """How much each candidate is believed to be wanted, (P,), in units of reward."""
        ...


@dataclass(frozen=True, eq=False, slots=True)
class ModelPolicy:
    """A model served as the serving side would: explored by ``share``, or by the log's own share,
    and by the prices of scarce seats as they stood when the list was made.

    ``draws`` is how many of its posterior draws serving uses. With a share of 0 it is greedy.
    """

    model: GlassBox
    draws: int = DRAWS
    share: float | None = None

    def strengths(self, pool: Pool) -> Values:
        """What serving would draw by, (draws, P)."""
        places = self.model.places(pool.cells.T.astype(np.int32))
        wants, taken = (self.model.log_odds(places, side) for side in Side)
        score = probability(wants) * probability(taken) * pool.free
        moved = self._drawn(places, wants, taken=taken) * pool.free - score
        best = np.argsort(-score, kind="stable")
        share = pool.exploration if self.share is None else self.share
        if not share:
            return -_CERTAIN * best.argsort()[None, :].astype(np.float64)
        strengths = np.empty((max(len(moved), 1), len(score)))
        strengths[:, best] = policy(score[best], moved[:, best], share=share, head=pool.head)
        return strengths

    def relevance(self, pool: Pool) -> Values:
        """The probability that the talent wants it, (P,)."""
        places = self.model.places(pool.cells.T.astype(np.int32))
        return probability(self.model.log_odds(places, Side.TALENT))

    def _drawn(self, places: NDArray[np.int32], wants: Values, *, taken: Values) -> Values:
        """The scores by each draw, (draws, P); where one side has none, none."""
        by_talent = self.model.deviations(places, Side.TALENT, most=self.draws)
        by_provider = self.model.deviations(places, Side.PROVIDER, most=self.draws)
        count = min(len(by_talent), len(by_provider))
        return probability(wants + by_talent[:count]) * probability(taken + by_provider[:count])


@dataclass(frozen=True, eq=False, slots=True)
class ListChances:
    """Of one list of K places: ``prefix`` (K,), ``choice`` (K, P) and maybe ``at_place`` (K,).

    ``choice`` is how likely each candidate comes at a place given the logged list above it.
    """

    prefix: Values
    choice: Values
    at_place: Values | None


def list_chances(strengths: Values, shown: Whole, *, by_place: bool = True) -> ListChances:
    """The chances of the logged list under a mixture of Plackett–Luce policies, (rows, P).

    Prefixes and choices are exact; ``at_place`` is within ``QUADRATURE_ERROR``, and is left out
    without ``by_place``.
    """
    choice = next_choices(strengths, shown)
    prefix = choice[np.arange(len(shown)), shown].cumprod()
    positions = np.arange(1, len(shown) + 1)
    return ListChances(
        prefix, choice, item_at_position(strengths, shown, positions) if by_place else None
    )


def next_choices(strengths: Values, shown: Whole) -> Values:
    """How likely each candidate comes next, for each place of the list, (K, P).

    1. What stands above a place tells which row was drawn: each row's chance of the list so far;
    2. within a row, softmax over what is left; 3. the mean over rows by those chances.
    """
    belief = np.zeros(len(strengths))
    left = strengths.copy()
    choices = np.empty((len(shown), strengths.shape[1]))
    for place, item in enumerate(shown):
        steps = left - np.logaddexp.reduce(left, axis=1, keepdims=True)
        sure = np.exp(belief - belief.max())
        choices[place] = (sure / sure.sum()) @ np.exp(steps)
        belief = belief + steps[:, item]
        left[:, item] = -np.inf
    return choices
