"""Tests of poison: it is worth holding back, for who learns from it lifts the poisoner."""

from datetime import timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa

from matcher.domain import Direction, LogTable
from matcher.ranking import Recommender, day_zero
from matcher.ranking.artefact import load_folder
from matcher.vocabulary import load
from training.data import Log
from training.evaluate.config import EvaluationConfig
from training.learn.config import LearnConfig
from training.learn.learning import Learner, learn
from training.registry import Finding, Registry
from training.simulate import Poison, World, WorldConfig
from training.simulate.life import row_of
from training.simulate.profiles import talent_id

WORLD = WorldConfig(people=80, offers=50, organisations=10, visits=1.5)
WEEKS, PUPPETS, LISTS = 4, 120, 60


def _lived() -> tuple[World, Poison]:
    world = World(WORLD, 6)
    most = int(np.bincount(world.offers.organisation).argmax())
    poison = Poison(organisation=most, week=1, puppets=PUPPETS)
    for _ in range(WEEKS):
        world.step_week(Recommender(day_zero()), poison=poison)
    return world, poison


def _without(log: Log, puppets: set[str]) -> Log:
    tables = {name: log.table(name) for name in LogTable}
    for name in (LogTable.IMPRESSIONS, LogTable.EVENTS, LogTable.TALENTS):
        real = [talent not in puppets for talent in tables[name]["talent"].to_pylist()]
        tables[name] = tables[name].filter(pa.array(real))
    return Log(log.manifest, tables)


def _share(world: World, server: Recommender, poisoner: int) -> float:
    """Of the first ten places of real people's lists."""
    slates = world.life.lists_for(
        server, Direction.OFFERS_FOR_TALENT, range(LISTS), day=world.day, limit=10
    )
    offers = np.array([row_of(item.id) for slate in slates for item in slate.items])
    return float((world.offers.organisation[offers] == poisoner).mean())


def _learned(log: Log, world: World, folder: Path) -> Recommender:
    """What would serve if nobody asked a gate."""
    learner = Learner(
        registry=Registry(folder),
        words=load(),
        swaps=lambda _: (Finding("swaps_not_tried", passed=True),),
        config=LearnConfig(set_jumps_aside=False, evaluation=EvaluationConfig(draws=20)),
        progress=lambda _: None,
    )
    candidate, _ = learn(log, learner, at=log.manifest.ends + timedelta(days=1))
    artefact = load_folder(folder / candidate.hash)
    world.snapshot.adopt(artefact.behaviour)
    return Recommender(artefact.model)


def test_who_learns_from_the_poison_lifts_the_poisoner(tmp_path: Path) -> None:
    world, poison = _lived()
    puppets: set[str] = {talent_id(int(row)) for row in world.puppets}
    log = world.log()
    clean = _share(
        world, _learned(_without(log, puppets), world, tmp_path / "clean"), poison.organisation
    )
    poisoned = _share(world, _learned(log, world, tmp_path / "poisoned"), poison.organisation)
    assert poisoned > 1.2 * clean
