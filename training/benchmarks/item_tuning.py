"""Tuning: models of items chosen on validation splits of the train part, and counted."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any, TypeVar

import numpy as np

from training import metrics
from training.behaviour import Blend, ItemModel, standardised
from training.behaviour.reading import Matrix
from training.benchmarks.movielens import Task

_M = TypeVar("_M", bound=ItemModel)


@dataclass(slots=True)
class Tuner:
    """Tries models on ``folds``; ``tried`` counts the configurations, ``tick`` hears of each."""

    folds: Sequence[Task]
    tick: Callable[[], None]
    tried: int = 0
    _known: dict[str, float] = field(default_factory=dict)

    def worth(self, model: ItemModel) -> float:
        """The mean nDCG@10 of ``model`` over the folds."""
        named = repr(model)
        if named not in self._known:
            self._known[named] = self._mean(lambda fold: model.fit(fold.train).scores(fold.train))
            self._count()
        return self._known[named]

    def best(self, models: Sequence[_M]) -> _M:
        """The best of ``models``; the first of equals."""
        return max(models, key=self.worth)

    def climbed(self, start: Any, steps: Sequence[Mapping[str, Sequence[Any]]]) -> Any:
        """``start``, a dataclass, with one field after the other set to its best value."""
        best = start
        for step in steps:
            for name, values in step.items():
                best = self.best([replace(best, **{name: value}) for value in values])
        return best

    def blended(self, models: Sequence[ItemModel], *, parts: int) -> Blend:
        """The best blend of ``models`` with shares in whole ``parts``."""
        scores = [
            [standardised(model.fit(fold.train).scores(fold.train)) for model in models]
            for fold in self.folds
        ]
        best = max(_shares(len(models), parts), key=lambda shares: self._blend(scores, shares))
        return Blend(models=models, shares=best)

    def _blend(self, scores: Sequence[Sequence[Matrix]], shares: Sequence[float]) -> float:
        self._count()
        mixed = [
            sum((share * one for share, one in zip(shares, fold, strict=True)), np.zeros(1))
            for fold in scores
        ]
        values = zip(self.folds, mixed, strict=True)
        return float(np.mean([metrics.mean(fold.ndcg_of(mix)) for fold, mix in values]))

    def _mean(self, scored: Callable[[Task], Matrix]) -> float:
        return float(np.mean([metrics.mean(fold.ndcg_of(scored(fold))) for fold in self.folds]))

    def _count(self) -> None:
        self.tried += 1
        self.tick()


def _shares(models: int, parts: int) -> Iterator[tuple[float, ...]]:
    """Every way to share ``parts`` among ``models``, as shares that add up to 1."""
    for counts in product(range(parts + 1), repeat=models):
        if sum(counts) == parts:
            yield tuple(count / parts for count in counts)
