"""The kinds of profiles: talents, offers and organisations, with whose each one is."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from matcher.domain import (
    Offer,
    OfferId,
    OfferStatus,
    Organisation,
    OrganisationId,
    Talent,
    TalentId,
)
from service.actions.profiles import ProfileKind
from service.auth import Action, Principal, Role, Target
from service.errors import Code, ServiceError
from service.store.offers import OFFERS, OfferFilter
from service.store.organisations import ORGANISATIONS, OrganisationFilter
from service.store.talents import TALENTS, TalentFilter


def talent_target(_: Session, talent: Talent) -> Target:
    """A talent is its own."""
    return Target(owners=frozenset({talent.id}), municipality=talent.municipality)


def offer_target(session: Session, offer: Offer) -> Target:
    """An offer is its organisation's and its partners', and open unless it is a draft."""
    return Target(
        owners=frozenset({offer.organisation, *offer.partners}),
        is_open=offer.status is not OfferStatus.DRAFT,
        municipality=home_of(session, offer),
    )


def home_of(session: Session, offer: Offer) -> str | None:
    """The municipality that an offer belongs to: where it takes place, else its organisation's."""
    return homes_of(session, [offer])[offer.id]


def homes_of(session: Session, offers: Collection[Offer]) -> dict[OfferId, str | None]:
    """``home_of`` each of the offers."""
    asked = dict.fromkeys(one.organisation for one in offers if one.municipality is None)
    found = ORGANISATIONS.get_many(session, list(asked))
    own = {key: one.value.municipality for key, one in found.items()}
    return {
        one.id: own.get(one.organisation) if one.municipality is None else one.municipality
        for one in offers
    }


def _own_offer(session: Session, offer: Offer) -> Target:
    return Target(owners=frozenset({offer.organisation}), municipality=home_of(session, offer))


def _organisation_target(_: Session, organisation: Organisation) -> Target:
    return Target(owners=frozenset({organisation.id}), municipality=organisation.municipality)


def _guard_talent(before: Talent | None, after: Talent, principal: Principal) -> None:
    """What others have seen or agreed to is not for the young person to say."""
    if principal.role is not Role.TALENT:
        return
    for field in ("guardian_approved", "child_certificate"):
        if getattr(after, field) is not (before is not None and getattr(before, field)):
            raise _field_not_yours(field)
    # Who could choose its age, even once, could choose whom to meet.
    if after.birth_date != (before.birth_date if before else None):
        raise _field_not_yours("birth_date")


def _guard_offer(before: Offer | None, after: Offer, principal: Principal) -> None:
    """An organisation speaks in its own name, and gives no offer away."""
    if principal.role is not Role.ORGANISATION:
        return
    sender = principal.organisation if before is None else before.organisation
    if after.organisation != sender:
        raise _field_not_yours("organisation")


def _no_guard(_: Organisation | None, __: Organisation, ___: Principal) -> None:
    """Nothing of an organisation is for others alone to say."""


def _field_not_yours(field: str) -> ServiceError:
    return ServiceError(Code.FIELD_NOT_YOURS, 403, params={"field": field})


TALENT: ProfileKind[TalentId, Talent, TalentFilter] = ProfileKind(
    name="talent",
    store=TALENTS,
    read=Action.READ_TALENT,
    create=Action.CREATE_TALENT,
    change=Action.CHANGE_TALENT,
    delete=Action.DELETE_TALENT,
    unknown=Code.UNKNOWN_TALENT,
    id_of=lambda talent: talent.id,
    target=talent_target,
    erasable=talent_target,
    guard=_guard_talent,
    private=True,
)
OFFER: ProfileKind[OfferId, Offer, OfferFilter] = ProfileKind(
    name="offer",
    store=OFFERS,
    read=Action.READ_OFFER,
    create=Action.WRITE_OFFER,
    change=Action.WRITE_OFFER,
    delete=Action.WRITE_OFFER,
    unknown=Code.UNKNOWN_OFFER,
    id_of=lambda offer: offer.id,
    target=offer_target,
    erasable=_own_offer,
    guard=_guard_offer,
)
ORGANISATION: ProfileKind[OrganisationId, Organisation, OrganisationFilter] = ProfileKind(
    name="organisation",
    store=ORGANISATIONS,
    read=Action.READ_ORGANISATION,
    create=Action.CREATE_ORGANISATION,
    change=Action.CHANGE_ORGANISATION,
    delete=Action.DELETE_ORGANISATION,
    unknown=Code.UNKNOWN_ORGANISATION,
    id_of=lambda organisation: organisation.id,
    target=_organisation_target,
    erasable=_organisation_target,
    guard=_no_guard,
)
