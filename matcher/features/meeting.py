"""Meeting: the phrase of one text and the phrase of another that mean most nearly the same."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from matcher.features.semantic import StaticEncoder
from matcher.vocabulary import normal

NEAR = 0.4
"""The least cosine of two phrases that are said to meet."""
RELEVANT = 0.15
"""The least cosine of each with the whole of the other text."""
_WORD = re.compile(r"[^\W_]+(?:['’&/-][^\W_]+)*")
_LONGEST_PHRASE = 3
_MOST_WORDS = 120
_SHORTEST_WORD = 2
# Words that begin with the same five letters are mostly one word, inflected.
_STEM = 5
_MOST_KNOWN = 8_000


@dataclass(frozen=True, slots=True)
class Meeting:
    """A phrase of each text, as it stands there, and the cosine of what they mean."""

    one: str
    other: str
    cosine: float


@dataclass(frozen=True, eq=False, slots=True)
class Phrases:
    """The phrases of a text, up to three words each: unit vectors of shape (phrases, width), the
    beginnings of the words that say something in each, and the unit vector of the whole."""

    spoken: tuple[str, ...]
    vectors: NDArray[np.float32]
    stems: tuple[frozenset[str], ...]
    whole: NDArray[np.float32]


def phrases_of(encoder: StaticEncoder, texts: Sequence[str]) -> list[Phrases]:
    """The phrases of each text; a phrase is the sum of its words.

    It stays within a sentence's part, and neither begins nor ends with a word that means nothing
    alone. Of a long text the first 120 words are read.
    """
    read = [list(_read(text)) for text in texts]
    known = _word_vectors(encoder)
    known.learn(word.text for words in read for word in words)
    return [_phrases(text, words, known) for text, words in zip(texts, read, strict=True)]


def meeting(one: Phrases, other: Phrases) -> Meeting | None:
    """Where two texts meet, or ``None`` where no two phrases are near.

    Phrases count that are near each other, and near what the whole of the other text says; the
    same word on both sides needs no explanation.
    """
    if not one.spoken or not other.spoken:
        return None
    near = one.vectors @ other.vectors.T
    near[_same_words(one, other)] = -np.inf
    mine, theirs = (one.vectors @ other.whole)[:, None], (other.vectors @ one.whole)[None, :]
    counts = (near >= NEAR) & (np.minimum(mine, theirs) >= RELEVANT)
    score = np.where(counts, near + (mine + theirs) / 2, -np.inf)
    here, there = np.unravel_index(int(score.argmax()), score.shape)
    if not counts[here, there]:
        return None
    return Meeting(one.spoken[here], other.spoken[there], float(near[here, there]))


def _same_words(one: Phrases, other: Phrases) -> NDArray[np.bool_]:
    """Which phrases share a word that means something, or its beginning: shape (one, other)."""
    both = sorted(set().union(*one.stems) & set().union(*other.stems))
    holds = [
        np.array([[stem in stems for stem in both] for stems in phrases.stems], dtype=np.float32)
        for phrases in (one, other)
    ]
    shared: NDArray[np.bool_] = holds[0] @ holds[1].T > 0
    return shared


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a text, where it stands, and in which part of a sentence."""

    text: str
    start: int
    end: int
    part: int


class _WordVectors:
    """The vectors of words that were read lately, so that most texts need no encoding."""

    def __init__(self, encoder: StaticEncoder) -> None:
        self._encoder = encoder
        self._known: dict[str, NDArray[np.float32]] = {}

    def learn(self, words: Iterable[str]) -> None:
        """Make known what is not; all is forgotten once there is too much of it."""
        if len(self._known) > _MOST_KNOWN:
            self._known.clear()
        asked = list(dict.fromkeys(words))
        new = [word for word in asked if word not in self._known]
        if new:
            self._known.update(zip(new, self._encoder.sums(new), strict=True))

    def of(self, words: Sequence[_Word]) -> NDArray[np.float32]:
        """Shape (words, width)."""
        found = [self._known[word.text] for word in words]
        return np.array(found, dtype=np.float32).reshape(len(words), self._encoder.width)


@lru_cache(maxsize=2)
def _word_vectors(encoder: StaticEncoder) -> _WordVectors:
    return _WordVectors(encoder)


def _phrases(text: str, words: Sequence[_Word], known: _WordVectors) -> Phrases:
    found: dict[str, tuple[str, int, int]] = {}
    for first, last in _windows(words):
        phrase = text[words[first].start : words[last].end]
        found.setdefault(phrase.casefold(), (phrase, first, last))
    vectors = known.of(words)
    nothing = np.zeros((1, vectors.shape[1]), dtype=np.float32)
    sums = np.vstack([nothing, vectors.cumsum(axis=0)])
    firsts = np.array([first for _, first, _ in found.values()], dtype=np.intp)
    lasts = np.array([last for _, _, last in found.values()], dtype=np.intp)
    stems = (
        frozenset(w.text[:_STEM].casefold() for w in words[first : last + 1] if _means(w.text))
        for _, first, last in found.values()
    )
    return Phrases(
        spoken=tuple(phrase for phrase, _, _ in found.values()),
        vectors=_unit(sums[lasts + 1] - sums[firsts]),
        stems=tuple(stems),
        whole=_unit(sums[-1:])[0],
    )


def _windows(words: Sequence[_Word]) -> Iterator[tuple[int, int]]:
    """The first and the last word of every phrase."""
    says = [_means(word.text) for word in words]
    for first in range(len(words)):
        for last in range(first, min(first + _LONGEST_PHRASE, len(words))):
            if words[last].part != words[first].part:
                break
            if says[first] and says[last]:
                yield first, last


def _read(text: str) -> Iterator[_Word]:
    """The first words of a text."""
    part = last = 0
    for number, match in enumerate(_WORD.finditer(text)):
        if number == _MOST_WORDS:
            return
        part += bool(text[last : match.start()].strip())
        yield _Word(match[0], match.start(), match.end(), part)
        last = match.end()


@lru_cache(maxsize=20_000)
def _means(word: str) -> bool:
    """Whether a word says something by itself."""
    folded = normal(word)
    return len(folded) >= _SHORTEST_WORD and not folded.isdigit() and folded not in _small_words()


@cache
def _small_words() -> frozenset[str]:
    """Danish and English words that mean nothing alone, in normal form."""
    table = files("matcher.features") / "data" / "small_words.csv"
    return frozenset(map(normal, table.read_text(encoding="utf-8").splitlines()[1:]))


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.divide(vectors, norms, out=np.zeros_like(vectors), where=norms > 0)
