"""Assembly: from a log to the training set of one side."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from matcher.domain import EventKind, Side
from matcher.features import FeatureList, feature_list
from training.data.answers import ACTS, Answers, Deeds, answers, deeds_of
from training.data.attribution import NOWHERE, Moment, attributed
from training.data.delay import Delays, delays
from training.data.examination import Examination, ExaminationConfig, Shown, examination
from training.data.exposure import Exposures, exposures
from training.data.log import Log
from training.data.reaction import SetConfig, microseconds
from training.data.training_set import TrainingSet
from training.data.weights import looked_at, propensity_weights

_SOURCE = "source"


@dataclass(frozen=True, eq=False, kw_only=True)
class Assembled:
    """The training set, and what was learnt of places and delays on the way to it.

    ``source`` is the place of each row's showing among the log's exposures: shape (n,).
    """

    rows: TrainingSet
    source: NDArray[np.intp]
    examination: Examination
    delays: Delays


def training_set(
    log: Log,
    side: Side,
    *,
    config: SetConfig | None = None,
    features: FeatureList | None = None,
    examination_config: ExaminationConfig | None = None,
) -> TrainingSet:
    """What ``side`` was shown in ``log`` and what it made of it; see ``assembled``."""
    return assembled(
        log, side, config=config, features=features, examination_config=examination_config
    ).rows


def training_sets(log: Log, *, config: SetConfig | None = None) -> dict[Side, TrainingSet]:
    """The training sets of both sides; what was shown is read once."""
    seen = exposures(log, config=config)
    return {side: assembled(log, side, config=config, seen=seen).rows for side in Side}


def assembled(
    log: Log,
    side: Side,
    *,
    config: SetConfig | None = None,
    features: FeatureList | None = None,
    examination_config: ExaminationConfig | None = None,
    seen: Exposures | None = None,
) -> Assembled:
    """The training set of ``side`` with how its weights came about.

    ``seen`` is all that was shown in ``log``, from whoever has read it before.
    Steps: 1. what was shown to the side, with the cells of then; 2. its later deeds, attributed to
    what they answer, as graded targets; 3. how long deeds take, and which rows are too young to
    say; 4. how much each place is looked at; 5. weights: 1 / propensity, times, for silent rows,
    the chance that they were looked at. For the provider 6. one row more for each application: it
    was read for certain; where no answer came within its time, it says nothing and is left out.
    """
    told, listed = config or SetConfig(), features or feature_list()
    everything = exposures(log, config=told, features=listed) if seen is None else seen
    if side is Side.TALENT:
        everything = everything.alone(everything.for_talent)
    deeds = deeds_of(log, everything)
    ends = int(pa.scalar(log.manifest.ends, pa.timestamp("us", tz="UTC")).value)
    ours = everything.keep((everything.for_talent == (side is Side.TALENT)) & everything.watched)
    lists = _Lists(ours, deeds, side, ends, told)
    looked = examination(lists.shown(), examination_config or ExaminationConfig())
    columns = lists.columns(looked)
    if side is Side.PROVIDER:
        read = _applications(everything, deeds, ends, told)
        columns = {name: np.concatenate([columns[name], read[name]]) for name in read}
    source = columns.pop(_SOURCE)
    rows = TrainingSet(
        side=side,
        features=listed,
        talent_ids=_ids(everything.talent_ids),
        offer_ids=_ids(everything.offer_ids),
        **columns,
    )
    return Assembled(rows=rows, source=source, examination=looked, delays=lists.delays)


class _Lists:
    """The rows of lists: what was shown to the side, and its answers."""

    def __init__(
        self, seen: Exposures, deeds: Deeds, side: Side, ends: int, config: SetConfig
    ) -> None:
        self.seen, self.side, self.config = seen, side, config
        self.answers = answers(
            deeds, _moment(seen), reactions=config.reactions(side), by=side, config=config
        )
        self.window = microseconds(config.window_days)
        self.age = np.maximum(ends - seen.at, 0)
        self.delays = self._delays()

    def shown(self) -> Shown:
        """What the estimate of the places reads."""
        viewer = self.seen.talent if self.side is Side.TALENT else self.seen.offer
        return Shown(
            position=self.seen.position,
            propensity=self.seen.propensity,
            explored=self.seen.explored,
            reacted=self.answers.reacted,
            ended=self.answers.ended,
            liking=self._liking(),
            pair=self.seen.pair,
            viewer=viewer,
            at=self.seen.at,
        )

    def columns(self, looked: Examination) -> dict[str, NDArray[Any]]:
        """The columns of the training set, and their source."""
        come = self.delays.come(self.age)
        young = (self.age < self.window) & (come < self.config.settled)
        settled = ~young | self.answers.reacted
        weight = propensity_weights(
            self.seen.propensity, self.seen.position, cap=self.config.weight_cap
        )
        attention = looked_at(
            looked.at(self.seen.position) * come,
            self._liking(),
            reacted=self.answers.reacted,
            cap=self.config.wants_cap,
        )
        made = _columns(self.seen, self.answers, weight * attention, censored=~settled)
        return {**made, "looked": attention.astype(np.float32)}

    def _delays(self) -> Delays:
        quick = self.answers.reacted & (self.answers.delay <= self.window)
        return delays(
            self.answers.delay[quick], self.age[quick], window=self.window, config=self.config
        )

    def _liking(self) -> NDArray[np.float64]:
        """The side's probability as logged; where none was, the mean of the others."""
        logged = self.seen.wants if self.side is Side.TALENT else self.seen.taken
        known = ~np.isnan(logged)
        usual = float(logged[known].mean()) if known.any() else 0.5
        return np.where(known, logged, usual).astype(np.float64)


def _applications(
    seen: Exposures, deeds: Deeds, ends: int, config: SetConfig
) -> dict[str, NDArray[Any]]:
    """One row for each application: the cells of the pair's last showing before it, and the answer.

    Each offer's applications are a group of their own, numbered after the lists.
    """
    applied = deeds.keep(deeds.act == ACTS.index((EventKind.APPLY, Side.TALENT))).when
    window = np.full(len(applied), microseconds(config.window_days))
    source = attributed(applied, _moment(seen), window=window)
    made, source = applied.keep(source != NOWHERE), source[source != NOWHERE]
    # Whatever list an answer names, it answers the application.
    answered = Deeds(replace(deeds.when, slate=_no_slate(deeds.when)), deeds.act, deeds.rating)
    found = answers(
        answered,
        replace(made, slate=_no_slate(made)),
        reactions=config.decision,
        by=Side.PROVIDER,
        config=replace(config, window_days=config.decision_days),
    )
    young = ends - made.at < microseconds(config.decision_days)
    rows = seen.keep(source)
    group = (len(seen.slate_ids) + rows.offer).astype(np.int32)
    ones = np.ones(len(rows))
    read = replace(
        rows,
        at=made.at,
        slate=group,
        position=ones.astype(np.int16),
        propensity=ones,
    )
    columns = _columns(read, found, ones, censored=~found.reacted)
    return {name: column[found.reacted | young] for name, column in columns.items()}


def _columns(
    seen: Exposures, made: Answers, weight: NDArray[np.float64], *, censored: NDArray[np.bool_]
) -> dict[str, NDArray[Any]]:
    return {
        "cells": seen.cells,
        "target": made.target,
        "grade": made.grade,
        "weight": weight.astype(np.float32),
        "looked": np.ones(len(seen), dtype=np.float32),
        "censored": censored,
        "slate": seen.slate,
        "position": seen.position,
        "propensity": seen.propensity,
        "talent": seen.talent,
        "offer": seen.offer,
        "at": (seen.at // 1_000_000).astype("datetime64[s]"),
        _SOURCE: seen.row,
    }


def _moment(seen: Exposures) -> Moment:
    return Moment(seen.pair, seen.slate, seen.at)


def _no_slate(when: Moment) -> NDArray[np.int32]:
    return np.full(len(when), NOWHERE, dtype=np.int32)


def _ids(ids: pa.Array) -> NDArray[np.str_]:
    return np.array(ids.to_pylist(), dtype=np.str_)
