"""Findings of the cold start: shares of the oracle, leads with intervals, and what was tuned."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from rich.table import Table

from training import metrics
from training.benchmarks.cold_tuning import WARM_PART, Choice, Chosen, Tuned, at_edge
from training.benchmarks.result import Figure

OURS = "samspil, trained with behaviour"
PEERS = (
    "popularity",
    "EASE and popularity",
    "iALS and popularity",
    "LightFM-like hybrid",
    "random",
)
_SEED = 8

Values: TypeAlias = Mapping[str, Mapping[str, NDArray[np.float64]]]
"""By method and part of the market: each list's nDCG@10, NaN where nobody wants anything."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Lived:
    """What one market came to."""

    seed: int
    values: Values
    tuned: Tuned


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """How far ours is above a peer in a part of the market: the mean over lists, and 95 % of it."""

    part: str
    peer: str
    mean: float
    low: float
    high: float

    @property
    def verdict(self) -> str:
        """Tied where the interval holds 0."""
        if self.low > 0:
            return "ahead"
        return "behind" if self.high < 0 else "tied"


def leads(markets: Sequence[Lived]) -> list[Lead]:
    """In each part over each peer, over the lists of all markets."""
    return [_lead(markets, part, peer=peer) for part in markets[0].values[OURS] for peer in PEERS]


def missed(markets: Sequence[Lived]) -> list[str]:
    """Where something is cold and ours is not clearly ahead of a peer."""
    return [
        f"{lead.part}, {lead.peer} ({lead.verdict})"
        for lead in leads(markets)
        if lead.part != WARM_PART and lead.verdict != "ahead"
    ]


def share_table(name: str, markets: Sequence[Lived]) -> Table:
    """Every method's share of the oracle in each part."""
    parts = list(markets[0].values[OURS])
    title = f"{name}: share of the oracle's nDCG@10, median (least–greatest) of {len(markets)}"
    table = Table("method", *parts, title=title)
    for method in markets[0].values:
        cells = [_over_markets(markets, method, part=part) for part in parts]
        table.add_row(method, *(f"{mid:.1%} ({low:.1%}–{top:.1%})" for mid, low, top in cells))
    return table


def lead_table(name: str, markets: Sequence[Lived]) -> Table:
    """Ours less the best peer of each part."""
    table = Table("part", "best peer", "ours less it", "95 %", "", title=f"{name}: the lead")
    for lead in _closest(leads(markets)):
        interval = f"{lead.low:+.3f} to {lead.high:+.3f}"
        table.add_row(lead.part, lead.peer, f"{lead.mean:+.3f}", interval, lead.verdict)
    return table


def choice_table(name: str, markets: Sequence[Lived]) -> Table:
    """What was chosen for each peer in each market, and how good it was on what was kept out."""
    title = f"{name}: what validation chose"
    table = Table("seed", "peer", "for", "settings", "at an edge", "kept out", "tried", title=title)
    for one in markets:
        for peer, chosen in _chosen(one.tuned).items():
            for kind, choice in chosen.items():
                table.add_row(str(one.seed), peer, kind, *_told(choice))
    return table


def figures(markets: Sequence[Lived]) -> dict[str, Figure]:
    """The same as numbers."""
    parts = list(markets[0].values[OURS])
    shares: dict[str, Figure] = {
        method: {
            part: [round(value, 4) for value in _over_markets(markets, method, part=part)]
            for part in parts
        }
        for method in markets[0].values
    }
    ahead: list[Figure] = [asdict(lead) | {"verdict": lead.verdict} for lead in leads(markets)]
    tuned: list[Figure] = [
        {
            peer: {str(kind): asdict(choice) for kind, choice in chosen.items()}
            for peer, chosen in _chosen(one.tuned).items()
        }
        for one in markets
    ]
    return {"shares": shares, "leads": ahead, "tuned": tuned}


def _lead(markets: Sequence[Lived], part: str, *, peer: str) -> Lead:
    differences = np.concatenate(
        [one.values[OURS][part] - one.values[peer][part] for one in markets]
    )
    low, high = metrics.bootstrap(differences, np.random.default_rng(_SEED))
    return Lead(part=part, peer=peer, mean=metrics.mean(differences), low=low, high=high)


def _closest(every: Sequence[Lead]) -> list[Lead]:
    """In each part that over the best peer."""
    parts = dict.fromkeys(lead.part for lead in every)
    return [
        min((lead for lead in every if lead.part == part), key=lambda lead: lead.mean)
        for part in parts
    ]


def _over_markets(
    markets: Sequence[Lived], method: str, *, part: str
) -> tuple[float, float, float]:
    """Median, least and greatest."""
    means = [metrics.mean(one.values[method][part]) for one in markets]
    return float(np.median(means)), min(means), max(means)


def _chosen(tuned: Tuned) -> dict[str, Chosen[Any]]:
    return {field.name: getattr(tuned, field.name) for field in fields(tuned)}


def _told(choice: Choice[Any]) -> tuple[str, str, str, str]:
    """The settings, which of them are at an edge, the nDCG@10 of what was kept out, the tries."""
    settings = _flat(asdict(choice.options))
    listed = ", ".join(f"{name} {value}" for name, value in settings.items())
    return listed, ", ".join(at_edge(settings)), f"{choice.worth:.3f}", str(choice.tried)


def _flat(settings: Mapping[str, Any]) -> dict[str, object]:
    """Without levels; of how deeds are read only whether it is by grade."""
    flat: dict[str, object] = {}
    for name, value in settings.items():
        if name == "reading":
            flat["graded"] = value["graded"]
        elif isinstance(value, Mapping):
            flat |= _flat(value)
        else:
            flat[name] = value
    return flat
