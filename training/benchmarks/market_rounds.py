"""Rounds: people look at their lists, apply, are taken while there are seats; and again.

Where offers have lists too, they then invite for the seats that are left.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

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
People = Callable[[Standing], Floats]
"""What the offers' lists of people are sorted by: (people, offers)."""


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


def played(
    scene: Scene, lists: Lists, play: Play, *, seed: int, people_lists: People | None = None
) -> Told:
    """Let the rounds pass; the same seed lets the same people come.

    With ``people_lists`` each round ends with the offers that have seats left: they look through
    the people who may join, invite whom they want, no more than there are seats, and are answered.
    """
    rng = np.random.default_rng(seed)
    seats, open_to = scene.seats.copy(), scene.open_to.copy()
    engaged, attention = np.zeros(len(open_to)), np.zeros(len(seats))
    filled: list[int] = []
    for _ in range(play.rounds):
        now = Standing(seats=seats, open_to=open_to, engaged=engaged)
        count = _applied(scene, lists, now, play=play, rng=rng, attention=attention)
        if people_lists is not None:
            count += _invited(scene, people_lists, now, play=play, rng=rng)
        filled.append(count)
    return _told(scene, filled, engaged=engaged, attention=attention)


def _applied(
    scene: Scene,
    lists: Lists,
    now: Standing,
    *,
    play: Play,
    rng: np.random.Generator,
    attention: Floats,
) -> int:
    """People look, apply and are taken: how many seats that fills. ``now`` is brought up to date,
    and the ``attention`` to offers."""
    coming = (rng.random(len(now.open_to)) < play.visit) & (now.engaged < play.most)
    luck = rng.random((3, *now.open_to.shape))
    order = lists(replace(now, open_to=now.open_to & (now.seats > 0)), rng)
    order = np.where(coming[:, None], order[:, : play.places], NOTHING)
    people, offers, looked = _looks(order, play, luck[0])
    np.add.at(attention, offers, looked[0])
    seen = looked[1] > 0
    people, offers = people[seen], offers[seen]
    applies = luck[1][people, offers] < scene.acts[people, offers]
    people, offers = people[applies], offers[applies]
    now.open_to[people, offers] = False
    return _seated(now, *_taken(scene, people, offers, seats=now.seats, luck=luck[2]))


def _invited(
    scene: Scene, people_lists: People, now: Standing, *, play: Play, rng: np.random.Generator
) -> int:
    """Offers with seats look at their lists of people as people do at theirs, and invite whom they
    want; how many seats that fills. Who has more invitations than room takes the dearest."""
    luck = rng.random((3, *now.open_to.shape))
    shown = now.open_to & (now.seats > 0)
    score = np.where(shown, people_lists(replace(now, open_to=shown)), -np.inf).T
    order = np.argsort(-score, axis=1, kind="stable")[:, : play.places]
    order = np.where(np.take_along_axis(shown.T, order, axis=1), order, NOTHING)
    offers, people, looked = _looks(order.astype(np.int32), play, luck[0].T)
    asks = (looked[1] > 0) & (luck[1][people, offers] < scene.accepts[people, offers])
    people, offers = people[asks], offers[asks]
    asked = _place_in(offers) < now.seats[offers]
    people, offers = people[asked], offers[asked]
    now.open_to[people, offers] = False
    wanted = scene.acts[people, offers]
    agrees = luck[2][people, offers] < wanted
    people, offers, wanted = people[agrees], offers[agrees], wanted[agrees]
    order = np.lexsort((-wanted, people))
    people, offers = people[order], offers[order]
    room = _place_in(people) < play.most - now.engaged[people]
    return _seated(now, people[room], offers[room])


def _seated(now: Standing, people: Orders, offers: Orders) -> int:
    now.seats[:] -= np.bincount(offers, minlength=len(now.seats))
    np.add.at(now.engaged, people, 1)
    return len(offers)


def _place_in(sorted_rows: Orders) -> NDArray[np.intp]:
    """Of each row which of its equals it is, where equals stand together in ascending order."""
    return np.arange(len(sorted_rows)) - np.searchsorted(sorted_rows, sorted_rows)


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
    seated = _place_in(offers) < seats[offers]
    return people[seated], offers[seated]


def _told(scene: Scene, filled: list[int], *, engaged: Floats, attention: Floats) -> Told:
    rounds = np.arange(1, len(filled) + 1)
    whole, never = int(scene.seats.sum()), int(scene.seats.sum()) - sum(filled)
    waited = float(rounds @ np.array(filled)) + never * (len(filled) + 1)
    return Told(
        first=float(filled[0]),
        matches=float(sum(filled)),
        fill_rate=sum(filled) / whole,
        gini=gini(attention) if attention.any() else 0.0,
        rounds_to_fill=waited / whole,
        people=float((engaged > 0).mean()),
    )
