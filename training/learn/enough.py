"""Enough: whether a log holds what can be learned from, and what can be measured on."""

from collections.abc import Mapping
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matcher.domain import Side
from training.data import Log, TrainingSet
from training.data.owners import owners
from training.learn.refusal import refused
from training.learn.surroundings import told_of
from training.registry import Evaluation
from training.registry.gate import LEAST_DECIDERS

_DAY = len("2026-09-01")


def unknown(learned: Mapping[Side, TrainingSet], offers: pa.Table) -> tuple[Side, ...]:
    """The sides on which too few have decided to be learned from.

    Counted are those who decide, not those who are decided about, in rows that are old enough to
    say something. ``offers`` is the log's table, which tells whose each offer is.
    """
    return tuple(side for side in Side if deciders(learned[side], offers) < LEAST_DECIDERS)


def deciders(rows: TrainingSet, offers: pa.Table) -> int:
    """How many decided: talents, or organisations.

    An offer whose organisation is not known is one of its own.
    """
    old = ~rows.censored & (rows.weight > 0)
    if rows.side is Side.TALENT:
        return len(np.unique(rows.talent[old]))
    return len(np.unique(owners(offers, rows.offer_ids)[rows.offer[old]]))


def require_lessons(
    learned: Mapping[Side, TrainingSet], offers: pa.Table, *, since: datetime
) -> None:
    """Raise ``LearningRefused`` where neither side has enough rows that are old enough to say."""
    if len(unknown(learned, offers)) == len(Side):
        params: dict[str, str | int | float] = {
            "since": since.date().isoformat(),
            "least": LEAST_DECIDERS,
        }
        raise refused("nothing_to_learn", params)


def require_measurable(log: Log, since: datetime, *, audit: Mapping[str, str] | None) -> None:
    """Raise ``LearningRefused`` where nothing was shown from ``since`` on, or to nobody in it."""
    require_shown(log, since)
    if told_of(audit, log, since=since) == 0:
        raise refused("audit_of_nobody", {"since": since.date().isoformat()})


def require_shown(log: Log, since: datetime) -> None:
    """Raise ``LearningRefused`` where nothing was shown from ``since`` on."""
    shown = log.impressions.select(["at", "position"])
    newer = pc.greater_equal(shown["at"], pa.scalar(since, shown["at"].type))
    if not pc.any(pc.and_(newer, pc.greater(shown["position"], 0)), min_count=0).as_py():
        until = log.manifest.ends.date().isoformat()
        raise refused("nothing_to_measure", {"since": since.date().isoformat(), "until": until})


def require_measured(evaluation: Evaluation) -> None:
    """Raise ``LearningRefused`` where nobody on either side was measured."""
    if not any(trial.differences[trial.primary].people for trial in evaluation.trials.values()):
        since, until = evaluation.since[:_DAY], evaluation.until[:_DAY]
        raise refused("nobody_measured", {"since": since, "until": until})
