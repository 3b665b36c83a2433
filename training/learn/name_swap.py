"""A name swap: whether anybody's lists change when nothing but the name does."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from matcher.domain import Slate, Talent
from matcher.ranking import GlassBox
from training.learn.scene import Scene, Scores, scores

GREETING = "Hej, jeg hedder {name}. {bio}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NameSwapConfig:
    """``people`` get ``names`` of each list in turn, and ``offers`` look for people.

    A name in the greeting of a bio is read as any other word is, so that it may move a score a
    little. ``greeting_gap`` is how far the mean score of one list of names may be from another's,
    as a share of the mean score, ``greeting_largest`` the same for any one person.
    """

    people: int = 40
    names: int = 6
    offers: int = 10
    seed: int = 20260901
    greeting_gap: float = 0.02
    greeting_largest: float = 0.15


@dataclass(frozen=True, slots=True, kw_only=True)
class NameSwap:
    """How many lists were compared and how many changed with the name field alone; and the
    differences that names in a greeting make, as shares: between the means over everybody, the
    largest of any two lists, and the same between the means over all offers of one person."""

    lists: int
    changed: int
    greeting_gap: float
    greeting_largest: float
    passed: bool


def name_swap(model: GlassBox, scene: Scene, *, config: NameSwapConfig) -> NameSwap:
    """Swap Danish-sounding and foreign-sounding, feminine and masculine names.

    Steps: 1. the lists of some people, and of some offers for people; 2. the same with other
    names, one list of names at a time: they must be equal in every bit; 3. the same names in the
    greeting of the bio: the mean scores of any two lists of names, over people, names and offers.
    The scene is as before afterwards.
    """
    people = scene.people(config.people, seed=config.seed)
    try:
        before = _lists(model, scene, people, config)
        changed = 0
        for called in _called(people):
            scene.put(called)
            after = _lists(model, scene, people, config)
            changed += sum(one != other for one, other in zip(before, after, strict=True))
        greeted = _greeted(model, scene, people, config)
    finally:
        scene.put(people)
    gap, largest = _differences(greeted)
    return NameSwap(
        lists=len(before) * len(name_lists()),
        changed=changed,
        greeting_gap=gap,
        greeting_largest=largest,
        passed=not changed and gap <= config.greeting_gap and largest <= config.greeting_largest,
    )


@cache
def name_lists() -> Mapping[str, tuple[str, ...]]:
    """Invented names by what they sound like, such as ``danish feminine``."""
    lists: dict[str, list[str]] = {}
    table = files("training.learn") / "data" / "names.csv"
    with table.open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream, delimiter=";"):
            lists.setdefault(f"{row['sounds']} {row['gender']}", []).append(row["name"])
    return {key: tuple(names) for key, names in lists.items()}


def _called(people: Sequence[Talent]) -> Iterator[list[Talent]]:
    """Everybody with a name of one list, then of the next; nothing else changes."""
    for names in name_lists().values():
        yield [
            replace(person, name=names[place % len(names)]) for place, person in enumerate(people)
        ]


def _lists(
    model: GlassBox, scene: Scene, people: Sequence[Talent], config: NameSwapConfig
) -> list[Slate]:
    feeds = [scene.feed(person, model) for person in people]
    return feeds + [scene.found(offer, model) for offer in scene.town.offers[: config.offers]]


def _greeted(
    model: GlassBox, scene: Scene, people: Sequence[Talent], config: NameSwapConfig
) -> NDArray[np.float64]:
    """The mean score over names and offers: shape (lists of names, people)."""
    return np.array(
        [
            [np.mean(list(_greetings(model, scene, person, names, config))) for person in people]
            for names in name_lists().values()
        ]
    )


def _greetings(
    model: GlassBox, scene: Scene, person: Talent, names: Sequence[str], config: NameSwapConfig
) -> Iterator[Scores]:
    rng = np.random.default_rng([config.seed, len(person.bio)])
    for place in rng.permutation(len(names))[: config.names].tolist():
        bio = GREETING.format(name=names[place], bio=person.bio)
        yield scores(scene.values(replace(person, name=names[place], bio=bio), model), model)


def _differences(greeted: NDArray[np.float64]) -> tuple[float, float]:
    """Between any two lists of names: the largest share of the mean, and of any one person's."""
    apart = [one - other for one, other in combinations(greeted, 2)]
    person = greeted.mean(axis=0)
    return (
        float(max(abs(difference.mean()) for difference in apart) / person.mean()),
        float(max((np.abs(difference) / person).max() for difference in apart)),
    )
