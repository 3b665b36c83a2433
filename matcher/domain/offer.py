"""An offer: a gig, course, camp, mentoring, give-back slot … with its seats and its rules."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from matcher.domain.ids import OfferId, OrganisationId
from matcher.domain.profile import FreeTag


class OfferStatus(StrEnum):
    """Where an offer is in its life; only a published one is ever recommended."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class OpenTo(StrEnum):
    """Who may take part, by home municipality (needs.md, N43)."""

    HOME = "home"
    PARTNERSHIP = "partnership"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Terms are vocabulary codes; ``None`` and ``()`` mean "not stated", and for ``roles`` and
    ``genres`` "open to all".

    Levels run from 1 to 5, ages are in years on ``start_date``, money is in Danish kroner,
    ``capacity`` is seats or slots (``None``: no limit). ``partners`` are co-owning organisations
    (N9); ``organisation`` is the named sender. ``target_group`` is a code of the target groups or
    a free description, and then needs ``target_ground``, the lawful ground (N35). What a place is
    like (V6): ``room`` in words, ``equipment`` that is there, the loudest that is welcome
    (``loudness``), for whom one plays (``audience``), and whether steady contact with children asks
    for a certificate.
    """

    id: OfferId
    organisation: OrganisationId
    title: str
    kind: str | None = None
    description: str = ""
    partners: tuple[OrganisationId, ...] = ()
    municipality: str | None = None
    postcode: str | None = None
    setting: str | None = None
    reach: str | None = None
    level_min: int | None = None
    level_max: int | None = None
    age_min: int | None = None
    age_max: int | None = None
    roles: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    start_date: date | None = None
    end_date: date | None = None
    deadline: date | None = None
    times: tuple[str, ...] = ()
    capacity: int | None = None
    open_to: OpenTo = OpenTo.ALL
    outside_fee_dkk: float | None = None
    price_dkk: float | None = None
    pay_dkk: float | None = None
    target_group: str | None = None
    target_ground: str | None = None
    room: str | None = None
    equipment: tuple[str, ...] = ()
    loudness: str | None = None
    certificate_needed: bool = False
    audience: str | None = None
    status: OfferStatus = OfferStatus.PUBLISHED
    published_on: date | None = None
    cloned_from: OfferId | None = None
    free_tags: tuple[FreeTag, ...] = ()

    @property
    def last_day(self) -> date | None:
        """The last day on which somebody can still join: the deadline, or the end if it is sooner.

        Without an end the start counts; ``None`` where no day is stated.
        """
        over = self.end_date or self.start_date
        stated = [day for day in (self.deadline, over) if day is not None]
        return min(stated, default=None)
