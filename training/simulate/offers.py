"""The offers of a world, and the organisations behind them: what they are, and what they say.

Latent: music, real difficulty, what really happens there, charm. Visible: what was written in the
form: a part of the genres, a wide range of levels, goals a little oversold, few conditions.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from matcher.features.columns import Array
from matcher.vocabulary import Vocabularies
from training.simulate.config import PARTNERSHIP
from training.simulate.music import Floats, MusicMap, Whole, draw_codes, unit
from training.simulate.people import AFFINITIES, NEEDS
from training.simulate.texts import OFFER_PATTERNS

_KIND_SHARE = np.array([0.16, 0.05, 0.24, 0.07, 0.1, 0.08, 0.1, 0.06, 0.05, 0.03, 0.06])
_TYPE_SHARE = np.array([0.2, 0.15, 0.15, 0.15, 0.05, 0.2, 0.05, 0.05, 0, 0, 0, 0])
_SELLS = 0.18
_KINDS_EACH = 3.0


@dataclass(frozen=True, eq=False, kw_only=True)
class Organisations:
    """Columns over organisations: scene (n, DIRECTIONS), what they seek in people, charm.

    ``size`` is how much each puts up beside the others, ``kinds`` (n, kinds) of which kinds, as
    shares; both are an organisation's own and stay.
    """

    scene: Floats
    seeks: Floats
    charm: Floats
    kind: Whole
    municipality: Whole
    size: Floats
    kinds: Floats

    def __len__(self) -> int:
        return len(self.kind)


@dataclass(frozen=True, eq=False, kw_only=True)
class Offers:
    """Columns over offers, n long; codes are places in the vocabularies' lists, -1 for none.

    Latent: ``music`` (n, DIRECTIONS), ``difficulty`` 1..5, ``goals`` (n, goals) unit rows,
    ``meets`` (n, NEEDS), ``quality``; ``few_girls`` whether it is of a genre or role where girls
    are few. The rest is stated or simply so; days are ordinals, ``capacity`` seats.
    """

    organisation: Whole
    kind: Whole
    music: Floats
    role: Whole
    difficulty: Floats
    goals: Floats
    meets: NDArray[np.bool_]
    quality: Floats
    few_girls: NDArray[np.bool_]
    municipality: Whole
    remote: NDArray[np.bool_]
    times: NDArray[np.bool_]
    price: Floats
    pay: Floats
    capacity: NDArray[np.int64]
    age_min: NDArray[np.int64]
    open_to: Whole
    reach: Whole
    published: NDArray[np.int64]
    deadline: NDArray[np.int64]
    start: NDArray[np.int64]
    stated_genres: Whole
    stated_roles: Whole
    stated_goals: NDArray[np.bool_]
    stated_meets: NDArray[np.bool_]
    stated_levels: NDArray[np.int64]
    text: Whole

    def __len__(self) -> int:
        return len(self.kind)

    def and_then(self, more: "Offers") -> "Offers":
        """These and ``more``, whose rows follow."""
        pairs = ((f.name, getattr(self, f.name), getattr(more, f.name)) for f in fields(self))
        return replace(self, **{name: np.concatenate([a, b]) for name, a, b in pairs})


def draw_organisations(
    count: int, words: Vocabularies, *, music: MusicMap, rng: np.random.Generator
) -> Organisations:
    """``count`` organisations in the nine municipalities."""
    nine = np.array([words.geography.index[code] for code in sorted(PARTNERSHIP)])
    genres = draw_codes(music.genre_share, count * 2, rng).reshape(-1, 2)
    return Organisations(
        scene=unit(music.places[genres[:, 0]] + 0.5 * music.places[genres[:, 1]]),
        seeks=rng.normal(0, 1, (count, AFFINITIES)),
        charm=rng.normal(0, 0.4, count),
        kind=draw_codes(_TYPE_SHARE, count, rng),
        municipality=rng.choice(nine, count),
        size=rng.gamma(0.9, 1, count) + 0.05,
        kinds=rng.dirichlet(_KIND_SHARE * _KINDS_EACH, count),
    )


def draw_offers(
    count: int,
    by: Organisations,
    words: Vocabularies,
    *,
    music: MusicMap,
    published: NDArray[np.int64],
    rng: np.random.Generator,
) -> Offers:
    """``count`` offers by ``by``, put up on the days ``published``."""
    who = draw_codes(by.size, count, rng)
    genres = _genres(by.scene[who], music, rng)
    around: dict[str, Array] = {
        "organisation": who,
        "municipality": by.municipality[who],
        "music": unit(music.places[genres[:, 0]] + 0.5 * by.scene[who]),
    }
    real = _real(genres, _kinds(by.kinds[who], rng), words, music=music, rng=rng)
    said = _said(real, genres, rng)
    return Offers(**around, **real, **said, **_form(real, words, published, rng))


def _kinds(shares: Floats, rng: np.random.Generator) -> Whole:
    """One kind for each row of ``shares`` (n, kinds)."""
    passed = np.cumsum(shares, axis=1) < rng.random((len(shares), 1))
    return np.minimum(passed.sum(axis=1), shares.shape[1] - 1)


def _real(
    genres: Whole, kind: Whole, words: Vocabularies, *, music: MusicMap, rng: np.random.Generator
) -> dict[str, Array]:
    """What happens there, whatever is written."""
    count = len(genres)
    role = np.where(rng.random(count) < 0.55, draw_codes(music.role_share, count, rng), -1)
    return {
        "kind": kind,
        "role": role,
        "difficulty": np.clip(rng.normal(2.4, 1.0, count), 1, 5),
        "goals": _goals(kind, words, rng),
        "meets": rng.random((count, len(NEEDS))) < 0.35,
        "quality": rng.normal(0, 0.35, count),
        "few_girls": music.few_genres[genres[:, 0]] | ((role >= 0) & music.few_roles[role]),
    }


def _said(real: Mapping[str, Array], genres: Whole, rng: np.random.Generator) -> dict[str, Array]:
    """What is written of it."""
    role, meets = real["role"], real["meets"]
    return {
        "stated_genres": _stated_genres(genres, rng),
        "stated_roles": np.where(rng.random(len(role)) < 0.9, role, -1),
        "stated_goals": _stated_goals(real["goals"], rng),
        "stated_meets": meets & (rng.random(meets.shape) < 0.5),
        "stated_levels": _stated_levels(real["difficulty"], rng),
        "text": _texts(genres[:, 0], real["kind"], real["goals"], rng=rng),
    }


def _form(
    real: Mapping[str, Array],
    words: Vocabularies,
    published: NDArray[np.int64],
    rng: np.random.Generator,
) -> dict[str, Array]:
    """Times, money, seats and rules, which are as they are stated."""
    count = len(published)
    paid = np.isin(real["kind"], [words.kinds.index[code] for code in ("gig", "giveback")])
    price = np.rint(np.exp(rng.normal(5.2, 1.3, count)) / 25) * 25
    deadline = published + rng.integers(10, 75, count)
    return {
        "remote": rng.random(count) < 0.08,
        "times": _times(count, len(words.times), rng),
        "price": np.where(paid, 0.0, price),
        "pay": np.where(paid & (rng.random(count) < 0.7), rng.integers(3, 40, count), 0) * 100.0,
        "capacity": rng.integers(3, 40, count),
        "age_min": rng.choice((0, 13, 15, 18), count, p=(0.4, 0.2, 0.25, 0.15)),
        "open_to": draw_codes(np.array([0.65, 0.25, 0.1]), count, rng),
        "reach": draw_codes(np.array([0.6, 0.28, 0.12]), count, rng),
        "published": published,
        "deadline": deadline,
        "start": deadline + rng.integers(3, 60, count),
    }


def _genres(scene: Floats, music: MusicMap, rng: np.random.Generator) -> Whole:
    """Two genres near the organisation's scene; shape (n, 2)."""
    near = scene @ music.places.T + 0.1 * np.log(music.genre_share + 1e-4)
    near += rng.gumbel(0, 0.14, near.shape)
    best: Whole = np.argsort(-near, axis=1)[:, :2]
    return best


def _goals(kind: Whole, words: Vocabularies, rng: np.random.Generator) -> Floats:
    """What is really served: what its kind serves, and what this one makes of it."""
    typical = np.zeros((len(words.kinds), len(words.goals)))
    for code, weights in words.kind_goals.items():
        for goal, weight in weights.items():
            typical[words.kinds.index[code], words.goals.index[goal]] = weight
    return unit(typical[kind] + rng.gamma(0.4, 0.5, (len(kind), len(words.goals))))


def _times(count: int, width: int, rng: np.random.Generator) -> NDArray[np.bool_]:
    times = np.zeros((count, width), dtype=np.bool_)
    times[np.arange(count), draw_codes(np.array([0.2, 0.5, 0.3]), count, rng)] = True
    return times


def _stated_genres(genres: Whole, rng: np.random.Generator) -> Whole:
    """The two, one of them, or none: open to all."""
    count = draw_codes(np.array([0.22, 0.45, 0.33]), len(genres), rng)
    return np.where(np.arange(2) < count[:, None], genres, -1)


def _stated_goals(goals: Floats, rng: np.random.Generator) -> NDArray[np.bool_]:
    said: NDArray[np.bool_] = goals + rng.normal(0, 0.08, goals.shape) > 0.4
    return said | (rng.random(goals.shape) < _SELLS / 2)


def _stated_levels(difficulty: Floats, rng: np.random.Generator) -> NDArray[np.int64]:
    """The range that is written, (n, 2), 0 for open: about the difficulty, mostly wide."""
    middle = difficulty + rng.normal(0, 0.4, len(difficulty))
    wide = rng.uniform(0.3, 1.6, len(difficulty))
    levels = np.stack([middle - wide, middle + wide], axis=1)
    stated = np.clip(np.rint(levels), 1, 5).astype(np.int64)
    return stated * (rng.random((len(difficulty), 1)) < 0.75)


def _texts(genre: Whole, kind: Whole, goals: Floats, *, rng: np.random.Generator) -> Whole:
    pattern = rng.integers(0, OFFER_PATTERNS, len(genre))
    pattern[rng.random(len(genre)) < 0.15] = -1
    return np.stack([pattern, genre, kind, goals.argmax(axis=1)], axis=1)
