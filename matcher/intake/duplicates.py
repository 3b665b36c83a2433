"""Duplicates: ids that stand in more than one row of what is imported together.

Who is stored must not depend on the order of rows. So rows of one id that say the same count
once, and of rows that contradict each other none is taken in.
"""

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from matcher.domain import Problem
from matcher.intake.codes import IntakeCode, problem

_PLACES_NAMED = 5


@dataclass(frozen=True, slots=True, order=True)
class RowPlace:
    """Where a row stands: the file's name and the line."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The rows of one id, in the order read; ``agree`` when they all say the same."""

    id: str
    places: tuple[RowPlace, ...]
    agree: bool

    def problem_at(self, place: RowPlace) -> Problem | None:
        """What is to be said of the row at ``place``: nothing of the first one that all repeat."""
        if not self.agree:
            named = ", ".join(map(str, self.places[:_PLACES_NAMED]))
            return problem(IntakeCode.CONFLICTING_DUPLICATE, id=self.id, places=named)
        if place == self.places[0]:
            return None
        return problem(IntakeCode.DUPLICATE_ROW, id=self.id, place=str(self.places[0]))


class Duplicates:
    """Collects the rows of the ids that may come more than once, as ``repeated`` names them."""

    def __init__(self, suspects: frozenset[int]) -> None:
        self._suspects = suspects
        self._places: dict[str, list[RowPlace]] = {}
        self._said: dict[str, set[int]] = {}

    def add(self, place: RowPlace, texts: Mapping[str, str]) -> None:
        """Note one row by its cells."""
        id = texts["id"]
        if hash(id) in self._suspects:
            places = self._places.setdefault(id, [])
            if len(places) <= _PLACES_NAMED:
                places.append(place)
            said = self._said.setdefault(id, set())
            if len(said) <= 1:
                said.add(hash(frozenset(texts.items())))

    def of(self, id: str) -> Duplicate | None:
        """The rows of ``id``, if there is more than one."""
        places = self._places.get(id, [])
        if len(places) <= 1:
            return None
        return Duplicate(id, tuple(places), len(self._said[id]) == 1)


def repeated(ids: Iterable[str]) -> frozenset[int]:
    """The hashes of the ids that come more than once, at eight bytes an id.

    A hash that two ids share only makes suspects of both; ``Duplicates`` compares the ids.
    """
    hashes = sorted(array("q", map(hash, ids)))
    return frozenset(one for one, following in pairwise(hashes) if one == following)
