"""The findings of a simulated year: each arm's figures, their differences, and the aims."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from training.benchmarks.year_arms import Arm, Decision, Lived, YearConfig
from training.benchmarks.year_measures import (
    GAPS,
    Lead,
    after,
    before,
    gap,
    ginis,
    last_quarter,
    lead,
    lift,
    matches,
    quality,
    shares,
    widening,
)

LIFTED = 1.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """``arms``: figures by name; ``leads``: of the gated arm over another, by what and whom."""

    arms: Mapping[Arm, Mapping[str, float]]
    leads: Mapping[str, Lead]
    aims: Mapping[str, bool]


def compared(arms: Mapping[Arm, Lived], config: YearConfig, *, seed: int) -> Findings:
    """Hold the arms against one another over the last quarter, and around the poison."""
    figures = {arm: _figures(lived, config) for arm, lived in arms.items()}
    leads = _leads(arms, config, seed=seed)
    return Findings(arms=figures, leads=leads, aims=_aims(arms, figures, leads, config=config))


def poisoned(lived: Lived, config: YearConfig) -> Decision | None:
    """What was decided right after the poisoned week."""
    return next((one for one in lived.decisions if one.week == config.poisoned), None)


def _figures(lived: Lived, config: YearConfig) -> dict[str, float]:
    last, record = last_quarter(config.weeks), lived.record
    gaps = {
        f"boys minus girls: {watched.name}": gap(watched.of(lived, last), watched.girls(lived))
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
        "models promoted": float(sum(one.promoted for one in lived.decisions)),
        "models refused": float(sum(not one.promoted for one in lived.decisions)),
    }


def _leads(arms: Mapping[Arm, Lived], config: YearConfig, *, seed: int) -> dict[str, Lead]:
    last, gated = last_quarter(config.weeks), arms[Arm.GATED]
    found = {}
    for other in (Arm.NEVER, Arm.UNGATED):
        for name, of in (("nDCG@10", quality), ("matches a person", matches)):
            difference = lead(of(gated, last), of(arms[other], last), seed=seed)
            found[f"{name}, over: {other}"] = difference
    for watched in GAPS:
        both = (watched.of(gated, last), watched.of(arms[Arm.NEVER], last))
        wider = widening(*both, watched.girls(gated), seed=seed)
        found[f"wider gap in {watched.name}, than: {Arm.NEVER}"] = wider
    return found


def _aims(
    arms: Mapping[Arm, Lived],
    figures: Mapping[Arm, Mapping[str, float]],
    leads: Mapping[str, Lead],
    *,
    config: YearConfig,
) -> dict[str, bool]:
    """A gap counts as wider when its interval says so: by chance one of two always is."""
    gated, never = figures[Arm.GATED], figures[Arm.NEVER]
    decision = poisoned(arms[Arm.GATED], config)
    held = decision is not None and not decision.promoted and "concentration" in decision.failed
    aims = {
        "nDCG@10 above never learning": gated["nDCG@10"] > never["nDCG@10"],
        "more accepted than never learning": gated["accepted"] > never["accepted"],
        "the poisoned week's model is refused": held,
        "the poisoner is not lifted": gated[_LIFT] <= LIFTED,
    }
    gaps = {name: lead.low <= 0 for name, lead in leads.items() if name.startswith("wider")}
    return aims | {f"no {name}": met for name, met in gaps.items()}


_LIFT = "poisoner's lift an offer"
