"""What explored lists say: whether a candidate would have brought more than what serves."""

from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matcher.domain import LogTable
from matcher.ranking.glass_box import GlassBox
from training.data import Log
from training.evaluate.config import EvaluationConfig
from training.off_policy import Answer, Evidence, ModelPolicy, evidence, gain
from training.registry import Figure


@dataclass(frozen=True, eq=False, slots=True)
class Reading:
    """A model, and a log with the cells that it would have read."""

    model: GlassBox
    log: Log


def explored_gain(
    candidate: Reading, serving: Reading, *, since: datetime, config: EvaluationConfig
) -> Figure | None:
    """How much more a list would have brought with the candidate than with what serves.

    Both are told of by the same lists, shown since ``since``, whichever model made them: they may
    be older than what serves. ``None`` where the log cannot say: nothing was explored, or other
    things than one of the two shows.
    """
    mine, theirs = (_told(one, since) for one in (candidate, serving))
    random = np.random.default_rng(config.seed)
    answer = gain(mine, theirs, rng=random, level=config.level)
    return _figure(answer, people=len(set(mine.people.tolist())))


def _told(reading: Reading, since: datetime) -> Evidence:
    return evidence(_newer(reading.log, since), ModelPolicy(reading.model))


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
