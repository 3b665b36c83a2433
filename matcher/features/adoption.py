"""An adoption: all vectors of another behaviour, made beside the ones that are in use.

It is begun and completed by the thread that the snapshot belongs to, and built by any: building
reads only copies. What changes in the snapshot meanwhile is noted, and made up for at the end.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from matcher.domain import PairState
from matcher.features.behaviour import Behaviour, worths
from matcher.features.columns import Array, Column, Columns

OF_TALENTS: Mapping[str, Column] = {
    "engaged": Column(np.float32, 1),
    "engaged_weight": Column(np.float32),
}
OF_OFFERS: Mapping[str, Column] = {
    "says": Column(np.float32, 1),
    "draws": Column(np.float32, 1),
    "behaves": Column(np.bool_),
    "pull": Column(np.float32, empty=float("nan")),
}
"""The columns that a behaviour fills; as wide as its vectors once one is adopted."""

States = Mapping[str, Mapping[str, PairState]]
Cells = dict[str, Array]
Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Engagements:
    """Pairs that are worth anything, those of one talent side by side: rows and worths, (n,)."""

    talents: Rows
    offers: Rows
    worths: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class News:
    """What changed since the copies were taken: rows, and offers by id."""

    talents: set[int] = field(default_factory=set)
    offer_rows: set[int] = field(default_factory=set)
    offers: set[str] = field(default_factory=set)


@dataclass(frozen=True, eq=False, slots=True)
class Copies:
    """A snapshot's pairs and where its talents and offers stand, as of one moment."""

    talents: dict[str, int]
    offers: dict[str, int]
    states: dict[str, dict[str, PairState]]
    tokens: NDArray[np.uint64]
    rooms: tuple[int, int]


class Adoption:
    """The columns of ``OF_TALENTS`` and ``OF_OFFERS`` for ``behaviour``, or empty ones for none."""

    def __init__(self, behaviour: Behaviour | None, copies: Copies) -> None:
        self.behaviour = behaviour
        self.news = News()
        self.talents: Cells = {}
        self.offers: Cells = {}
        self._copies: Copies | None = copies

    @property
    def columns(self) -> tuple[dict[str, Column], dict[str, Column]]:
        """What the columns of talents and of offers hold from then on."""
        return _wide(OF_TALENTS, self.behaviour), _wide(OF_OFFERS, self.behaviour)

    def build(self) -> None:
        """Make all vectors, in any thread; it takes time with the number of pairs."""
        copies = self._copies
        if copies is None:
            raise ValueError("already built")
        (of_talents, of_offers), (people, things) = self.columns, copies.rooms
        talents = {name: column.blank(people) for name, column in of_talents.items()}
        offers = {name: column.blank(things) for name, column in of_offers.items()}
        if self.behaviour is not None:
            place(offers, np.arange(len(copies.tokens)), copies.tokens, behaviour=self.behaviour)
            found = engagements(
                copies.states, copies.states, talents=copies.talents, offers=copies.offers
            )
            add_up(talents, found, offers=offers)
        self.talents, self.offers, self._copies = talents, offers, None

    def make_room(self, talents: Columns, offers: Columns) -> None:
        """Let there be as many rows as those columns have by now. Before ``build``: ValueError."""
        if self._copies is not None:
            raise ValueError("not built yet")
        of_talents, of_offers = self.columns
        self.talents = _grown(self.talents, of_talents, rooms=talents.room)
        self.offers = _grown(self.offers, of_offers, rooms=offers.room)


def place(offers: Cells, rows: Rows, tokens: NDArray[np.uint64], *, behaviour: Behaviour) -> None:
    """Write what ``behaviour`` knows of the offers in ``rows``, by their ``tokens`` (n, places)."""
    found = behaviour.known(tokens)
    cells: Mapping[str, Array] = {
        "says": found.says,
        "draws": found.draws,
        "behaves": found.behaves,
        "pull": found.pull,
    }
    for name, values in cells.items():
        offers[name][rows] = values


def engagements(
    who: Iterable[str], states: States, *, talents: Mapping[str, int], offers: Mapping[str, int]
) -> Engagements:
    """All pairs of ``who``, each named once, that are worth anything and have rows."""
    found = [
        (talents[talent], offers[offer], state)
        for talent in who
        if talent in talents
        for offer, state in states.get(talent, {}).items()
        if offer in offers
    ]
    pairs = np.array(found, dtype=np.intp).reshape(-1, 3)
    weights = worths()[pairs[:, 2]]
    kept = weights != 0
    return Engagements(pairs[kept, 0], pairs[kept, 1], weights[kept])


def add_up(talents: Cells, found: Engagements, *, offers: Mapping[str, Array]) -> None:
    """Write the sums of everybody in ``found``; a direction at a time, so that memory stays low."""
    starts = np.flatnonzero(np.diff(found.talents, prepend=-1))
    if not len(starts):
        return
    rows, says = found.talents[starts], offers["says"]
    for direction in range(says.shape[1]):
        said = found.worths * says[found.offers, direction]
        talents["engaged"][rows, direction] = np.add.reduceat(said, starts)
    weights = np.abs(found.worths) * offers["behaves"][found.offers]
    talents["engaged_weight"][rows] = np.add.reduceat(weights, starts)


def _wide(columns: Mapping[str, Column], behaviour: Behaviour | None) -> dict[str, Column]:
    width = 1 if behaviour is None else behaviour.width
    return {
        name: Column(one.dtype, width if one.width else 0, one.empty)
        for name, one in columns.items()
    }


def _grown(cells: Cells, columns: Mapping[str, Column], *, rooms: int) -> Cells:
    """``cells`` with room for so many rows; the same where there is enough."""
    grown = {}
    for name, column in columns.items():
        grown[name] = cells[name]
        if len(cells[name]) < rooms:
            grown[name] = column.blank(rooms)
            grown[name][: len(cells[name])] = cells[name]
    return grown
