"""Concentration: whether one organisation clicks itself up with accounts that do nothing else.

A share of the good feedback that jumps is not enough to say so: one loved camp does that. What
people who love a camp do not do is to come for it alone, press everything, and leave.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.registry.gate import Finding

WEEK = np.timedelta64(7, "D")
Table = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcentrationConfig:
    """When a week of an organisation is suspicious: its share jumped, and devoted accounts did it.

    A share jumps when it rises by ``rise`` and to ``times`` what it was, beyond chance (``sigma``
    standard deviations of a binomial). What it was is the mean of the ``memory`` weeks before,
    towards which every organisation brings ``prior`` good events at its even share. An account is
    devoted when its week has ``many`` good events or more, all for one organisation; ``devoted``
    is the share of the organisation's events that come from such accounts. Of fewer than ``least``
    good events in a week nothing is said.
    """

    rise: float = 0.05
    times: float = 2.0
    sigma: float = 4.0
    least: int = 20
    memory: int = 8
    prior: float = 40.0
    many: int = 3
    devoted: float = 0.5


@dataclass(frozen=True, slots=True)
class Jump:
    """An organisation's week: its share of all good events, what was to be expected, how many,
    and the share of them that devoted accounts did."""

    organisation: str
    week: np.datetime64
    share: float
    expected: float
    events: int
    devoted: float


@dataclass(frozen=True, eq=False, kw_only=True)
class Feedback:
    """Good events (n,): when, whose account, and which of ``organisations`` they were good for."""

    at: NDArray[np.datetime64]
    account: NDArray[np.intp]
    organisation: NDArray[np.intp]
    organisations: Sequence[str]


def jumps(
    feedback: Feedback, *, ends: np.datetime64, config: ConcentrationConfig
) -> tuple[Jump, ...]:
    """Every week, counted back from ``ends``, in which an organisation's share jumped so.

    The weeks before a week are its measure, except those that jumped themselves, and the first
    week has none. The finding asks somebody to look, it accuses nobody; accounts that also click
    elsewhere to look real are not found by it.
    """
    ago = ((ends - feedback.at) // WEEK).astype(np.intp)
    weeks = int(ago.max(initial=-1)) + 1
    week = weeks - 1 - ago
    shape = weeks, len(feedback.organisations)
    table, devoted = np.zeros(shape), np.zeros(shape)
    np.add.at(table, (week, feedback.organisation), 1)
    np.add.at(devoted, (week, feedback.organisation), _is_devoted(feedback, week, config))
    found = []
    for at in range(1, weeks):
        expected = _expected(table[max(0, at - config.memory) : at], config)
        for place in _jumped(table[at], devoted[at], expected, config):
            start, events = ends - (weeks - at) * WEEK, int(table[at, place])
            share, by = table[at, place] / table[at].sum(), devoted[at, place] / events
            usual, name = float(expected[place]), feedback.organisations[place]
            found.append(Jump(name, start, float(share), usual, events, float(by)))
            table[at, place] = usual * table[at].sum()
    return tuple(found)


def findings(found: Sequence[Jump], *, since: np.datetime64) -> tuple[Finding, ...]:
    """What the gate is told: each jump in a week that begins at ``since`` or later fails."""
    fresh = tuple(_finding(jump) for jump in found if jump.week >= since)
    return fresh or (Finding("concentration", passed=True),)


def _is_devoted(
    feedback: Feedback, week: NDArray[np.intp], config: ConcentrationConfig
) -> NDArray[np.bool_]:
    """Which events are of an account that did many in the week, all for one organisation, (n,)."""
    own = np.column_stack([week, feedback.account])
    _, visit, events = np.unique(own, axis=0, return_inverse=True, return_counts=True)
    both = np.unique(np.column_stack([visit.ravel(), feedback.organisation]), axis=0)
    organisations = np.bincount(both[:, 0], minlength=len(events))
    devoted: NDArray[np.bool_] = (events >= config.many) & (organisations == 1)
    return devoted[visit.ravel()]


def _expected(before: Table, config: ConcentrationConfig) -> Table:
    even = config.prior / before.shape[1]
    return np.asarray((before.sum(axis=0) + even) / (before.sum() + config.prior))


def _jumped(
    week: Table, devoted: Table, expected: Table, config: ConcentrationConfig
) -> NDArray[np.intp]:
    total = max(float(week.sum()), 1.0)
    share = week / total
    chance = config.sigma * np.sqrt(expected * (1 - expected) / total)
    risen = share - expected >= np.maximum(config.rise, chance)
    doubled = share >= config.times * expected
    by_devoted = devoted >= config.devoted * week
    return np.flatnonzero(risen & doubled & by_devoted & (week >= config.least))


def _finding(jump: Jump) -> Finding:
    params: dict[str, str | int | float] = {
        "organisation": jump.organisation,
        "week": str(jump.week.astype("datetime64[D]")),
        "share": round(jump.share, 4),
        "expected": round(jump.expected, 4),
        "events": jump.events,
        "devoted": round(jump.devoted, 4),
    }
    return Finding("concentration", passed=False, params=params)
