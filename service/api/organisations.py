"""The routes of organisations."""

from typing import Annotated

from fastapi import APIRouter, Body, Query, Response

from matcher.domain import Organisation, OrganisationId
from service.actions.kinds import ORGANISATION
from service.api.bodies.fields import Code, MunicipalityCode, Page, Written
from service.api.bodies.organisations import PAGE, OrganisationAnswer, OrganisationBody
from service.api.cursors import CursorQuery, LimitQuery
from service.api.desk import Asked
from service.api.guard import GuardedRoute, guarded_by
from service.api.openapi_parts import answers, problems
from service.api.profile_routes import IdInPath, Patch, ProfileRoutes
from service.api.writing import AttemptGiven, NoneMatchHeader, PreconditionGiven
from service.auth import Action
from service.store.organisations import OrganisationFilter

ROUTES = ProfileRoutes(
    kind=ORGANISATION,
    make=Organisation,
    body=OrganisationBody,
    identity=OrganisationId,
    path="/v1/organisations",
    prefix="org",
)
router = APIRouter(prefix="/v1/organisations", tags=["Organisations"], route_class=GuardedRoute)


@router.get(
    "",
    summary="List organisations",
    response_model=Page[OrganisationAnswer],
    responses=answers(200, "A page of organisations by id", example=PAGE) | problems(401, 403, 422),
    openapi_extra=guarded_by(Action.READ_ORGANISATION),
)
def list_organisations(
    asking: Asked,
    municipality: Annotated[list[MunicipalityCode] | None, Query()] = None,
    types: Annotated[list[Code] | None, Query(alias="type")] = None,
    cursor: CursorQuery = None,
    limit: LimitQuery = 50,
) -> Response:
    """By id, page by page."""
    where = OrganisationFilter(
        municipalities=None if municipality is None else frozenset(municipality),
        types=None if types is None else frozenset(types),
    )
    return ROUTES.page(asking, where, after=cursor, limit=limit)


@router.post(
    "",
    summary="Create an organisation",
    status_code=201,
    response_model=Written,
    responses=answers(201, "Created", etag=True) | problems(401, 403, 409, 413, 415, 422),
    openapi_extra=guarded_by(Action.CREATE_ORGANISATION),
)
def create_organisation(body: OrganisationBody, asking: Asked, attempt: AttemptGiven) -> Response:
    """Under the id in the body, or one that we give; the header Location names it."""
    return ROUTES.create(asking, body, attempt=attempt)


@router.get(
    "/{organisation_id}",
    summary="Read an organisation",
    response_model=OrganisationAnswer,
    responses=answers(200, "The organisation", etag=True) | problems(304, 401, 403, 404),
    openapi_extra=guarded_by(Action.READ_ORGANISATION),
)
def read_organisation(
    organisation_id: IdInPath, asking: Asked, if_none_match: NoneMatchHeader = None
) -> Response:
    """The whole profile, with its version as ETag."""
    return ROUTES.read(asking, organisation_id, if_none_match=if_none_match)


@router.put(
    "/{organisation_id}",
    summary="Create or replace an organisation",
    response_model=Written,
    responses=answers(200, "Replaced", etag=True)
    | answers(201, "Created", etag=True)
    | problems(401, 403, 412, 413, 415, 422, 428),
    openapi_extra=guarded_by(Action.CHANGE_ORGANISATION),
)
def put_organisation(
    organisation_id: IdInPath,
    body: OrganisationBody,
    asking: Asked,
    attempt: AttemptGiven,
    precondition: PreconditionGiven,
) -> Response:
    """Replacing needs If-Match with the ETag of the version that was read."""
    return ROUTES.put(
        asking, organisation_id, body=body, attempt=attempt, precondition=precondition
    )


@router.patch(
    "/{organisation_id}",
    summary="Change some fields of an organisation",
    response_model=Written,
    responses=answers(200, "Changed", etag=True) | problems(401, 403, 404, 412, 413, 415, 422, 428),
    openapi_extra=guarded_by(Action.CHANGE_ORGANISATION),
)
def patch_organisation(
    organisation_id: IdInPath,
    body: Annotated[Patch, Body(examples=[{"contact_email": "ny@example.org"}])],
    asking: Asked,
    attempt: AttemptGiven,
    precondition: PreconditionGiven,
) -> Response:
    """The fields that are sent replace those that are there; null means "not stated"."""
    return ROUTES.amend(
        asking, organisation_id, patch=body, attempt=attempt, precondition=precondition
    )


@router.delete(
    "/{organisation_id}",
    summary="Delete an organisation",
    status_code=204,
    responses=answers(204, "Deleted") | problems(401, 403, 404, 409, 412, 428),
    openapi_extra=guarded_by(Action.DELETE_ORGANISATION),
)
def delete_organisation(
    organisation_id: IdInPath,
    asking: Asked,
    attempt: AttemptGiven,
    precondition: PreconditionGiven,
) -> Response:
    """Only one that no offer and no talent names any more."""
    return ROUTES.delete(asking, organisation_id, attempt=attempt, precondition=precondition)
