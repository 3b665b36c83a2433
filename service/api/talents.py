"""The routes of talents."""

from typing import Annotated

from fastapi import APIRouter, Body, Query, Response

from matcher.domain import OrganisationId, Talent, TalentId
from service.actions.kinds import TALENT
from service.api.bodies.fields import Identity, MunicipalityCode, Page, ReadOnly, Written
from service.api.bodies.talents import PAGE, TalentAnswer, TalentBody
from service.api.cursors import CursorQuery, LimitQuery
from service.api.desk import Asked, Asking
from service.api.guard import GuardedRoute, guarded_by
from service.api.openapi_parts import answers, problems
from service.api.profile_routes import IdInPath, Patch, ProfileRoutes
from service.api.writing import AttemptGiven, NoneMatchHeader, PreconditionGiven
from service.auth import Action, Principal
from service.store.talents import TalentFilter


def asked_about_learning(body: ReadOnly, asking: Asking) -> ReadOnly:
    """Who says neither yes nor no is learned from as the installation's basis has it."""
    if not isinstance(body, TalentBody) or body.learning is not None:
        return body
    return body.model_copy(update={"learning": asking.resources.rules.learned_unasked})


ROUTES = ProfileRoutes(
    kind=TALENT,
    make=Talent,
    body=TalentBody,
    identity=TalentId,
    path="/v1/talents",
    prefix="tal",
    complete=asked_about_learning,
)
router = APIRouter(prefix="/v1/talents", tags=["Talents"], route_class=GuardedRoute)


@router.get(
    "",
    summary="List talents",
    response_model=Page[TalentAnswer],
    responses=answers(200, "A page of talents by id", example=PAGE) | problems(401, 403, 422),
    openapi_extra=guarded_by(Action.LIST_TALENTS),
)
def list_talents(
    asking: Asked,
    organisation: Annotated[Identity | None, Query()] = None,
    municipality: Annotated[list[MunicipalityCode] | None, Query()] = None,
    discoverable: bool | None = None,
    cursor: CursorQuery = None,
    limit: LimitQuery = 50,
) -> Response:
    """For coordinators: by id, page by page. A key that is limited to municipalities sees theirs
    alone."""
    where = TalentFilter(
        organisation=None if organisation is None else OrganisationId(organisation),
        municipalities=_places(asking.principal, municipality),
        discoverable=discoverable,
    )
    return ROUTES.page(asking, where, after=cursor, limit=limit)


@router.post(
    "",
    summary="Create a talent",
    status_code=201,
    response_model=Written,
    responses=answers(201, "Created", etag=True) | problems(401, 403, 409, 413, 415, 422),
    openapi_extra=guarded_by(Action.CREATE_TALENT),
)
def create_talent(body: TalentBody, asking: Asked, attempt: AttemptGiven) -> Response:
    """Under the id in the body, or one that we give; the header Location names it."""
    return ROUTES.create(asking, body, attempt=attempt)


@router.get(
    "/{talent_id}",
    summary="Read a talent",
    response_model=TalentAnswer,
    responses=answers(200, "The talent", etag=True) | problems(304, 401, 403, 404),
    openapi_extra=guarded_by(Action.READ_TALENT),
)
def read_talent(
    talent_id: IdInPath, asking: Asked, if_none_match: NoneMatchHeader = None
) -> Response:
    """The whole profile, with its version as ETag."""
    return ROUTES.read(asking, talent_id, if_none_match=if_none_match)


@router.put(
    "/{talent_id}",
    summary="Create or replace a talent",
    response_model=Written,
    responses=answers(200, "Replaced", etag=True)
    | answers(201, "Created", etag=True)
    | problems(401, 403, 412, 413, 415, 422, 428),
    openapi_extra=guarded_by(Action.CHANGE_TALENT),
)
def put_talent(
    talent_id: IdInPath,
    body: TalentBody,
    asking: Asked,
    attempt: AttemptGiven,
    precondition: PreconditionGiven,
) -> Response:
    """Replacing needs If-Match with the ETag of the version that was read."""
    return ROUTES.put(asking, talent_id, body=body, attempt=attempt, precondition=precondition)


@router.patch(
    "/{talent_id}",
    summary="Change some fields of a talent",
    response_model=Written,
    responses=answers(200, "Changed", etag=True) | problems(401, 403, 404, 412, 413, 415, 422, 428),
    openapi_extra=guarded_by(Action.CHANGE_TALENT),
)
def patch_talent(
    talent_id: IdInPath,
    body: Annotated[Patch, Body(examples=[{"discoverable": True, "bio": None}])],
    asking: Asked,
    attempt: AttemptGiven,
    precondition: PreconditionGiven,
) -> Response:
    """The fields that are sent replace those that are there; null means "not stated"."""
    return ROUTES.amend(asking, talent_id, patch=body, attempt=attempt, precondition=precondition)


@router.delete(
    "/{talent_id}",
    summary="Erase a talent",
    status_code=204,
    responses=answers(204, "Erased") | problems(401, 403, 404, 412, 428),
    openapi_extra=guarded_by(Action.DELETE_TALENT),
)
def delete_talent(
    talent_id: IdInPath, asking: Asked, attempt: AttemptGiven, precondition: PreconditionGiven
) -> Response:
    """The profile goes, its keys are revoked, its seats become free; the log keeps the bare id."""
    return ROUTES.delete(asking, talent_id, attempt=attempt, precondition=precondition)


def _places(principal: Principal, asked: list[str] | None) -> frozenset[str] | None:
    """The municipalities that are listed: those asked for, within those that the key reaches."""
    wanted = None if asked is None else frozenset(asked)
    if not principal.municipalities:
        return wanted
    return principal.municipalities if wanted is None else wanted & principal.municipalities
