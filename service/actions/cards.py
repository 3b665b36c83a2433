"""Cards: what a list shows of an offer, an organisation and a talent."""

from dataclasses import dataclass
from datetime import date, datetime

from matcher.domain import Offer, OfferId, Organisation, OrganisationId, Talent, TalentId
from matcher.features.encoding import text_of

ALIAS_TERMS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationCard:
    """The named sender of an offer (needs.md, N2)."""

    id: OrganisationId
    name: str
    type: str | None
    municipality: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferCard:
    """What one must see of an offer before one opens it; kept in memory for every offer.

    ``text`` is what it says in free words, for the phrases that reasons name.
    """

    id: OfferId
    organisation: OrganisationId
    partners: tuple[OrganisationId, ...]
    title: str
    kind: str | None
    municipality: str | None
    setting: str | None
    start_date: date | None
    end_date: date | None
    deadline: date | None
    price_dkk: float | None
    outside_fee_dkk: float | None
    pay_dkk: float | None
    text: str = ""

    @property
    def owners(self) -> frozenset[str]:
        """The organisations whose offer it is."""
        return frozenset({self.organisation, *self.partners})


@dataclass(frozen=True, slots=True, kw_only=True)
class TalentCard:
    """What is shown of a talent; ``name`` is for coordinators alone (staged reveal)."""

    id: TalentId
    name: str | None
    roles: tuple[str, ...]
    genres: tuple[str, ...]
    level: int | None
    municipality: str | None
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerCard:
    """The alias under which people see one another until both say yes: nothing that finds anybody.

    ``id`` and ``name`` are for coordinators alone.
    """

    roles: tuple[str, ...]
    genres: tuple[str, ...]
    municipality: str | None
    id: TalentId | None = None
    name: str | None = None


def peer_card(talent: Talent, *, told: bool = False, named: bool = False) -> PeerCard:
    """The alias of a talent; with the id if ``told``, with the name if ``named``."""
    return PeerCard(
        roles=talent.roles[:ALIAS_TERMS],
        genres=talent.genres[:ALIAS_TERMS],
        municipality=talent.municipality,
        id=talent.id if told else None,
        name=talent.name if named else None,
    )


def first_name(who: Talent) -> str:
    """What people who have met are called by: nothing that finds anybody."""
    return next(iter(who.name.split()), who.name)


def organisation_card(organisation: Organisation) -> OrganisationCard:
    """The card of an organisation."""
    return OrganisationCard(
        id=organisation.id,
        name=organisation.name,
        type=organisation.type,
        municipality=organisation.municipality,
    )


def offer_card(offer: Offer) -> OfferCard:
    """The card of an offer."""
    return OfferCard(
        id=offer.id,
        organisation=offer.organisation,
        partners=offer.partners,
        title=offer.title,
        kind=offer.kind,
        municipality=offer.municipality,
        setting=offer.setting,
        start_date=offer.start_date,
        end_date=offer.end_date,
        deadline=offer.deadline,
        price_dkk=offer.price_dkk,
        outside_fee_dkk=offer.outside_fee_dkk,
        pay_dkk=offer.pay_dkk,
        text=text_of(offer),
    )


def talent_card(talent: Talent, *, updated_at: datetime, named: bool) -> TalentCard:
    """The card of a talent, with the name where the viewer may know it."""
    return TalentCard(
        id=talent.id,
        name=talent.name if named else None,
        roles=talent.roles,
        genres=talent.genres,
        level=talent.level,
        municipality=talent.municipality,
        updated_at=updated_at,
    )
