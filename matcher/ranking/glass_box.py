"""The glass box: an additive model of one side's liking, compiled to look-up tables.

log-odds = intercept + Σ over terms of table[cell], a generalised additive model with pairwise
terms (Lou, Caruana, Gehrke & Hooker, KDD 2013: "Accurate intelligible models with pairwise
interactions"). A term reads the cell of one feature, or of two; the explanation is the score,
split up exactly. Both sides are one class: the side is an argument.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from matcher.domain import Side
from matcher.features import FeatureList

Places = NDArray[np.int32]
Scores = NDArray[np.float64]

DRAW_STEP = 1e-4
_ROWS = 512
"""So many rows' terms stay near the processor: much more is several times slower to sum."""


@dataclass(frozen=True, eq=False)
class Term:
    """One shape for each side over the cells of ``features`` (one name, or two).

    A table has one entry for each cell, cell 0 for "missing"; of two features it is the flattened
    matrix of their cells, the second running fastest. Values are log-odds.
    """

    features: tuple[str, ...]
    tables: Mapping[Side, NDArray[np.float64]]

    @property
    def name(self) -> str:
        """The features' names, joined by ``*``."""
        return "*".join(self.features)


@dataclass(frozen=True, eq=False)
class GlassBox:
    """Terms and intercepts over a list of features.

    ``draws`` are what is not known yet: for each side draws from the posterior of all tables, as
    deviations from them, shape (draws, entries + 1), the intercept's last. Without any the model
    takes itself to be certain. They count to the ``DRAW_STEP``, which is how they are written.
    ``behaviour_hash`` names the behaviour that the model was fitted with, if any.
    """

    features: FeatureList
    terms: tuple[Term, ...]
    intercepts: Mapping[Side, float]
    draws: Mapping[Side, NDArray[np.float32]] = field(default_factory=dict)
    behaviour_hash: str = ""

    def places(self, cells: Places) -> Places:
        """Where each term looks: (features, n) cells to (terms, n) entries of the whole table."""
        places = cells[self._first]
        paired = self._paired
        if len(paired):
            places[paired] = places[paired] * self._stride + cells[self._second]
        places += self._offsets
        return places

    def log_odds(self, places: Places, side: Side) -> Scores:
        """The side's log-odds for each candidate, shape (n,), whichever others there are."""
        table, total = self._tables[side], np.empty(places.shape[1])
        for start in range(0, len(total), _ROWS):
            part = slice(start, start + _ROWS)
            total[part] = _summed(table.take(places[:, part]), axis=0)
        total += self.intercepts[side]
        return total

    def contributions(self, places: Places, side: Side) -> Scores:
        """What each term adds, shape (terms, n); with the intercept they sum to the log-odds."""
        added: Scores = self._tables[side].take(places)
        return added

    def deviations(self, places: Places, side: Side, *, most: int) -> Scores:
        """How far the first ``most`` draws move the log-odds: shape (draws, n), maybe no draws."""
        drawn = self._deviations[side][:most]
        moved = _summed(np.ascontiguousarray(drawn[:, places]), axis=1)
        moved += drawn[:, -1:]
        return moved

    def whole_draws(self, side: Side) -> NDArray[np.int32]:
        """The side's draws in steps of ``DRAW_STEP``: shape (draws, entries + 1)."""
        return self._whole_draws[side]

    def entries_of(self, place: int) -> slice:
        """Where the term at ``place`` stands in the whole table."""
        start = int(self._offsets[place, 0])
        return slice(start, start + len(self.terms[place].tables[Side.TALENT]))

    @property
    def entries(self) -> int:
        """How many entries the tables of a side have together."""
        return sum(len(term.tables[Side.TALENT]) for term in self.terms)

    @cached_property
    def hash(self) -> str:
        """Of the feature list, every term, every number, the draws and the behaviour's hash."""
        digest = sha256(self.features.hash.encode())
        for side in Side:
            digest.update(f"{side}:{self.intercepts[side]!r}".encode())
        for term in self.terms:
            digest.update(term.name.encode())
            for side in Side:
                digest.update(term.tables[side].tobytes())
        for side in (side for side in Side if side in self.draws):
            digest.update(f"{side}:draws".encode())
            digest.update(self.whole_draws(side).tobytes())
        digest.update(self.behaviour_hash.encode())
        return digest.hexdigest()[:16]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The terms' names, in order."""
        return tuple(term.name for term in self.terms)

    @cached_property
    def _tables(self) -> dict[Side, NDArray[np.float64]]:
        return {side: np.concatenate([term.tables[side] for term in self.terms]) for side in Side}

    @cached_property
    def _whole_draws(self) -> dict[Side, NDArray[np.int32]]:
        none = np.zeros((0, self.entries + 1), dtype=np.float32)
        return {
            side: np.rint(self.draws.get(side, none) / DRAW_STEP).astype(np.int32) for side in Side
        }

    @cached_property
    def _deviations(self) -> dict[Side, Scores]:
        return {side: self._whole_draws[side].astype(np.float64) * DRAW_STEP for side in Side}

    @cached_property
    def _offsets(self) -> Places:
        sizes = [0, *(len(term.tables[Side.TALENT]) for term in self.terms)]
        return np.cumsum(sizes[:-1], dtype=np.int32)[:, None]

    @cached_property
    def _first(self) -> NDArray[np.intp]:
        return self._feature_rows([term.features[0] for term in self.terms])

    @cached_property
    def _paired(self) -> NDArray[np.intp]:
        return np.flatnonzero([len(term.features) == 2 for term in self.terms])

    @cached_property
    def _second(self) -> NDArray[np.intp]:
        return self._feature_rows([self.terms[place].features[1] for place in self._paired])

    @cached_property
    def _stride(self) -> Places:
        cells = [self.features.features[row].cells + 1 for row in self._second]
        return np.array(cells, dtype=np.int32)[:, None]

    def _feature_rows(self, names: Sequence[str]) -> NDArray[np.intp]:
        return np.array([self.features.index[name] for name in names], dtype=np.intp)


def _summed(added: Scores, *, axis: int) -> Scores:
    """The sum over terms, one after the other; candidates run fastest in ``added``."""
    if added.shape[-1] != 1:
        return np.asarray(added.sum(axis=axis))
    # A lone candidate's terms lie side by side, and numpy would add them up in pairs: the last
    # bit would differ from what the same candidate gets among others.
    return added.cumsum(axis=axis).take(-1, axis=axis)


def probability(log_odds: Scores) -> Scores:
    """The logistic function."""
    chance: Scores = 1.0 / (1.0 + np.exp(-log_odds))
    return chance
