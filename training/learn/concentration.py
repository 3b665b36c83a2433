"""Concentration: whether one organisation clicks itself up with accounts that do nothing else.

A share of the good feedback that jumps is not enough to say so: one loved camp does that. What
people who love a camp do not do is to come for it alone, press everything, and leave.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.registry.gate import Finding

DAYS = 7
#: A jump begins and ends on days with so much of what devoted accounts did on the busiest one.
_EDGE = 0.1
Table = NDArray[np.float64]
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcentrationConfig:
    """When seven days of an organisation are suspicious: its share jumped, by devoted accounts.

    A share jumps when it rises by ``rise`` and to ``times`` what it was, beyond chance (``sigma``
    standard deviations of a binomial). What it was is that of the ``memory`` weeks before,
    towards which every organisation brings ``prior`` good events at its even share. An account is
    devoted when it has ``many`` good events or more in the seven days, all for one organisation;
    ``devoted`` is the share of the organisation's events that come from such accounts. Of fewer
    than ``least`` good events in seven days nothing is said.
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
    """An organisation's days from ``week`` to before ``until``, both midnights in UTC.

    Of the seven days among them in which most came: its share of all good events, what was to be
    expected, how many, and the share of them that devoted accounts did.
    """

    organisation: str
    week: np.datetime64
    until: np.datetime64
    share: float
    expected: float
    events: int
    devoted: float

    def document(self) -> dict[str, str | int | float]:
        """As a data sheet has it."""
        days = {"week": _day(self.week), "until": _day(self.until)}
        figures = {name: round(getattr(self, name), 4) for name in ("share", "expected", "devoted")}
        return {"organisation": self.organisation, "events": self.events, **days, **figures}

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "Jump":
        """What ``document`` wrote; an older one lacks figures, and tells calendar weeks."""
        week = np.datetime64(document["week"], "us")
        until = document.get("until")
        return cls(
            organisation=document["organisation"],
            week=week,
            until=np.datetime64(until, "us") if until else week + np.timedelta64(DAYS, "D"),
            share=float(document.get("share", 0)),
            expected=float(document.get("expected", 0)),
            events=int(document.get("events", 0)),
            devoted=float(document.get("devoted", 0)),
        )

    def within(self, other: "Jump") -> bool:
        """Whether all of it happened in the days of ``other``."""
        inside = self.week >= other.week and self.until <= other.until
        return self.organisation == other.organisation and bool(inside)


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
    """The days in which an organisation's share jumped so, by organisation.

    Every seven days in a row are looked at, by UTC's calendar, so that it makes no difference on
    which day before ``ends`` somebody asks. The days before are their measure, except what jumped
    itself; the first seven of all have none. The finding asks somebody to look, it accuses nobody;
    accounts that also click elsewhere to look real are not found by it.
    """
    if not len(feedback.at):
        return ()
    day = _days(feedback.at)
    first, last = int(day.min()), int(_days(ends - np.timedelta64(1, "us")))
    shape = last - first + 1, len(feedback.organisations)
    told = _tables(feedback, day - first, shape=shape, config=config)
    seen = sorted(_windows(told, config), key=lambda one: (one.organisation, one.start))
    found = [
        _jump(place, list(merged), told.devoted_by_day[:, place], first=first, feedback=feedback)
        for place, of in groupby(seen, key=lambda one: one.organisation)
        for merged in _overlapping(list(of))
    ]
    return tuple(sorted(found, key=lambda jump: (jump.week, jump.organisation)))


def together(found: Sequence[Jump], known: Sequence[Jump]) -> tuple[Jump, ...]:
    """What was found now and what was before, where they overlap as one."""
    merged: list[Jump] = []
    for jump in sorted((*found, *known), key=lambda one: (one.organisation, one.week)):
        last = merged[-1] if merged else None
        if last and last.organisation == jump.organisation and jump.week < last.until:
            larger = max(last, jump, key=lambda one: one.events)
            until = max(last.until, jump.until)
            merged[-1] = replace(larger, week=last.week, until=until)
        else:
            merged.append(jump)
    return tuple(sorted(merged, key=lambda jump: (jump.week, jump.organisation)))


def findings(found: Sequence[Jump], *, since: np.datetime64) -> tuple[Finding, ...]:
    """What the gate is told: each jump that goes on after ``since`` fails.

    Without one it passes, and ``set_aside`` counts the earlier ones, where there are any.
    """
    fresh = tuple(
        Finding("concentration", passed=False, params=jump.document())
        for jump in found
        if jump.until > since
    )
    aside = {"set_aside": len(found)} if found else {}
    return fresh or (Finding("concentration", passed=True, params=aside),)


@dataclass(frozen=True, eq=False)
class _Tables:
    """Good events by day and organisation (days, organisations), and those of devoted accounts:
    by the first of seven days, and by day where they were devoted in any seven."""

    events: Table
    devoted: Table
    devoted_by_day: Table


@dataclass(frozen=True, slots=True)
class _Window:
    """Seven days from ``start`` in which the organisation at this place jumped."""

    organisation: int
    start: int
    share: float
    expected: float
    events: int
    devoted: float


def _tables(
    feedback: Feedback, day: Places, *, shape: tuple[int, int], config: ConcentrationConfig
) -> _Tables:
    """Seven weeks' calendars, each begun on another day, cover every seven days in a row."""
    place, devoted, ever = feedback.organisation, np.zeros(shape), np.zeros(len(day), dtype=bool)
    for begin in range(DAYS):
        week = (day - begin) // DAYS
        own = _is_devoted(feedback, week, config)
        start = week * DAYS + begin
        whole = own & (start >= 0)
        np.add.at(devoted, (start[whole], place[whole]), 1)
        ever |= own
    events, by_day = np.zeros(shape), np.zeros(shape)
    np.add.at(events, (day, place), 1)
    np.add.at(by_day, (day[ever], place[ever]), 1)
    return _Tables(events, devoted, by_day)


def _windows(told: _Tables, config: ConcentrationConfig) -> Iterator[_Window]:
    """All that jumped, oldest first; what jumped is as it was expected in what is measured by."""
    usual = told.events.copy()
    for start in range(DAYS, len(usual) - DAYS + 1):
        days = slice(start, start + DAYS)
        week = told.events[days].sum(axis=0)
        expected = _expected(usual[max(0, start - DAYS * config.memory) : start], config)
        for place in _jumped(week, told.devoted[start], expected, config).tolist():
            events, even = int(week[place]), float(expected[place])
            by = float(told.devoted[start, place]) / events
            yield _Window(place, start, events / float(week.sum()), even, events, by)
            usual[days, place] = even * told.events[days].sum(axis=1)


def _overlapping(windows: Sequence[_Window]) -> Iterator[list[_Window]]:
    """One organisation's windows, those together that share a day."""
    merged: list[_Window] = []
    for window in windows:
        if merged and window.start >= merged[-1].start + DAYS:
            yield merged
            merged = []
        merged.append(window)
    yield merged


def _jump(
    place: int, windows: Sequence[_Window], devoted: Table, *, first: int, feedback: Feedback
) -> Jump:
    begin, end = windows[0].start, windows[-1].start + DAYS
    busy = np.flatnonzero(devoted[begin:end] >= _EDGE * devoted[begin:end].max())
    most = max(windows, key=lambda one: one.events)
    return Jump(
        organisation=feedback.organisations[place],
        week=_moment(first + begin + int(busy[0])),
        until=_moment(first + begin + int(busy[-1]) + 1),
        share=most.share,
        expected=most.expected,
        events=most.events,
        devoted=most.devoted,
    )


def _is_devoted(feedback: Feedback, week: Places, config: ConcentrationConfig) -> NDArray[np.bool_]:
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


def _jumped(week: Table, devoted: Table, expected: Table, config: ConcentrationConfig) -> Places:
    total = max(float(week.sum()), 1.0)
    share = week / total
    chance = config.sigma * np.sqrt(expected * (1 - expected) / total)
    risen = share - expected >= np.maximum(config.rise, chance)
    doubled = share >= config.times * expected
    by_devoted = devoted >= config.devoted * week
    return np.flatnonzero(risen & doubled & by_devoted & (week >= config.least))


def _days(at: "NDArray[np.datetime64] | np.datetime64") -> Places:
    return np.asarray(at).astype("datetime64[D]").astype(np.intp)


def _moment(day: int) -> np.datetime64:
    return np.datetime64(day, "D").astype("datetime64[us]")


def _day(at: np.datetime64) -> str:
    return str(at.astype("datetime64[D]"))
