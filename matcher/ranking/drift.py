"""Drift: how far what is shown, scored and done now has moved from what a model was to show.

That is its reference: what it would have put first of the newest lists before it was promoted.

The population stability index is the symmetrised divergence of two distributions over the same
cells, Σ (o - e) ln(o / e) (Jeffreys, Proc. R. Soc. A 186, 1946). Below 0.1 nothing has moved that
matters, from 0.25 on the model should be looked at (Siddiqi, Credit Risk Scorecards, 2006). Of
few observations it is large by chance alone: without any drift it is (1/n + 1/m) times a χ² with
as many degrees of freedom as there are cells less one (Yurdakul & Naranjo, J. Risk Model
Validation 14, 2020), so that an alarm needs more than that.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matcher.domain import MatcherError, Problem
from matcher.features import FeatureList

NOTABLE = 0.1
ALARMING = 0.25
TENTHS = 10
# Of fewer lists nothing is said: people are few, and look again and again.
FEWEST_LISTS = 100
# No share counts as less: one empty cell shall not make an index infinite.
_LEAST = 1e-4
# One time in a thousand, of a normal variable and on one side.
_SELDOM = 3.09
_USUAL = 1.96

Counts = NDArray[np.float64]


class ReferenceRefused(MatcherError):
    """The file does not say what a model of these features is expected to show."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Reference:
    """What a model is expected to show: its own first places of the lists that it was measured on.

    Shares of the cells of each feature, the missing one first, and of the tenths of the score; how
    often each outcome came about; how many items it is of.
    """

    features: Mapping[str, Counts]
    score: Counts
    outcomes: Mapping[str, float]
    shown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How often something came about, with the bounds that hold 95 % of the time."""

    rate: float
    low: float
    high: float


def load_reference(path: Path, features: FeatureList) -> Reference:
    """Read what a model of ``features`` is expected to show.

    Raises ``ReferenceRefused`` (``reference_unreadable``) for a file that cannot be read or was
    made of other features.
    """
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        reference = Reference(
            features={f.name: np.array(told["features"][f.name], float) for f in features.features},
            score=np.array(told["score"], float),
            outcomes={str(name): float(rate) for name, rate in told["outcomes"].items()},
            shown=int(told["shown"]),
        )
        fits = all(_fits(reference.features[f.name], f.cells + 1) for f in features.features)
    except (AttributeError, KeyError, OSError, TypeError, ValueError) as error:
        raise _refused(path) from error
    if not fits or not _fits(reference.score, TENTHS):
        raise _refused(path)
    return reference


def stability_index(expected: Counts, observed: Counts) -> float:
    """The population stability index of two distributions, counts or shares of the same cells."""
    usual, now = _shares(expected), _shares(observed)
    return float(((now - usual) * np.log(now / usual)).sum())


def by_chance(cells: int, *, observed: float, expected: float) -> float:
    """An index that no drift exceeds but one time in a thousand, of so many observations each.

    The quantile of χ² is Wilson & Hilferty's (1931).
    """
    if cells < 2 or observed <= 0 or expected <= 0:
        return float("inf")
    free = cells - 1
    part = 2 / (9 * free)
    quantile = free * float((1 - part + _SELDOM * sqrt(part)) ** 3)
    return (1 / observed + 1 / expected) * quantile


def rate_of(count: float, chances: float, *, z: float = _USUAL) -> Rate:
    """How often: ``count`` of ``chances``, with Wilson's interval (JASA 22, 1927).

    Counts may be less than one apart; of no chances everything is possible.
    """
    if chances <= 0:
        return Rate(rate=0.0, low=0.0, high=1.0)
    count = min(count, chances)
    share, square = count / chances, z * z
    middle = (count + square / 2) / (chances + square)
    half = z * sqrt(share * (1 - share) * chances + square / 4) / (chances + square)
    return Rate(rate=share, low=max(middle - half, 0.0), high=min(middle + half, 1.0))


def has_moved(usual: float, count: float, chances: float) -> bool:
    """Whether a rate is a quarter away from what it was, and that not by chance."""
    bounds = rate_of(count, chances, z=_SELDOM)
    within = bounds.low <= usual <= bounds.high
    return not within and abs(bounds.rate - usual) > ALARMING * usual


class Seen:
    """What has been shown lately: counts of cells and of tenths of the score.

    After ``most`` items all counts are halved, so that they tell of about the last ``most``. Items
    of one list are alike, so that chance is reckoned by lists.
    """

    def __init__(self, features: FeatureList, *, most: int = 20_000) -> None:
        sizes = [feature.cells + 1 for feature in features.features]
        self._names = [feature.name for feature in features.features]
        self._starts = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.intp)
        self._sizes = sizes
        self._most = most
        self._cells: Counts = np.zeros(sum(sizes))
        self._tenths: Counts = np.zeros(TENTHS)
        self._lists = 0.0

    @property
    def shown(self) -> float:
        """How many items the counts tell of."""
        return float(self._tenths.sum())

    def add(self, cells: Sequence[Sequence[int]], scores: Sequence[float]) -> bool:
        """Count one list: its items' cells and scores; says whether all has been halved."""
        flat = np.frombuffer(b"".join(map(bytes, cells)), dtype=np.uint8)
        places = flat.reshape(len(cells), len(self._sizes)) + self._starts
        self._cells += np.bincount(places.ravel(), minlength=len(self._cells))
        tenths = np.clip((np.array(scores) * TENTHS).astype(np.intp), 0, TENTHS - 1)
        self._tenths += np.bincount(tenths, minlength=TENTHS)
        self._lists += 1
        if self.shown <= self._most:
            return False
        self._cells, self._tenths, self._lists = self._cells / 2, self._tenths / 2, self._lists / 2
        return True

    def indices(self, reference: Reference) -> dict[str, float]:
        """The stability index of each feature and of the ``score``; none of nothing."""
        if not self._lists:
            return {}
        return {
            name: stability_index(usual, counts) for name, usual, counts in self._all(reference)
        }

    def alarms(self, reference: Reference) -> tuple[str, ...]:
        """Those whose index is alarming and more than chance would have it, of enough lists."""
        if self._lists < FEWEST_LISTS:
            return ()
        return tuple(
            name
            for name, usual, counts in self._all(reference)
            if stability_index(usual, counts)
            >= max(
                ALARMING,
                by_chance(len(usual), observed=self._lists, expected=reference.shown),
            )
        )

    def _all(self, reference: Reference) -> list[tuple[str, Counts, Counts]]:
        parts = np.split(self._cells, self._starts[1:])
        told = [
            (name, reference.features[name], counts)
            for name, counts in zip(self._names, parts, strict=True)
        ]
        return [*told, ("score", reference.score, self._tenths)]


def _shares(counts: Counts) -> Counts:
    whole = counts.sum()
    shares = np.maximum(counts / whole if whole > 0 else counts, _LEAST)
    found: Counts = shares / shares.sum()
    return found


def _fits(shares: Counts, cells: int) -> bool:
    """Numbers of the right count, none below nothing, and not all nothing."""
    return bool(
        shares.shape == (cells,)
        and np.isfinite(shares).all()
        and (shares >= 0).all()
        and shares.sum() > 0
    )


def _refused(path: Path) -> ReferenceRefused:
    return ReferenceRefused(Problem("reference_unreadable", {"path": str(path)}))
