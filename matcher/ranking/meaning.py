"""Meaning: how near the vectors of many profiles come to a question's."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from matcher.features import Rows, cosines, sentence_encoder
from matcher.features.semantic import Vectors
from matcher.vocabulary import Vocabularies, WordList

Scores = NDArray[np.float64]
Vector = NDArray[np.int8]


def text_likeness(candidates: Rows, asked: Vector) -> Scores:
    """Cosine of the question with each profile's own words: shape (n,), NaN where there are none.

    All are compared where they lie.
    """
    found = cosines(asked, candidates.columns["meaning"])
    return found[candidates.rows].astype(np.float64)


def label_likeness(candidates: Rows, near: Mapping[str, Scores]) -> Scores:
    """The best cosine of the question with a label: shape (n,), NaN without roles and genres.

    ``near`` holds that of every code, by field.
    """
    best = np.full(len(candidates), -np.inf)
    for name, alike in near.items():
        known = np.append(np.nan_to_num(alike, nan=-np.inf), -np.inf)
        best = np.maximum(best, known.take(candidates[name], mode="wrap").max(axis=1))
    return np.where(np.isfinite(best), best, np.nan)


@dataclass(slots=True)
class Labels:
    """The vectors of what roles and genres are called, made once, always by the packaged encoder.

    By them organisations look for people: a role and a genre stand on the card, the bio does not.
    Another encoder may serve for texts; one that takes its time would keep everybody waiting here.
    """

    words: Vocabularies
    _vectors: dict[str, Vectors] = field(default_factory=dict)

    def near(self, text: str) -> dict[str, Scores]:
        """The cosine of the text with the labels of each code, the better of the two languages:
        shape (codes,) by field."""
        if not self._vectors:
            self._vectors = {
                "roles": _of_labels(self.words.roles),
                "genres": _of_labels(self.words.genres),
            }
        asked = sentence_encoder().encode([text])[0]
        near = {name: cosines(asked, vectors) for name, vectors in self._vectors.items()}
        return {
            name: found.reshape(2, -1).max(axis=0).astype(np.float64)
            for name, found in near.items()
        }


def _of_labels(words: WordList) -> Vectors:
    """All Danish labels, then all English ones."""
    labels = [term.label_da for term in words.terms] + [term.label_en for term in words.terms]
    return sentence_encoder().encode(labels)
