"""Cues: words and phrases that are looked for in running text, many at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, lru_cache
from typing import TypeAlias

from matcher.vocabulary.normal import fold, words_with_spelling

_KNOWN_WORDS = 30_000
# Words that turn the next one round: "uden noder" is not about sheet music.
_NEGATIONS = frozenset("ingen intet uden ikke aldrig hverken no not without never neither".split())


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


@dataclass(frozen=True, slots=True)
class Heard:
    """A cue found in a text: what it stands for, and the words as they were written."""

    name: str
    phrase: str


_Entry: TypeAlias = tuple[Cue, str]


def cue_of(text: str) -> Cue:
    """A cue from how it is written in the tables, one or more words."""
    return tuple(_cue_word(word) for word in fold(text).split())


@dataclass(frozen=True)
class CueIndex:
    """Finds which of many cues stand in a text; ``cues`` are pairs of a cue and its name."""

    cues: tuple[_Entry, ...]

    def hear(self, text: str) -> Iterator[Heard]:
        """Every cue that stands in ``text``, in the order of its words.

        1. Split the text into folded words. 2. For each word, look up the cues that begin with
        it (whole, by its beginnings, by its ends). 3. Of longer cues, compare the words after.
        4. After a negation nothing is heard but cues that hold it, to the end of the longest
        of these ("ingen koncert"), or for the next word.
        """
        folded, written = words_with_spelling(text)
        negated_until = 0
        for start, word in enumerate(folded):
            ends = [
                (start + len(cue), name)
                for cue, name in self._beginning_with(word)
                if len(cue) == 1 or _meets(cue[1:], folded[start + 1 : start + len(cue)])
            ]
            if start >= negated_until:
                for end, name in ends:
                    yield Heard(name, " ".join(written[start:end]))
            if word in _NEGATIONS:
                negated_until = max([start + 2, negated_until, *(end for end, _ in ends)])

    @cached_property
    def _beginning_with(self) -> "lru_cache[tuple[_Entry, ...]]":
        return lru_cache(maxsize=_KNOWN_WORDS)(self._look_up)

    def _look_up(self, word: str) -> tuple[_Entry, ...]:
        found = list(self._by_part[Part.WHOLE].get(word, ()))
        beginnings, ends = self._by_part[Part.BEGINNING], self._by_part[Part.END]
        for length in range(1, len(word) + 1):
            found += beginnings.get(word[:length], ())
            found += ends.get(word[-length:], ())
        return tuple(found)

    @cached_property
    def _by_part(self) -> Mapping[Part, Mapping[str, Sequence[_Entry]]]:
        found: dict[Part, dict[str, list[_Entry]]] = {part: defaultdict(list) for part in Part}
        for cue, name in self.cues:
            found[cue[0].part][cue[0].text].append((cue, name))
        return {part: dict(entries) for part, entries in found.items()}


def _cue_word(word: str) -> CueWord:
    text = "".join(sign for sign in word if sign.isalnum())
    if word.endswith("*"):
        return CueWord(text, Part.BEGINNING)
    return CueWord(text, Part.END if word.startswith("*") else Part.WHOLE)


def _meets(cue: Iterable[CueWord], after: Sequence[str]) -> bool:
    asked = tuple(cue)
    return len(asked) == len(after) and all(map(CueWord.meets, asked, after))
