"""Examination: how much more often the first place of a list is looked at than a later one.

Under the examination hypothesis an item is reacted to when it is looked at, which depends on its
place alone, and wanted: P(reaction) = θ(place) · r. Only ratios of θ can be seen in a log, so
θ(1) = 1.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.isotonic import isotonic_regression

Curve = NDArray[np.float64]
Curves = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExaminationConfig:
    """``places`` are estimated, later ones follow the prior's shape. ``explored`` is how many
    places of an explored list are drawn. Before there is data θ(k) = k^-``decay``, worth
    ``pseudo_reactions`` at each place. θ is never below ``least``. 1 / propensity is at most
    ``cap``. Intervals come from ``resamples`` of ``groups`` of people, with ``seed``.
    """

    places: int = 20
    explored: int = 10
    decay: float = 0.5
    pseudo_reactions: float = 20.0
    least: float = 0.02
    cap: float = 50.0
    groups: int = 64
    resamples: int = 200
    seed: int = 0


@dataclass(frozen=True, eq=False, kw_only=True)
class Shown:
    """Columns of what was shown: place from 1, propensity of standing there, whether the list was
    explored, whether something was done, whether that ended the pair's showings, the probability
    of liking it as logged, and numbers of the pair and of the person that saw it."""

    position: NDArray[np.int16]
    propensity: NDArray[np.float64]
    explored: NDArray[np.bool_]
    reacted: NDArray[np.bool_]
    ended: NDArray[np.bool_]
    liking: NDArray[np.float64]
    pair: NDArray[np.int64]
    viewer: NDArray[np.int32]


@dataclass(frozen=True, eq=False, kw_only=True)
class Examination:
    """θ at places 1 to n with its 95 % interval, and what the two estimates alone would say.

    ``by_swaps`` and ``by_harvest`` are NaN where they say nothing; ``share_of_data`` is how much
    of each value is not the prior.
    """

    theta: Curve
    low: Curve
    high: Curve
    by_swaps: Curve
    by_harvest: Curve
    share_of_data: Curve
    decay: float
    least: float

    def at(self, position: NDArray[np.int16]) -> Curve:
        """θ at each of ``position``; beyond the last place it falls on as the prior does."""
        last = len(self.theta)
        place = np.maximum(position, 1).astype(np.float64)
        known = self.theta[np.minimum(place, last).astype(np.intp) - 1]
        beyond = np.maximum(place / last, 1.0) ** -self.decay
        return np.maximum(known * beyond, self.least)


def examination(shown: Shown, config: ExaminationConfig) -> Examination:
    """Estimate θ.

    Steps, in logarithms of θ(k)/θ(1): 1. swaps: in explored lists every candidate of the pool can
    stand at each place, so that reactions weighted by 1 / propensity, against the liking weighted
    alike, differ between places only by θ; 2. harvest: the same pair seen at two places at
    different times (Agarwal, Zaitsev, Wang, Li, Najork & Joachims, WSDM 2019: "Estimating position
    bias without intrusive interventions"), all pairs of places solved by least squares; 3. both
    and the prior averaged by precision; 4. made to fall with the place (isotonic), not below
    ``least``. Intervals: bootstrap over groups of people, and the prior's own width.
    """
    rng = np.random.default_rng(config.seed)
    draws = _draws(rng, config)
    swaps, harvest = _swaps(shown, draws, config), _harvest(shown, draws, config)
    prior = -config.decay * np.log(np.arange(1, config.places + 1))
    width = 2 / config.pseudo_reactions
    shares = _shares(np.stack([swaps, harvest]), width)
    both = np.nan_to_num(np.stack([swaps, harvest]))
    means = (shares[:, None] * both).sum(axis=0)
    own = 1 - shares.sum(axis=0)
    mean = _falling(means[0] + own * prior, shares.sum(axis=0))
    spread = np.sqrt(means[1:].var(axis=0) + own**2 * width)
    spread[0] = 0.0
    return Examination(
        theta=_bounded(mean, config),
        low=_bounded(mean - 1.96 * spread, config),
        high=_bounded(mean + 1.96 * spread, config),
        by_swaps=np.exp(swaps[0]),
        by_harvest=np.exp(harvest[0]),
        share_of_data=1 - own,
        decay=config.decay,
        least=config.least,
    )


def _draws(rng: np.random.Generator, config: ExaminationConfig) -> Curves:
    """How often each group counts: first all once, then the resamples; (1 + resamples, groups)."""
    even = np.full(config.groups, 1 / config.groups)
    drawn = rng.multinomial(config.groups, even, size=config.resamples)
    return np.vstack([np.ones(config.groups), drawn])


def _shares(estimates: NDArray[np.float64], width: float) -> NDArray[np.float64]:
    """What share each estimate has in the average, against a prior of variance ``width``.

    ``estimates`` has the shape (ways, 1 + resamples, places); the answer (ways, places).
    """
    known = ~np.isnan(estimates).any(axis=1)
    # A variance of hardly anything is a sign of too few groups, not of certainty.
    variance = np.maximum(np.nan_to_num(estimates).var(axis=1), 1e-5)
    precision = np.where(known, 1 / variance, 0.0)
    return precision / (precision.sum(axis=0) + 1 / width)


def _swaps(shown: Shown, draws: Curves, config: ExaminationConfig) -> Curves:
    """log θ(k)/θ(1) from explored lists: shape (draws, places), NaN where there is nothing."""
    ours = shown.explored & (shown.propensity < 1) & (shown.position <= config.explored)
    weight = np.minimum(1 / np.maximum(shown.propensity[ours], 1e-12), config.cap)
    cell = _cells(shown, ours, config)
    done = _sums(cell, weight * shown.reacted[ours], config)
    liked = _sums(cell, weight * shown.liking[ours], config)
    count = _sums(cell, shown.reacted[ours].astype(np.float64), config).sum(axis=0)
    done, liked = draws @ done, draws @ liked
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.log(done) - np.log(liked)
    return _relative(rate, count)


def _harvest(shown: Shown, draws: Curves, config: ExaminationConfig) -> Curves:
    """log θ(k)/θ(1) from pairs seen at several places: shape (draws, places).

    Pairs that a reaction took out of later lists say nothing: that they were seen at two places
    would mean that they were not reacted to at the first.
    """
    over = np.unique(shown.pair[shown.ended])
    rows = (shown.position <= config.places) & ~np.isin(shown.pair, over)
    pair, viewer, rate = _rates(shown, rows, config)
    reactions = _together(pair, viewer, rate, config)
    return np.array([_solved(matrix) for matrix in np.tensordot(draws, reactions, axes=1)])


def _rates(
    shown: Shown, rows: NDArray[np.bool_], config: ExaminationConfig
) -> tuple[sparse.csr_matrix, NDArray[np.int64], sparse.csr_matrix]:
    """Which pair was seen at which place, the pairs' groups, and how often each reacted there.

    Matrices have the shape (pairs, places), with the pairs that were seen at two places or more.
    """
    _, number = np.unique(shown.pair[rows], return_inverse=True)
    place = shown.position[rows].astype(np.int64) - 1
    shape = (int(number.max(initial=-1)) + 1, config.places)
    ones = np.ones(len(number))
    times = sparse.csr_matrix((ones, (number, place)), shape=shape)
    done = sparse.csr_matrix((shown.reacted[rows] * ones, (number, place)), shape=shape)
    group = np.zeros(shape[0], dtype=np.int64)
    group[number] = shown.viewer[rows] % config.groups
    several = np.flatnonzero(np.diff(times.indptr) > 1)
    times, done, group = times[several], done[several], group[several]
    seen = times.copy()
    seen.data[:] = 1.0
    inverse = times.copy()
    inverse.data = 1 / inverse.data
    return seen, group, done.multiply(inverse).tocsr()


def _together(
    seen: sparse.csr_matrix,
    group: NDArray[np.int64],
    rate: sparse.csr_matrix,
    config: ExaminationConfig,
) -> NDArray[np.float64]:
    """Reactions at place k of pairs that were seen at place l too: shape (groups, k, l)."""
    count = seen.shape[0]
    member = sparse.csr_matrix(
        (np.ones(count), (group, np.arange(count))), shape=(config.groups, count)
    )
    columns = [member @ seen.multiply(rate[:, [place]]) for place in range(config.places)]
    return np.stack([column.toarray() for column in columns], axis=1)


def _solved(reactions: NDArray[np.float64]) -> Curve:
    """log θ(k)/θ(1) from reactions (k, l): every pair of places is one weighted equation.

    log θ(k) − log θ(l) = log c(k, l) − log c(l, k), of variance 1/c(k, l) + 1/c(l, k). Places that
    no chain of pairs connects with the first stay unknown.
    """
    here, there = reactions + 0.5, reactions.T + 0.5
    weight = np.where((reactions > 0) & (reactions.T > 0), here * there / (here + there), 0.0)
    np.fill_diagonal(weight, 0.0)
    said = (weight * (np.log(here) - np.log(there))).sum(axis=1)
    linked = sparse.csgraph.connected_components(sparse.csr_matrix(weight > 0), directed=False)[1]
    known = np.flatnonzero(linked == linked[0])[1:]
    solved = np.full(len(weight), np.nan)
    solved[0] = 0.0
    laplacian = np.diag(weight.sum(axis=1)) - weight
    if len(known):
        solved[known] = np.linalg.solve(laplacian[np.ix_(known, known)], said[known])
    return solved


def _cells(shown: Shown, rows: NDArray[np.bool_], config: ExaminationConfig) -> NDArray[np.int64]:
    """The cell of (group, place) of each row."""
    group = shown.viewer[rows].astype(np.int64) % config.groups
    return group * config.places + shown.position[rows].astype(np.int64) - 1


def _sums(
    cell: NDArray[np.int64], values: NDArray[np.float64], config: ExaminationConfig
) -> NDArray[np.float64]:
    """The sums by cell: shape (groups, places)."""
    size = config.groups * config.places
    sums: NDArray[np.float64] = np.bincount(cell, values, minlength=size).astype(np.float64)
    return sums.reshape(config.groups, config.places)


def _relative(rate: Curves, count: NDArray[np.float64]) -> Curves:
    """Against the first place; NaN at places with hardly any reaction, and all without a first."""
    relative = rate - rate[:, [0]]
    relative[:, count < 5] = np.nan
    if count[0] < 5:
        relative[:] = np.nan
    relative[~np.isfinite(relative)] = np.nan
    return relative


def _falling(curve: Curve, share: Curve) -> Curve:
    """The nearest curve that never rises; places that are known better give way less."""
    weight = 0.05 + share
    weight[0] = 1e6
    return isotonic_regression(curve, sample_weight=weight, increasing=False, y_max=0.0)


def _bounded(curve: Curve, config: ExaminationConfig) -> Curve:
    return np.clip(np.exp(curve), config.least, None)
