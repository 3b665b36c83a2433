"""Learning: from a log to a candidate in the registry, step by step.

Nothing that serves is touched on the way: the candidate is put into the registry whole, as the
last step, and promoting it is another act. Whoever breaks off at any step has lost the time.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np

from matcher.domain import Side
from matcher.features import Behaviour
from matcher.ranking.artefact import Artefact
from matcher.ranking.glass_box import GlassBox
from matcher.ranking.priors import packaged_priors
from matcher.vocabulary import Vocabularies
from training.behaviour.learning import learn_behaviour
from training.behaviour.past import past_of
from training.data import Log, TrainingSet, read_log, training_sets
from training.fit import FittedSide, fit_side, glass_box
from training.fit.newton import NotSettled
from training.learn.concentration import Jump
from training.learn.config import LearnConfig
from training.learn.dossier import data_sheet, measured, model_files, papers, shape_files, shapes_in
from training.learn.enough import require_lessons, require_measurable, require_measured
from training.learn.examining import Examined, Opened, Sets, Swaps, examine
from training.learn.feedback import SetAside, set_aside
from training.learn.kept_side import as_it_serves, unlearned
from training.learn.loaded import loaded, sheet_in
from training.learn.recollection import cross_fitted
from training.learn.refusal import refused
from training.registry import Candidate, Registry


class Stage(StrEnum):
    """What is being done, in this order."""

    READ = "read"
    CONCENTRATION = "concentration"
    BEHAVIOUR = "behaviour"
    SETS = "sets"
    FIT = "fit"
    EXAMINE = "examine"
    WRITE = "write"
    ADD = "add"


Progress = Callable[[Stage], None]


@dataclass(frozen=True, eq=False, kw_only=True)
class Learner:
    """What learning needs beside the log: where models are kept, what is chosen, what is told.

    ``swaps`` tries swapped names and postcodes; ``progress`` hears of each stage as it begins;
    ``audit`` is declared gender by talent, which is read by the evaluation and by nothing else.
    """

    registry: Registry
    words: Vocabularies
    swaps: Swaps
    config: LearnConfig
    progress: Progress
    audit: Mapping[str, str] | None = None


def learn(source: Path | Log, learner: Learner, *, at: datetime) -> tuple[Candidate, Examined]:
    """Make a candidate of a log, in a folder or in memory, and put it into the registry.

    1. Read the log and check it. 2. Set aside what one organisation's jump brought. 3. Behaviour,
    from all but the newest part. 4. Two training sets of the same part, in which nobody's choices
    are told by a behaviour that was learned from them. 5. Fit both sides from their priors.
    6. Measure it and what serves (where it is that, what did before) on the newest part, and judge.
    7. Write it down, as of ``at``. Raises ``LogRefused``, ``LearningRefused``, ``RegistryRefused``.
    """
    progress, config, registry = learner.progress, learner.config, learner.registry
    registry.require_writable()
    serving = loaded(registry, registry.serving()).model
    progress(Stage.READ)
    log = _read(source)
    since, kept = held_out_since(log, config), _kept(log, learner)
    require_measurable(kept.log, since, audit=learner.audit)
    progress(Stage.BEHAVIOUR)
    before, past = kept.log.until(since), past_of(log, learner.words)
    behaviour = _behaviour(before, learner)
    crossed = cross_fitted(before, past, learner.words, config=config.behaviour)
    progress(Stage.SETS)
    learned = _sets(crossed, config)
    require_lessons(learned, log.offers, since=since)
    opened = Opened(log=log, kept=kept, since=since, learned=learned, past=past)
    progress(Stage.FIT)
    fitted = _sides(learned, config)
    left = unlearned(own := glass_box(fitted), serving, learned, log.offers)
    artefact = _artefact(as_it_serves(own, serving, left), behaviour)
    progress(Stage.EXAMINE)
    against = registry.opponent(artefact.model.hash)
    examined = _examined(artefact, opened, learner, against=against)
    progress(Stage.WRITE)
    files = {
        **_told(artefact, examined, opened, config=config, at=at, left=left),
        **_drawn(fitted, registry.folder / serving.hash, left, config=config, learned=learned),
    }
    candidate = _candidate(artefact, examined, opened, files=files, against=against)
    progress(Stage.ADD)
    registry.add(candidate)
    return candidate, examined


def _told(
    artefact: Artefact,
    examined: Examined,
    opened: Opened,
    *,
    config: LearnConfig,
    at: datetime,
    left: tuple[Side, ...],
) -> Mapping[str, bytes]:
    sheet = data_sheet(artefact.model.hash, opened, config=config, made_at=at, kept=left)
    return {**model_files(artefact), **papers(sheet, examined, config=config)}


def _candidate(
    artefact: Artefact,
    examined: Examined,
    opened: Opened,
    *,
    files: Mapping[str, bytes],
    against: str | None,
) -> Candidate:
    return Candidate(
        hash=artefact.model.hash,
        against=against,
        verdict=examined.verdict,
        files=files,
        measured=measured(opened),
        jumps=[jump.document() for jump in opened.kept.jumps],
    )


def examine_anew(model: str, source: Path | Log, learner: Learner) -> tuple[Candidate, Examined]:
    """Measure and judge a model of the registry on a newer log, beside what serves now.

    The model that serves is measured beside what served before it. Only what neither of the two
    learned from is measured on, as far as their data sheets tell; one that is lost is not made up.
    Its figures, report and verdict are written anew; the registry keeps the earlier ones. Raises
    ``LogRefused``, ``LearningRefused`` and ``RegistryRefused``.
    """
    progress, config, registry = learner.progress, learner.config, learner.registry
    registry.require_writable()
    against = registry.opponent(model)
    artefact, _ = loaded(registry, model), loaded(registry, against)
    sheet = sheet_in(registry, model)
    progress(Stage.READ)
    log = _read(source)
    sheets = [registry.kept(name).sheet for name in (model, against) if name]
    splits = [datetime.fromisoformat(str(sheet["split"])) for sheet in sheets if "split" in sheet]
    since = max(splits, default=held_out_since(log, config))
    kept = _kept(log, learner)
    require_measurable(kept.log, since, audit=learner.audit)
    progress(Stage.SETS)
    opened = Opened(
        log=log,
        kept=kept,
        since=since,
        learned=_sets(kept.log.until(since), config),
        past=past_of(log, learner.words),
        reaches_back=_begins_before(log, sheets),
    )
    progress(Stage.EXAMINE)
    examined = _examined(artefact, opened, learner, against=against)
    require_measured(examined.evaluation)
    progress(Stage.WRITE)
    files = papers(sheet, examined, config=config)
    candidate = _candidate(artefact, examined, opened, files=files, against=against)
    progress(Stage.ADD)
    registry.add(candidate)
    return candidate, examined


def held_out_since(log: Log, config: LearnConfig) -> datetime:
    """From when on the log is measured on and not learned from."""
    begins, ends = log.manifest.begins, log.manifest.ends
    return max(ends - timedelta(days=config.held_out_days), begins + (ends - begins) / 2)


def _begins_before(log: Log, sheets: Iterable[Mapping[str, Any]]) -> bool:
    """Whether no log of these data sheets begins before ``log``."""
    begins = [datetime.fromisoformat(str(one["begins"])) for one in sheets if "begins" in one]
    return all(log.manifest.begins <= begun for begun in begins)


def _read(source: Path | Log) -> Log:
    return read_log(source) if isinstance(source, Path) else source


def _kept(log: Log, learner: Learner) -> SetAside:
    """The log without what is set aside now, or was when a model of the registry was made."""
    config = learner.config
    learner.progress(Stage.CONCENTRATION)
    known, cleared = learner.registry.jumps(), learner.registry.cleared_jumps()
    found = set_aside(
        log,
        config=config.concentration,
        known=[Jump.read(told) for told in known],
        cleared=[Jump.read(told) for told in cleared],
    )
    return _remembered(found.log if config.set_jumps_aside else log, found.jumps, config)


def _sets(before: Log, config: LearnConfig) -> Sets:
    return training_sets(before, config=config.sets)


def _remembered(log: Log, jumps: tuple[Jump, ...], config: LearnConfig) -> SetAside:
    if config.remembered_days is None:
        return SetAside(log, jumps)
    return SetAside(log.since(log.manifest.ends - timedelta(days=config.remembered_days)), jumps)


def _artefact(model: GlassBox, behaviour: Behaviour | None) -> Artefact:
    if behaviour is None:
        return Artefact(model)
    return Artefact(replace(model, behaviour_hash=behaviour.hash), behaviour)


def _behaviour(before: Log, learner: Learner) -> Behaviour | None:
    config = learner.config.behaviour
    return learn_behaviour(before, learner.words, config=config) if config else None


def _sides(learned: Sets, config: LearnConfig) -> Mapping[Side, FittedSide]:
    return {side: _fitted(rows, config) for side, rows in learned.items()}


def _fitted(rows: TrainingSet, config: LearnConfig) -> FittedSide:
    try:
        return fit_side(rows, packaged_priors(), config.fit)
    except NotSettled as error:
        params = {"side": rows.side.value, "why": str(error).removesuffix(".")}
        raise refused("fit_not_settled", params) from error


def _drawn(
    fitted: Mapping[Side, FittedSide],
    serving: Path,
    left: tuple[Side, ...],
    *,
    config: LearnConfig,
    learned: Sets,
) -> Mapping[str, bytes]:
    """The model as curves: those of ``left`` from the folder ``serving``, or as on day zero."""
    drawn = dict(shape_files({side: fitted[side] for side in fitted if side not in left}))
    for side in left:
        if serving.is_dir():
            drawn |= shapes_in(serving, side)
        else:
            nothing = np.zeros(len(learned[side]), dtype=np.bool_)
            drawn |= shape_files({side: _fitted(learned[side].keep(nothing), config)})
    return drawn


def _examined(
    artefact: Artefact, opened: Opened, learner: Learner, *, against: str | None
) -> Examined:
    return examine(
        artefact,
        loaded(learner.registry, against),
        opened,
        config=learner.config,
        swaps=learner.swaps,
        looks=learner.registry.looks(artefact.model.hash, measured(opened), against=against),
        audit=learner.audit,
        looking_back=artefact.model.hash == learner.registry.serving(),
        whole_past=_begins_before(opened.log, (one.sheet for one in learner.registry.models())),
    )
