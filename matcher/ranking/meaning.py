"""Meaning: how near the vectors of many profiles come to a question's."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from matcher.features import Rows, SemanticEncoder
from matcher.features.semantic import FULL, Vectors
from matcher.vocabulary import Vocabularies, WordList

Scores = NDArray[np.float64]
Vector = NDArray[np.int8]


def text_likeness(candidates: Rows, asked: Vector) -> Scores:
    """Cosine of the question with each profile's own words: shape (n,), NaN where there are none.

    All are compared where they lie.
    """
    return _cosines(candidates.columns["meaning"], asked)[candidates.rows]


def label_likeness(candidates: Rows, near: Mapping[str, Scores]) -> Scores:
    """The best cosine of the question with a label: shape (n,), NaN without roles and genres.

    ``near`` holds that of every code, by field.
    """
    best = np.full(len(candidates), -np.inf)
    for name, cosines in near.items():
        known = np.append(np.nan_to_num(cosines, nan=-np.inf), -np.inf)
        best = np.maximum(best, known.take(candidates[name], mode="wrap").max(axis=1))
    return np.where(np.isfinite(best), best, np.nan)


@dataclass(slots=True)
class Labels:
    """The vectors of what roles and genres are called, made once for each encoder.

    By them organisations look for people: a role and a genre stand on the card, the bio does not.
    """

    words: Vocabularies
    _encoder_hash: str = ""
    _vectors: dict[str, Vectors] = field(default_factory=dict)

    def near(self, asked: Vector, encoder: SemanticEncoder) -> dict[str, Scores]:
        """The cosine of the question with the labels of each code, the better of the two
        languages: shape (codes,) by field."""
        if self._encoder_hash != encoder.hash:
            self._vectors = {
                "roles": _of_labels(self.words.roles, encoder),
                "genres": _of_labels(self.words.genres, encoder),
            }
            self._encoder_hash = encoder.hash
        near = {name: _cosines(vectors, asked) for name, vectors in self._vectors.items()}
        return {name: found.reshape(2, -1).max(axis=0) for name, found in near.items()}


def _of_labels(words: WordList, encoder: SemanticEncoder) -> Vectors:
    """All Danish labels, then all English ones."""
    terms = words.terms
    return encoder.encode([*(term.label_da for term in terms), *(term.label_en for term in terms)])


def _cosines(vectors: Vectors, asked: Vector) -> Scores:
    """All vectors are of length 127, but for what rounding took or gave, so that one product does;
    ``einsum`` makes it without a copy of all vectors as floats. NaN for a vector of zeros."""
    mine = asked.astype(np.float32)
    length = float(np.linalg.norm(mine)) * FULL
    alike = np.einsum("ij,j->i", vectors, mine / length if length else mine)
    return np.where(alike == 0, np.nan, alike).astype(np.float64)
