"""The panel of a simulated year: some of its people, whose lists are held against the truth."""

from dataclasses import dataclass
from datetime import UTC, datetime, time

import numpy as np
from numpy.typing import NDArray

from matcher.domain import (
    Audience,
    Direction,
    EligibilityContext,
    SlateId,
    SlateRequest,
    Viewer,
)
from training.simulate import Server, World
from training.simulate.config import PARTNERSHIP
from training.simulate.life import row_of
from training.simulate.profiles import talent_id

Values = NDArray[np.float64]
Rows = NDArray[np.intp]

DEPTH = 10
_DISCOUNT = 1 / np.log2(np.arange(2, DEPTH + 2))


@dataclass(frozen=True, eq=False)
class Seen:
    """Of each of the panel, NaN for whom nothing is open: nDCG@10 of the list against the truth,
    and how many matches are to be expected of it as people and providers act, biases and all."""

    ndcg: Values
    matches: Values


def panel(world: World, count: int, *, seed: int) -> Rows:
    """Rows of people who are there from the first day on, the same for all arms of a seed."""
    return np.sort(np.random.default_rng(seed).permutation(world.config.people)[:count])


def looked_at(world: World, server: Server, people: Rows) -> Seen:
    """What ``server`` would show to each on the first day of the coming week.

    The gain of an offer is the chance that it is wanted and taken, as the oracle orders them, and
    counts 1 / log2(1 + place).
    """
    both = np.array([_one(world, server, int(person)) for person in people])
    return Seen(both[:, 0], both[:, 1])


def unseen(people: Rows) -> Seen:
    """A week in which nobody looks."""
    unknown = np.full(len(people), np.nan)
    return Seen(unknown, unknown)


def _one(world: World, server: Server, person: int) -> tuple[float, float]:
    best = world.oracle(person)[:DEPTH]
    if not len(best):
        return float("nan"), float("nan")
    shown = _shown(world, server, person)
    done = world.truth.acts(person, shown) * world.truth.accepts(person, shown)
    matches = float(done @ _DISCOUNT[: len(shown)])
    return _gain(world, person, shown) / _gain(world, person, best), matches


def _gain(world: World, person: int, offers: Rows) -> float:
    worth = world.truth.wants(person, offers) * world.truth.taken(person, offers)
    return float(worth @ _DISCOUNT[: len(offers)])


def _shown(world: World, server: Server, person: int) -> Rows:
    slate = server.recommend(
        world.snapshot,
        SlateRequest(
            direction=Direction.OFFERS_FOR_TALENT,
            subject=talent_id(person),
            audience=Audience.TALENT,
            limit=DEPTH,
        ),
        slate_id=SlateId("panel"),
        viewer=Viewer(role=Audience.TALENT.value, key="panel"),
        at=datetime.combine(world.day, time(8), tzinfo=UTC),
        context=EligibilityContext(
            today=world.day, partnership=PARTNERSHIP, audience=Audience.TALENT
        ),
    )
    return np.array([row_of(item.id) for item in slate.items], dtype=np.intp)
