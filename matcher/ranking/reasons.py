"""Reasons: what is read of one pair, so that what is said of it is true: its columns, by cell."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from matcher.domain import EligibilityContext, Problem
from matcher.features import PairFacts, Pairing, Rows, Source
from matcher.ranking.candidates import all_offered

NEAR_ENOUGH = 0.4


class Terms(Protocol):
    """A vocabulary as reasons read it."""

    @property
    def codes(self) -> tuple[str, ...]:
        """All codes."""

    @property
    def affinity(self) -> NDArray[np.float32]:
        """Of every two codes."""


class Reasons:
    """What the voices read of the candidates of ``pairing``, to say what speaks for them.

    Whatever is said is read from the same columns that the features are computed from. Lists of
    codes are joined by ``|``; the texts, in any language, are the service's.
    """

    def __init__(self, pairing: Pairing, context: EligibilityContext) -> None:
        self.facts = PairFacts(pairing, context)
        self.t, self.o = Lists(pairing.talents), Lists(pairing.offers)
        self.words = pairing.snapshot.vocabularies
        self.today = context.today.toordinal()
        # A talent knows the own profile, an organiser the own offer.
        self.known = Source.TALENT if pairing.for_talent else Source.OFFER
        self.lists: Mapping[str, Terms] = {
            "genres": self.words.genres,
            "roles": self.words.roles,
            "themes": self.words.themes,
        }

    def notes(self, place: int) -> tuple[Problem, ...]:
        """What must be seen before one applies: the guests' fee, unpaid work, a long way, that
        all seats are offered to others."""
        notes = []
        km, most = at(self.distance, place), at(self.t["max_km"], place)
        if km > most:
            notes.append(Problem("farther_than_wished", {"km": round(km)}))
        fee = at(self.o["fee"], place)
        if fee > 0 and at(self._guest, place):
            notes.append(Problem("guest_fee", {"dkk": fee}))
        if at(self.o["pay"], place) == 0:
            notes.append(Problem("unpaid"))
        if self._others_asked[place]:
            notes.append(Problem("all_seats_offered"))
        return tuple(notes)

    def codes(self, name: str, place: int) -> tuple[list[int], list[int]]:
        """The talent's and the offer's codes of a padded list."""
        return at(self.t.codes(name), place), at(self.o.codes(name), place)

    @cached_property
    def ids(self) -> list[str]:
        """Of the candidates."""
        return self.facts.pairing.ids()

    @cached_property
    def distance(self) -> list[float]:
        """In km."""
        return self.facts.distance.tolist()

    @cached_property
    def price(self) -> list[float]:
        """In kroner."""
        return self.facts.price.tolist()

    @cached_property
    def _guest(self) -> list[bool]:
        return self.facts.guest.tolist()

    @cached_property
    def _others_asked(self) -> list[bool]:
        return all_offered(self.facts.pairing).tolist()


class Lists:
    """Columns as Python lists: a reason reads single cells, and those are slow in numpy."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self._read: dict[str, list[Any]] = {}
        self._codes: dict[str, list[list[int]]] = {}
        self._weighted: dict[str, list[list[int]]] = {}

    def codes(self, name: str) -> list[list[int]]:
        """Of a padded column each row's codes, without the padding."""
        codes = self._codes.get(name)
        if codes is None:
            codes = [[code for code in row if code >= 0] for row in self[name]]
            self._codes[name] = codes
        return codes

    def weighted(self, name: str) -> list[list[int]]:
        """Of a column of weights over a vocabulary each row's codes with a weight."""
        codes = self._weighted.get(name)
        if codes is None:
            codes = [np.flatnonzero(row).tolist() for row in self.rows[name]]
            self._weighted[name] = codes
        return codes

    def __getitem__(self, name: str) -> list[Any]:
        cells = self._read.get(name)
        if cells is None:
            cells = self._read[name] = self.rows[name].tolist()
        return cells


def at(cells: list[Any], place: int) -> Any:
    """The candidate's cell, or the subject's only one."""
    return cells[place] if len(cells) > 1 else cells[0]


def nearest(mine: list[int], theirs: list[int], words: Terms) -> tuple[str, str] | None:
    """The codes of both sides whose affinity is highest, if they are near at all."""
    best, affinity = None, NEAR_ENOUGH
    for own in mine:
        row = words.affinity[own]
        for other in theirs:
            if row[other] > affinity:
                best, affinity = (words.codes[own], words.codes[other]), row[other]
    return best
