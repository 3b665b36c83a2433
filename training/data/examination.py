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
    of liking it as logged, numbers of the pair and of the person that saw it, and the time."""

    position: NDArray[np.int16]
    propensity: NDArray[np.float64]
    explored: NDArray[np.bool_]
    reacted: NDArray[np.bool_]
    ended: NDArray[np.bool_]
    liking: NDArray[np.float64]
    pair: NDArray[np.int64]
    viewer: NDArray[np.int32]
    at: NDArray[np.int64]


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
    bias without intrusive interventions"), each showing with the next one, all pairs of places
    solved by least squares together with what the second time is worth; 3. both
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
    """log θ(k)/θ(1) from pairs seen again at another place: shape (draws, places).

    Counted are reactions that leave the pair in later lists. That it is seen a second time means
    that the first did not end it, which is less likely at places that are looked at more: what is
    done the second time is divided by how often the first place does not end what is reacted to.
    """
    first, second, cell = _again(shown, config)
    stays, ends = shown.reacted & ~shown.ended, shown.ended
    counted = (stays[first], stays[second], stays[first] & ends[second])
    shape = (config.groups, config.places, config.places)
    then, later, ended = (
        np.tensordot(draws, _counts(cell, rows, shape), axes=1) for rows in counted
    )
    share = ended.sum(axis=1) / (then.sum(axis=1) + 1)
    return np.array([_solved(*one) for one in zip(then, later, share, strict=True)])


def _counts(
    cell: NDArray[np.int64], rows: NDArray[np.bool_], shape: tuple[int, int, int]
) -> NDArray[np.float64]:
    size = shape[0] * shape[1] * shape[2]
    return np.bincount(cell[rows], minlength=size).reshape(shape).astype(np.float64)


def _again(
    shown: Shown, config: ExaminationConfig
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.int64]]:
    """Rows of a pair's showing and of its next, at another place, and the cell of each two in
    (group, place then, place next)."""
    line = np.lexsort((shown.at, shown.pair))
    line = line[shown.position[line] <= config.places]
    first, second = line[:-1], line[1:]
    tells = (
        (shown.pair[first] == shown.pair[second])
        & (shown.position[first] != shown.position[second])
        & ~shown.ended[first]
    )
    first, second = first[tells], second[tells]
    place = _cells(shown, first, config) * config.places
    return first, second, place + shown.position[second].astype(np.int64) - 1


def _solved(
    then: NDArray[np.float64], later: NDArray[np.float64], ended: NDArray[np.float64]
) -> Curve:
    """log θ(k)/θ(1) from reactions at k, and at l when seen next, both of shape (k, l).

    ``ended`` is the share that each place ends. Every two places are one equation,
    log then(k, l) − log (later(k, l) / (1 − ended(k))) = log θ(k) − log θ(l) + τ, of variance
    1/then + 1/later. τ is how much more is done about what is seen for the first time:
    without it, lists that rise as others leave them would pass for places that nobody looks at.
    Places that no chain of equations connects with the first stay unknown.
    """
    here, there = np.nonzero((then > 0) & (later > 0))
    solved = np.full(len(then), np.nan)
    solved[0] = 0.0
    linked = sparse.coo_matrix((np.ones(len(here)), (here, there)), shape=then.shape)
    part = sparse.csgraph.connected_components(linked, directed=False)[1]
    known = np.flatnonzero(part == part[0])[1:]
    used = part[here] == part[0]
    here, there = here[used], there[used]
    if not len(known):
        return solved
    equations = np.zeros((len(here), len(then) + 1))
    rows = np.arange(len(here))
    equations[rows, here], equations[rows, there], equations[:, -1] = 1.0, -1.0, 1.0
    one, other = then[here, there] + 0.5, later[here, there] + 0.5
    weight = np.sqrt(one * other / (one + other))
    said = weight * (np.log(one / other) + np.log(1 - ended[here]))
    unknowns = (weight[:, None] * equations)[:, [*known, -1]]
    solved[known] = np.linalg.lstsq(unknowns, said, rcond=None)[0][:-1]
    return solved


def _cells(
    shown: Shown, rows: NDArray[np.bool_] | NDArray[np.intp], config: ExaminationConfig
) -> NDArray[np.int64]:
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
    # A resample may hold no reaction at either place: the difference of two infinities is unknown.
    with np.errstate(invalid="ignore"):
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
