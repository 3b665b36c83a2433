"""GlassBoxRanker: an additive model of binned features and few pairs, as a scikit-learn estimator.

log-odds = intercept + Σ table[cell]. Every table has a prior table and a strength: without rows the
model is the prior, and with many rows the prior no longer counts. Curves and surfaces keep declared
directions. The fit is one convex problem with one answer.
"""
# ruff: noqa: N803, N806 - scikit-learn's callers name the rows X

from collections.abc import Sequence
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils import Tags
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from matcher.ranking.prior_precision import Axis, Deviation
from training.fit.bins import MOST_BINS, Bins
from training.fit.block import Block, Cells, Values
from training.fit.fitted import Fitted, Intercept, fit_blocks
from training.fit.interactions import Pair, strongest_pairs
from training.fit.newton import NewtonConfig

AUTO: Literal["auto"] = "auto"
SCREENED_ROWS = 100_000

Pairs = Sequence[Pair] | Literal["auto"]


# scikit-learn has no types, so its classes cannot be checked as bases.
class GlassBoxRanker(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """An additive classifier of two classes, whose tables can be read.

    Parameters
    ----------
    max_bins: bins a feature gets at most, by quantiles; missing values (NaN) have one more.
    pairs: columns that also get a surface together; ``"auto"`` takes those that promise most.
    most_pairs: how many ``"auto"`` takes at most.
    monotone: for each column 1 (rising), -1 (falling) or 0; ``None`` is 0 for all.
    strength: for how many observations each curve's prior, which is flat, counts.
    pair_strength: the same of surfaces.
    blocks: the terms, with their priors, where they are known; the columns of ``X`` are then
        cells already (whole numbers, 0 for missing), and all of the above is not used.
    intercept_prior: for ``blocks``, what is expected when all tables say 0.
    random_state: draws the rows that steer the fit when there are very many.

    Attributes
    ----------
    classes_, n_features_in_, feature_names_in_: as ever.
    bins_: the cuts, ``None`` with ``blocks``.
    fitted_: the tables, their spreads and draws from their posterior.
    """

    def __init__(
        self,
        *,
        max_bins: int = 64,
        pairs: Pairs = (),
        most_pairs: int = 8,
        monotone: Sequence[int] | None = None,
        strength: float = 5.0,
        pair_strength: float = 20.0,
        blocks: Sequence[Block] | None = None,
        intercept_prior: Intercept | None = None,
        random_state: int = 0,
    ) -> None:
        self.max_bins = max_bins
        self.pairs = pairs
        self.most_pairs = most_pairs
        self.monotone = monotone
        self.strength = strength
        self.pair_strength = pair_strength
        self.blocks = blocks
        self.intercept_prior = intercept_prior
        self.random_state = random_state

    def fit(self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self:
        """Fit to rows ``X`` (n, features), dense or sparse, and classes ``y`` (n,)."""
        X, y = validate_data(self, X, y, **self._checks())
        check_classification_targets(y)
        self.classes_, which = np.unique(y, return_inverse=True)
        if len(self.classes_) != 2:
            raise ValueError(_ONE_CLASS if len(self.classes_) < 2 else _MANY_CLASSES)
        weight = _check_sample_weight(sample_weight, X, dtype=np.float64, ensure_non_negative=True)
        return self._fit(X, which.astype(np.float64), weight)

    def fit_graded(
        self, X: ArrayLike, target: ArrayLike, sample_weight: ArrayLike | None = None
    ) -> Self:
        """Fit to targets anywhere in [0, 1]: a row of .5 is half a row of each class.

        ``X`` may have no rows when ``blocks`` are given; the model then is its prior.
        """
        rows = validate_data(self, X, ensure_min_samples=0, **self._checks())
        weight = np.ones(0)
        if rows.shape[0]:
            weight = _check_sample_weight(
                sample_weight, rows, dtype=np.float64, ensure_non_negative=True
            )
        self.classes_ = np.array([0, 1])
        return self._fit(rows, np.asarray(target, dtype=np.float64), weight)

    def decision_function(self, X: ArrayLike) -> Values:
        """The log-odds of the second class, shape (n,)."""
        cells = self._cells(X)
        return self.fitted_.log_odds(cells)

    def predict_proba(self, X: ArrayLike) -> Values:
        """The probabilities of both classes, shape (n, 2)."""
        chance = expit(self.decision_function(X))
        return np.column_stack([1 - chance, chance])

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """The likelier class of each row."""
        likely = (self.decision_function(X) > 0).astype(np.intp)
        return np.asarray(self.classes_[likely])

    def contributions(self, X: ArrayLike) -> Values:
        """What each term adds, shape (n, terms); with ``intercept_`` they sum to the log-odds."""
        cells = self._cells(X)
        parts = zip(self.fitted_.blocks, self.fitted_.tables, strict=True)
        return np.column_stack([table.take(block.entries(cells)) for block, table in parts])

    def get_feature_names_out(self, input_features: Sequence[str] | None = None) -> NDArray[Any]:
        """The terms' names: a feature's, or two joined by ``*``."""
        check_is_fitted(self)
        names = self._names(input_features)
        columns = [block.columns for block in self.fitted_.blocks]
        return np.array(["*".join(names[place] for place in each) for each in columns], object)

    @property
    def intercept_(self) -> float:
        """The log-odds where every table says 0."""
        return self.fitted_.intercept

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        tags.input_tags.sparse = True
        tags.input_tags.allow_nan = True
        return tags

    def _fit(self, X: Any, target: Values, weight: Values) -> Self:
        counted = weight > 0
        if not counted.all():
            X, target, weight = X[counted], target[counted], weight[counted]
        self.bins_ = None
        if self.blocks is None:
            self.bins_ = Bins.of(X, weight, most=self._most_bins())
        cells = _whole(X) if self.bins_ is None else self.bins_.cells(X)
        self.fitted_: Fitted = self._fit_cells(cells, target, weight)
        return self

    def _fit_cells(self, cells: Cells, target: Values, weight: Values) -> Fitted:
        config = NewtonConfig(seed=self.random_state)
        if self.blocks is not None:
            prior = self.intercept_prior or Intercept(mean=0.0, strength=1.0)
            return fit_blocks(
                self.blocks, cells, prior=prior, target=target, weight=weight, config=config
            )
        prior = Intercept(mean=_common(target, weight), strength=self.strength)
        blocks = [self._block((place,)) for place in range(cells.shape[1])]
        pairs = self.pairs
        if pairs == AUTO:
            rows = slice(None, None, max(1, len(cells) // SCREENED_ROWS))
            some, wanted, share = cells[rows], target[rows], weight[rows]
            alone = fit_blocks(
                blocks, some, prior=prior, target=wanted, weight=share, config=config
            )
            pairs = strongest_pairs(
                alone,
                some,
                target=wanted,
                weight=share,
                most=self.most_pairs,
                surface=self._block,
            )
        blocks += [self._block(tuple(pair)) for pair in pairs]
        return fit_blocks(blocks, cells, prior=prior, target=target, weight=weight, config=config)

    def _block(self, columns: tuple[int, ...]) -> Block:
        cuts = self.bins_.cuts if self.bins_ else ()
        axes = tuple(Axis(cells=len(cuts[place]) + 1) for place in columns)
        signs = self.monotone if self.monotone is not None else [0] * self.n_features_in_
        return Block(
            name="*".join(str(place) for place in columns),
            columns=columns,
            deviation=Deviation(axes, self.strength if len(columns) == 1 else self.pair_strength),
            prior=np.zeros(int(np.prod([axis.cells + 1 for axis in axes]))),
            directions=tuple(int(signs[place]) for place in columns),
        )

    def _most_bins(self) -> int:
        if not 2 <= self.max_bins <= MOST_BINS:
            raise ValueError(f"max_bins is 2 to {MOST_BINS}, not {self.max_bins}.")
        return self.max_bins

    def _cells(self, X: ArrayLike) -> Cells:
        check_is_fitted(self)
        checked = validate_data(self, X, reset=False, **self._checks())
        return _whole(checked) if self.bins_ is None else self.bins_.cells(checked)

    def _names(self, given: Sequence[str] | None) -> Sequence[str]:
        known = getattr(self, "feature_names_in_", None)
        if given is None:
            return [f"x{n}" for n in range(self.n_features_in_)] if known is None else list(known)
        if len(given) != self.n_features_in_:
            raise ValueError("input_features should have length equal to number of features")
        if known is not None and list(given) != list(known):
            raise ValueError("input_features is not equal to feature_names_in_")
        return list(given)

    def _checks(self) -> dict[str, Any]:
        dtype = np.float64 if self.blocks is None else np.uint8
        missing = "allow-nan" if self.blocks is None else True
        return {"accept_sparse": ("csr", "csc"), "dtype": dtype, "ensure_all_finite": missing}


_ONE_CLASS = "Classifier can't train when only one class is present."
_MANY_CLASSES = "Only binary classification is supported. The type of the target is multiclass."


def _whole(X: Any) -> Cells:
    return np.asarray(X.toarray() if hasattr(X, "toarray") else X, dtype=np.uint8)


def _common(target: Values, weight: Values) -> float:
    """The log-odds of the mean target, half a row added on each side."""
    yes, whole = float(weight @ target), float(weight.sum())
    return float(np.log((yes + 0.5) / (whole - yes + 0.5)))
