"""Inviting: offers look through lists of people, with and without the tempering of who is wanted.

In a person's own list a tempering changes no order: what it is worth is seen where offers invite.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum

import numpy as np
from rich.table import Table

from matcher.market.candidates import NOBODY
from training.benchmarks.market_methods import priced, prices_of
from training.benchmarks.market_rounds import Lists, People, Play, Told, played
from training.benchmarks.market_scene import Floats, Scene
from training.benchmarks.result import Figure
from training.benchmarks.seed_means import interval, with_error


class Inviting(StrEnum):
    """Who makes the first step, and what lists of people are sorted by."""

    ALONE = "only offers invite: ours without tempering"
    ALONE_TEMPERED = "only offers invite: ours, tempered as served"
    BOTH = "people apply too: ours without tempering"
    BOTH_TEMPERED = "people apply too: ours, tempered as served"


Invited = Mapping[Inviting, Sequence[Told]]
_PAIRS = (
    ("only offers invite", Inviting.ALONE, Inviting.ALONE_TEMPERED),
    ("people apply too", Inviting.BOTH, Inviting.BOTH_TEMPERED),
)


def invited(scene: Scene, play: Play, *, seed: int) -> dict[Inviting, Told]:
    """What comes of it in one market; the same seed lets the same people come and answer."""
    worth = scene.wants * scene.taken
    nobody = np.full((len(worth), play.places), NOBODY, dtype=np.int32)
    ways: dict[Inviting, tuple[Lists, People]] = {
        Inviting.ALONE: (lambda _now, _rng: nobody, lambda _: worth),
        Inviting.ALONE_TEMPERED: (lambda _now, _rng: nobody, _tempered(scene, play)),
        Inviting.BOTH: (lambda now, _: priced(scene, now, play), lambda _: worth),
        Inviting.BOTH_TEMPERED: (lambda now, _: priced(scene, now, play), _tempered(scene, play)),
    }
    return {
        way: played(scene, lists, play, seed=seed, people_lists=people)
        for way, (lists, people) in ways.items()
    }


def figures(found: Invited) -> dict[str, Figure]:
    """Of each way the means, and the gain by tempering in the end with its interval."""
    told: dict[str, Figure] = {
        way.value: {
            name: round(float(_of(found, way, name).mean()), 3)
            for name in ("first", "matches", "people")
        }
        for way in Inviting
    }
    gains: dict[str, Figure] = {
        who: [round(end, 1) for end in interval(gain)] for who, gain in _gains(found)
    }
    return told | {"gain_by_tempering": gains}


def table(name: str, found: Invited) -> Table:
    """What came of it in the market ``name``."""
    shown = Table("lists of people", "first round", "in the end", "people in", title=name)
    for way in Inviting:
        first, last = (with_error(_of(found, way, one)) for one in ("first", "matches"))
        shown.add_row(way.value, first, last, f"{_of(found, way, 'people').mean():.2f}")
    gains = "; ".join(f"{who} {with_error(gain)}" for who, gain in _gains(found))
    shown.caption = f"gain by tempering in the end: {gains}"
    return shown


def _tempered(scene: Scene, play: Play) -> People:
    worth = scene.wants * scene.taken
    return lambda now: worth * prices_of(scene, now, play).temper[:, None]


def _gains(found: Invited) -> list[tuple[str, Floats]]:
    return [
        (who, _of(found, tempered, "matches") - _of(found, plain, "matches"))
        for who, plain, tempered in _PAIRS
    ]


def _of(found: Invited, way: Inviting, name: str) -> Floats:
    return np.array([getattr(told, name) for told in found[way]])
