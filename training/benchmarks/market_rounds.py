"""Rounds: people look at their lists, apply, are taken while there are seats; and again."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.benchmarks.market_scene import Scene
from training.evaluate.exposure import gini

Floats = NDArray[np.float64]
Orders = NDArray[np.int32]
NOTHING = -1


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Standing:
    """Where a market stands before a round: ``seats`` (offers,) are left, ``open_to`` (people,
    offers) is who may still be shown what, ``engaged`` (people,) in how many things each is."""

    seats: NDArray[np.int64]
    open_to: NDArray[np.bool_]
    engaged: Floats


Lists = Callable[[Standing, np.random.Generator], Orders]
"""Everybody's list (people, places), ``NOTHING`` behind its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """``rounds`` in which each person comes with probability ``visit`` and looks at place k with
    k to the power of minus ``decay``; who is in ``most`` things looks no more."""

    rounds: int = 6
    visit: float = 0.6
    decay: float = 0.7
    places: int = 20
    most: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What came of it: seats filled after the first round and in the end, as numbers; the share of
    the seats that were filled; how uneven the attention to offers was; in which round a seat was
    filled, on average, one more than there are for those that never were; and how many people are
    in anything."""

    first: float
    matches: float
    fill_rate: float
    gini: float
    rounds_to_fill: float
    people: float


def played(scene: Scene, lists: Lists, play: Play, *, seed: int) -> Told:
    """Let the rounds pass; the same seed lets the same people come."""
    rng = np.random.default_rng(seed)
    seats, open_to = scene.seats.copy(), scene.open_to.copy()
    engaged, attention = np.zeros(len(open_to)), np.zeros(len(seats))
    filled: list[int] = []
    for _ in range(play.rounds):
        coming = (rng.random(len(open_to)) < play.visit) & (engaged < play.most)
        luck = rng.random((3, *open_to.shape))
        shown = open_to & (seats > 0)
        order = lists(Standing(seats=seats, open_to=shown, engaged=engaged), rng)
        order = np.where(coming[:, None], order[:, : play.places], NOTHING)
        people, offers, looked = _looks(order, play, luck[0])
        np.add.at(attention, offers, looked[0])
        seen = looked[1] > 0
        people, offers = people[seen], offers[seen]
        applies = luck[1][people, offers] < scene.acts[people, offers]
        people, offers = people[applies], offers[applies]
        open_to[people, offers] = False
        people, offers = _taken(scene, people, offers, seats=seats, luck=luck[2])
        seats -= np.bincount(offers, minlength=len(seats))
        np.add.at(engaged, people, 1)
        filled.append(len(offers))
    return _told(scene, filled, engaged=engaged, attention=attention)


def _looks(order: Orders, play: Play, luck: Floats) -> tuple[Orders, Orders, Floats]:
    """Of all that is shown the people, the offers, and (2, shown): the attention, and whether it is
    looked at."""
    people, place = np.nonzero(order != NOTHING)
    offers = order[people, place]
    chance = (place + 1.0) ** -play.decay
    seen = luck[people, offers] < chance
    return people.astype(np.int32), offers, np.stack([chance, seen.astype(np.float64)])


def _taken(
    scene: Scene, people: Orders, offers: Orders, *, seats: NDArray[np.int64], luck: Floats
) -> tuple[Orders, Orders]:
    """Providers go through who applied, whom they want most first, while there are seats."""
    wanted = scene.accepts[people, offers]
    agreed = luck[people, offers] < wanted
    people, offers, wanted = people[agreed], offers[agreed], wanted[agreed]
    order = np.lexsort((-wanted, offers))
    people, offers = people[order], offers[order]
    place = np.arange(len(offers)) - np.searchsorted(offers, offers)
    seated = place < seats[offers]
    return people[seated], offers[seated]


def _told(scene: Scene, filled: list[int], *, engaged: Floats, attention: Floats) -> Told:
    rounds = np.arange(1, len(filled) + 1)
    whole, never = int(scene.seats.sum()), int(scene.seats.sum()) - sum(filled)
    waited = float(rounds @ np.array(filled)) + never * (len(filled) + 1)
    return Told(
        first=float(filled[0]),
        matches=float(sum(filled)),
        fill_rate=sum(filled) / whole,
        gini=gini(attention),
        rounds_to_fill=waited / whole,
        people=float((engaged > 0).mean()),
    )
