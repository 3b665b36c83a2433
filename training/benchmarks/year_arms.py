"""The arms of the simulated year: the same world, served by models that learn or do not."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from matcher.features import sentence_encoder
from matcher.ranking import ExplorationConfig, Recommender, day_zero
from matcher.ranking.artefact import Artefact, load_folder
from matcher.vocabulary import load
from training.benchmarks.year_panel import looked_at, panel, unseen
from training.benchmarks.year_record import Record, recorded
from training.evaluate.config import EvaluationConfig
from training.learn.config import LearnConfig
from training.learn.counterfactuals import CounterfactualConfig, counterfactuals
from training.learn.learning import Learner, Stage, learn
from training.learn.name_swap import NameSwapConfig
from training.learn.postcode_swap import PostcodeSwapConfig
from training.learn.scene import Scene, scene
from training.registry import Finding, Registry
from training.simulate import Poison, World, WorldConfig

Values = NDArray[np.float64]


class Arm(StrEnum):
    """Who decides which model serves."""

    GATED = "learns weekly, gated"
    NEVER = "never learns"
    UNGATED = "learns weekly, no gate"


@dataclass(frozen=True, slots=True, kw_only=True)
class YearConfig:
    """How large the world is and how it is served.

    In week ``poisoned`` (from 0) ``puppets`` made-up accounts click for one organisation.
    Learning begins after ``first`` weeks, and once a week looks back over ``remembered`` weeks, of
    which it measures on the last two. ``panel`` people's lists are looked at every ``measured``
    weeks. Arms that learn may give up the share ``exploration`` of a list; who never learns has no
    use for that. ``draws`` is how often the gate resamples people.

    Through the gate the poisoner may be lifted ``lifted`` times as much as by never learning. A gap
    between boys and girls is a share of their mean; it may be ``wider`` by so much, which is shown
    when the interval of its widening stays below that.
    """

    world: WorldConfig = field(
        default_factory=lambda: WorldConfig(
            people=500, offers=100, organisations=15, new_offers=0.1
        )
    )
    weeks: int = 52
    poisoned: int = 20
    puppets: int = 200
    first: int = 2
    remembered: int = 12
    panel: int = 250
    measured: int = 2
    exploration: float = 0.02
    draws: int = 200
    lifted: float = 1.2
    wider: float = 0.1


@dataclass(frozen=True, slots=True)
class Decision:
    """Of the candidate after week ``week`` (from 0): whether it serves, and what failed."""

    week: int
    promoted: bool
    failed: tuple[str, ...]


@dataclass(frozen=True, eq=False, kw_only=True)
class Lived:
    """A year in one arm; ``ndcg`` and ``matches`` are the panel's, shape (weeks, panel), NaN in
    weeks that are not measured."""

    arm: Arm
    ndcg: Values
    matches: Values
    panel_girl: NDArray[np.bool_]
    decisions: tuple[Decision, ...]
    record: Record
    poisoner: int


def live(arm: Arm, config: YearConfig, *, seed: int, passed: Callable[[], None]) -> Lived:
    """Let the world of ``seed`` live through the year; ``passed`` is called after each week."""
    world = World(config.world, seed)
    poisoner = int(np.bincount(world.offers.organisation).argmax())
    poison = Poison(organisation=poisoner, week=config.poisoned, puppets=config.puppets)
    people, seen = panel(world, config.panel, seed=seed), []
    with TemporaryDirectory() as folder:
        service = _Service(arm, config, Registry(Path(folder)))
        for _ in range(config.weeks):
            world.step_week(service.server, poison=poison)
            if arm is not Arm.NEVER and world.week >= config.first:
                service.retrain(world)
            measured = (world.week - 1) % config.measured == 0
            seen.append(looked_at(world, service.server, people) if measured else unseen(people))
            passed()
    return Lived(
        arm=arm,
        ndcg=np.array([week.ndcg for week in seen]),
        matches=np.array([week.matches for week in seen]),
        panel_girl=world.people.girl[people].astype(np.bool_),
        decisions=tuple(service.decisions),
        record=recorded(world),
        poisoner=poisoner,
    )


class _Service:
    """The model that serves, and the registry that it comes from."""

    def __init__(self, arm: Arm, config: YearConfig, registry: Registry) -> None:
        self._gated = arm is Arm.GATED
        self._exploration = ExplorationConfig(share=0.0 if arm is Arm.NEVER else config.exploration)
        self._registry = registry
        self._learner = Learner(
            registry=registry,
            words=load(),
            swaps=_swapped if self._gated else _unasked,
            config=learn_config(config, gated=self._gated),
            progress=_unheard,
        )
        self.server = Recommender(day_zero(), exploration=self._exploration)
        self.decisions: list[Decision] = []

    def retrain(self, world: World) -> None:
        """Learn a candidate, and let it serve if the gate lets it, or without asking."""
        log = world.log()
        at = log.manifest.ends
        candidate, _ = learn(log, self._hearing(world), at=at)
        verdict = candidate.verdict
        promoted = candidate.hash != self._registry.serving() and (
            verdict.promote or not self._gated
        )
        if promoted:
            why = f"week {world.week}"
            self._registry.promote(
                candidate.hash, by="the year", why=why, at=at, force=not self._gated
            )
            self._serve(load_folder(self._registry.folder / candidate.hash), world)
        failed = tuple(dict.fromkeys(finding.code for finding in verdict.failed))
        self.decisions.append(Decision(world.week - 1, promoted, failed))

    def _hearing(self, world: World) -> Learner:
        """The learner; the gate is told what people declared, as its groups are told by it."""
        if not self._gated:
            return self._learner
        told = world.audit().to_pydict()
        return replace(self._learner, audit=dict(zip(told["talent"], told["gender"], strict=True)))

    def _serve(self, artefact: Artefact, world: World) -> None:
        world.snapshot.adopt(artefact.behaviour)
        self.server = Recommender(artefact.model, exploration=self._exploration)


def learn_config(config: YearConfig, *, gated: bool) -> LearnConfig:
    """As shipped but for the sizes; without a gate nothing is set aside either."""
    return LearnConfig(
        set_jumps_aside=gated,
        remembered_days=7 * config.remembered,
        evaluation=EvaluationConfig(draws=config.draws),
    )


def _swapped(artefact: Artefact) -> tuple[Finding, ...]:
    """Swapped names and postcodes, on fewer people than the command takes."""
    town = _town()
    town.snapshot.adopt(artefact.behaviour)
    return counterfactuals(artefact.model, town, config=_SWAPS).findings


def _unasked(_: Artefact) -> tuple[Finding, ...]:
    """What the arm without a gate says of swaps: it does not try them."""
    return (Finding("swaps_not_tried", passed=True),)


def _unheard(stage: Stage) -> None:
    """The year's own bar moves by weeks."""


@cache
def _town() -> Scene:
    return scene(load(), sentence_encoder())


_SWAPS = CounterfactualConfig(
    names=NameSwapConfig(people=10, names=2, offers=3),
    postcodes=PostcodeSwapConfig(people=8, postcodes=2),
)
