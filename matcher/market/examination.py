"""Examination: how much attention a place in a list gets, by its position.

A position counts from 1. The weight of a place is the probability that somebody looks there;
``LOG`` gives the first place more than 1, and whoever multiplies it with a preference cuts the
product off at 1 (Su, Bayoumi & Joachims, WWW 2022, section 5.1).
"""

from collections.abc import Sequence
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from matcher.domain import MatcherError, Problem

Weights = NDArray[np.float64]


class Examination(StrEnum):
    """How attention falls with the position k."""

    INV = "inv"
    """1 / k."""
    EXP = "exp"
    """e to the -(k - 1)."""
    LOG = "log"
    """1 / ln(k + 1), 1.44 at the first place."""
    LOG2 = "log2"
    """1 / log2(k + 1), 1 at the first place."""


def weights(examination: Examination, places: int) -> Weights:
    """The attention that each of so many places gets: shape (places,), never rising."""
    position = np.arange(1.0, places + 1.0)
    match examination:
        case Examination.INV:
            return 1.0 / position
        case Examination.EXP:
            return np.exp(1.0 - position)
        case Examination.LOG:
            return 1.0 / np.log(position + 1.0)
        case Examination.LOG2:
            return 1.0 / np.log2(position + 1.0)


def seats(counts: Sequence[int] | NDArray[np.integer], places: int) -> Weights:
    """Hard capacities: 1 as far as the seats go and 0 beyond, shape (len(counts), places).

    Raises ``MatcherError`` (``seats_negative``) where a count is below 0.
    """
    held = np.asarray(counts, dtype=np.intp)
    if (held < 0).any():
        raise MatcherError(Problem("seats_negative", {"seats": int(held.min())}))
    return (np.arange(places) < held[:, None]).astype(np.float64)
