"""The store of organisations."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from matcher.domain import Organisation, OrganisationId, Problem
from service.store import blocks
from service.store.changes import ChangeKind
from service.store.forgetting import forget_searches
from service.store.profiles import Profiles
from service.store.refusal import StoreRefused
from service.store.tables import OfferRow, OrganisationRow, TalentRow

_TABLE = OrganisationRow.table()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationFilter:
    """Which organisations; ``None`` lets all through, an empty set none."""

    municipalities: frozenset[str] | None = None
    types: frozenset[str] | None = None


def _conditions(where: OrganisationFilter) -> Iterable[ColumnElement[bool]]:
    if where.municipalities is not None:
        yield _TABLE.c.municipality.in_(where.municipalities)
    if where.types is not None:
        yield _TABLE.c.type.in_(where.types)


def _forget(session: Session, key: OrganisationId) -> None:
    """Blocks go with the organisation, and what it searched for.

    It stays as long as an offer or a talent names it.
    """
    _refuse_in_use(session, key)
    blocks.drop(session, organisation=key)
    forget_searches(session, key)


def _refuse_in_use(session: Session, key: OrganisationId) -> None:
    offers, talents = OfferRow.table(), TalentRow.table()
    partners = session.scalars(select(offers.c.partners).where(offers.c.organisation != key))
    own = session.scalar(
        select(func.count()).select_from(offers).where(offers.c.organisation == key)
    )
    members = session.scalar(
        select(func.count()).select_from(talents).where(talents.c.organisation == key)
    )
    used = {"offers": (own or 0) + sum(key in named for named in partners), "talents": members or 0}
    if any(used.values()):
        raise StoreRefused(Problem("organisation_in_use", {"organisation": key, **used}))


ORGANISATIONS: Profiles[OrganisationId, Organisation, OrganisationFilter] = Profiles(
    kind=ChangeKind.ORGANISATION,
    rows=OrganisationRow,
    make=Organisation,
    conditions=_conditions,
    named=lambda _: (),
    forget=_forget,
)
