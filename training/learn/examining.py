"""The examination of a candidate: measured beside the model that serves, and judged."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from matcher.domain import Side
from matcher.features import feature_list
from matcher.ranking.artefact import Artefact
from matcher.ranking.glass_box import GlassBox
from matcher.ranking.monotony import broken_directions
from training.behaviour.past import Past
from training.data import Log, TrainingSet, assembled, split_by_time, training_set
from training.evaluate.trial import tried
from training.learn.concentration import findings
from training.learn.config import LearnConfig
from training.learn.explored import explored_gain
from training.learn.feedback import SetAside
from training.learn.recollection import recollected, side_by_side
from training.learn.reference import Reference, expected_of, moved, reference_of
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


def examine(
    candidate: Artefact,
    serving: Artefact,
    opened: Opened,
    *,
    config: LearnConfig,
    swaps: Swaps,
    looks: int = 1,
    audit: Mapping[str, str] | None = None,
) -> Examined:
    """Measure both models on what happened from ``opened.since`` on, and judge the candidate.

    Each reads what its own behaviour would have said at the time, as it would have served.
    ``looks`` counts how often this candidate has been judged, this time among them.
    """
    since = opened.since
    mine, theirs = (_remembered(one, opened) for one in (candidate, serving))
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
    )
    checks = _checks(candidate, opened, config=config, swaps=swaps)
    seed = config.evaluation.seed
    gained = explored_gain(mine.log, mine.model, since=since, seed=seed)
    verdict = judge(evaluation, checks, margins=config.margins, off_policy=gained, looks=looks)
    expected = expected_of(mine.log.since(since), mine.model)
    return Examined(evaluation=evaluation, verdict=verdict, reference=expected)


def _remembered(artefact: Artefact, opened: Opened) -> _Remembered:
    behaviour = artefact.behaviour
    return _Remembered(
        model=artefact.model,
        behaviour_hash=behaviour.hash if behaviour else "",
        log=recollected(opened.kept.log, opened.past, behaviour),
    )


def _drift(mine: _Remembered, since: datetime) -> Mapping[str, float]:
    """How far the lists that are measured on have moved from those that were learned from."""
    before = reference_of(mine.log.until(since), mine.model)
    return moved(before, reference_of(mine.log, mine.model).less(before))


def _trial(
    side: Side,
    mine: _Remembered,
    theirs: _Remembered,
    *,
    opened: Opened,
    config: LearnConfig,
    audit: Mapping[str, str] | None,
) -> Trial:
    whole = assembled(mine.log, side, config=config.sets)
    rows, serving = whole.rows, theirs.model
    if mine.behaviour_hash != theirs.behaviour_hash:
        other = training_set(theirs.log, side, config=config.sets)
        rows, serving = side_by_side(rows, other, serving)
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
