"""Text: how free words become columns of n-grams, and how alike two texts are spelled."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

GRAM_LENGTHS = (4, 5)
BUCKETS = 1 << 16
_SPACE = ord(" ")
_MULTIPLIER = np.uint32(0x9E3779B1)
_NORM_STEPS = 256


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
    grams: int = 40

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
        """Rows of shape (texts, width), the heaviest n-gram first.

        Steps: 1. the n-grams of all texts at once; 2. one sort by text and falling weight (in 256
        steps), which also drops repeats; 3. the first ``grams`` of each text.
        """
        rows = np.zeros((len(texts), self.width), dtype=np.uint16)
        owners, buckets = ngrams(texts)
        keys = np.unique((owners << 24) | (self._lightness[buckets] << 16) | buckets)
        owners, buckets = keys >> 24, keys & (BUCKETS - 1)
        place = np.arange(len(keys)) - np.searchsorted(owners, owners)
        kept = place < self.grams
        owners, buckets, place = owners[kept], buckets[kept], place[kept]
        rows[owners, place + 1] = buckets
        squared = np.bincount(owners, weights=self._squares[buckets], minlength=len(texts))
        rows[:, 0] = np.rint(np.sqrt(squared) * _NORM_STEPS)
        return rows

    def similarity(self, one: NDArray[np.uint16], many: NDArray[np.uint16]) -> NDArray[np.float32]:
        """Cosine in [0, 1] of the row ``one`` (width,) with each of ``many`` (n, width).

        NaN where a text is empty.
        """
        shared = np.zeros(BUCKETS, dtype=np.float32)
        shared[one[1:]] = self._squares[one[1:]]
        dots = shared.take(many[:, 1:], mode="clip") @ np.ones(self.grams, dtype=np.float32)
        norms = many[:, 0].astype(np.float32) * (float(one[0]) / _NORM_STEPS**2)
        likeness = np.full(len(many), np.nan, dtype=np.float32)
        return np.divide(dots, norms, out=likeness, where=norms > 0).clip(max=1.0, out=likeness)

    @cached_property
    def _lightness(self) -> NDArray[np.int64]:
        return np.rint(255 * (1 - self.idf / self.idf.max())).astype(np.int64)

    @cached_property
    def _squares(self) -> NDArray[np.float32]:
        return self.idf * self.idf


def ngrams(texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For every n-gram of every word: the place of its text, and its bucket, never 0.

    A word is padded with one space at both ends, so that beginnings and endings count. Texts are
    laid end to end; no n-gram spans two words, so none spans two texts.
    """
    words = [_words(text) for text in texts]
    codes = np.frombuffer("".join(words).encode("utf-32-le"), dtype=np.uint32)
    owners = np.repeat(np.arange(len(words)), [len(text) for text in words])
    starts, hashes = zip(*(_hashes(codes, length) for length in GRAM_LENGTHS), strict=True)
    buckets = (np.concatenate(hashes) >> np.uint32(16)).clip(1).astype(np.int64)
    return owners[np.concatenate(starts)], buckets


@cache
def ngram_encoder() -> NgramEncoder:
    """The encoder with the packaged weights (see data/SOURCES.md for where they come from)."""
    with (files("matcher.features") / "data" / "ngram_idf.npy").open("rb") as stream:
        return NgramEncoder(np.load(stream).astype(np.float32))


def _words(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    letters = "".join(sign if sign.isalnum() else " " for sign in folded)
    return f" {' '.join(letters.split())} "


def _hashes(codes: NDArray[np.uint32], length: int) -> tuple[NDArray[np.intp], NDArray[np.uint32]]:
    """Where the windows of ``length`` signs within one padded word begin, and 32-bit hashes."""
    count = max(len(codes) - length + 1, 0)
    mixed = np.full(count, length, dtype=np.uint32)
    within = np.ones(count, dtype=np.bool_)
    for offset in range(length):
        window = codes[offset : offset + count]
        mixed = (mixed ^ window) * _MULTIPLIER
        mixed ^= mixed >> np.uint32(15)
        if 0 < offset < length - 1:
            within &= window != _SPACE
    starts = np.flatnonzero(within)
    return starts, mixed[starts] * _MULTIPLIER
