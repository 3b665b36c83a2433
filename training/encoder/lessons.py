"""Lessons: all that the student learns from, as numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from training.encoder.domain import Fit
from training.encoder.folding import folded
from training.encoder.recipe import Recipe
from training.encoder.sources import Pair

Vectors = NDArray[np.float32]
Places = NDArray[np.int64]

_NEAREST = 8
_NEAR_A_STEP = 3
_PER_THEME = 4
_BLOCK = 2048


@dataclass(frozen=True, eq=False, slots=True)
class Texts:
    """The tokens of texts, whole words where they are known, and all in pieces."""

    words: list[list[int]]
    pieces: list[list[int]]

    def __len__(self) -> int:
        return len(self.words)


@dataclass(frozen=True, slots=True)
class Readers:
    """The two ways of cutting a text; they share their table of tokens."""

    words: Tokenizer
    pieces: Tokenizer

    def read(self, texts: Sequence[str]) -> Texts:
        """The tokens of each text; one that says nothing is read as the unknown token."""
        return Texts(_tokens(self.words, texts), _tokens(self.pieces, texts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What there is to learn: translated sentences, our own, the dictionary; glosses; what fits;
    the phrases of themes."""

    sentences: Sequence[Pair]
    ours: Sequence[Pair]
    dictionary: Sequence[Pair]
    glosses: Sequence[str]
    fits: Sequence[Fit]
    themes: Sequence[Sequence[str]]

    @property
    def pairs(self) -> list[Pair]:
        """All translations, the sentences first, then our own, then the dictionary."""
        return [*self.sentences, *self.ours, *self.dictionary]

    def taught(self) -> list[str]:
        """The English texts of which the teacher's vector is wanted."""
        fits = (pair.meant for fit in self.fits for pair in fit.pairs)
        return [*(pair.meant for pair in self.pairs), *self.glosses, *fits]

    def said(self) -> list[str]:
        """Every text of which the words are to be known."""
        pairs = (text for pair in self.pairs for text in (pair.danish, pair.english))
        return [*pairs, *(phrase for theme in self.themes for phrase in theme)]


class Lessons:
    """The material as tokens and the teacher's vectors, and the choice of what each step takes."""

    def __init__(
        self, material: Material, readers: Readers, teachers: Mapping[str, Vectors]
    ) -> None:
        pairs, fits = material.pairs, material.fits
        self.sentences, self.ours = len(material.sentences), len(material.ours)
        self.danish = readers.read([pair.danish for pair in pairs])
        self.english = readers.read([pair.english for pair in pairs])
        self.meant = _rows(teachers, [pair.meant for pair in pairs])
        self.glosses = readers.read(material.glosses)
        self.glosses_meant = _rows(teachers, material.glosses)
        self.people, self.people_meant = _side([fit.person for fit in fits], readers, teachers)
        self.offers, self.offers_meant = _side([fit.offer for fit in fits], readers, teachers)
        self.lures, self.lures_meant = _side([fit.lure for fit in fits], readers, teachers)
        self.cues = readers.read([phrase for theme in material.themes for phrase in theme])
        self._theme_sizes = [len(theme) for theme in material.themes]
        self._danish_names = _numbered([pair.danish for pair in pairs])
        self._english_names = _numbered([pair.english for pair in pairs])
        self._near = _nearest(self.meant[: self.sentences])

    def translated(self, rng: np.random.Generator, recipe: Recipe) -> Places:
        """Places of the pairs of one step: sentences with some of their nearest, ours, words."""
        first = rng.choice(self.sentences, recipe.sentences // (_NEAR_A_STEP + 1), replace=False)
        near = rng.permuted(self._near[first], axis=1)[:, :_NEAR_A_STEP]
        own = self.sentences + rng.choice(self.ours, min(recipe.ours, self.ours), replace=False)
        words = len(self.danish) - self.sentences - self.ours
        drawn = rng.choice(words, min(recipe.words, words), replace=False)
        rest = self.sentences + self.ours + drawn
        return np.concatenate([np.unique(np.concatenate([first, near.ravel()])), own, rest])

    def alike(self, places: Places) -> NDArray[np.bool_]:
        """Which two pairs say the same on one side, so that neither is wrong for the other."""
        danish, english = self._danish_names[places], self._english_names[places]
        same = (danish[:, None] == danish) | (english[:, None] == english)
        np.fill_diagonal(same, val=False)
        return same

    def of_each_theme(self, rng: np.random.Generator) -> Places:
        """Four phrases of each theme, in random order of themes: shape (themes, 4)."""
        starts = np.cumsum([0, *self._theme_sizes])[:-1]
        chosen = [
            start + rng.choice(size, _PER_THEME, replace=size < _PER_THEME)
            for start, size in zip(starts, self._theme_sizes, strict=True)
        ]
        return rng.permutation(np.array(chosen))


def _side(
    pairs: Sequence[Pair], readers: Readers, teachers: Mapping[str, Vectors]
) -> tuple[tuple[Texts, Texts], Vectors]:
    danish = readers.read([pair.danish for pair in pairs])
    english = readers.read([pair.english for pair in pairs])
    return (danish, english), _rows(teachers, [pair.meant for pair in pairs])


def _tokens(tokenizer: Tokenizer, texts: Sequence[str]) -> list[list[int]]:
    encoded = tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
    return [encoding.ids or [0] for encoding in encoded]


def _rows(teachers: Mapping[str, Vectors], texts: Sequence[str]) -> Vectors:
    return np.array([teachers[text] for text in texts], dtype=np.float32)


def _numbered(texts: Sequence[str]) -> Places:
    """Texts that are alike when folded have one number."""
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(folded(text), len(numbers)) for text in texts])


def _nearest(vectors: Vectors) -> Places:
    """For each row the places of those that the teacher finds most like it: shape (n, 8)."""
    near = np.empty((len(vectors), min(_NEAREST, len(vectors) - 1)), dtype=np.int64)
    for start in range(0, len(vectors), _BLOCK):
        likeness = vectors[start : start + _BLOCK] @ vectors.T
        own = np.arange(len(likeness))
        likeness[own, own + start] = -np.inf
        near[start : start + _BLOCK] = np.argpartition(-likeness, near.shape[1] - 1, axis=1)[
            :, : near.shape[1]
        ]
    return near
