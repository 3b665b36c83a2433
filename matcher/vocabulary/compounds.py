"""Compounds: words made of several, such as "sangskriverværksted", and the terms within them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import chain
from typing import TypeAlias

from matcher.vocabulary.hearing import How
from matcher.vocabulary.inflection import bare_forms
from matcher.vocabulary.lexicon import Lexicon, Named
from matcher.vocabulary.normal import normal
from matcher.vocabulary.ordinary import OrdinaryWords
from matcher.vocabulary.tables import listed, read_rows

# What binds the parts of a compound: nothing, or "guitar-s-lyd", "tromm-e-hold".
_BINDERS = ("", "s", "e")
_MOST_PARTS = 4
_SHORTEST = 7
_SHORTEST_TERM = 3
# A last part of that many letters stands for itself after any ordinary word ("gadetrommeslager").
_LONG_TERM = 6
_SHORTEST_ORDINARY = 4
_FIELDS = frozenset({"roles", "genres"})


class Place(StrEnum):
    """Where in a compound an ordinary part stands."""

    FIRST = "first"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class OrdinaryPart:
    """A word that goes with terms: ``fields`` of the terms before it, and what it names itself."""

    fields: frozenset[str]
    named: tuple[Named, ...]


_Split: TypeAlias = tuple[tuple[Named, ...], ...]
"""The terms that each part of a word names; nothing for a part that only goes with them."""


@dataclass(frozen=True, eq=False, repr=False)
class Compounds:
    """Splits words into terms and parts that go with them; both come from the tables."""

    lexicon: Lexicon
    ordinary: OrdinaryWords
    parts: Mapping[Place, Mapping[str, OrdinaryPart]]

    def named(self, word: str) -> tuple[Named, ...]:
        """The terms that a folded word is made of; none unless every part of it is known.

        1. Cut a term, or an ordinary part, from the beginning, at least three letters. 2. The
        rest, after an -s- or an -e- maybe, is an ordinary last part, a term, or a compound
        again. 3. The fewest parts count; of equals those with the longest beginning. 4. Else it
        may be a term of six letters and more after any ordinary word.
        """
        split = self._shortest(word)
        named = tuple(dict.fromkeys(chain.from_iterable(split)))
        return named or self._after_ordinary(word)

    def beside(self, word: str) -> tuple[Named, ...]:
        """What the parts of a word name for sure that is a term itself ("jazzsanger", a singer).

        All of them before an ordinary last part that names something; else the genre of the first.
        """
        *before, last = self._shortest(word) or ((),)
        first = before[0] if before else ()
        if last in self._heads:
            return tuple(dict.fromkeys(chain(first, last)))
        return tuple(name for name in first if name.field == "genres")

    @cached_property
    def _heads(self) -> frozenset[tuple[Named, ...]]:
        return frozenset(part.named for part in self.parts[Place.LAST].values() if part.named)

    def _shortest(self, word: str) -> _Split:
        return min(self._splits(word), key=len, default=()) if len(word) >= _SHORTEST else ()

    def _after_ordinary(self, word: str) -> tuple[Named, ...]:
        """A long term after an ordinary word, or after that and an -s- ("fritidstrommeslager")."""
        if word in self.ordinary:
            return ()
        for cut in range(_SHORTEST_ORDINARY, len(word) - _LONG_TERM + 1):
            last = self._last(word[cut:]) if self._is_long(word[cut:]) else ()
            if last and word[:cut] in self.ordinary:
                return last
        return ()

    def _is_long(self, part: str) -> bool:
        """Whether it is a spelling of so many letters without its ending ("rappen" is not)."""
        bare = (form for form in (part, *bare_forms(part)) if form in self.lexicon.single)
        return len(next(bare, "")) >= _LONG_TERM

    def _splits(self, word: str, parts: int = 1) -> Iterator[_Split]:
        """The ways to read a word as a compound, those with the longest first part first."""
        if parts >= _MOST_PARTS:
            return
        for cut in range(len(word) - 2, 1, -1):
            first = self._first(word[:cut])
            if first is None:
                continue
            for binder in _BINDERS:
                if word.startswith(binder, cut):
                    yield from self._rests(word[cut + len(binder) :], first, parts=parts)

    def _rests(self, rest: str, first: tuple[Named, ...], *, parts: int) -> Iterator[_Split]:
        """The ways to read what follows a first part that names ``first``, with it."""
        head = self.parts[Place.LAST].get(rest)
        if head and (meant := tuple(name for name in first if name.field in head.fields)):
            yield (meant, head.named)
        if last := self._last(rest):
            yield (first, last)
        for split in self._splits(rest, parts + 1):
            yield (first, *split)

    def _first(self, part: str) -> tuple[Named, ...] | None:
        """What a first part names, maybe nothing; None when it is no such part."""
        if named := self._terms.get(part):
            return named
        modifier = self.parts[Place.FIRST].get(part)
        return modifier.named if modifier else None

    def _last(self, part: str) -> tuple[Named, ...]:
        if len(part) < _SHORTEST_TERM:
            return ()
        named = self.lexicon.word(part)
        return tuple(_within(name) for name in named if name.field in _FIELDS)

    @cached_property
    def _terms(self) -> Mapping[str, tuple[Named, ...]]:
        """What may stand at the beginning: terms of one word, as they are spelled."""
        return {
            form: within
            for form, named in self.lexicon.single.items()
            if len(form) >= _SHORTEST_TERM - 1
            and (within := tuple(_within(name) for name in named if name.field in _FIELDS))
        }


def load_compounds(lexicon: Lexicon, ordinary: OrdinaryWords) -> Compounds:
    """The splitter, with the ordinary parts from the packaged table."""
    parts: dict[Place, dict[str, OrdinaryPart]] = {place: {} for place in Place}
    for row in read_rows("compound_parts"):
        named = tuple(
            Named(field, code, How.COMPOUND)
            for field, _, code in (name.partition(":") for name in listed(row["names"]))
        )
        part = OrdinaryPart(frozenset(listed(row["fields"])), named)
        for form in listed(row["forms"]):
            parts[Place(row["place"])].setdefault(normal(form), part)
    return Compounds(lexicon, ordinary, parts)


def _within(name: Named) -> Named:
    return Named(name.field, name.code, How.COMPOUND)
