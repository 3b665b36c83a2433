"""The music map: where genres lie in people's ears, and who plays which role.

It begins from the vocabulary's affinities, keeps a few directions of them and moves every genre
at random, so that what the ranker believes of genres is only roughly what people hear.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.vocabulary import Vocabularies, WordList

Floats = NDArray[np.float64]
Whole = NDArray[np.intp]

DIRECTIONS = 16
_MOVED = 0.35
_ZIPF = 1.2

# How much is played of each family of genres, and of each role: invented, not measured.
_FAMILIES: Mapping[str, float] = {
    "pop": 18,
    "rock": 14,
    "hiphop": 14,
    "electronic": 10,
    "rnb_soul_funk": 8,
    "singer_songwriter": 8,
    "metal": 5,
    "jazz": 6,
    "folk": 3,
    "classical": 5,
    "choir": 3,
    "punk": 3,
    "world": 4,
    "latin": 2,
    "caribbean": 1,
    "screen_music": 2,
    "blues": 1,
    "country": 1,
}
_ROLES: Mapping[str, float] = {
    "singer": 18,
    "guitar": 10,
    "electric_guitar": 6,
    "bass": 6,
    "drums": 8,
    "piano": 7,
    "synth": 3,
    "producer": 8,
    "beatmaker": 5,
    "dj": 5,
    "rapper": 8,
    "songwriter": 7,
    "lyricist": 2,
    "violin": 3,
    "cello": 1,
    "saxophone": 2,
    "trumpet": 2,
    "flute": 1,
    "choir_singer": 3,
    "percussion": 2,
    "sound_engineer": 2,
    "band_member": 3,
    "composer": 2,
    "dancer": 2,
    "photographer": 1,
    "volunteer": 1,
    "organiser": 1,
}
# N28 and N29: where girls are few.
FEW_GIRLS_ROLES = frozenset(
    {
        "guitar",
        "electric_guitar",
        "bass",
        "drums",
        "synth",
        "percussion",
        "producer",
        "beatmaker",
        "dj",
        "rapper",
        "sound_engineer",
        "band_member",
        "saxophone",
        "trumpet",
    }
)
FEW_GIRLS_FAMILIES = frozenset({"hiphop", "metal", "electronic"})


@dataclass(frozen=True, eq=False)
class MusicMap:
    """``places`` are the genres' unit vectors (genres, DIRECTIONS); the rest are by code.

    ``genre_share`` and ``role_share`` sum to 1; ``few_genres`` and ``few_roles`` say where girls
    are few. ``nearness`` is how well one role does for another, (roles, roles) in 0..1.
    """

    places: Floats
    genre_share: Floats
    role_share: Floats
    few_genres: NDArray[np.bool_]
    few_roles: NDArray[np.bool_]
    nearness: Floats

    def shares(self, girl: bool, *, unlikely: float) -> tuple[Floats, Floats]:
        """Of genres and of roles, for girls with the history's imbalance."""
        factor = 1 - unlikely if girl else 1.0
        genres = self.genre_share * np.where(self.few_genres, factor, 1.0)
        roles = self.role_share * np.where(self.few_roles, factor, 1.0)
        return genres / genres.sum(), roles / roles.sum()


def music_map(words: Vocabularies, rng: np.random.Generator) -> MusicMap:
    """The map of a world; another seed hears genres otherwise."""
    families = [_family(code, words.genres) for code in words.genres.codes]
    roles = np.array([_ROLES.get(code, 0.0) for code in words.roles.codes])
    moved = words.roles.affinity + rng.normal(0, 0.1, words.roles.affinity.shape)
    nearness = np.clip(moved, 0, 1) ** 1.4
    np.fill_diagonal(nearness, 1.0)
    return MusicMap(
        places=_moved(words.genres, rng),
        genre_share=_genre_share(families),
        role_share=roles / roles.sum(),
        few_genres=np.array([family in FEW_GIRLS_FAMILIES for family in families]),
        few_roles=np.array([code in FEW_GIRLS_ROLES for code in words.roles.codes]),
        nearness=nearness,
    )


def unit(vectors: Floats) -> Floats:
    """Vectors of length 1 along the last axis."""
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.divide(vectors, norms, out=np.zeros_like(vectors), where=norms > 0)


def draw_codes(shares: Floats, count: int, rng: np.random.Generator) -> Whole:
    """``count`` codes by their shares; faster than ``choice`` for many."""
    edges = np.cumsum(shares)
    found = np.searchsorted(edges, rng.random(count) * edges[-1], side="right")
    return np.minimum(found, len(shares) - 1)


def _moved(genres: WordList, rng: np.random.Generator) -> Floats:
    affinity = genres.affinity.astype(np.float64)
    values, vectors = np.linalg.eigh((affinity + affinity.T) / 2)
    best = np.argsort(-values)[:DIRECTIONS]
    known = unit(vectors[:, best] * np.sqrt(np.maximum(values[best], 0)))
    return unit(known + rng.normal(0, _MOVED / np.sqrt(DIRECTIONS), known.shape))


def _family(code: str, genres: WordList) -> str:
    """The nearest ancestor that is listed as a family, else the topmost."""
    while code not in _FAMILIES:
        parent = genres[code].parent
        if parent is None:
            return code
        code = parent
    return code


def _genre_share(families: list[str]) -> Floats:
    """Within a family the first of the file are the most played."""
    seen: dict[str, int] = {}
    shares = np.zeros(len(families))
    for place, family in enumerate(families):
        seen[family] = seen.get(family, 0) + 1
        shares[place] = seen[family] ** -_ZIPF if family in _FAMILIES else 0.0
    for family, weight in _FAMILIES.items():
        mine = np.array([one == family for one in families])
        shares[mine] *= weight / max(shares[mine].sum(), 1e-9)
    return shares / shares.sum()
