"""Weights of E6: what was done at a place counts by how seldom the place is looked at.

How seldom is estimated from the rows that are learned from, as from a real log; the true curve of
the made-up market is not used.
"""

from dataclasses import replace

import numpy as np

from matcher.domain import Side
from matcher.ranking import day_zero
from matcher.ranking.bulk import bulk_scorer
from matcher.ranking.glass_box import probability
from training.data.examination import ExaminationConfig, Shown, examination
from training.data.training_set import TrainingSet

MOST = 8.0
_APPLIED = 3


def weighed(rows: TrainingSet) -> TrainingSet:
    """The rows with 1 / θ at their place, at most ``MOST``, where something was done, else 1."""
    curve = examination(_shown(rows), ExaminationConfig(explored=20))
    inverse = np.minimum(1 / curve.at(rows.position), MOST)
    return replace(rows, weight=np.where(rows.target > 0, inverse, 1.0).astype(np.float32))


def _shown(rows: TrainingSet) -> Shown:
    """What the estimate reads; the liking that a log has is that of the model that ordered."""
    odds = bulk_scorer(day_zero(), Side.TALENT).log_odds(rows.cells)
    return Shown(
        position=rows.position,
        propensity=rows.propensity,
        explored=np.ones(len(rows), dtype=np.bool_),
        reacted=rows.grade > 0,
        ended=rows.grade >= _APPLIED,
        liking=probability(odds),
        pair=rows.talent.astype(np.int64) * max(len(rows.offer_ids), 1) + rows.offer,
        viewer=rows.talent,
        at=rows.at.astype("datetime64[us]").astype(np.int64),
    )
