"""Worlds: estimators on logs of small synthetic worlds, beside the truth."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

from training.benchmarks.result import Figure
from training.benchmarks.singles import single_estimates
from training.charts import Frame, Line, lines
from training.off_policy import (
    Bounds,
    Contributions,
    Estimator,
    LoggedChoices,
    RewardGuess,
    bootstrap,
    cascade_direct,
    cascade_dr,
    empirical_bernstein,
    iips,
    rips,
    sips,
)
from training.off_policy.synthetic import (
    Behaviour,
    Sample,
    World,
    WorldConfig,
    largest_terms,
    sample,
    world,
)

MOST_ERROR = 0.1
LEAST_COVERAGE = 0.90
CHOICE = "choice"
#: Which estimators are unbiased under which behaviour, and so must meet the aims there.
SOUND: Mapping[str, tuple[Estimator, ...]] = {
    Behaviour.INDEPENDENT: (
        Estimator.IIPS,
        Estimator.RIPS,
        Estimator.CASCADE_DR,
        Estimator.SIPS,
    ),
    Behaviour.CASCADE: (Estimator.RIPS, Estimator.CASCADE_DR, Estimator.SIPS),
    Behaviour.STANDARD: (Estimator.SIPS,),
    CHOICE: (Estimator.IPW, Estimator.SNIPW, Estimator.DR, Estimator.SNDR),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much is measured: worlds per setting, log sizes, list lengths, bootstrap draws."""

    seeds: int = 30
    sizes: tuple[int, ...] = (1_000, 3_000, 10_000)
    places: tuple[int, ...] = (3, 4, 5)
    draws: int = 400
    items: int = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One estimate beside the truth; ``error`` is relative.

    ``covered`` is whether the bootstrap holds the truth, ``assured`` whether empirical Bernstein
    does; ``None`` where an estimator has no such interval.
    """

    setting: str
    estimator: Estimator
    rows: int
    error: float
    covered: bool | None
    assured: bool | None


def trials(plan: Plan, console: Console, *, seed: int) -> list[Trial]:
    """Every estimator on a log of each size of each world."""
    settings = list(_settings(plan))
    told = track(settings, "worlds", console=console, disable=not console.is_terminal)
    return [trial for setting in told for trial in _trials(plan, *setting, seed=seed)]


def _chosen(trials: list[Trial], setting: str, estimator: Estimator) -> list[Trial]:
    return [t for t in trials if t.setting == setting and t.estimator is estimator]


def _error(trials: list[Trial], rows: int) -> float:
    return float(np.mean([t.error for t in trials if t.rows == rows]))


def _coverage(trials: list[Trial]) -> float | None:
    return _share([t.covered for t in trials])


def _assurance(trials: list[Trial]) -> float | None:
    return _share([t.assured for t in trials])


def _share(held: list[bool | None]) -> float | None:
    known = [one for one in held if one is not None]
    return float(np.mean(known)) if known else None


def missed(plan: Plan, trials: list[Trial]) -> list[str]:
    """The aims that this run does not meet, for the estimators whose assumptions hold."""
    most = max(plan.sizes)
    missed = []
    for setting, sound in SOUND.items():
        for estimator in sound:
            own = _chosen(trials, setting, estimator)
            if _error(own, most) >= MOST_ERROR:
                missed.append(f"error of {estimator} ({setting})")
            for name, held in (
                ("coverage", _coverage(own)),
                ("empirical Bernstein", _assurance(own)),
            ):
                if held is not None and held < LEAST_COVERAGE:
                    missed.append(f"{name} of {estimator} ({setting})")
    robust = _error(_chosen(trials, Behaviour.CASCADE, Estimator.CASCADE_DR), most)
    if robust > _error(_chosen(trials, Behaviour.CASCADE, Estimator.RIPS), most):
        missed.append("cascade-DR at most RIPS")
    return missed


def _met(trials: list[Trial]) -> Iterator[tuple[str, Estimator, list[Trial]]]:
    """Every setting and estimator that was tried, in order."""
    for setting, estimator in dict.fromkeys((t.setting, t.estimator) for t in trials):
        yield setting, estimator, _chosen(trials, setting, estimator)


def figures(plan: Plan, trials: list[Trial]) -> dict[str, Figure]:
    """Errors by size of the log and coverages, by setting and estimator."""
    figures: dict[str, Figure] = {}
    for setting, estimator, own in _met(trials):
        figures[f"{setting}/{estimator}"] = {
            "sound": estimator in SOUND[setting],
            "relative_error": {str(rows): round(_error(own, rows), 4) for rows in plan.sizes},
            "bootstrap_coverage": _rounded(_coverage(own)),
            "bernstein_coverage": _rounded(_assurance(own)),
        }
    return figures


def table(plan: Plan, trials: list[Trial]) -> Table:
    """The same for people to read."""
    sizes = [f"error, n = {rows:,}" for rows in plan.sizes]
    table = Table(
        "people's behaviour", "estimator", "assumption holds", *sizes, "bootstrap 95 %",
        "Bernstein 95 %", title="Relative error against the truth, and coverage of intervals",
    )  # fmt: skip
    for setting, estimator, own in _met(trials):
        errors = [f"{_error(own, rows):.3f}" for rows in plan.sizes]
        holds = "yes" if estimator in SOUND[setting] else "no"
        table.add_row(
            setting, estimator, holds, *errors, _written(_coverage(own)), _written(_assurance(own))
        )
    return table


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)


def _written(share: float | None) -> str:
    return "–" if share is None else f"{share:.3f}"


def curves(plan: Plan, trials: list[Trial], setting: str) -> str:
    """A chart of the errors over the sizes of the log, of the estimators that weigh."""
    found = [(e, own) for of, e, own in _met(trials) if of == setting and "dm" not in e]
    drawn = [
        Line(
            name=str(estimator),
            x=plan.sizes,
            y=[_error(own, rows) for rows in plan.sizes],
            dashed=estimator not in SOUND[setting],
        )
        for estimator, own in found
    ]
    frame = Frame(
        title=f"Relative error of off-policy estimators, behaviour: {setting}",
        description="Over the size of the log; dashed where an assumption does not hold.",
        x="rows of the log",
        y="relative error",
    )
    return lines(drawn, frame)


def _settings(plan: Plan) -> Iterator[tuple[str, WorldConfig, int]]:
    """Single choices get as many worlds as lists of all lengths together."""
    for number in range(plan.seeds * len(plan.places)):
        yield CHOICE, _config(plan, Behaviour.INDEPENDENT, 1), number
    for number in range(plan.seeds):
        for behaviour in Behaviour:
            for places in plan.places:
                yield behaviour, _config(plan, behaviour, places), number


def _config(plan: Plan, behaviour: Behaviour, places: int) -> WorldConfig:
    return WorldConfig(behaviour=behaviour, places=places, items=plan.items)


def _trials(
    plan: Plan, setting: str, config: WorldConfig, number: int, *, seed: int
) -> Iterator[Trial]:
    """All estimators on a log of each size of one world."""
    rng = np.random.default_rng((seed, number, config.places, *setting.encode()))
    known = world(config, rng)
    for rows in plan.sizes:
        logged = sample(known, rows, rng)
        estimates = _of_choices(logged) if setting == CHOICE else _of_slates(logged)
        for estimator, parts in estimates.items():
            drawn = bootstrap(parts, rng, people=logged.people, draws=plan.draws)
            yield Trial(
                setting=setting,
                estimator=estimator,
                rows=rows,
                error=abs(parts.value / known.truth - 1),
                covered=drawn.holds(known.truth) if estimator.corrected else None,
                assured=_assured(estimator, parts, known=known, logged=logged),
            )


def _of_slates(logged: Sample) -> dict[Estimator, Contributions]:
    return {
        Estimator.CASCADE_DM: cascade_direct(logged.guess),
        Estimator.IIPS: iips(logged.log),
        Estimator.RIPS: rips(logged.log),
        Estimator.CASCADE_DR: cascade_dr(logged.log, logged.guess),
        Estimator.SIPS: sips(logged.log),
    }


def _of_choices(logged: Sample) -> dict[Estimator, Contributions]:
    """A list of one place is a single choice."""
    log = LoggedChoices(
        logged.log.reward[:, 0], logged.log.logging.joint, logged.log.evaluation.joint
    )
    return single_estimates(
        log, RewardGuess(logged.guess.logged[:, 0], logged.guess.expected[:, 0])
    )


def _assured(
    estimator: Estimator, parts: Contributions, *, known: World, logged: Sample
) -> bool | None:
    """Whether the empirical-Bernstein interval holds the truth; only weighted rewards have one."""
    bounds = {name: Bounds(0.0, most) for name, most in largest_terms(known).items()}
    bounds[Estimator.IPW] = bounds[Estimator.SIPS]
    if estimator not in bounds:
        return None
    interval = empirical_bernstein(parts, bounds[estimator], people=logged.people)
    return interval.holds(known.truth)
