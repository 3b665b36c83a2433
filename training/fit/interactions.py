"""Interactions: which pairs of features say more together than each alone.

After FAST (Lou, Caruana, Gehrke & Hooker, KDD 2013): with the curves fitted, what is left of each
row is summed over the blocks of a pair's surface. The gain of one Newton step within the surface's
own prior, less what chance alone would give, ranks the pairs.
"""

from collections.abc import Callable
from itertools import combinations

import numpy as np
from scipy.special import expit

from matcher.ranking.prior_precision import INFORMATION
from training.fit.block import Block, Cells, Values
from training.fit.fitted import Fitted

Pair = tuple[int, int]


def strongest_pairs(
    fitted: Fitted,
    cells: Cells,
    *,
    target: Values,
    weight: Values,
    most: int,
    surface: Callable[[Pair], Block],
) -> list[Pair]:
    """At most ``most`` pairs of columns that promise more than chance, best first.

    ``surface`` makes the block that a pair would be.
    """
    chance = expit(fitted.log_odds(cells))
    left, known = weight * (target - chance), weight * chance * (1 - chance)
    have = {tuple(sorted(block.columns)) for block in fitted.blocks}
    columns = sorted({column for block in fitted.blocks for column in block.columns})
    gains = {
        pair: _gain(surface(pair), cells, left=left, known=known)
        for pair in combinations(columns, 2)
        if pair not in have
    }
    best = sorted(gains, key=lambda pair: (-gains[pair], pair))[:most]
    return [pair for pair in best if gains[pair] > 0]


def _gain(block: Block, cells: Cells, *, left: Values, known: Values) -> float:
    """What the surface would win in log loss, less what it would win from noise."""
    codes, size = block.codes(cells), block.deviation.size
    sums = np.bincount(codes, weights=left, minlength=size)
    information = np.bincount(codes, weights=known, minlength=size)
    held = information + block.deviation.strength * INFORMATION
    return float(((sums**2 - information) / held).sum() / 2)
