"""Applications: how likely each person applies to each offer, under a policy or at best."""

import numpy as np
from numpy.typing import NDArray

from matcher.domain import MatcherError, Problem
from matcher.market.order import Order, descending
from matcher.market.policy import Orders, Policy
from matcher.market.two_sided import Market

Floats = NDArray[np.float64]


def applications(market: Market, policy: Policy) -> Floats:
    """The probability that each person applies to each offer: (people, offers).

    Exact also where the attention to the first place is more than 1, since what is cut off at 1 is
    cut off in every ranking by itself. Raises ``MatcherError`` (``policy_shapes``) where the policy
    is for other people or more offers than the market has.
    """
    people, places = policy.orders.shape[1:]
    if people != market.people or places > market.offers:
        raise MatcherError(Problem("policy_shapes"))
    # The column that is one too many takes what stands behind the end of a list.
    found = np.zeros((people, market.offers + 1))
    rows, attention = np.arange(people)[:, None], market.list_attention[:places]
    for order, share in zip(policy.orders, policy.shares.T, strict=True):
        applied = np.minimum(1.0, market.wants[rows, order] * attention)
        found[rows, order] += share[:, None] * applied
    return found[:, : market.offers]


def best_orders(market: Market, worth: Floats) -> Orders:
    """For each person the ranking whose applications are worth most: shape (1, people, offers).

    ``worth`` (people, offers) is what an application is worth. Where no attention is above 1 an
    offer at place k is worth attention[k] * wants * worth, and sorting by wants * worth is best.
    Above 1 the first place alone may be cut off; then:

    1. Sort by wants * worth.
    2. Weigh every offer at the first place, those before it moved down by one.
    3. Take the best of these.
    """
    gain = market.wants * worth
    order = descending(gain)
    if market.list_attention[0] > 1.0:
        order = _first_chosen(market, worth, order)
    return order.astype(np.int32)[None]


def _first_chosen(market: Market, worth: Floats, order: Order) -> Order:
    attention, rows = market.list_attention, np.arange(market.people)[:, None]
    wants, value = market.wants[rows, order], worth[rows, order]
    gain = wants * value
    first = value * np.minimum(1.0, wants * attention[0])
    later = gain * attention
    behind = later.sum(axis=1, keepdims=True) - np.cumsum(later, axis=1)
    moved = np.zeros_like(gain)
    moved[:, 1:] = np.cumsum(gain[:, :-1] * attention[1:], axis=1)
    chosen = np.argmax(first + moved + behind, axis=1)[:, None]
    place = np.arange(market.offers)
    source = np.where(place == 0, chosen, np.where(place <= chosen, place - 1, place))
    found: Order = order[rows, source]
    return found
