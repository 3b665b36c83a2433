"""The learning curve of E6: what is learned from how many events, the peers tuned for each size."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from math import log10

import numpy as np

from training import metrics
from training.benchmarks.ranker_tuning import Learner, best_options
from training.benchmarks.rankers import (
    EBM,
    OURS,
    POINTWISE,
    TREE,
    Ranker,
    TreeOptions,
    boosted_rows,
    boosted_shapes,
    day_zero_ranker,
    glass_box_ranker,
    lambdamart,
    slate_ndcg,
)
from training.charts import Frame, Line, lines
from training.data.training_set import TrainingSet
from training.simulate import fewer

Sizes = Mapping[int, Mapping[str, float]]

RANKERS = (OURS, TREE, POINTWISE, EBM)
_TUNED: Mapping[str, Learner] = {TREE: lambdamart, POINTWISE: boosted_rows}


@dataclass(slots=True)
class Curve:
    """nDCG@10 by how many events were learned from, 0 for day zero; and what was chosen there."""

    ndcg: dict[int, dict[str, float]] = field(default_factory=dict)
    chosen: dict[int, dict[str, TreeOptions]] = field(default_factory=dict)


def curve(
    train: TrainingSet,
    test: TrainingSet,
    *,
    events: Sequence[int],
    redrawn: int,
    seed: int,
    told: Callable[[str], None],
) -> Curve:
    """Every ranker on ``redrawn`` draws of each size and once on all, judged on the later truth.

    The trees' options are chosen on the first draw of a size, never on ``test``.
    """
    found = Curve(ndcg={0: {OURS: _quality(day_zero_ranker, [train], test)}})
    for size in (*events, len(train)):
        draws = redrawn if size < len(train) else 1
        sets = [fewer(train, size, seed=seed + draw) for draw in range(draws)]
        told(f"Options are chosen for {size:,} events")
        chosen = {name: best_options(way, sets[0], seed=seed) for name, way in _TUNED.items()}
        found.chosen[size] = chosen
        found.ndcg[size] = {}
        for name, ranker in _rankers(chosen).items():
            told(f"{name} learns from {size:,} events")
            found.ndcg[size][name] = _quality(ranker, sets, test)
    return found


def _rankers(chosen: Mapping[str, TreeOptions]) -> dict[str, Ranker]:
    return {
        OURS: glass_box_ranker,
        **{name: partial(_TUNED[name], options=options) for name, options in chosen.items()},
        EBM: boosted_shapes,
    }


def _quality(ranker: Ranker, sets: Sequence[TrainingSet], test: TrainingSet) -> float:
    """The mean over the training sets."""
    values = [metrics.mean(slate_ndcg(ranker(rows)(test.cells), test)) for rows in sets]
    return round(float(np.mean(values)), 4)


def drawn(ndcg: Sizes) -> str:
    """The learning curve as an SVG; day zero is a level line."""
    sizes = [events for events in ndcg if events]
    x = [log10(events) for events in sizes]
    zero = ndcg[0][OURS]
    shown = [Line(name=name, x=x, y=[ndcg[n][name] for n in sizes]) for name in RANKERS]
    shown.append(Line(name="day zero", x=x, y=[zero] * len(x), dashed=True))
    said = "; ".join(
        f"{n:,} events: " + ", ".join(f"{name} {value:.3f}" for name, value in ndcg[n].items())
        for n in sizes
    )
    return lines(
        shown,
        Frame(
            title="What is learned from how many events, on a made-up market",
            description=f"nDCG at 10. Day zero: {zero:.3f}. {said}.",
            x="events, powers of ten",
            y="nDCG@10",
        ),
    )
