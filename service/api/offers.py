"""The routes of offers."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Body, Query, Response

from matcher.domain import Offer, OfferId, OfferStatus, OrganisationId
from service.actions.kinds import OFFER
from service.api.bodies.fields import Code, Identity, MunicipalityCode, Page, Written
from service.api.bodies.offers import PAGE, OfferAnswer, OfferBody
from service.api.cursors import CursorQuery, LimitQuery
from service.api.desk import Asked, Asking
from service.api.guard import GuardedRoute, guarded_by
from service.api.openapi_parts import answers, problems
from service.api.profile_routes import IdInPath, Patch, ProfileRoutes
from service.api.writing import AttemptGiven, NoneMatchHeader, PreconditionGiven
from service.auth import Action, Principal, Scope, scope
from service.store.offers import OfferFilter


def published_today(offer: Offer, asking: Asking) -> Offer:
    """A new offer that does not say since when it is published is published today."""
    if offer.status is not OfferStatus.PUBLISHED or offer.published_on is not None:
        return offer
    resources = asking.resources
    return replace(offer, published_on=resources.rules.today(resources.clock()))


ROUTES = ProfileRoutes(
    kind=OFFER,
    make=Offer,
    body=OfferBody,
    identity=OfferId,
    path="/v1/offers",
    prefix="off",
    settle=published_today,
)
router = APIRouter(prefix="/v1/offers", tags=["Offers"], route_class=GuardedRoute)


@router.get(
    "",
    summary="List offers",
    response_model=Page[OfferAnswer],
    responses=answers(200, "A page of offers by id", example=PAGE) | problems(401, 403, 422),
    openapi_extra=guarded_by(Action.READ_OFFER),
)
def list_offers(
    asking: Asked,
    organisation: Annotated[Identity | None, Query()] = None,
    municipality: Annotated[list[MunicipalityCode] | None, Query()] = None,
    status: Annotated[list[OfferStatus] | None, Query()] = None,
    kind: Annotated[list[Code] | None, Query()] = None,
    cursor: CursorQuery = None,
    limit: LimitQuery = 50,
) -> Response:
    """By id, page by page. Drafts are listed for coordinators, and for an organisation that asks
    for its own."""
    where = OfferFilter(
        organisation=None if organisation is None else OrganisationId(organisation),
        municipalities=None if municipality is None else frozenset(municipality),
        statuses=_statuses(asking.principal, organisation, status),
        kinds=None if kind is None else frozenset(kind),
    )
    return ROUTES.page(asking, where, after=cursor, limit=limit)


@router.post(
    "",
    summary="Create an offer",
    status_code=201,
    response_model=Written,
    responses=answers(201, "Created", etag=True) | problems(401, 403, 409, 413, 415, 422),
    openapi_extra=guarded_by(Action.WRITE_OFFER),
)
def create_offer(body: OfferBody, asking: Asked, attempt: AttemptGiven) -> Response:
    """Under the id in the body, or one that we give; the header Location names it."""
    return ROUTES.create(asking, body, attempt=attempt)


@router.get(
    "/{offer_id}",
    summary="Read an offer",
    response_model=OfferAnswer,
    responses=answers(200, "The offer", etag=True) | problems(304, 401, 403, 404),
    openapi_extra=guarded_by(Action.READ_OFFER),
)
def read_offer(
    offer_id: IdInPath, asking: Asked, if_none_match: NoneMatchHeader = None
) -> Response:
    """The whole offer, with its version as ETag."""
    return ROUTES.read(asking, offer_id, if_none_match=if_none_match)


@router.put(
    "/{offer_id}",
    summary="Create or replace an offer",
    response_model=Written,
    responses=answers(200, "Replaced", etag=True)
    | answers(201, "Created", etag=True)
    | problems(401, 403, 412, 413, 415, 422, 428),
    openapi_extra=guarded_by(Action.WRITE_OFFER),
)
def put_offer(
    offer_id: IdInPath,
    body: OfferBody,
    asking: Asked,
    attempt: AttemptGiven,
    precondition: PreconditionGiven,
) -> Response:
    """Replacing needs If-Match with the ETag of the version that was read."""
    return ROUTES.put(asking, offer_id, body=body, attempt=attempt, precondition=precondition)


@router.patch(
    "/{offer_id}",
    summary="Change some fields of an offer",
    response_model=Written,
    responses=answers(200, "Changed", etag=True) | problems(401, 403, 404, 412, 413, 415, 422, 428),
    openapi_extra=guarded_by(Action.WRITE_OFFER),
)
def patch_offer(
    offer_id: IdInPath,
    body: Annotated[Patch, Body(examples=[{"status": "closed"}])],
    asking: Asked,
    attempt: AttemptGiven,
    precondition: PreconditionGiven,
) -> Response:
    """The fields that are sent replace those that are there; null means "not stated"."""
    return ROUTES.amend(asking, offer_id, patch=body, attempt=attempt, precondition=precondition)


@router.delete(
    "/{offer_id}",
    summary="Delete an offer",
    status_code=204,
    responses=answers(204, "Deleted") | problems(401, 403, 404, 412, 428),
    openapi_extra=guarded_by(Action.WRITE_OFFER),
)
def delete_offer(
    offer_id: IdInPath, asking: Asked, attempt: AttemptGiven, precondition: PreconditionGiven
) -> Response:
    """The offer goes; to end one that people have applied for, set its status to cancelled."""
    return ROUTES.delete(asking, offer_id, attempt=attempt, precondition=precondition)


def _statuses(
    principal: Principal, organisation: str | None, asked: list[OfferStatus] | None
) -> frozenset[OfferStatus] | None:
    """The statuses that are listed: those asked for, without drafts of others."""
    wanted = frozenset(OfferStatus) if asked is None else frozenset(asked)
    own = organisation is not None and organisation == principal.organisation
    if own or scope(principal.role, Action.READ_OFFER) is Scope.ANY:
        return None if asked is None else wanted
    return wanted - {OfferStatus.DRAFT}
