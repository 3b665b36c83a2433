"""The examination of a candidate: measured beside the model that serves, and judged."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

import numpy as np

from matcher.domain import Side
from matcher.features import feature_list
from matcher.ranking.artefact import Artefact
from matcher.ranking.glass_box import GlassBox
from matcher.ranking.monotony import broken_directions
from training.behaviour.past import Past
from training.data import (
    Exposures,
    Log,
    SetConfig,
    TrainingSet,
    assembled,
    exposures,
    split_by_time,
)
from training.evaluate.trial import tried
from training.learn.concentration import findings
from training.learn.config import LearnConfig
from training.learn.explored import Reading, explored_gain
from training.learn.feedback import SetAside
from training.learn.recollection import recollected, side_by_side
from training.learn.reference import Reference, before_and_after, expected_of, moved
from training.learn.surroundings import Facts, around
from training.registry import Checks, Evaluation, Finding, Trial, Verdict, judge

Sets = Mapping[Side, TrainingSet]
#: What swapped names and postcodes show of a model.
Swaps = Callable[[Artefact], tuple[Finding, ...]]


@dataclass(frozen=True, eq=False, kw_only=True)
class Opened:
    """A log that is ready to be learned from and measured on.

    ``learned`` are the rows before ``since``, as they stood then; ``log`` is whole, ``kept``
    without what is set aside. ``past`` is what everybody had engaged with, in the whole log.
    ``reaches_back`` is false where the log begins after what the model learned from.
    """

    log: Log
    kept: SetAside
    since: datetime
    learned: Sets
    past: Past
    reaches_back: bool = True


@dataclass(frozen=True, eq=False, kw_only=True)
class Examined:
    """What was found about a candidate, and what it is expected to show."""

    evaluation: Evaluation
    verdict: Verdict
    reference: Reference


@dataclass(frozen=True, eq=False, kw_only=True)
class _Remembered:
    """A model, and the log as its own behaviour remembers it."""

    model: GlassBox
    behaviour_hash: str
    log: Log
    sets: SetConfig

    @property
    def read(self) -> Reading:
        """The two of them."""
        return Reading(self.model, self.log)

    @cached_property
    def seen(self) -> Exposures:
        """All that was shown; read once, and only if somebody asks."""
        return exposures(self.log, config=self.sets)


def examine(
    candidate: Artefact,
    serving: Artefact,
    opened: Opened,
    *,
    config: LearnConfig,
    swaps: Swaps,
    looks: int = 1,
    audit: Mapping[str, str] | None = None,
    looking_back: bool = False,
) -> Examined:
    """Measure both models on what happened from ``opened.since`` on, and judge the candidate.

    Each reads what its own behaviour would have said at the time, as it would have served.
    ``looks`` counts how often this candidate has been judged, this time among them;
    ``looking_back`` says that it serves, and ``serving`` did before.
    """
    since = opened.since
    mine, theirs = (_remembered(one, opened, config) for one in (candidate, serving))
    evaluation = Evaluation(
        candidate=candidate.model.hash,
        serving=serving.model.hash,
        since=since.isoformat(),
        until=opened.log.manifest.ends.isoformat(),
        trials={
            side: _trial(side, mine, theirs, opened=opened, config=config, audit=audit)
            for side in Side
        },
        drift=_drift(mine, since),
        looking_back=looking_back,
        level=config.evaluation.level,
        sure=config.evaluation.slices.sure,
    )
    checks = _checks(candidate, opened, config=config, swaps=swaps)
    gained = explored_gain(mine.read, theirs.read, since=since, config=config.evaluation)
    verdict = judge(evaluation, checks, margins=config.margins, off_policy=gained, looks=looks)
    expected = expected_of(mine.log.since(since), mine.model)
    return Examined(evaluation=evaluation, verdict=verdict, reference=expected)


def _remembered(artefact: Artefact, opened: Opened, config: LearnConfig) -> _Remembered:
    behaviour = artefact.behaviour
    return _Remembered(
        model=artefact.model,
        behaviour_hash=behaviour.hash if behaviour else "",
        log=recollected(opened.kept.log, opened.past, behaviour),
        sets=config.sets,
    )


def _drift(mine: _Remembered, since: datetime) -> Mapping[str, float]:
    """How far the lists that are measured on have moved from those that were learned from."""
    return moved(*before_and_after(since, mine.log, seen=mine.seen, model=mine.model))


def _trial(
    side: Side,
    mine: _Remembered,
    theirs: _Remembered,
    *,
    opened: Opened,
    config: LearnConfig,
    audit: Mapping[str, str] | None,
) -> Trial:
    whole = assembled(mine.log, side, config=config.sets, seen=mine.seen)
    rows, serving = whole.rows, theirs.model
    if mine.behaviour_hash != theirs.behaviour_hash:
        # What was shown and done is the same: only the cells are another behaviour's.
        rows, serving = side_by_side(rows, theirs.seen.cells[whole.source], serving)
    _, held_out = split_by_time(rows, opened.since)
    facts = Facts(
        log=mine.log,
        learned=opened.learned[side],
        examination=whole.examination,
        audit=audit,
        reaches_back=opened.reaches_back,
    )
    known = around(held_out, facts)
    return tried(held_out, mine.model, serving, around=known, config=config.evaluation)


def _checks(candidate: Artefact, opened: Opened, *, config: LearnConfig, swaps: Swaps) -> Checks:
    fresh = opened.log.manifest.ends - timedelta(days=config.fresh_days)
    since = np.datetime64(fresh.replace(tzinfo=None), "us")
    broken = (f"{side.value} {name}" for side, name in broken_directions(candidate.model))
    return Checks(
        broken=tuple(broken),
        schema=opened.log.manifest.schema,
        own_schema=feature_list().hash,
        counterfactuals=swaps(candidate),
        concentration=findings(opened.kept.jumps, since=since),
    )
