"""What explored lists say: whether a candidate would have brought more than what was shown."""

from dataclasses import replace
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matcher.domain import LogTable
from matcher.ranking.glass_box import GlassBox
from training.data import Log
from training.off_policy import Answer, ModelPolicy, evaluation, gain
from training.registry import Figure


def explored_gain(log: Log, model: GlassBox, *, since: datetime, seed: int) -> Figure | None:
    """How much more a list would have brought with ``model``, from lists shown since ``since``.

    ``None`` where the log cannot say: nothing was explored, or other things than the model shows.
    """
    told = evaluation(_newer(log, since), ModelPolicy(model))
    return _figure(gain(told, np.random.default_rng(seed)), people=len(set(told.people.tolist())))


def _newer(log: Log, since: datetime) -> Log:
    shown = log.impressions
    late = pc.greater_equal(shown["at"], pa.scalar(since, shown.schema.field("at").type))
    tables = {name: log.table(name) for name in LogTable}
    manifest = replace(log.manifest, begins=since)
    return Log(manifest, {**tables, LogTable.IMPRESSIONS: shown.filter(late)}, log.rows_at_once)


def _figure(answer: Answer, *, people: int) -> Figure | None:
    if answer.estimate is None or answer.interval is None:
        return None
    return Figure(answer.estimate, answer.interval.low, answer.interval.high, people)
