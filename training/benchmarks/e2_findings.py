"""Findings of E2: what a pair of policies is worth, and the line between two ideas of welfare."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields

import numpy as np

from matcher.market.envy import envy
from matcher.market.nash import Shown, Sides, Whose
from training.benchmarks.result import Figure
from training.charts import Frame, Line, lines

_NAMES = {
    Whose.OTHERS: "each side's lists for the other's welfare, as published",
    Whose.ALL: "lists for the welfare of all",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One market under one method.

    ``people`` and ``offers`` count pairs that envy; ``product`` is the geometric mean of what
    each on both sides may expect, ``least`` the expectation of whoever expects least.
    """

    matches: float
    people: int
    offers: int
    product: float
    least: float
    turns: int
    seconds: float = 0.0


def found(sides: Sides, shown: Shown) -> Found:
    """What the policies are worth on the market."""
    matches = shown.matches(sides)
    each = np.concatenate([matches.sum(axis=1), matches.sum(axis=0)])
    people, offers = envy(sides, shown).counts
    return Found(
        matches=float(matches.sum()),
        people=people,
        offers=offers,
        product=float(np.exp(np.log(np.maximum(each, 1e-12)).mean())),
        least=float(each.min()),
        turns=shown.turns,
    )


def mean(values: Sequence[Found], name: str) -> float:
    """The mean of one figure over markets."""
    return float(np.mean([asdict(one)[name] for one in values]))


def row(values: Sequence[Found]) -> dict[str, Figure]:
    """Means over markets, and the standard error of matches."""
    told: dict[str, Figure] = {one.name: mean(values, one.name) for one in fields(Found)}
    spread = float(np.std([one.matches for one in values], ddof=1)) if len(values) > 1 else 0.0
    return told | {"matches_standard_error": spread / len(values) ** 0.5}


def front_chart(front: Mapping[Whose, Mapping[float, Sequence[Found]]]) -> dict[str, str]:
    """Two drawings: matches against the fair share, and people's envy by matches."""
    powers = [power for line in front.values() for power in line]
    told = f"Means over markets, power {min(powers):g} (Nash) to {max(powers):g} (matches alone)."
    return {
        "front": lines(
            _curves(front, "product", "matches"),
            Frame(
                title="Matches and a fair share",
                description=f"More matches in all, and what the product of all shares is. {told}",
                x="geometric mean of what each may expect",
                y="expected matches",
            ),
        ),
        "envy": lines(
            _curves(front, "matches", "people"),
            Frame(
                title="Envy",
                description=f"Pairs of people in which one envies the other, by matches. {told}",
                x="expected matches",
                y="pairs of people",
            ),
        ),
    }


def _curves(front: Mapping[Whose, Mapping[float, Sequence[Found]]], x: str, y: str) -> list[Line]:
    return [
        Line(
            name=_NAMES[whose],
            x=[mean(values, x) for values in line.values()],
            y=[mean(values, y) for values in line.values()],
            dashed=whose is Whose.OTHERS,
        )
        for whose, line in front.items()
    ]
