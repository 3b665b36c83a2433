"""Text: how free words become columns, and how alike two texts are."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from importlib.resources import files
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

GRAM_LENGTHS = (4, 5)
BUCKETS = 1 << 16
_SPACE = ord(" ")
_MULTIPLIER = np.uint32(0x9E3779B1)
_NORM_STEPS = 256


class TextEncoder(Protocol):
    """Turns texts into rows of a column and compares one row with many."""

    @property
    def hash(self) -> str:
        """Names the encoder and its weights: rows of two hashes are never compared."""

    @property
    def dtype(self) -> type[np.generic]:
        """The dtype of a cell."""

    @property
    def width(self) -> int:
        """How many cells a row has."""

    def encode(self, texts: Sequence[str]) -> NDArray[Any]:
        """Rows of shape (texts, width); an empty text gives a row of zeros."""

    def similarity(self, one: NDArray[Any], many: NDArray[Any]) -> NDArray[np.float32]:
        """Likeness in [0, 1] of the row ``one`` (width,) to ``many`` (n, width); NaN where a text
        is empty."""


@dataclass(frozen=True, eq=False)
class NgramEncoder:
    """TF-IDF over character n-grams within words, hashed, the heaviest ``grams`` kept.

    A row is uint16: cell 0 holds the row's norm in steps of 1/256, the others the buckets of the
    text's heaviest n-grams (0 = none). Term frequency is binary, since these texts are short. The
    likeness is the cosine of the two weighted sets (Manning, Raghavan & Schütze 2008, section
    6.3). N-grams see Danish compounds and inflections where whole words do not meet. ``idf`` has
    one weight for each bucket, weight 0 for bucket 0.
    """

    idf: NDArray[np.float32]
    grams: int = 96

    @property
    def dtype(self) -> type[np.generic]:
        """Buckets fit in 16 bits."""
        return np.uint16

    @property
    def width(self) -> int:
        """The norm and the buckets."""
        return self.grams + 1

    @cached_property
    def hash(self) -> str:
        """Of the weights and the shape of the n-grams."""
        digest = sha256(self.idf.tobytes())
        digest.update(repr((GRAM_LENGTHS, BUCKETS, self.grams)).encode())
        return digest.hexdigest()[:16]

    def encode(self, texts: Sequence[str]) -> NDArray[np.uint16]:
        """Rows of shape (texts, width); the order of the buckets means nothing."""
        rows = np.zeros((len(texts), self.width), dtype=np.uint16)
        for row, text in zip(rows, texts, strict=True):
            buckets = ngram_buckets(text)
            if len(buckets) > self.grams:
                heaviest = np.argsort(-self.idf[buckets], kind="stable")[: self.grams]
                buckets = buckets[heaviest]
            row[0] = np.rint(np.sqrt(self._squares[buckets].sum()) * _NORM_STEPS)
            row[1 : len(buckets) + 1] = buckets
        return rows

    def similarity(self, one: NDArray[np.uint16], many: NDArray[np.uint16]) -> NDArray[np.float32]:
        """Cosine of binary TF-IDF sets."""
        shared = np.zeros(BUCKETS, dtype=np.float32)
        shared[one[1:]] = self._squares[one[1:]]
        dots = shared.take(many[:, 1:], mode="clip") @ np.ones(self.grams, dtype=np.float32)
        norms = many[:, 0].astype(np.float32) * (float(one[0]) / _NORM_STEPS**2)
        likeness = np.full(len(many), np.nan, dtype=np.float32)
        return np.divide(dots, norms, out=likeness, where=norms > 0).clip(max=1.0, out=likeness)

    @cached_property
    def _squares(self) -> NDArray[np.float32]:
        return self.idf * self.idf


def ngram_buckets(text: str) -> NDArray[np.uint16]:
    """The distinct buckets of the n-grams of every word of ``text``, ascending, never 0.

    A word is padded with one space at both ends, so that beginnings and endings count.
    """
    codes = np.frombuffer(_words(text).encode("utf-32-le"), dtype=np.uint32)
    grams = [_hashes(codes, length) for length in GRAM_LENGTHS]
    return np.unique((np.concatenate(grams) >> np.uint32(16)).astype(np.uint16).clip(1))


def ngram_encoder() -> NgramEncoder:
    """The encoder with the packaged weights (see data/SOURCES.md for where they come from)."""
    with (files("matcher.features") / "data" / "ngram_idf.npy").open("rb") as stream:
        return NgramEncoder(np.load(stream).astype(np.float32))


def _words(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    letters = "".join(sign if sign.isalnum() else " " for sign in folded)
    return f" {' '.join(letters.split())} "


def _hashes(codes: NDArray[np.uint32], length: int) -> NDArray[np.uint32]:
    """A 32-bit hash of every window of ``length`` signs that lies within one padded word."""
    count = len(codes) - length + 1
    if count <= 0:
        return np.empty(0, dtype=np.uint32)
    mixed = np.full(count, length, dtype=np.uint32)
    within = np.ones(count, dtype=np.bool_)
    for offset in range(length):
        window = codes[offset : offset + count]
        mixed = (mixed ^ window) * _MULTIPLIER
        mixed ^= mixed >> np.uint32(15)
        if 0 < offset < length - 1:
            within &= window != _SPACE
    return (mixed * _MULTIPLIER)[within]
