"""Hard seats in E1: one seat an offer, left empty where the first says no, or given to the next."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from rich.table import Table

from matcher.market.applications import applications
from matcher.market.expected_matches import ExpectedMatches, Objective
from matcher.market.filled_seats import FilledSeats
from matcher.market.policy import Policy, ranked
from matcher.market.scores import naive, reciprocal
from matcher.market.transferable import TransferableConfig, transferable
from matcher.market.two_sided import Market, seated
from matcher.market.welfare import WelfareConfig, social_welfare
from training.benchmarks.crowded_markets import Environment, Setting, drawn
from training.benchmarks.e1_settings import SETTINGS
from training.benchmarks.result import Figure
from training.benchmarks.seed_means import interval

Floats = NDArray[np.float64]

SEATED = tuple(
    next(one for one in SETTINGS if one.environment is environment and one.crowding == crowding)
    for environment, crowding in ((Environment.RANDOM, 0.5), (Environment.SIMILAR, 0.5))
)


class Way(StrEnum):
    """By what lists are made."""

    NAIVE = "naive"
    RECIPROCAL = "reciprocal"
    TRANSFERABLE = "TU"
    COOLER = "TU, best β"
    FIRST = "ours, for the first"
    FILLED = "ours, for the next"


class Rule(StrEnum):
    """What becomes of a seat whose first applicant is not taken."""

    EMPTY = "stays empty"
    NEXT = "goes to the next"


COOLER = (0.3, 0.1, 0.03, 0.01)
"""Temperatures at which transferable utility is tried beside its 1; most is filled near the last
two, and less beyond."""
OURS = {Rule.EMPTY: Way.FIRST, Rule.NEXT: Way.FILLED}
_PEERS = (Way.NAIVE, Way.RECIPROCAL, Way.TRANSFERABLE, Way.COOLER)


@dataclass(frozen=True, slots=True)
class Seats:
    """A setting with one seat an offer: by rule and way the matches of each seed, (seeds,)."""

    setting: Setting
    matches: Mapping[Rule, Mapping[Way, Floats]]

    def figures(self) -> dict[str, Figure]:
        """What the table prints."""
        return {
            rule.value: {way.value: round(float(found.mean()), 2) for way, found in ways.items()}
            for rule, ways in self.matches.items()
        }


def seats_over(
    setting: Setting, seeds: Sequence[int], *, steps: int, tick: Callable[[], None]
) -> Seats:
    """Every way on the market of each seed, exactly, by both rules."""
    found: dict[Rule, dict[Way, list[float]]] = {rule: {way: [] for way in Way} for rule in Rule}
    for seed in seeds:
        for rule, ways in _by_rule(setting, seed, steps).items():
            for way, matches in ways.items():
                found[rule][way].append(matches)
        tick()
    told = {
        rule: {way: np.array(matches) for way, matches in ways.items()}
        for rule, ways in found.items()
    }
    return Seats(setting, told)


def seats_missed(found: Sequence[Seats]) -> list[str]:
    """By each rule the lists made for it are to have more matches than every peer's, surely."""
    return [
        f"{one.setting.name}, a seat {rule}: not surely above {way}"
        for one in found
        for rule, ways in one.matches.items()
        for way in _PEERS
        if interval(ways[OURS[rule]] - ways[way])[0] <= 0
    ]


def seats_table(found: Sequence[Seats]) -> Table:
    """Means over seeds, a line for every setting and rule."""
    count = len(found[0].matches[Rule.NEXT][Way.NAIVE]) if found else 0
    table = Table(
        *("setting", "a seat whose first is not taken", *Way),
        title=f"One seat an offer: expected matches, means over {count} seeds",
    )
    for one in found:
        for rule, ways in one.matches.items():
            means = (f"{matches.mean():.1f}" for matches in ways.values())
            table.add_row(one.setting.name, rule.value, *means)
    return table


def _by_rule(setting: Setting, seed: int, steps: int) -> dict[Rule, dict[Way, float]]:
    plain, counts = drawn(setting, seed), np.ones(setting.jobs, dtype=np.int64)
    market = seated(plain.wants, plain.takes, setting.examination, counts=counts)
    aims: dict[Rule, Objective] = {
        Rule.EMPTY: ExpectedMatches(market),
        Rule.NEXT: FilledSeats(market, counts),
    }
    begin, config = ranked(reciprocal(market)), WelfareConfig(steps=steps)
    plainly = ranked(transferable(market, seats=counts).log_matches)
    policies: dict[Way, list[Policy]] = {
        Way.NAIVE: [ranked(naive(market))],
        Way.RECIPROCAL: [begin],
        Way.TRANSFERABLE: [plainly],
        Way.COOLER: [plainly, *_cooler(market, counts)],
    } | {
        way: [social_welfare(market, config, begin=[begin], objective=aims[rule]).policy]
        for rule, way in OURS.items()
    }
    return {
        rule: {
            way: max(aim.slope(applications(market, one))[0] for one in lists)
            for way, lists in policies.items()
        }
        for rule, aim in aims.items()
    }


def _cooler(market: Market, counts: NDArray[np.int64]) -> list[Policy]:
    configs = [TransferableConfig(temperature=one, tolerance=1e-6) for one in COOLER]
    return [ranked(transferable(market, one, seats=counts).log_matches) for one in configs]
