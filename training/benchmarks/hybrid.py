"""A hybrid factorisation as LightFM has it: people and offers are sums of their features' vectors.

Our own implementation in numpy and scipy of the model of Kula (CBRecSys 2015), not the library:
logistic loss, Adagrad, one vector and one bias for each feature, identities among the features.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Sparse: TypeAlias = Any
"""A scipy matrix in compressed rows."""

Floats = NDArray[np.float64]
_TINY = 1e-8


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Choices:
    """What is learned from: rows in the two feature matrices, the target 0..1, the weight."""

    person: NDArray[np.intp]
    item: NDArray[np.intp]
    target: Floats
    weight: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class HybridOptions:
    """What is tuned: the penalty, the rate of Adagrad, the vectors' length, passes over the log."""

    l2: float = 1.0
    rate: float = 0.05
    dimensions: int = 16
    epochs: int = 12


@dataclass(kw_only=True)
class Hybrid:
    """``people_`` and ``items_`` are the features' vectors with the bias as the last column."""

    options: HybridOptions = field(default_factory=HybridOptions)
    batch: int = 2048
    seed: int = 0
    people_: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    items_: Floats = field(default_factory=lambda: np.zeros((0, 0)))

    def fit(self, choices: Choices, people: Sparse, items: Sparse) -> "Hybrid":
        """Learn the vectors of the features of ``people`` and ``items``, both (rows, features)."""
        for _ in self.learning(choices, people, items):
            pass
        return self

    def learning(self, choices: Choices, people: Sparse, items: Sparse) -> Iterator[int]:
        """The same, with a stop after each epoch that says how many there have been."""
        rng = np.random.default_rng(self.seed)
        length = self.options.dimensions
        self.people_, self.items_ = (
            rng.normal(0, 1 / length, (side.shape[1], length + 1)) for side in (people, items)
        )
        self.people_[:, -1] = self.items_[:, -1] = 0
        squares = [np.full_like(side, _TINY) for side in (self.people_, self.items_)]
        for epoch in range(self.options.epochs):
            order = rng.permutation(len(choices.target))
            for start in range(0, len(order), self.batch):
                self._step(choices, order[start : start + self.batch], people, items, squares)
            yield epoch + 1

    def scores(
        self, person: NDArray[np.intp], item: NDArray[np.intp], people: Sparse, items: Sparse
    ) -> Floats:
        """Log-odds of each pair of rows."""
        mine, theirs = people @ self.people_, items @ self.items_
        product = (mine[person, :-1] * theirs[item, :-1]).sum(axis=1)
        odds: Floats = product + mine[person, -1] + theirs[item, -1]
        return odds

    def _step(
        self,
        choices: Choices,
        rows: NDArray[np.intp],
        people: Sparse,
        items: Sparse,
        squares: list[Floats],
    ) -> None:
        """One step of Adagrad on the logistic loss."""
        ours, theirs = people[choices.person[rows]], items[choices.item[rows]]
        mine, other = ours @ self.people_, theirs @ self.items_
        odds = (mine[:, :-1] * other[:, :-1]).sum(axis=1) + mine[:, -1] + other[:, -1]
        slope = choices.weight[rows] * (1 / (1 + np.exp(-odds)) - choices.target[rows])
        slope /= len(rows)
        one = np.ones((len(rows), 1))
        moves = (
            ours.T @ (slope[:, None] * np.hstack([other[:, :-1], one])),
            theirs.T @ (slope[:, None] * np.hstack([mine[:, :-1], one])),
        )
        for vectors, move, square in zip((self.people_, self.items_), moves, squares, strict=True):
            gradient = move + self.options.l2 * vectors / len(rows)
            square += gradient**2
            vectors -= self.options.rate * gradient / np.sqrt(square)
