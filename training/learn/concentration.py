"""Concentration: whether one organisation's share of the good feedback jumped from week to week."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.registry.gate import Finding

WEEK = np.timedelta64(7, "D")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcentrationConfig:
    """A share jumps when it rises by ``rise`` and to ``times`` what it was, beyond chance.

    What it was is the mean of the ``memory`` weeks before, towards which every organisation brings
    ``prior`` good events at its even share. Chance is a binomial's ``sigma`` standard deviations.
    Of fewer than ``least`` good events in a week nothing is said.
    """

    rise: float = 0.08
    times: float = 2.0
    sigma: float = 5.0
    least: int = 20
    memory: int = 8
    prior: float = 40.0


@dataclass(frozen=True, slots=True)
class Jump:
    """An organisation's week: its share of all good events, what was to be expected, how many."""

    organisation: str
    week: np.datetime64
    share: float
    expected: float
    events: int


@dataclass(frozen=True, eq=False, kw_only=True)
class Feedback:
    """Good events (n,): when, and which of ``organisations`` they were good for."""

    at: NDArray[np.datetime64]
    organisation: NDArray[np.intp]
    organisations: Sequence[str]


def jumps(
    feedback: Feedback, *, ends: np.datetime64, config: ConcentrationConfig
) -> tuple[Jump, ...]:
    """Every week, counted back from ``ends``, in which an organisation's share jumped.

    The weeks before a week are its measure, except those that jumped themselves, and the first
    week has none. An organisation that wins people's hearts in one week is found too: the finding
    asks somebody to look, it accuses nobody.
    """
    ago = ((ends - feedback.at) // WEEK).astype(np.intp)
    weeks = int(ago.max(initial=-1)) + 1
    count = len(feedback.organisations)
    table = np.zeros((weeks, count))
    np.add.at(table, (weeks - 1 - ago, feedback.organisation), 1)
    found = []
    for week in range(1, weeks):
        expected = _expected(table[max(0, week - config.memory) : week], config)
        for place in _jumped(table[week], expected, config):
            share = table[week, place] / table[week].sum()
            start = ends - (weeks - week) * WEEK
            name = feedback.organisations[place]
            events = int(table[week, place])
            found.append(Jump(name, start, float(share), float(expected[place]), events))
            table[week, place] = expected[place] * table[week].sum()
    return tuple(found)


def findings(found: Sequence[Jump], *, since: np.datetime64) -> tuple[Finding, ...]:
    """What the gate is told: each jump in a week that begins at ``since`` or later fails."""
    fresh = tuple(_finding(jump) for jump in found if jump.week >= since)
    return fresh or (Finding("concentration", passed=True),)


def jumped(feedback: Feedback, found: Sequence[Jump]) -> NDArray[np.bool_]:
    """Which of the events are an organisation's in a week in which its share jumped, (n,)."""
    hit = np.zeros(len(feedback.at), dtype=bool)
    for place, jump in _placed(feedback, found):
        inside = (feedback.at > jump.week) & (feedback.at <= jump.week + WEEK)
        hit |= inside & (feedback.organisation == place)
    return hit


def _expected(before: NDArray[np.float64], config: ConcentrationConfig) -> NDArray[np.float64]:
    even = config.prior / before.shape[1]
    return np.asarray((before.sum(axis=0) + even) / (before.sum() + config.prior))


def _jumped(
    week: NDArray[np.float64], expected: NDArray[np.float64], config: ConcentrationConfig
) -> NDArray[np.intp]:
    total = max(float(week.sum()), 1.0)
    share = week / total
    chance = config.sigma * np.sqrt(expected * (1 - expected) / total)
    risen = (share - expected >= np.maximum(config.rise, chance)) & (
        share >= config.times * expected
    )
    return np.flatnonzero(risen & (week >= config.least))


def _placed(feedback: Feedback, found: Sequence[Jump]) -> Iterator[tuple[int, Jump]]:
    place = {name: at for at, name in enumerate(feedback.organisations)}
    for jump in found:
        if jump.organisation in place:
            yield place[jump.organisation], jump


def _finding(jump: Jump) -> Finding:
    params: dict[str, str | int | float] = {
        "organisation": jump.organisation,
        "week": str(jump.week.astype("datetime64[D]")),
        "share": round(jump.share, 4),
        "expected": round(jump.expected, 4),
        "events": jump.events,
    }
    return Finding("concentration", passed=False, params=params)
