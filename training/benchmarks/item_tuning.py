"""Tuning: models of items chosen on validation splits of the train part, and counted."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any, TypeVar

import numpy as np

from training import metrics
from training.behaviour import Blend, ItemModel, standardised
from training.behaviour.reading import Matrix
from training.benchmarks.movielens import Task

_M = TypeVar("_M", bound=ItemModel)
_AT_ONCE = 2
"""Folds that are fitted side by side: one for each core of a small machine."""


@dataclass(slots=True)
class Tuner:
    """Tries models on ``folds``; ``tried`` counts the configurations, ``tick`` hears of each.

    ``edges`` are the settings of which the best was the first or the last of those tried.
    """

    folds: Sequence[Task]
    tick: Callable[[], None]
    tried: int = 0
    edges: list[str] = field(default_factory=list)
    _known: dict[str, float] = field(default_factory=dict)

    def worth(self, model: ItemModel) -> float:
        """The mean nDCG@10 of ``model`` over the folds."""
        named = repr(model)
        if named not in self._known:
            scores = self._fitted(model)
            self._known[named] = self._mean(scores)
            self._count()
        return self._known[named]

    def best(self, models: Sequence[_M]) -> _M:
        """The best of ``models``; the first of equals."""
        return max(models, key=self.worth)

    def climbed(self, start: Any, grid: Mapping[str, Sequence[Any]], *, rounds: int = 1) -> Any:
        """``start``, a dataclass, with one field after the other set to its best value.

        A round goes through all of them; it ends when one changes nothing.
        """
        best = start
        for _ in range(rounds):
            before = best
            for name, values in grid.items():
                best = self.best([replace(best, **{name: value}) for value in values])
            if best == before:
                break
        self.edges += [
            f"{type(best).__name__}.{name} = {getattr(best, name):g}"
            for name, values in grid.items()
            if at_edge(getattr(best, name), values)
        ]
        return best

    def blended(self, models: Sequence[ItemModel], *, parts: int) -> Blend:
        """The best blend of ``models`` with shares in whole ``parts``."""
        each = [[standardised(scores) for scores in self._fitted(model)] for model in models]
        best = max(_shares(len(models), parts), key=lambda shares: self._blend(each, shares))
        return Blend(models=models, shares=best)

    def _blend(self, each: Sequence[Sequence[Matrix]], shares: Sequence[float]) -> float:
        self._count()
        folds = zip(*each, strict=True)
        return self._mean(
            [
                sum((share * one for share, one in zip(shares, fold, strict=True)), np.zeros(1))
                for fold in folds
            ]
        )

    def _fitted(self, model: ItemModel) -> list[Matrix]:
        """The scores of ``model`` on each fold; one of its own for each, as fits run together."""

        def scores(fold: Task) -> Matrix:
            return deepcopy(model).fit(fold.train).scores(fold.train)

        with ThreadPoolExecutor(_AT_ONCE) as side_by_side:
            return list(side_by_side.map(scores, self.folds))

    def _mean(self, scores: Sequence[Matrix]) -> float:
        values = zip(self.folds, scores, strict=True)
        return float(np.mean([metrics.mean(fold.ndcg_of(one)) for fold, one in values]))

    def _count(self) -> None:
        self.tried += 1
        self.tick()


def at_edge(value: Any, values: Sequence[Any]) -> bool:
    """Whether more might have been found beyond ``values``, numbers in order; 0 is no edge."""
    if not isinstance(value, int | float) or value == 0:
        return False
    return value in (values[0], values[-1])


def _shares(models: int, parts: int) -> Iterator[tuple[float, ...]]:
    """Every way to share ``parts`` among ``models``, as shares that add up to 1."""
    for counts in product(range(parts + 1), repeat=models):
        if sum(counts) == parts:
            yield tuple(count / parts for count in counts)
