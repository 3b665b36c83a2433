"""Cues: words and phrases that are looked for in running text, many at once."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, lru_cache
from typing import TypeAlias

from matcher.vocabulary.normal import fold_words

# Words that turn the next one round: "uden noder" is not about sheet music.
NEGATIONS = frozenset(
    {"aldrig", "hverken", "ikke", "ingen", "intet", "neither", "never", "no", "not", "uden"}
    | {"without"}
)
_KNOWN_WORDS = 30_000
_CUE_WORD = re.compile(r"\*?[^\W_]+\*?")


class Part(Enum):
    """How much of a word must be met."""

    WHOLE = "whole"
    BEGINNING = "beginning"
    END = "end"


@dataclass(frozen=True, slots=True)
class CueWord:
    """One folded word of a cue; ``stem*`` is the beginning of a word, ``*stem`` its end."""

    text: str
    part: Part

    def meets(self, word: str) -> bool:
        """Whether a folded word of a text is what the cue asks for."""
        if self.part is Part.WHOLE:
            return word == self.text
        if self.part is Part.BEGINNING:
            return word.startswith(self.text)
        return word.endswith(self.text)


Cue: TypeAlias = tuple[CueWord, ...]
_Rest: TypeAlias = tuple[Cue, str]
"""What must follow the first word of a cue, and the name that the cue stands for."""


@dataclass(frozen=True, slots=True)
class _Begun:
    """The cues that a word begins: those that end with it, and longer ones by their next word."""

    names: tuple[str, ...]
    by_next: Mapping[str, tuple[_Rest, ...]]
    others: tuple[_Rest, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """A cue found in a text: what it stands for, and the words from ``start`` up to ``end``."""

    name: str
    start: int
    end: int


def cue_of(text: str) -> Cue:
    """A cue from how it is written in the tables, one or more words."""
    return tuple(map(_cue_word, _CUE_WORD.findall(fold_words(text))))


@dataclass(frozen=True, eq=False, repr=False)
class CueIndex:
    """Finds which of many cues stand in a text; ``cues`` are pairs of a cue and its name."""

    cues: tuple[tuple[Cue, str], ...]

    def hear(self, folded: Sequence[str]) -> Iterator[Heard]:
        """Every cue that stands in a text of folded words, in their order.

        1. For each word, look up the cues that begin with it (whole, by its beginnings, by its
        ends). 2. Of longer cues, compare the words after. 3. After a negation nothing is heard
        but cues that hold it, to the end of the longest of these ("ingen koncert"), or for the
        next word.
        """
        negated_until = 0
        for start, word in enumerate(folded):
            met = list(_met(self._beginning_with(word), folded, start))
            if start >= negated_until:
                for end, name in met:
                    yield Heard(name, start, end)
            if word in NEGATIONS:
                negated_until = max([start + 2, negated_until, *(end for end, _ in met)])

    @cached_property
    def _beginning_with(self) -> Callable[[str], _Begun]:
        return lru_cache(maxsize=_KNOWN_WORDS)(self._look_up)

    def _look_up(self, word: str) -> _Begun:
        found = list(self._by_part[Part.WHOLE].get(word, ()))
        beginnings, ends = self._by_part[Part.BEGINNING], self._by_part[Part.END]
        for length in range(1, len(word) + 1):
            found += beginnings.get(word[:length], ())
            found += ends.get(word[-length:], ())
        return _begun(found)

    @cached_property
    def _by_part(self) -> Mapping[Part, Mapping[str, Sequence[_Rest]]]:
        found: dict[Part, dict[str, list[_Rest]]] = {part: defaultdict(list) for part in Part}
        for (first, *rest), name in self.cues:
            found[first.part][first.text].append((tuple(rest), name))
        return {part: dict(entries) for part, entries in found.items()}


def _cue_word(word: str) -> CueWord:
    text = word.strip("*")
    if word.endswith("*"):
        return CueWord(text, Part.BEGINNING)
    return CueWord(text, Part.END if word.startswith("*") else Part.WHOLE)


def _begun(found: Sequence[_Rest]) -> _Begun:
    by_next: dict[str, list[_Rest]] = defaultdict(list)
    for rest, name in found:
        if rest and rest[0].part is Part.WHOLE:
            by_next[rest[0].text].append((rest, name))
    return _Begun(
        names=tuple(name for rest, name in found if not rest),
        by_next={word: tuple(rests) for word, rests in by_next.items()},
        others=tuple((r, n) for r, n in found if r and r[0].part is not Part.WHOLE),
    )


def _met(begun: _Begun, folded: Sequence[str], start: int) -> Iterator[tuple[int, str]]:
    """Where the cues end that stand in the text from ``start`` on, with their names."""
    after = start + 1
    for name in begun.names:
        yield after, name
    if after == len(folded):
        return
    for rest, name in (*begun.by_next.get(folded[after], ()), *begun.others):
        end = after + len(rest)
        if end <= len(folded) and all(map(CueWord.meets, rest, folded[after:end])):
            yield end, name
