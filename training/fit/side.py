"""A fitted side: the priors of one side, moved by what that side did."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from matcher.domain import Side
from matcher.features import FeatureList, Monotone
from matcher.ranking import Prior
from matcher.ranking.prior_precision import DRAW_SEED, DRAWS, deviation, prior_draws
from matcher.ranking.priors import INTERCEPT, table_of
from training.data.training_set import TrainingSet
from training.fit.block import Block, Cells, Values
from training.fit.calibration import Calibration, Outcomes, calibrated
from training.fit.fitted import Fitted, Intercept, fit_blocks
from training.fit.glass_box_ranker import SCREENED_ROWS
from training.fit.interactions import Pair, strongest_pairs
from training.fit.newton import NewtonConfig

_SIGN = {Monotone.UP: 1, Monotone.DOWN: -1, Monotone.FREE: 0}
SMALL = 1e-12

Draws = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class FitConfig:
    """How a side is fitted.

    ``trust`` multiplies every prior's strength. ``pairs`` are surfaces beside those that have a
    prior, names joined by ``*``, or ``"auto"`` for at most ``most_pairs`` that the rows themselves
    suggest; they begin flat and count for ``pair_strength`` observations. ``held_out`` is the last
    share of the rows that calibration is judged on, 0 for none, and no less than ``least_held_out``
    rows. With ``effective_weights`` what makes up for seldom shown rows counts for as many rows as
    it is worth, which is fewer (Kish 1965).
    """

    trust: float = 1.0
    pairs: tuple[str, ...] | Literal["auto"] = ()
    most_pairs: int = 6
    pair_strength: float = 10.0
    held_out: float = 0.15
    least_held_out: int = 2000
    effective_weights: bool = True
    draws: int = DRAWS
    seed: int = DRAW_SEED


@dataclass(frozen=True, eq=False, kw_only=True)
class Shape:
    """One term of one side: its table before and after, and how sure each entry is.

    All columns have the table's length; ``spread`` is a standard deviation, ``weight`` that of the
    rows behind the entry.
    """

    features: tuple[str, ...]
    prior: Values
    table: Values
    spread: Values
    weight: Values

    @property
    def name(self) -> str:
        """The features' names, joined by ``*``."""
        return "*".join(self.features)


@dataclass(frozen=True, eq=False, kw_only=True)
class FittedSide:
    """A side's shapes and intercept with draws of what is unknown, as the glass box holds them.

    ``draws`` are deviations, shape (draws, entries + 1); ``rows`` is how many were learned from
    and ``worth`` how many even rows they are worth.
    """

    side: Side
    features: FeatureList
    shapes: tuple[Shape, ...]
    intercept: float
    draws: Draws
    rows: int
    worth: float
    calibration: Calibration

    def log_odds(self, cells: Cells) -> Values:
        """The side's log-odds of rows of cells, shape (n, features), term by term."""
        total = np.full(len(cells), self.intercept)
        for shape in self.shapes:
            places = cells[:, self.features.index[shape.features[0]]].astype(np.intp)
            for name in shape.features[1:]:
                column = self.features.index[name]
                places = places * (self.features.features[column].cells + 1) + cells[:, column]
            total += shape.table.take(places)
        return total


def fit_side(rows: TrainingSet, priors: Sequence[Prior], config: FitConfig) -> FittedSide:
    """Move the priors of the set's side by its rows that are old enough to say.

    With no rows the answer is the priors. Raises ``PriorsRefused`` for a prior that cannot be read.
    """
    counted = rows.keep(~rows.censored & (rows.weight > 0))
    blocks, intercept = side_blocks(rows.side, priors, features=rows.features, trust=config.trust)
    weight = _worth(counted, config)
    blocks += _surfaces(counted, blocks, intercept, weight=weight, config=config)
    calibration, earlier = _calibration(counted, blocks, intercept, weight=weight, config=config)
    fitted = _fit(counted, blocks, intercept, weight=weight, config=config, after=earlier)
    return _compiled(counted, fitted, calibration, weight=weight, config=config)


def side_blocks(
    side: Side, priors: Sequence[Prior], *, features: FeatureList, trust: float
) -> tuple[list[Block], Intercept]:
    """The blocks that a side's priors make, in their order, and what its intercept begins with."""
    intercept = Intercept(mean=0.0, strength=trust)
    blocks = []
    for prior in priors:
        if prior.side is side and prior.term == INTERCEPT:
            intercept = Intercept(mean=float(prior.shape), strength=prior.strength * trust)
        elif prior.side is side:
            table = table_of(prior, features)
            strength = prior.strength * trust
            blocks.append(_block(side, prior.features, features, table=table, strength=strength))
    return blocks, intercept


def _block(
    side: Side,
    names: tuple[str, ...],
    features: FeatureList,
    *,
    table: Values | None,
    strength: float,
) -> Block:
    moved = deviation(features, names, strength=strength)
    columns = tuple(features.index[name] for name in names)
    directions = tuple(_SIGN[features.features[place].monotone[side]] for place in columns)
    return Block(
        name="*".join(names),
        columns=columns,
        deviation=moved,
        prior=np.zeros(len(moved.parameter)) if table is None else table,
        directions=directions,
    )


def _worth(rows: TrainingSet, config: FitConfig) -> Values:
    """The weights, together as many as the even rows that they are worth, and never more.

    A row that was perhaps looked at is a part of an observation, and its weight says which: that
    is its worth. Only what makes up for how seldom it was shown repeats what is known from it.
    """
    exact = rows.weight.astype(np.float64)
    if config.effective_weights and len(exact):
        repeated = exact / np.maximum(rows.looked, SMALL)
        exact *= min(1.0, exact.sum() / (exact @ repeated))
    return exact


def _surfaces(
    rows: TrainingSet,
    blocks: Sequence[Block],
    intercept: Intercept,
    *,
    weight: Values,
    config: FitConfig,
) -> list[Block]:
    """The blocks of the pairs beside those with a prior."""

    def surface(pair: Pair) -> Block:
        names = tuple(rows.features.features[place].name for place in pair)
        return _block(rows.side, names, rows.features, table=None, strength=config.pair_strength)

    index = rows.features.index
    if config.pairs != "auto":
        named = (pair.split("*") for pair in config.pairs)
        return [surface((index[first], index[second])) for first, second in named]
    if not len(rows):
        return []
    some = np.arange(0, len(rows), max(1, len(rows) // SCREENED_ROWS))
    sample, share = rows.keep(some), weight[some]
    alone = _fit(sample, blocks, intercept, weight=share, config=config)
    pairs = strongest_pairs(
        alone,
        sample.cells,
        target=sample.target.astype(np.float64),
        weight=share,
        most=config.most_pairs,
        surface=surface,
    )
    return [surface(pair) for pair in pairs]


def _fit(
    rows: TrainingSet,
    blocks: Sequence[Block],
    intercept: Intercept,
    *,
    weight: Values,
    config: FitConfig,
    after: Fitted | None = None,
) -> Fitted:
    return fit_blocks(
        blocks,
        rows.cells,
        prior=intercept,
        target=rows.target.astype(np.float64),
        weight=weight,
        config=NewtonConfig(seed=config.seed),
        after=after,
    )


def _calibration(
    rows: TrainingSet,
    blocks: Sequence[Block],
    intercept: Intercept,
    *,
    weight: Values,
    config: FitConfig,
) -> tuple[Calibration, Fitted | None]:
    """From a fit to the earlier rows, judged on the last; and that fit."""
    count = round(len(rows) * config.held_out)
    if count < max(config.least_held_out, 1):
        return Calibration(), None
    order = np.argsort(rows.at, kind="stable")
    early, late = order[:-count], order[-count:]
    fitted = _fit(rows.keep(early), blocks, intercept, weight=weight[early], config=config)
    outcomes = Outcomes(
        log_odds=fitted.log_odds(rows.cells[late]),
        target=rows.target[late].astype(np.float64),
        weight=weight[late],
        decider=_deciders(rows)[late],
    )
    return calibrated(outcomes), fitted


def _deciders(rows: TrainingSet) -> NDArray[np.int32]:
    return rows.talent if rows.side is Side.TALENT else rows.offer


def _compiled(
    rows: TrainingSet,
    fitted: Fitted,
    calibration: Calibration,
    *,
    weight: Values,
    config: FitConfig,
) -> FittedSide:
    slope = calibration.slope
    names = [block.name.split("*") for block in fitted.blocks]
    parts = zip(fitted.blocks, names, fitted.tables, fitted.spreads(), strict=True)
    shapes = tuple(
        Shape(
            features=tuple(each),
            prior=block.prior,
            table=slope * table + 0.0,
            spread=slope * spread,
            weight=_entry_weight(block, rows, weight),
        )
        for block, each, table, spread in parts
    )
    return FittedSide(
        side=rows.side,
        features=rows.features,
        shapes=shapes,
        intercept=slope * fitted.intercept + calibration.shift,
        draws=(slope * _draws(rows, fitted, config)).astype(np.float32),
        rows=len(rows),
        worth=float(weight.sum()),
        calibration=calibration,
    )


def _entry_weight(block: Block, rows: TrainingSet, weight: Values) -> Values:
    counted = np.bincount(block.entries(rows.cells), weights=weight, minlength=len(block.prior))
    return np.asarray(counted, dtype=np.float64)


def _draws(rows: TrainingSet, fitted: Fitted, config: FitConfig) -> Values:
    """Without rows they are day zero's own, so that the two models are one."""
    if len(rows):
        return fitted.draws(seed=config.seed, count=config.draws)
    strengths = {block.name: block.deviation.strength for block in fitted.blocks}
    drawn = prior_draws(
        rows.features,
        [tuple(name.split("*")) for name in strengths],
        strengths={side: strengths if side is rows.side else {} for side in Side},
        intercepts={rows.side: fitted.prior.strength},
        seed=config.seed,
        count=config.draws,
    )
    return drawn[rows.side].astype(np.float64)
