"""Semantic: what a text means, as a vector that Danish and English share."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import file_digest, sha256
from importlib.resources import as_file, files
from itertools import chain
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from matcher.domain import MatcherError, Problem

Vectors = NDArray[np.int8]

FULL = 127
LONGEST = 20_000
"""Signs of a text that are read."""
_TEXTS_AT_ONCE = 64
_ROWS_AT_ONCE = 4096
_TOKENS_AT_ONCE = 4096
_TENSORS, _TOKENIZER = "model.safetensors", "tokenizer.json"


class EncoderUnreadable(MatcherError):
    """A folder that holds no static encoder, or a damaged one."""


class SemanticEncoder(Protocol):
    """Turns texts into vectors that point the same way when the texts mean alike."""

    @property
    def hash(self) -> str:
        """Names the encoder and its weights: vectors of two hashes are never compared."""

    @property
    def width(self) -> int:
        """How many cells a vector has."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Directions, shape (texts, width), int8 of any length; zeros for an empty text."""


@dataclass(frozen=True, eq=False)
class StaticEncoder:
    """The mean of learned token vectors: what sentence-transformers calls a static embedding.

    ``table`` holds the token vectors in int8, shape (tokens, width), ``steps`` the size of one
    step in each row, shape (tokens,), float32. Of a text the first ``LONGEST`` signs are read.
    """

    tokenizer: Tokenizer = field(repr=False)
    table: NDArray[np.int8] = field(repr=False)
    steps: NDArray[np.float32] = field(repr=False)
    hash: str

    @property
    def width(self) -> int:
        """How many cells a vector has."""
        return int(self.table.shape[1])

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Directions, shape (texts, width), int8 of any length; zeros for an empty text."""
        rows = np.zeros((len(texts), self.width), dtype=np.int8)
        for start in range(0, len(texts), _TEXTS_AT_ONCE):
            found = self._tokens(texts[start : start + _TEXTS_AT_ONCE])
            for first, last in _portions(found):
                rows[start + first : start + last] = quantised(self._sums(found[first:last]))
        return rows

    def sums(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Of each text the sum of its tokens' vectors, shape (texts, width), float32.

        They add up: the sum of two words is that of the phrase that they make.
        """
        return self._sums(self._tokens(texts))

    def _tokens(self, texts: Sequence[str]) -> list[list[int]]:
        read = [text[:LONGEST].encode(errors="replace").decode() for text in texts]
        encoded = self.tokenizer.encode_batch_fast(read, add_special_tokens=False)
        return [encoding.ids for encoding in encoded]

    def _sums(self, found: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """Of each text the sum of its tokens' vectors, which points where their mean does."""
        counts = np.array([len(tokens) for tokens in found])
        said = np.flatnonzero(counts)
        sums = np.zeros((len(found), self.width), dtype=np.float32)
        if len(said):
            tokens = np.fromiter(chain.from_iterable(found), dtype=np.intp, count=counts.sum())
            vectors = self.table[tokens] * self.steps[tokens, None]
            sums[said] = np.add.reduceat(vectors, (np.cumsum(counts) - counts)[said], axis=0)
        return sums


def _portions(found: Sequence[Sequence[int]]) -> Iterator[tuple[int, int]]:
    """From where to where texts are summed at once, so that long ones take no more memory."""
    first = tokens = 0
    for place, text in enumerate(found):
        if tokens and tokens + len(text) > _TOKENS_AT_ONCE:
            yield first, place
            first, tokens = place, 0
        tokens += len(text)
    if found:
        yield first, len(found)


def quantised(vectors: NDArray[np.float32]) -> Vectors:
    """Rows in as many steps as int8 has: only where they point counts; zeros stay zeros."""
    highest = np.abs(vectors).max(axis=1, keepdims=True, initial=0)
    scaled = np.divide(vectors * FULL, highest, out=np.zeros_like(vectors), where=highest > 0)
    return np.rint(scaled).astype(np.int8)


def cosines(one: Vectors, many: Vectors) -> NDArray[np.float32]:
    """Of the row ``one`` (width,) with each of ``many`` (n, width); NaN where a row is empty."""
    mine = one.astype(np.float32)
    dots, squares = np.empty((2, len(many)), dtype=np.float32)
    # In portions, so that there is never a copy of all vectors as floats; sums of whole numbers
    # are exact, in whatever order they are made.
    for start in range(0, len(many), _ROWS_AT_ONCE):
        part = slice(start, start + _ROWS_AT_ONCE)
        some = many[part].astype(np.float32)
        dots[part], squares[part] = some @ mine, np.vecdot(some, some)
    norms = np.sqrt(squares * (mine @ mine))
    unknown = np.full(len(many), np.nan, dtype=np.float32)
    return np.divide(dots, norms, out=unknown, where=norms > 0)


def read_encoder(folder: Path) -> StaticEncoder:
    """The static encoder in a folder of sentence-transformers.

    Its tensors are ``embeddings`` (tokens, width), int8, and ``weights`` (tokens,), float32, as
    model2vec names them. Raises ``EncoderUnreadable`` (``encoder_unreadable`` with ``folder``).
    """
    try:
        tensors = load_file(folder / _TENSORS)
        words = (folder / _TOKENIZER).read_bytes()
        with (folder / _TENSORS).open("rb") as stream:
            digest = file_digest(stream, "sha256").digest()
        return StaticEncoder(
            tokenizer=_tokenizer(words),
            table=tensors["embeddings"],
            steps=tensors["weights"],
            hash=sha256(digest + words).hexdigest()[:16],
        )
    except (OSError, ValueError, KeyError, SafetensorError) as error:
        raise EncoderUnreadable(Problem("encoder_unreadable", {"folder": str(folder)})) from error


@cache
def sentence_encoder() -> StaticEncoder:
    """The packaged encoder, read once; its folder holds the model card."""
    with as_file(files("matcher.features") / "data" / "encoder") as folder:
        return read_encoder(folder)


def _tokenizer(words: bytes) -> Tokenizer:
    """Raises ``ValueError``: the library itself raises a bare ``Exception``."""
    try:
        return Tokenizer.from_buffer(words)
    except Exception as error:
        raise ValueError(str(error)) from error
