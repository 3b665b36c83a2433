"""The examination of a candidate: measured beside the model that serves, and judged."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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
from training.learn.recollection import behaviour_hash, recollections, side_by_side
from training.learn.reference import Reference, before_and_after, expected_of, moved
from training.learn.surroundings import Facts, around, told_of
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


@dataclass(frozen=True, eq=False)
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
    whole_past: bool = True,
) -> Examined:
    """Measure both models on what happened from ``opened.since`` on, and judge the candidate.

    Each reads what its own behaviour would have said at the time, as it would have served; of a
    past that the log holds a part of, in the lists that neither made with that behaviour.
    ``looks`` counts the tries on this held-out time (``registry.looks``), this one among them;
    ``looking_back`` says that it serves, and ``serving`` did before; ``whole_past`` is false where
    an earlier log is known to begin before this one.
    """
    since = opened.since
    mine, theirs = _remembered((candidate, serving), opened, config)
    measured = _measured(mine, theirs, opened, config=config, audit=audit)
    behaves = bool(candidate.behaviour or serving.behaviour)
    evaluation = replace(measured, looking_back=looking_back, cut_short=behaves and not whole_past)
    checks = checks_of(candidate, opened, config=config, swaps=swaps)
    gained = explored_gain(mine.read, theirs.read, since=since, config=config.evaluation)
    verdict = judge(evaluation, checks, margins=config.margins, off_policy=gained, looks=looks)
    expected = expected_of(mine.log.since(since), mine.model)
    return Examined(evaluation=evaluation, verdict=verdict, reference=expected)


def _measured(
    mine: _Remembered,
    theirs: _Remembered,
    opened: Opened,
    *,
    config: LearnConfig,
    audit: Mapping[str, str] | None,
) -> Evaluation:
    since = opened.since
    return Evaluation(
        candidate=mine.model.hash,
        serving=theirs.model.hash,
        since=since.isoformat(),
        until=opened.log.manifest.ends.isoformat(),
        trials={
            side: _trial(side, mine, theirs, opened=opened, config=config, audit=audit)
            for side in Side
        },
        drift=_drift(mine, since),
        level=config.evaluation.level,
        sure=config.evaluation.slices.sure,
        audited=told_of(audit, opened.kept.log, since=since),
    )


def _remembered(
    artefacts: Sequence[Artefact], opened: Opened, config: LearnConfig
) -> Iterator[_Remembered]:
    logs = recollections(opened.kept.log, opened.past, artefacts)
    for one, log in zip(artefacts, logs, strict=True):
        yield _Remembered(one.model, behaviour_hash(one), log, config.sets)


def _drift(mine: _Remembered, since: datetime) -> Mapping[str, float]:
    """How far the lists that are measured on have moved from those that were learned from.

    One behaviour tells of both, though it knows what people chose in the first: beside the halves
    that are learned from, two behaviours of fewer people, more seems to have moved (in a simulated
    market of 600 people an index of 1.9 in place of 1.1 for the pull of organisations, and 0.11
    both times for ``behaviour_affinity``, which moves as people become known).
    """
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


def checks_of(candidate: Artefact, opened: Opened, *, config: LearnConfig, swaps: Swaps) -> Checks:
    """What there is to say of a candidate beside what is measured."""
    fresh = opened.log.manifest.ends - timedelta(days=config.fresh_days)
    since = np.datetime64(fresh.replace(tzinfo=None), "us")
    broken = (f"{side.value} {name}" for side, name in broken_directions(candidate.model))
    return Checks(
        broken=tuple(broken),
        schema=opened.log.manifest.schema,
        own_schema=feature_list().hash,
        counterfactuals=swaps(candidate),
        features=_read_by(candidate.model),
        concentration=findings(opened.kept.jumps, since=since),
    )


def _read_by(model: GlassBox) -> tuple[str, ...]:
    """What a model may read: the features that it is over, and those of its terms."""
    own = (feature.name for feature in model.features.features)
    return tuple(dict.fromkeys((*own, *(name for term in model.terms for name in term.features))))
