"""Exposure: who gets seen under a model's order, and whether the seats would last."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.evaluate.rankings import Lists

Values = NDArray[np.float64]
Places = NDArray[np.intp]


@dataclass(frozen=True, eq=False, kw_only=True)
class Shown:
    """What stands in the lists, a value a row (n,) or an offer (offers,).

    ``wants`` is the predicted probability that the person wants the offer. ``seats`` is NaN where
    an offer has no limit; ``known_by`` is the share of all people who had turned to it before.
    """

    person: Places
    offer: Places
    wants: Values
    seats: Values
    known_by: Values


def attention(order: Lists, *, depth: int) -> Values:
    """How much a row is looked at, 1 / log2(1 + rank) down to ``depth``, in the lists' order."""
    looked: Values = np.where(order.rank <= depth, 1 / np.log2(1 + order.rank), 0.0)
    return looked


def market(order: Lists, shown: Shown, *, depth: int) -> Mapping[str, float]:
    """``coverage``, ``exposure_gini`` and ``congestion`` of the offers under this order."""
    looked = attention(order, depth=depth)
    offer = shown.offer[order.rows]
    exposure = np.bincount(offer, weights=looked, minlength=len(shown.seats)).astype(np.float64)
    present = np.bincount(offer, minlength=len(shown.seats)) > 0
    seen = exposure[present]
    return {
        "coverage": float((seen > 0).mean()) if len(seen) else float("nan"),
        "exposure_gini": gini(seen),
        "congestion": congestion(_demand(order, shown, looked), shown.seats),
    }


def novelty(order: Lists, shown: Shown, *, depth: int) -> Values:
    """Of each list: how little known its offers are, in bits, mean by attention.

    −log2 of the share of people who knew the offer (Zhou et al., PNAS 2010), (lists,).
    """
    looked = attention(order, depth=depth)
    bits = -np.log2(shown.known_by[shown.offer[order.rows]])
    total = np.bincount(order.list_of, weights=looked * bits, minlength=len(order.names))
    mass = np.bincount(order.list_of, weights=looked, minlength=len(order.names))
    return np.asarray(total / mass)


def gini(values: Values) -> float:
    """0 when all have the same, towards 1 when one has all; NaN when there is nothing."""
    total = values.sum()
    if not total > 0:
        return float("nan")
    n = len(values)
    ranks = np.arange(1, n + 1)
    return float((2 * ranks - n - 1) @ np.sort(values) / (n * total))


def congestion(demand: Values, seats: Values) -> float:
    """The share of the expected demand that exceeds the seats of what it is for."""
    total = demand.sum()
    if not total > 0:
        return float("nan")
    over = demand - np.where(np.isnan(seats), np.inf, seats)
    return float(np.maximum(over, 0).sum() / total)


def _demand(order: Lists, shown: Shown, looked: Values) -> Values:
    """Expected wishes by offer; who sees an offer in many lists wishes for it once."""
    person, offer = shown.person[order.rows], shown.offer[order.rows]
    pairs, place = np.unique(person * len(shown.seats) + offer, return_inverse=True)
    most = np.zeros(len(pairs))
    np.maximum.at(most, place, looked * shown.wants[order.rows])
    demand = np.bincount(pairs % len(shown.seats), weights=most, minlength=len(shown.seats))
    return demand.astype(np.float64)
