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
from training.data import Log, TrainingSet, assembled, split_by_time
from training.evaluate.trial import tried
from training.learn.concentration import findings
from training.learn.config import LearnConfig
from training.learn.explored import explored_gain
from training.learn.feedback import SetAside
from training.learn.reference import Reference, moved, reference_of
from training.learn.surroundings import Facts, around
from training.registry import Checks, Evaluation, Finding, Trial, Verdict, judge

Sets = Mapping[Side, TrainingSet]
#: What swapped names and postcodes show of a model.
Swaps = Callable[[Artefact], tuple[Finding, ...]]


@dataclass(frozen=True, eq=False, kw_only=True)
class Opened:
    """A log that is ready to be learned from and measured on.

    ``learned`` are the rows before ``since``, as they stood then; ``log`` is whole, ``kept``
    without what is set aside.
    """

    log: Log
    kept: SetAside
    since: datetime
    learned: Sets


@dataclass(frozen=True, eq=False, kw_only=True)
class Examined:
    """What was found about a candidate, and what it was fitted on."""

    evaluation: Evaluation
    verdict: Verdict
    reference: Reference


def examine(
    candidate: Artefact,
    serving: GlassBox,
    opened: Opened,
    *,
    config: LearnConfig,
    swaps: Swaps,
    audit: Mapping[str, str] | None = None,
) -> Examined:
    """Measure both models on what happened from ``opened.since`` on, and judge the candidate."""
    kept, since = opened.kept.log, opened.since
    reference = reference_of(kept.until(since), candidate.model)
    now = reference_of(kept, candidate.model).less(reference)
    evaluation = Evaluation(
        candidate=candidate.model.hash,
        serving=serving.hash,
        since=since.isoformat(),
        until=opened.log.manifest.ends.isoformat(),
        trials={
            side: _trial(side, candidate.model, serving, opened=opened, config=config, audit=audit)
            for side in Side
        },
        drift=moved(reference, now),
    )
    checks = _checks(candidate, opened, config=config, swaps=swaps)
    seed = config.evaluation.seed
    gained = explored_gain(kept, candidate.model, since=since, seed=seed)
    verdict = judge(evaluation, checks, margins=config.margins, off_policy=gained)
    return Examined(evaluation=evaluation, verdict=verdict, reference=reference)


def _trial(
    side: Side,
    candidate: GlassBox,
    serving: GlassBox,
    *,
    opened: Opened,
    config: LearnConfig,
    audit: Mapping[str, str] | None,
) -> Trial:
    kept = opened.kept.log
    whole = assembled(kept, side, config=config.sets)
    _, held_out = split_by_time(whole.rows, opened.since)
    facts = Facts(
        log=kept, learned=opened.learned[side], examination=whole.examination, audit=audit
    )
    known = around(held_out, facts)
    return tried(held_out, candidate, serving, around=known, config=config.evaluation)


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
