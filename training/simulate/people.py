"""The people of a world: what each truly likes, and the profile that shows a part of it.

Latent: tastes on the music map, temper, roles, skill, boldness, range, wishes, patience, friends.
Visible: what they ticked and wrote, noisy and biased: the popular and the respectable are ticked
more often than they are meant, needs less often, texts are missing for many.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matcher.features.columns import Array
from matcher.vocabulary import Vocabularies
from training.simulate.config import PARTNERSHIP, WorldConfig
from training.simulate.music import DIRECTIONS, Floats, MusicMap, Whole, draw_codes, unit
from training.simulate.temper import leanings
from training.simulate.texts import PEOPLE_PATTERNS

TASTES = 2
AFFINITIES = 8
NEEDS = (
    "small_group",
    "quiet_room",
    "beginner_friendly",
    "bring_friend",
    "safe_space",
    "no_competition",
    "no_stage",
    "free_of_charge",
    "flexible_times",
    "studio_access",
)
TRAVEL_STEPS = np.array([5.0, 10.0, 15.0, 20.0, 30.0, 50.0, 100.0])
_NEED_SHARE = np.array([0.3, 0.14, 0.35, 0.25, 0.2, 0.25, 0.15, 0.3, 0.25, 0.25])
_RESPECTABLE = np.array([0.5, 0.3, 0.6, 0.2, 0.2, 0.1, 0.2, -0.5, 0.2, 0.3, -0.6])
_NEIGHBOURS = ("0101", "0147", "0151", "0167", "0173", "0157", "0210", "0219", "0230", "0161")
_GIRLS = 0.47


@dataclass(frozen=True, eq=False, kw_only=True)
class People:
    """Columns over people, n long; codes are places in the vocabularies' lists, -1 for none.

    Latent: ``taste`` (n, TASTES, DIRECTIONS) unit vectors, ``temper`` (n, TEMPERS) shares that sum
    to 1, ``curious`` the nearness of music that is liked best, ``role`` (n, 2), ``skill`` 1..5,
    ``bold`` levels upwards, ``range_km``, ``goals`` (n, goals) weights, ``needs`` (n, NEEDS),
    ``budget`` kroner, ``sociable`` in log seats, ``affinity`` (n, AFFINITIES) to organisations,
    ``free`` (n, times), ``reliable`` log-odds of turning up, ``girl`` (read by the audit only).
    Behaviour: ``impatience`` η of the attention, ``activity`` visits a week, ``friends`` (n, 4)
    rows. Visible: ``ticked_*``, ``stated_*``, ``text``. ``joined`` is the ordinal of the day they
    came.
    """

    taste: Floats
    temper: Floats
    curious: Floats
    role: Whole
    skill: Floats
    bold: Floats
    range_km: Floats
    goals: Floats
    needs: NDArray[np.bool_]
    budget: Floats
    sociable: Floats
    affinity: Floats
    free: NDArray[np.bool_]
    reliable: Floats
    girl: NDArray[np.bool_]
    municipality: Whole
    born: NDArray[np.int64]
    impatience: Floats
    activity: Floats
    friends: Whole
    joined: NDArray[np.int64]
    ticked_genres: Whole
    ticked_roles: Whole
    ticked_goals: NDArray[np.bool_]
    ticked_needs: NDArray[np.bool_]
    stated_level: NDArray[np.int64]
    stated_km: Floats
    stated_times: NDArray[np.bool_]
    text: Whole
    discoverable: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.skill)

    def and_then(self, more: "People") -> "People":
        """These and ``more``, whose rows follow."""
        pairs = ((f.name, getattr(self, f.name), getattr(more, f.name)) for f in fields(self))
        return replace(self, **{name: np.concatenate([a, b]) for name, a, b in pairs})

    def with_taste(self, taste: Floats) -> "People":
        """The same people liking something else."""
        return replace(self, taste=taste)


def draw_people(
    count: int,
    config: WorldConfig,
    words: Vocabularies,
    *,
    music: MusicMap,
    first: int,
    day: date,
    rng: np.random.Generator,
) -> People:
    """``count`` new people on ``day``; their rows begin at ``first``."""
    girl = rng.random(count) < _GIRLS
    seeds, role = _seeds(girl, config, music, rng)
    nature = _nature(seeds, words, music, rng) | {"girl": girl, "role": role}
    age = np.clip(rng.normal(18.5, 3.2, count), 13, 30)
    around: dict[str, Array] = {
        "municipality": _homes(count, words, rng),
        "born": day.toordinal() - (age * 365.25).astype(np.int64),
        "friends": rng.integers(0, first + count, (count, 4)),
        "joined": np.full(count, day.toordinal()),
    }
    habits = _habits(count, config, rng)
    return People(**nature, **around, **habits, **_shown(nature, seeds, music, rng))


def _nature(
    seeds: Whole, words: Vocabularies, music: MusicMap, rng: np.random.Generator
) -> dict[str, Array]:
    """What people are like, whatever they say."""
    count = len(seeds)
    goals = rng.dirichlet(np.full(len(words.goals), 0.45), count)
    return {
        "temper": leanings(goals, words.goals.codes, rng),
        "taste": _tastes(seeds, music, rng),
        "curious": rng.beta(5, 2, count),
        "skill": np.clip(rng.gamma(4.0, 0.65, count), 1, 5),
        "bold": rng.normal(0.35, 0.45, count),
        "range_km": np.exp(rng.normal(np.log(18), 0.7, count)),
        "goals": goals,
        "needs": rng.random((count, len(NEEDS))) < _NEED_SHARE,
        "budget": np.exp(rng.normal(np.log(600), 0.8, count)),
        "sociable": rng.normal(2.4, 0.8, count),
        "affinity": rng.normal(0, 1, (count, AFFINITIES)) / np.sqrt(AFFINITIES),
        "free": rng.random((count, len(words.times))) < (0.35, 0.8, 0.65),
        "reliable": rng.normal(1.8, 0.9, count),
    }


def _habits(count: int, config: WorldConfig, rng: np.random.Generator) -> dict[str, Array]:
    """How people use lists."""
    attention = config.attention
    return {
        "impatience": rng.gamma(attention.shape, attention.mean / attention.shape, count),
        "activity": rng.gamma(0.8, config.visits / 0.8, count),
        "discoverable": rng.random(count) < 0.6,
    }


def _shown(
    nature: Mapping[str, Array], seeds: Whole, music: MusicMap, rng: np.random.Generator
) -> dict[str, Array]:
    """What the profiles say of it."""
    role, needs, free = nature["role"], nature["needs"], nature["free"]
    return {
        "ticked_genres": _ticked_genres(nature["taste"], music, rng),
        "ticked_roles": np.where(rng.random(role.shape) < (0.93, 0.6), role, -1),
        "ticked_goals": _ticked_goals(nature["goals"], rng),
        "ticked_needs": needs & (rng.random(needs.shape) < 0.6),
        "stated_level": _stated_level(nature["skill"], rng),
        "stated_km": _stated_km(nature["range_km"], rng),
        "stated_times": np.where(rng.random((len(free), 1)) < 0.6, free, False),
        "text": _texts(seeds[:, 0], role[:, 0], nature["goals"], rng=rng),
    }


def _seeds(
    girl: NDArray[np.bool_], config: WorldConfig, music: MusicMap, rng: np.random.Generator
) -> tuple[Whole, Whole]:
    """The genres that tastes grow from, (n, 3), and two roles, (n, 2), the second maybe -1."""
    seeds = np.empty((len(girl), 3), dtype=np.intp)
    role = np.empty((len(girl), 2), dtype=np.intp)
    for value in (False, True):
        mine = np.flatnonzero(girl == value)
        genres, roles = music.shares(value, unlikely=config.bias.unlikely)
        seeds[mine] = draw_codes(genres, len(mine) * 3, rng).reshape(-1, 3)
        role[mine] = draw_codes(roles, len(mine) * 2, rng).reshape(-1, 2)
    role[(rng.random(len(girl)) < 0.45) | (role[:, 1] == role[:, 0]), 1] = -1
    return seeds, role


def _tastes(seeds: Whole, music: MusicMap, rng: np.random.Generator) -> Floats:
    """Two scenes a person: one about a genre, one about two others; each with an own twist."""
    places = music.places[seeds]
    scenes = np.stack([places[:, 0], unit(places[:, 1] + 0.6 * places[:, 2])], axis=1)
    twist = rng.normal(0, 0.35 / np.sqrt(DIRECTIONS), scenes.shape)
    return unit(scenes + twist)


def _ticked_genres(taste: Floats, music: MusicMap, rng: np.random.Generator) -> Whole:
    """Up to four: near the tastes, popular ones too often, with chance; shape (n, 4), -1 for none.

    In blocks, so that 100,000 people do not need all the products at once.
    """
    ticked = np.full((len(taste), 4), -1, dtype=np.intp)
    fame = 0.06 * np.log(music.genre_share + 1e-4)
    for block in range(0, len(taste), 4096):
        here = slice(block, block + 4096)
        near = np.maximum(taste[here, 0] @ music.places.T, taste[here, 1] @ music.places.T - 0.1)
        liked = near + fame + rng.normal(0, 0.12, near.shape)
        best = np.argpartition(-liked, 4, axis=1)[:, :4]
        order = np.argsort(-np.take_along_axis(liked, best, axis=1), axis=1)
        ticked[here] = np.take_along_axis(best, order, axis=1)
    count = rng.choice(5, size=len(taste), p=(0.08, 0.27, 0.3, 0.2, 0.15))
    return np.where(np.arange(4) < count[:, None], ticked, -1)


def _ticked_goals(goals: Floats, rng: np.random.Generator) -> NDArray[np.bool_]:
    meant = np.log(goals + 1e-3) + _RESPECTABLE + rng.normal(0, 0.5, goals.shape)
    ticked: NDArray[np.bool_] = meant > np.log(0.14)
    return ticked & (rng.random((len(goals), 1)) < 0.9)


def _stated_level(skill: Floats, rng: np.random.Generator) -> NDArray[np.int64]:
    """1..5, 0 for not stated."""
    stated = np.clip(np.rint(skill + rng.normal(-0.1, 0.6, len(skill))), 1, 5)
    return np.where(rng.random(len(skill)) < 0.85, stated, 0).astype(np.int64)


def _stated_km(range_km: Floats, rng: np.random.Generator) -> Floats:
    """A step of the form, a little too hopeful; NaN for not stated."""
    meant = range_km * np.exp(rng.normal(0.15, 0.35, len(range_km)))
    steps = np.abs(np.log(meant)[:, None] - np.log(TRAVEL_STEPS)).argmin(axis=1)
    return np.where(rng.random(len(range_km)) < 0.75, TRAVEL_STEPS[steps], np.nan)


def _texts(genre: Whole, role: Whole, goals: Floats, *, rng: np.random.Generator) -> Whole:
    """Pattern, genre, role and goal of each text: shape (n, 4); pattern -1 for no text."""
    pattern = rng.integers(0, PEOPLE_PATTERNS, len(genre))
    pattern[rng.random(len(genre)) < 0.45] = -1
    return np.stack([pattern, genre, role, goals.argmax(axis=1)], axis=1)


def _homes(count: int, words: Vocabularies, rng: np.random.Generator) -> Whole:
    """Three of four live in the nine municipalities, most others in the neighbourhood."""
    index = words.geography.index
    nine = np.array([index[code] for code in sorted(PARTNERSHIP)])
    near = np.array([index[code] for code in _NEIGHBOURS])
    shares = np.full(len(index), 0.03 / len(index))
    shares[near] += 0.22 / len(near)
    shares[nine] += 0.75 / len(nine)
    return draw_codes(shares, count, rng)
