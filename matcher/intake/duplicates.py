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


@dataclass(frozen=True, slots=True)
class RowPlace:
    """Where a row stands: the file's name and the line."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


class Duplicates:
    """Collects the rows of the ids that may come more than once, as ``repeated`` names them."""

    def __init__(self, suspects: frozenset[int]) -> None:
        self._suspects = suspects
        self._places: dict[str, list[RowPlace]] = {}
        self._said: dict[str, set[int]] = {}

    def add(self, place: RowPlace, texts: Mapping[str, str]) -> None:
        """Note one row by its cells."""
        key = texts["id"]
        if hash(key) in self._suspects:
            places = self._places.setdefault(key, [])
            if len(places) <= _PLACES_NAMED:
                places.append(place)
            said = self._said.setdefault(key, set())
            if len(said) <= 1:
                said.add(hash(frozenset(texts.items())))

    @property
    def suspected(self) -> bool:
        """Whether there may be any."""
        return bool(self._suspects)

    def problem_at(self, place: RowPlace, key: str) -> Problem | None:
        """What is to be said of the row of id ``key`` at ``place``; ``None`` when all is well.

        Nothing is said of an id that stands alone, and of the first of several rows that agree.
        """
        places = self._places.get(key, [])
        if len(places) <= 1:
            return None
        if len(self._said[key]) > 1:
            named = ", ".join(map(str, places[:_PLACES_NAMED]))
            return problem(IntakeCode.CONFLICTING_DUPLICATE, id=key, places=named)
        if place == places[0]:
            return None
        return problem(IntakeCode.DUPLICATE_ROW, id=key, place=str(places[0]))


def repeated(ids: Iterable[str]) -> frozenset[int]:
    """The hashes of the ids that come more than once, at eight bytes an id.

    A hash that two ids share only makes suspects of both; ``Duplicates`` compares the ids.
    """
    hashes = sorted(array("q", map(hash, ids)))
    return frozenset(one for one, following in pairwise(hashes) if one == following)
