"""A hybrid factorisation as LightFM has it: people and offers are sums of their features' vectors.

Our own implementation in numpy and scipy of the model of Kula (CBRecSys 2015), not the library:
logistic loss, Adagrad, one vector and one bias for each feature, identities among the features.
The penalty is apart from Adagrad (as in AdamW), which would scale it away.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Sparse: TypeAlias = Any
"""A scipy matrix in compressed rows."""

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]
_TINY = 1e-8


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Profiles:
    """The features of all people and of all items, each (rows, features)."""

    people: Sparse
    items: Sparse


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Choices:
    """What is learned from: rows of the two sides' profiles, the target 0..1, the weight."""

    person: Rows
    item: Rows
    target: Floats
    weight: Floats

    def __len__(self) -> int:
        return len(self.target)


@dataclass(frozen=True, slots=True, kw_only=True)
class HybridOptions:
    """What is tuned: with each step vectors shrink by ``l2`` times ``rate``, the rate of Adagrad.

    ``dimensions`` is the vectors' length, ``batch`` the rows of a step, ``epochs`` the passes over
    the log.
    """

    l2: float = 0.3
    rate: float = 0.05
    dimensions: int = 16
    batch: int = 2048
    epochs: int = 12


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Batch:
    """The rows of one step: both sides' features, the target and the weight."""

    people: Sparse
    items: Sparse
    target: Floats
    weight: Floats


@dataclass(kw_only=True)
class Hybrid:
    """``people_`` and ``items_`` are the features' vectors with the bias as the last column."""

    options: HybridOptions = field(default_factory=HybridOptions)
    seed: int = 0
    people_: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    items_: Floats = field(default_factory=lambda: np.zeros((0, 0)))

    def fit(self, choices: Choices, profiles: Profiles) -> "Hybrid":
        """Learn the vectors of the features of both sides."""
        for _ in self.learning(choices, profiles):
            pass
        return self

    def learning(self, choices: Choices, profiles: Profiles) -> Iterator[int]:
        """The same, with a stop after each epoch that says how many there have been."""
        rng = np.random.default_rng(self.seed)
        length, size = self.options.dimensions, self.options.batch
        self.people_, self.items_ = (
            rng.normal(0, 1 / length, (side.shape[1], length + 1))
            for side in (profiles.people, profiles.items)
        )
        self.people_[:, -1] = self.items_[:, -1] = 0
        squares = [np.full_like(side, _TINY) for side in (self.people_, self.items_)]
        for epoch in range(self.options.epochs):
            order = rng.permutation(len(choices))
            for start in range(0, len(order), size):
                self._step(_batch(choices, profiles, rows=order[start : start + size]), squares)
            yield epoch + 1

    def scores(self, person: Rows, item: Rows, *, profiles: Profiles) -> Floats:
        """Log-odds of each pair of rows."""
        return _odds((profiles.people @ self.people_)[person], (profiles.items @ self.items_)[item])

    def _step(self, batch: _Batch, squares: list[Floats]) -> None:
        """One step of Adagrad on the mean logistic loss, and the penalty."""
        mine, theirs = batch.people @ self.people_, batch.items @ self.items_
        slope = batch.weight * (1 / (1 + np.exp(-_odds(mine, theirs))) - batch.target)
        slope /= len(slope)
        gradients = (
            batch.people.T @ (slope[:, None] * _beside_one(theirs)),
            batch.items.T @ (slope[:, None] * _beside_one(mine)),
        )
        rate = self.options.rate
        for vectors, gradient, square in zip(
            (self.people_, self.items_), gradients, squares, strict=True
        ):
            square += gradient**2
            vectors *= 1 - rate * self.options.l2
            vectors -= rate * gradient / np.sqrt(square)


def _batch(choices: Choices, profiles: Profiles, *, rows: Rows) -> _Batch:
    return _Batch(
        people=profiles.people[choices.person[rows]],
        items=profiles.items[choices.item[rows]],
        target=choices.target[rows],
        weight=choices.weight[rows],
    )


def _odds(mine: Floats, theirs: Floats) -> Floats:
    """The vectors' product and both biases."""
    odds: Floats = (mine[:, :-1] * theirs[:, :-1]).sum(axis=1) + mine[:, -1] + theirs[:, -1]
    return odds


def _beside_one(side: Floats) -> Floats:
    """What the other side's vector and bias are multiplied by."""
    return np.hstack([side[:, :-1], np.ones((len(side), 1))])
