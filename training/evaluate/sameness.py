"""Sameness: whether two models say the same of a side, so that there is nothing to measure."""

import numpy as np

from matcher.domain import Side
from matcher.ranking.glass_box import GlassBox, Term

_CLOSE = 1e-9


def unchanged(one: GlassBox, other: GlassBox, side: Side) -> bool:
    """Whether both have the same tables and the same intercept for ``side``.

    What people chose together may be told by another behaviour: that is weighed as before, and
    measured where it was learned to weigh something else.
    """
    return (
        abs(one.intercepts[side] - other.intercepts[side]) <= _CLOSE
        and len(one.terms) == len(other.terms)
        and all(_same(a, b, side) for a, b in zip(one.terms, other.terms, strict=True))
    )


def _same(one: Term, other: Term, side: Side) -> bool:
    first, second = one.tables[side], other.tables[side]
    return (
        _reads_the_same(one, other)
        and first.shape == second.shape
        and np.allclose(first, second, rtol=0, atol=_CLOSE)
    )


def _reads_the_same(one: Term, other: Term) -> bool:
    """A feature that two models see differently has a column for each, one with a prefix."""
    return len(one.features) == len(other.features) and all(
        a.endswith(b) or b.endswith(a) for a, b in zip(one.features, other.features, strict=True)
    )
