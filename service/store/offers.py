"""The store of offers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from matcher.domain import Offer, OfferId, OfferStatus, OrganisationId
from matcher.vocabulary import load, offer_wording, wording_edition
from service.store import embeddings, pairs, rounds, words
from service.store.changes import ChangeKind
from service.store.profiles import Profiles
from service.store.tables import OfferRow
from service.store.words import Index

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
    """The pairs go with the offer, what it meant and its words; the log of events stays."""
    pairs.drop(session, offer=key)
    rounds.drop(session, offer=key)
    embeddings.drop(session, ChangeKind.OFFER, key)
    words.drop(session, Index.OFFERS, (key,), erase=True)


def _index(session: Session, offers: Sequence[Offer]) -> None:
    vocabularies = load()
    wordings = [(offer.id, offer_wording(offer, vocabularies)) for offer in offers]
    words.put(session, Index.OFFERS, wordings, edition=wording_edition(vocabularies))


OFFERS: Profiles[OfferId, Offer, OfferFilter] = Profiles(
    kind=ChangeKind.OFFER,
    rows=OfferRow,
    make=Offer,
    conditions=_conditions,
    named=_named,
    forget=_forget,
    index=_index,
)
