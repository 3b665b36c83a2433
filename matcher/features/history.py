"""A history: what each person engaged with, as a vector kept up while pairs and offers change."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.domain import Offer, PairState
from matcher.features.adoption import (
    OF_OFFERS,
    OF_TALENTS,
    Adoption,
    Cells,
    Copies,
    Engagements,
    States,
    add_up,
    engagements,
    place,
)
from matcher.features.behaviour import MAX_TOKENS, Behaviour, token_hashes, tokens_of, worth
from matcher.features.columns import Array, Column, Columns
from matcher.vocabulary import Vocabularies

TOKENS: Mapping[str, Column] = {"tokens": Column(np.uint64, MAX_TOKENS)}
"""The column of offers that says what they are; it needs no behaviour."""

LEARNED = frozenset(OF_TALENTS) | frozenset(OF_OFFERS)


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
        self, talents: Columns, offers: Columns, *, by_talent: States, by_offer: States
    ) -> None:
        self.talents, self.offers = talents, offers
        self.by_talent, self.by_offer = by_talent, by_offer
        self.behaviour: Behaviour | None = None
        self._adoption: Adoption | None = None

    def adopt(self, behaviour: Behaviour | None) -> None:
        """Let another behaviour count from now on, or none: every vector is made anew."""
        adoption = self.begin(behaviour)
        try:
            adoption.build()
            self.complete(adoption)
        finally:
            self.abandon(adoption)

    def begin(self, behaviour: Behaviour | None) -> Adoption:
        """Copy what ``build`` needs; what changes from now on is noted until the end.

        There is one at a time: one that was begun before can be completed no more.
        """
        nothing = behaviour is None
        states = {} if nothing else {one: dict(its) for one, its in self.by_talent.items() if its}
        copies = Copies(
            talents={} if nothing else dict(self.talents.row_of),
            offers={} if nothing else dict(self.offers.row_of),
            states=states,
            tokens=self.offers["tokens"].copy(),
            rooms=(self.talents.room, self.offers.room),
        )
        self._adoption = Adoption(behaviour, copies)
        return self._adoption

    def complete(self, adoption: Adoption) -> None:
        """Let what was built serve: wholly, or, when this raises, not at all.

        It takes time with what changed since ``begin`` alone. Raises ``ValueError`` for what was
        not built, was abandoned or superseded.
        """
        if adoption is not self._adoption:
            raise ValueError("abandoned or superseded")
        adoption.make_room(self.talents, self.offers)
        if adoption.behaviour is not None:
            self._make_up(adoption, adoption.behaviour)
        of_talents, of_offers = adoption.columns
        # The lengths are right by now: from here on nothing can fail.
        self.talents.install(of_talents, adoption.talents)
        self.offers.install(of_offers, adoption.offers)
        self.behaviour, self._adoption = adoption.behaviour, None

    def abandon(self, adoption: Adoption) -> None:
        """Note for it no longer; one that is completed, or was superseded, stays as it is."""
        if adoption is self._adoption:
            self._adoption = None

    def note_pair(self, talent: str, offer: str, *, before: PairState, after: PairState) -> None:
        """A pair went from one state to another: what it says is added or taken back."""
        row, where = self.talents.row_of.get(talent), self.offers.row_of.get(offer)
        if self._adoption is not None and row is not None:
            self._adoption.news.talents.add(row)
        old, new = worth(before), worth(after)
        if self.behaviour is None or old == new or row is None or where is None:
            return
        heavier = (abs(new) - abs(old)) * self.offers["behaves"][where]
        self.talents["engaged"][row] += np.float32(new - old) * self.offers["says"][where]
        self.talents["engaged_weight"][row] += heavier

    def note_talents(self, talents: Sequence[str]) -> None:
        """The rows of ``talents`` were put: what is known of their pairs counts for them."""
        if self._adoption is not None:
            self._adoption.news.talents.update(self.talents.rows(talents).tolist())
        if self.behaviour is not None:
            self._sum(talent for talent in talents if self.by_talent.get(talent))

    def note_offers(self, offers: Sequence[str]) -> None:
        """The rows of ``offers`` were put: they, and who engaged with them, are placed anew."""
        self._note_for_adoption(offers)
        if self.behaviour is None:
            return
        rows = self.offers.rows(offers)
        before = self.offers["says"][rows]
        place(self._of_offers(), rows, self.offers["tokens"][rows], behaviour=self.behaviour)
        changed = (self.offers["says"][rows] != before).any(axis=1)
        self._sum_of(offer for offer, new in zip(offers, changed, strict=True) if new)

    def forget_offers(self, offers: Iterable[str]) -> None:
        """``offers`` will be dropped: they say nothing any more."""
        known = [offer for offer in offers if offer in self.offers.row_of]
        self._note_for_adoption(known)
        if self.behaviour is None:
            return
        rows = self.offers.rows(known)
        self.offers["says"][rows] = 0
        self.offers["behaves"][rows] = False
        self._sum_of(known)

    def chosen_together(self, talent: str, offer: int) -> bool:
        """Whether enough people chose, as ``talent`` did, and then the like of the row ``offer``.

        "Enough" is ``FEWEST_PEOPLE`` besides ``talent``, who may be one of them, for one token of
        something they engaged with and one of it.
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

    def _note_for_adoption(self, offers: Sequence[str]) -> None:
        if self._adoption is not None:
            self._adoption.news.offers.update(offers)
            self._adoption.news.offer_rows.update(self.offers.rows(offers).tolist())

    def _make_up(self, adoption: Adoption, behaviour: Behaviour) -> None:
        """Bring what was built up to what changed since; rows may have become other people's."""
        news, of_talents, of_offers = adoption.news, *adoption.columns
        rows = np.array(sorted(news.offer_rows), dtype=np.intp)
        _empty(adoption.offers, of_offers, rows=rows)
        used = np.array([row for row in rows if self.offers.ids[row]], dtype=np.intp)
        place(adoption.offers, used, self.offers["tokens"][used], behaviour=behaviour)
        people = {self.talents.ids[row] for row in news.talents} | self._engaged_with(news.offers)
        people &= self.talents.row_of.keys()
        stale = news.talents | {self.talents.row_of[one] for one in people}
        _empty(adoption.talents, of_talents, rows=np.array(sorted(stale), dtype=np.intp))
        add_up(adoption.talents, self._engagements(people), offers=adoption.offers)

    def _of_offers(self) -> Cells:
        return {name: self.offers[name] for name in OF_OFFERS}

    def _engaged_with(self, offers: Iterable[str]) -> set[str]:
        """All who have something to do with ``offers``."""
        return {talent for offer in offers for talent in self.by_offer.get(offer, ())}

    def _engagements(self, people: Iterable[str]) -> Engagements:
        return engagements(
            people, self.by_talent, talents=self.talents.row_of, offers=self.offers.row_of
        )

    def _sum_of(self, offers: Iterable[str]) -> None:
        """Make anew the vectors of all who have something to do with ``offers``."""
        self._sum(self._engaged_with(offers))

    def _sum(self, people: Iterable[str]) -> None:
        known = {one for one in people if one in self.talents.row_of}
        if not known:
            return
        cells = {name: self.talents[name] for name in OF_TALENTS}
        _empty(cells, OF_TALENTS, rows=self.talents.rows(list(known)))
        add_up(cells, self._engagements(known), offers=self._of_offers())


def _empty(cells: Cells, columns: Mapping[str, Column], *, rows: NDArray[np.intp]) -> None:
    for name, column in columns.items():
        cells[name][rows] = column.empty
