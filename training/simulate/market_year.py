"""A market's year: a society that goes through periods, and lists that are shown in each."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from matcher.domain import Audience, Direction, EligibilityContext, Side
from matcher.features import pair_values, pairing, verdicts
from matcher.ranking import GlassBox, probability
from training.simulate.config import PARTNERSHIP
from training.simulate.filling import Filling
from training.simulate.founding import Society, drifted, fill_offers, fill_people
from training.simulate.music import Floats, Whole
from training.simulate.profiles import talent_id

PERIOD_DAYS = 28
LONGEST, SHORTEST = 40, 10
_SHUFFLED = 0.3
# What comes in a period, as a share of what there is after a year of thirteen.
_COMING, _FRESH = 0.3 / 12, 0.85 / 12


@dataclass(frozen=True, eq=False, slots=True)
class Shown:
    """Rows of lists in the order they were shown; ``slate`` numbers the lists, positions from 1."""

    talent: Whole
    offer: Whole
    slate: Whole
    position: Whole
    propensity: Floats
    cells: NDArray[np.uint8]
    day: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.talent)


@dataclass(slots=True)
class MarketYear:
    """The society of now, its snapshot, and the model that has made the lists so far.

    With ``held_out`` k above 0 every k-th person and offer is there, but nobody of them comes and
    none of them is shown: they stay cold.
    """

    society: Society
    filling: Filling
    model: GlassBox
    rng: np.random.Generator
    day: date
    held_out: int = 0
    slates: int = 0
    people: int = 0
    offers: int = 0

    def settle(self) -> None:
        """Let the snapshot know of everybody and everything that is new."""
        people, offers = len(self.society.people), len(self.society.offers)
        if people > self.people:
            fill_people(self.filling, self.society, np.arange(self.people, people))
        if offers > self.offers:
            fill_offers(self.filling, self.society, np.arange(self.offers, offers))
        self.people, self.offers = people, offers

    def turn(self, people: int, offers: int) -> None:
        """The next period: tastes and fashion have moved, and so many came, counted by the year."""
        self.day += timedelta(days=PERIOD_DAYS)
        self.society = drifted(self.society, PERIOD_DAYS / 365, self.rng)
        newcomers, fresh = round(people * _COMING), round(offers * _FRESH)
        if newcomers:
            self.society = self.society.joined(newcomers, day=self.day, rng=self.rng)
        if fresh:
            ago = np.sort(self.rng.integers(0, PERIOD_DAYS, fresh))[::-1]
            self.society = self.society.offered(self.day.toordinal() - ago, rng=self.rng)
        self.settle()

    def show(self, rows: int, *, by_chance: bool = False) -> Shown:
        """Lists to visitors of this period until there are ``rows``; the last is cut short.

        A list holds up to ``LONGEST`` of the offers that the person may join, drawn at random. It
        is in the model's order, but for a known share of lists, or all ``by_chance``, shuffled.
        Lists stand in the order of their days.
        """
        lists: list[Shown] = []
        missing = rows
        while missing > 0:
            one = self._one_list(by_chance=by_chance)
            if one is not None:
                lists.append(one)
                missing -= len(one)
        return _joined(sorted(lists, key=lambda one: int(one.day[0])), rows)

    def cold(self, rows: Whole) -> NDArray[np.bool_]:
        """Which people or offers in ``rows`` are held out."""
        return np.zeros(len(rows), dtype=bool) if not self.held_out else rows % self.held_out == 0

    def _one_list(self, *, by_chance: bool) -> Shown | None:
        """One visitor's list; nothing where too few offers are open to them."""
        visitor = self._visitor()
        day = self.day + timedelta(days=int(self.rng.integers(PERIOD_DAYS)))
        context = EligibilityContext(today=day, partnership=PARTNERSHIP, audience=Audience.TALENT)
        full = pairing(
            self.filling.snapshot, Direction.OFFERS_FOR_TALENT, subject=talent_id(visitor)
        )
        open_to = verdicts(full, context).eligible()
        open_to = open_to[~self.cold(open_to)]
        if len(open_to) < SHORTEST:
            return None
        chosen = np.sort(self.rng.permutation(open_to)[:LONGEST])
        features = self.model.features
        cells = features.discretise(pair_values(full.keep(chosen), context, features))
        order, propensity = self._order(cells, by_chance=by_chance)
        self.slates += 1
        count = len(chosen)
        return Shown(
            talent=np.full(count, visitor),
            offer=chosen[order],
            slate=np.full(count, self.slates - 1),
            position=np.arange(1, count + 1),
            propensity=propensity,
            cells=cells[:, order].T.astype(np.uint8),
            day=np.full(count, day.toordinal()),
        )

    def _visitor(self) -> int:
        """By how active people are."""
        activity = self.society.people.activity
        edges = np.cumsum(np.where(self.cold(np.arange(len(activity))), 0, activity))
        found = int(np.searchsorted(edges, self.rng.random() * edges[-1], side="right"))
        return min(found, len(edges) - 1)

    def _order(self, cells: NDArray[np.int32], *, by_chance: bool) -> tuple[Whole, Floats]:
        """The order, and for each item the probability that it stands where it does."""
        count = cells.shape[1]
        shuffled = self.rng.permutation(count)
        if by_chance:
            return shuffled, np.full(count, 1 / count)
        places = self.model.places(cells)
        wants = probability(self.model.log_odds(places, Side.TALENT))
        taken = probability(self.model.log_odds(places, Side.PROVIDER))
        best = np.argsort(-wants * taken, kind="stable")
        order = shuffled if self.rng.random() < _SHUFFLED else best
        return order, _SHUFFLED / count + (1 - _SHUFFLED) * (order == best)


def _joined(lists: list[Shown], rows: int) -> Shown:
    columns = ("talent", "offer", "slate", "position", "propensity", "cells", "day")
    whole = {name: np.concatenate([getattr(one, name) for one in lists]) for name in columns}
    return Shown(**{name: column[:rows] for name, column in whole.items()})
