"""The findings of a simulated year: each arm's figures, their differences, and the aims."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from training.benchmarks.year_arms import Arm, Decision, Lived, YearConfig
from training.benchmarks.year_lift import after, before, lift, lifted, shares
from training.benchmarks.year_measures import (
    GAPS,
    Lead,
    expected,
    gap,
    ginis,
    last_quarter,
    lead,
    matches,
    parity,
    quality,
    widening,
)


class Shown(StrEnum):
    """What a year says of an aim: noise that leaves it open shows neither."""

    YES = "shown"
    WITHIN = "shown, though it is wider"
    NO = "shown not to be so"
    OPEN = "undecided"

    @property
    def met(self) -> bool:
        """Whether it is as it was aimed at."""
        return self in (Shown.YES, Shown.WITHIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """``arms``: figures by name; ``leads``: of the gated arm over another, by what and whom.

    ``lifts`` are the poisoner's lift in one arm over that in another, by their names; ``gaps``
    how much wider the gated arm's gaps are than those of who never learns, as shares; ``margin``
    is how much wider is asked about.
    """

    arms: Mapping[Arm, Mapping[str, float]]
    leads: Mapping[str, Lead]
    lifts: Mapping[str, Lead]
    gaps: Mapping[str, Lead]
    margin: float
    aims: Mapping[str, Shown]


def compared(arms: Mapping[Arm, Lived], config: YearConfig, *, seed: int) -> Findings:
    """Hold the arms against one another over the last quarter, and around the poison."""
    leads = _leads(arms, config, seed=seed)
    lifts = _lifts(arms, config, seed=seed)
    gaps = _gaps(arms, config, seed=seed)
    learned = {name: _above(leads[_over(of, Arm.NEVER)]) for name, of in _LEARNS.items()}
    girls = {"girls' lists bring more than by never learning": _above(leads[_GIRLS])}
    held = {
        "the poisoned week's model is refused": _refused(arms[Arm.GATED], config),
        "without a gate the poisoner is lifted": _above(lifts[_HURT], 1.0),
        "with it no more than by never learning": _below(lifts[_HELD], config.lifted),
        "nDCG@10 after the poison above learning without a gate": _above(leads[_SPARED]),
    }
    least = f"gap at most {100 * config.wider:g} % wider in"
    no_wider = {
        f"{least} {one.name}": _widened(gaps[one.name], config.wider) for one in GAPS if one.asked
    }
    return Findings(
        arms={arm: _figures(lived, config) for arm, lived in arms.items()},
        leads=leads,
        lifts=lifts,
        gaps=gaps,
        margin=config.wider,
        aims=learned | girls | held | no_wider,
    )


def poisoned(lived: Lived, config: YearConfig) -> Decision | None:
    """What was decided right after the poisoned week."""
    return next((one for one in lived.decisions if one.week == config.poisoned), None)


def _figures(lived: Lived, config: YearConfig) -> dict[str, float]:
    last, record = last_quarter(config.weeks), lived.record
    gaps = {
        f"boys minus girls: {watched.name}": gap(watched.of(lived, last), watched.girls(lived))
        for watched in GAPS
    }
    parities = {
        f"girls' share of boys': {watched.name}": parity(
            watched.of(lived, last), watched.girls(lived)
        )
        for watched in GAPS
    }
    return {
        "nDCG@10": float(np.nanmean(quality(lived, last))),
        "nDCG@10 after the poison": float(np.nanmean(quality(lived, after(config)))),
        "accepted": float(record.accepted[last].sum()),
        "accepted in all": float(record.accepted.sum()),
        "attended": float(record.attended[last].sum()),
        "exposure Gini": float(np.nanmean(ginis(lived)[last])),
        "poisoner's share before": float(shares(lived)[before(config)].mean()),
        "poisoner's share after": float(shares(lived)[after(config)].mean()),
        "poisoner's lift an offer": lift(lived, config),
        **gaps,
        **parities,
        "models promoted": float(sum(one.promoted for one in lived.decisions)),
        "models refused": float(sum(not one.promoted for one in lived.decisions)),
    }


def _leads(arms: Mapping[Arm, Lived], config: YearConfig, *, seed: int) -> dict[str, Lead]:
    last, gated = last_quarter(config.weeks), arms[Arm.GATED]
    found = {
        _over(name, other): lead(of(gated, last), of(arms[other], last), seed=seed)
        for other in (Arm.NEVER, Arm.UNGATED)
        for name, of in ((_QUALITY, quality), (_MATCHES, matches))
    }
    late = after(config)
    harm = lead(quality(gated, late), quality(arms[Arm.UNGATED], late), seed=seed)
    girls = gated.panel_girl
    theirs = (expected(lived, last)[girls] for lived in (gated, arms[Arm.NEVER]))
    return found | {
        _SPARED: harm,
        _GIRLS: lead(*theirs, seed=seed),
    }


def _lifts(arms: Mapping[Arm, Lived], config: YearConfig, *, seed: int) -> dict[str, Lead]:
    gated = arms[Arm.GATED]
    return {
        _HELD: lifted(gated, arms[Arm.NEVER], config, seed=seed),
        _HURT: lifted(arms[Arm.UNGATED], gated, config, seed=seed),
    }


def _gaps(arms: Mapping[Arm, Lived], config: YearConfig, *, seed: int) -> dict[str, Lead]:
    last, gated, never = last_quarter(config.weeks), arms[Arm.GATED], arms[Arm.NEVER]
    return {
        one.name: widening(one.of(gated, last), one.of(never, last), one.girls(gated), seed=seed)
        for one in GAPS
    }


def _refused(gated: Lived, config: YearConfig) -> Shown:
    decision = poisoned(gated, config)
    held = decision is not None and not decision.promoted and "concentration" in decision.failed
    return Shown.YES if held else Shown.NO


def _above(found: Lead, bar: float = 0.0) -> Shown:
    """Whether it is above ``bar`` with its whole interval."""
    if found.low > bar:
        return Shown.YES
    return Shown.NO if found.high <= bar else Shown.OPEN


def _below(found: Lead, bar: float) -> Shown:
    """Whether it is below ``bar`` with its whole interval."""
    if found.high < bar:
        return Shown.YES
    return Shown.NO if found.low > bar else Shown.OPEN


def _widened(found: Lead, margin: float) -> Shown:
    """Whether a gap is at most ``margin`` wider, and surely wider all the same."""
    shown = _below(found, margin)
    return Shown.WITHIN if shown is Shown.YES and found.low > 0 else shown


def _over(name: str, other: Arm) -> str:
    return f"{name}, over: {other}"


_QUALITY, _MATCHES = "nDCG@10", "matches a person"
_LEARNS = {
    "nDCG@10 above never learning": _QUALITY,
    "more accepted than never learning": _MATCHES,
}
_SPARED = _over(f"{_QUALITY} after the poison", Arm.UNGATED)
_GIRLS = _over("matches to be expected of girls' lists", Arm.NEVER)
_HELD = "poisoner's lift, gated over never learning"
_HURT = "poisoner's lift, ungated over gated"
