"""The parties: people who have something to give, and slots at home where it can be given."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from matcher.domain import Offer, OfferId, Talent

LARGEST_ACT = 8
"""Give-backs of one act in a slot that states no number of seats; friends are not counted."""

_LONGEST_SPAN = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """One give-back that has no promised slot yet.

    ``cohort`` is the offer that was taken part in: who shares it, comes from the same home and has
    opted in may be suggested together. ``current`` is the slot that is suggested now. ``busy`` are
    the days on which the person has promised something else, ``left`` the slots that were agreed or
    suggested once and given up. ``friends`` are the roles of those who come along without a
    give-back of their own; each takes a seat.
    """

    id: str
    talent: Talent
    cohort: OfferId
    current: OfferId | None = None
    busy: frozenset[date] = frozenset()
    left: frozenset[OfferId] = frozenset()
    friends: tuple[str, ...] = ()

    @property
    def party(self) -> int:
        """How many seats it takes."""
        return 1 + len(self.friends)

    @property
    def together(self) -> bool:
        """Whether others may be told of this person: who has opted in."""
        return self.talent.joins_give_back


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """Somebody who has promised a slot already: of which cohort, and with which roles."""

    cohort: OfferId
    roles: tuple[str, ...]
    together: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A slot at home; ``free`` seats are neither taken nor promised (``None``: no end)."""

    offer: Offer
    free: int | None
    promises: tuple[Promise, ...] = field(default=())

    @property
    def days(self) -> frozenset[date]:
        """The days that it takes: from start to end where that is short, else only the first.

        Where meetings repeat over months the days between are free, and nobody knows which.
        """
        start = self.offer.start_date
        if start is None:
            return frozenset()
        length = ((self.offer.end_date or start) - start).days
        if length > _LONGEST_SPAN:
            return frozenset({start})
        return frozenset(start + timedelta(days=day) for day in range(length + 1))
