"""A policy: for each person a mixture of a few whole rankings, so that propensities are exact.

What a person is shown is drawn from their own rankings, with their own weights, independently of
everybody else. Attention to an item is then a weighted sum over the rankings, and the probability
of an item at a position, of a beginning and of a whole list are sums of weights: nothing is
estimated. Birkhoff's decomposition of a matrix of marginal probabilities, which the literature
samples from, is not needed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.domain import MatcherError, Problem
from matcher.market.order import descending

Orders = NDArray[np.int32]
Floats = NDArray[np.float64]

NOTHING = -1
"""Stands in a ranking where the person's list has ended."""
_WHOLE = 1e-9


@dataclass(frozen=True, slots=True)
class Policy:
    """``orders`` (rankings, people, places): items, the first place first, ``NOTHING`` at the end.

    ``shares`` (people, rankings) are not negative and sum to 1 for each person. An item stands at
    most once in a ranking. Raises ``MatcherError`` (``policy_shapes``, ``policy_shares``) when
    shapes or sums are wrong.
    """

    orders: Orders
    shares: Floats

    def __post_init__(self) -> None:
        if self.orders.ndim != 3 or self.shares.shape != self.orders.shape[1::-1]:
            raise MatcherError(Problem("policy_shapes"))
        whole = np.abs(self.shares.sum(axis=1) - 1.0) <= _WHOLE
        if not ((self.shares >= 0).all() and whole.all()):
            raise MatcherError(Problem("policy_shares"))

    @property
    def rankings(self) -> int:
        """How many rankings each person has at most."""
        return len(self.orders)

    def exposures(self, attention: Floats, items: int) -> Floats:
        """Expected attention of each person to each item: (people, items).

        ``attention`` (at least as many as places) is the weight of each place.
        """
        people, places = self.orders.shape[1:]
        # The column that is one too many takes what stands behind the end of a list.
        found = np.zeros((people, items + 1))
        rows = np.arange(people)[:, None]
        for order, share in zip(self.orders, self.shares.T, strict=True):
            found[rows, order] += share[:, None] * attention[:places]
        return found[:, :items]

    def drawn(self, rng: np.random.Generator) -> Orders:
        """One list for everybody: shape (people, places)."""
        luck = rng.random(len(self.shares))
        passed = np.cumsum(self.shares, axis=1) <= luck[:, None]
        last = self.rankings - 1 - np.argmax(self.shares[:, ::-1] > 0, axis=1)
        chosen = np.minimum(passed.sum(axis=1), last)
        return self.orders[chosen, np.arange(len(chosen))]

    def item_chances(self, shown: Orders) -> Floats:
        """How likely each item of ``shown`` (people, places) was at its very place: same shape."""
        return self._summed(self.orders == shown)

    def prefix_chances(self, shown: Orders) -> Floats:
        """How likely the list began with ``shown`` as far as each place; the last is the list's."""
        return self._summed(np.logical_and.accumulate(self.orders == shown, axis=2))

    def chances(self, items: int) -> Floats:
        """Of each item at each place: (people, places, items); large, so for small markets."""
        people, places = self.orders.shape[1:]
        found = np.zeros((people, places, items + 1))
        rows, columns = np.arange(people)[:, None], np.arange(places)
        for order, share in zip(self.orders, self.shares.T, strict=True):
            found[rows, columns, order] += share[:, None]
        return found[..., :items]

    def merged(self) -> "Policy":
        """The same with every ranking of a person once: as many as the most varied person needs."""
        people, places = self.orders.shape[1:]
        rows = np.ascontiguousarray(self.orders).reshape(-1, places)
        whole = rows.view(np.dtype((np.void, rows.itemsize * places))).ravel()
        kind = np.unique(whole, return_inverse=True)[1].ravel()
        owner = np.tile(np.arange(people), self.rankings)
        _, first, which = np.unique(kind * people + owner, return_index=True, return_inverse=True)
        ranking, person = np.divmod(first, people)
        shares = np.zeros_like(self.shares)
        shares[person, ranking] = np.bincount(which.ravel(), self.shares.T.ravel())
        return Policy(self.orders, shares).pruned(int((shares > 0).sum(axis=1).max()))

    def pruned(self, keep: int) -> "Policy":
        """Each person's ``keep`` likeliest rankings, their shares made whole again."""
        kept = np.argsort(-self.shares, axis=1, kind="stable")[:, :keep]
        rows = np.arange(len(kept))[:, None]
        shares = self.shares[rows, kept]
        return Policy(
            np.ascontiguousarray(self.orders[kept.T, rows.T]),
            shares / shares.sum(axis=1, keepdims=True),
        )

    def _summed(self, hits: NDArray[np.bool_]) -> Floats:
        return np.einsum("pr,rpk->pk", self.shares, hits.astype(np.float64))


def ranked(scores: Floats, places: int | None = None) -> Policy:
    """Everybody's one ranking by ``scores`` (people, items), the highest first, ties by place.

    An item with a score of minus infinity is in no list. Raises ``MatcherError`` (``scores_nan``).
    """
    least = scores.min(initial=np.inf)
    if np.isnan(least):
        raise MatcherError(Problem("scores_nan"))
    order = descending(scores)[:, :places].astype(np.int32)
    if np.isneginf(least):
        order[np.isneginf(np.take_along_axis(scores, order, axis=1))] = NOTHING
    return Policy(order[None], np.ones((len(order), 1)))


def mixed(policies: Sequence[Policy], shares: Sequence[float] | Floats) -> Policy:
    """One policy that follows each of ``policies`` with its share; shares sum to 1.

    All are for the same people and of as many places. Raises ``MatcherError`` (``policy_shapes``,
    ``policy_shares``).
    """
    weights = np.asarray(shares, dtype=np.float64)
    if len({one.orders.shape[1:] for one in policies}) != 1 or len(weights) != len(policies):
        raise MatcherError(Problem("policy_shapes"))
    orders = np.concatenate([one.orders for one in policies])
    return Policy(
        orders,
        np.concatenate(
            [weight * one.shares for weight, one in zip(weights, policies, strict=True)], axis=1
        ),
    )
