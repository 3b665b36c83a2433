"""Meeting: the phrase of one text and the phrase of another that mean most nearly the same."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from matcher.features.semantic import SemanticEncoder, Vectors
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


@dataclass(frozen=True, slots=True)
class Meeting:
    """A phrase of each text, as it stands there, and the cosine of what they mean."""

    one: str
    other: str
    cosine: float


@dataclass(frozen=True, eq=False, slots=True)
class Phrases:
    """The phrases of a text, up to three words each, with their vectors, shape (phrases, width)."""

    spoken: tuple[str, ...]
    vectors: NDArray[np.float32]
    whole: NDArray[np.float32]


def phrases_of(encoder: SemanticEncoder, texts: Sequence[str]) -> list[Phrases]:
    """The phrases of each text, encoded all at once.

    A phrase stays within a sentence's part, and neither begins nor ends with a word that means
    nothing alone. Of a long text the first 120 words are read.
    """
    spoken = [_spoken(text) for text in texts]
    rows = _unit(encoder.encode([*texts, *(phrase for found in spoken for phrase in found)]))
    ends = np.cumsum([len(texts), *map(len, spoken)])
    return [
        Phrases(found, rows[ends[place] : ends[place + 1]], rows[place])
        for place, found in enumerate(spoken)
    ]


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
    """Which phrases share a word that means something, or its beginning."""
    mine, theirs = (
        [
            frozenset(word[:_STEM] for word in phrase.casefold().split() if _means(word))
            for phrase in p.spoken
        ]
        for p in (one, other)
    )
    return np.array([[not a.isdisjoint(b) for b in theirs] for a in mine])


def _spoken(text: str) -> tuple[str, ...]:
    """The phrases of a text, each once, in its order."""
    found: dict[str, str] = {}
    for part in _parts(text):
        for start in range(len(part)):
            for end in range(start + 1, min(start + _LONGEST_PHRASE, len(part)) + 1):
                first, last = part[start], part[end - 1]
                if _means(first[0]) and _means(last[0]):
                    phrase = text[first[1] : last[2]]
                    found.setdefault(phrase.casefold(), phrase)
    return tuple(found.values())


def _parts(text: str) -> list[list[tuple[str, int, int]]]:
    """The words between two signs, each with where it begins and ends."""
    parts: list[list[tuple[str, int, int]]] = []
    last = -1
    for number, match in enumerate(_WORD.finditer(text)):
        if number == _MOST_WORDS:
            break
        if last < 0 or text[last : match.start()].strip():
            parts.append([])
        parts[-1].append((match[0], match.start(), match.end()))
        last = match.end()
    return parts


@lru_cache(maxsize=20_000)
def _means(word: str) -> bool:
    """Whether a word says something by itself."""
    folded = normal(word)
    return len(folded) >= _SHORTEST_WORD and not folded.isdigit() and folded not in _small_words()


@cache
def _small_words() -> frozenset[str]:
    """Danish and English words that mean nothing alone, folded."""
    table = files("matcher.features") / "data" / "small_words.csv"
    lines = table.read_text(encoding="utf-8").splitlines()[1:]
    return frozenset(map(normal, lines))


def _unit(rows: Vectors) -> NDArray[np.float32]:
    vectors = rows.astype(np.float32)
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.divide(vectors, norms, out=vectors, where=norms > 0)
