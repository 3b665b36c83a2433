"""The store of offers."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from matcher.domain import Offer, OfferId, OfferStatus, OrganisationId
from service.store import pairs
from service.store.changes import ChangeKind
from service.store.profiles import Profiles
from service.store.tables import OfferRow

_TABLE = OfferRow.table()


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferFilter:
    """Which offers; ``None`` lets all through, an empty set none."""

    organisation: OrganisationId | None = None
    municipalities: frozenset[str] | None = None
    statuses: frozenset[OfferStatus] | None = None
    kinds: frozenset[str] | None = None


def _conditions(where: OfferFilter) -> Iterable[ColumnElement[bool]]:
    if where.organisation is not None:
        yield _TABLE.c.organisation == where.organisation
    if where.municipalities is not None:
        yield _TABLE.c.municipality.in_(where.municipalities)
    if where.statuses is not None:
        yield _TABLE.c.status.in_(where.statuses)
    if where.kinds is not None:
        yield _TABLE.c.kind.in_(where.kinds)


def _named(offer: Offer) -> Iterable[OrganisationId]:
    return (offer.organisation, *offer.partners)


def _forget(session: Session, key: OfferId) -> None:
    """The pairs go with the offer; the log of events stays."""
    pairs.drop(session, offer=key)


OFFERS: Profiles[OfferId, Offer, OfferFilter] = Profiles(
    kind=ChangeKind.OFFER,
    rows=OfferRow,
    make=Offer,
    conditions=_conditions,
    named=_named,
    forget=_forget,
)
