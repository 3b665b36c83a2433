"""Sameness: whether two models say the same of a side, so that there is nothing to measure."""

import numpy as np

from matcher.domain import Side
from matcher.ranking.glass_box import GlassBox, Term

_CLOSE = 1e-9
#: What stands before the name of a feature that the other model sees differently.
OTHER = "other_"


def unchanged(one: GlassBox, other: GlassBox, side: Side) -> bool:
    """Whether both have the same tables and the same intercept for what is measured of ``side``.

    That is the side's own for providers, who are asked one by one, and both sides' for talents,
    whose lists are ordered by the product of the two. What people chose together may be told by
    another behaviour: that is weighed as before, and measured where it was learned to weigh
    something else.
    """
    return all(_says_the_same(one, other, of) for of in read_of(side))


def read_of(side: Side) -> tuple[Side, ...]:
    """The sides whose probabilities tell in what order ``side`` is shown its lists here."""
    return tuple(Side) if side is Side.TALENT else (side,)


def _says_the_same(one: GlassBox, other: GlassBox, side: Side) -> bool:
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
    """A feature that two models see differently has a column for each, one called ``OTHER``."""
    return _plain(one) == _plain(other)


def _plain(term: Term) -> tuple[str, ...]:
    return tuple(feature.removeprefix(OTHER) for feature in term.features)
