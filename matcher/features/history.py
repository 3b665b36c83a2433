"""A history: what each person engaged with, as a vector kept up while pairs and offers change."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.domain import Offer, PairState
from matcher.features.behaviour import (
    MAX_TOKENS,
    Behaviour,
    token_hashes,
    tokens_of,
    worth,
    worths,
)
from matcher.features.columns import Array, Column, Columns
from matcher.vocabulary import Vocabularies

TOKENS: Mapping[str, Column] = {"tokens": Column(np.uint64, MAX_TOKENS)}
"""The column of offers that says what they are; it needs no behaviour."""

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

LEARNED = frozenset(OF_TALENTS) | frozenset(OF_OFFERS)

_States = Mapping[str, Mapping[str, PairState]]


def token_cells(offers: Sequence[Offer], words: Vocabularies) -> dict[str, Array]:
    """The column ``TOKENS`` for ``offers``: shape (offers, ``MAX_TOKENS``), 0 for none."""
    hashes = [
        token_hashes(tokens_of(o.organisation, o.kind, genres=o.genres, known=words.genres))
        for o in offers
    ]
    return {"tokens": np.array(hashes, dtype=np.uint64).reshape(len(offers), MAX_TOKENS)}


class History:
    """Keeps the columns of ``OF_TALENTS`` and ``OF_OFFERS`` true to the states of the pairs.

    A talent's vector is the sum of what the known offers they engaged with say, each by what the
    state is worth; offers that are forgotten leave it. Without a behaviour nothing is kept.
    """

    def __init__(
        self, talents: Columns, offers: Columns, *, by_talent: _States, by_offer: _States
    ) -> None:
        self.talents, self.offers = talents, offers
        self.by_talent, self.by_offer = by_talent, by_offer
        self.behaviour: Behaviour | None = None

    def adopt(self, behaviour: Behaviour | None) -> None:
        """Let another behaviour count from now on, or none: every vector is made anew."""
        self.behaviour = behaviour
        width = 1 if behaviour is None else behaviour.width
        for columns, kept in ((self.talents, OF_TALENTS), (self.offers, OF_OFFERS)):
            for name, column in kept.items():
                wide = width if column.width else 0
                columns.exchange(name, Column(column.dtype, wide, column.empty))
        if behaviour is not None:
            self._place(np.arange(len(self.offers)), behaviour)
            self._sum_all()

    def note_pair(self, talent: str, offer: str, *, before: PairState, after: PairState) -> None:
        """A pair went from one state to another: what it says is added or taken back."""
        row, where = self.talents.row_of.get(talent), self.offers.row_of.get(offer)
        old, new = worth(before), worth(after)
        if self.behaviour is None or old == new or row is None or where is None:
            return
        heavier = (abs(new) - abs(old)) * self.offers["behaves"][where]
        self.talents["engaged"][row] += np.float32(new - old) * self.offers["says"][where]
        self.talents["engaged_weight"][row] += heavier

    def note_talents(self, talents: Iterable[str]) -> None:
        """The rows of ``talents`` were put: what is known of their pairs counts for them."""
        if self.behaviour is None:
            return
        for talent in talents:
            if self.by_talent.get(talent):
                self._sum(talent)

    def note_offers(self, offers: Sequence[str]) -> None:
        """The rows of ``offers`` were put: they, and who engaged with them, are placed anew."""
        if self.behaviour is None:
            return
        rows = self.offers.rows(offers)
        before = self.offers["says"][rows]
        self._place(rows, self.behaviour)
        changed = (self.offers["says"][rows] != before).any(axis=1)
        self._sum_of(offer for offer, new in zip(offers, changed, strict=True) if new)

    def forget_offers(self, offers: Iterable[str]) -> None:
        """``offers`` will be dropped: they say nothing any more."""
        if self.behaviour is None:
            return
        known = [offer for offer in offers if offer in self.offers.row_of]
        rows = self.offers.rows(known)
        self.offers["says"][rows] = 0
        self.offers["behaves"][rows] = False
        self._sum_of(known)

    def chosen_together(self, talent: str, offer: int) -> bool:
        """Whether enough people chose, as ``talent`` did, and then the like of the row ``offer``.

        "Enough" is ``FEWEST_PEOPLE``, for one token of something they engaged with and one of it.
        """
        if self.behaviour is None:
            return False
        here = self.behaviour.rows_of(self.offers["tokens"][offer])
        rows = [
            self.offers.row_of[one]
            for one, state in self.by_talent.get(talent, {}).items()
            if worth(state) > 0 and one in self.offers.row_of
        ]
        there = self.behaviour.rows_of(self.offers["tokens"][rows]).ravel()
        pairs = self.behaviour.together[np.ix_(there[there >= 0], here[here >= 0])]
        return bool(pairs.any())

    def _place(self, rows: NDArray[np.intp], behaviour: Behaviour) -> None:
        found = behaviour.known(self.offers["tokens"][rows])
        cells: Mapping[str, Array] = {
            "says": found.says,
            "draws": found.draws,
            "behaves": found.behaves,
            "pull": found.pull,
        }
        for name, values in cells.items():
            self.offers[name][rows] = values

    def _sum_of(self, offers: Iterable[str]) -> None:
        """Make anew the vectors of all who have something to do with ``offers``."""
        for talent in {talent for offer in offers for talent in self.by_offer.get(offer, ())}:
            self._sum(talent)

    def _sum(self, talent: str) -> None:
        row = self.talents.row_of.get(talent)
        if row is None:
            return
        rows, weights = self._engaged([talent])[1:]
        self.talents["engaged"][row] = weights @ self.offers["says"][rows]
        self.talents["engaged_weight"][row] = np.abs(weights) @ self.offers["behaves"][rows]

    def _sum_all(self) -> None:
        talents, rows, weights = self._engaged(self.by_talent)
        np.add.at(self.talents["engaged"], talents, weights[:, None] * self.offers["says"][rows])
        weight = np.abs(weights) * self.offers["behaves"][rows]
        np.add.at(self.talents["engaged_weight"], talents, weight)

    def _engaged(
        self, talents: Iterable[str]
    ) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float32]]:
        """Rows of talents, of offers and the worth of every pair that is worth anything."""
        people, things = self.talents.row_of, self.offers.row_of
        found = [
            (people[talent], things[offer], state)
            for talent in talents
            if talent in people
            for offer, state in self.by_talent.get(talent, {}).items()
            if offer in things
        ]
        pairs = np.array(found, dtype=np.intp).reshape(-1, 3)
        weights = worths()[pairs[:, 2]]
        kept = weights != 0
        return pairs[kept, 0], pairs[kept, 1], weights[kept]
